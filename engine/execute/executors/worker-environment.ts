// Which variables reach the process of a step, and which reached this one. A variable can change the bits of a result, and nobody
// knows all that can. So a worker gets a few that cannot, and those that Assay sets itself.

/** Variables a worker gets from this process: where programs, temporary files and the network are found. */
const PASSED = new Set(
  (
    'PATH HOME USERPROFILE SystemRoot TMPDIR TEMP TMP NODE_EXTRA_CA_CERTS ' +
    'HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy'
  ).split(' '),
);

/** Options of Node that limit its memory and do nothing else. */
const MEMORY = /^--max[-_](old[-_]space[-_]size([-_]percentage)?|semi[-_]space[-_]size|heap[-_]size)=\d+(\.\d+)?%?$/;

/**
 * Variables that affect this process when it starts, or the libraries of the steps that it runs itself: the dynamic loader, the C
 * library, Node, ICU, and the libraries that sharp uses.
 */
const ACTING = [
  /^(LD|DYLD)_/,
  /^GLIBC_TUNABLES$/,
  /^NODE_(PATH|ICU_DATA|PRESERVE_SYMLINKS|PRESERVE_SYMLINKS_MAIN|COMPILE_CACHE)$/,
  /^ICU_/,
  /^VIPS/,
  /^(JSIMD|AOM|PIXMAN|CAIRO|FONTCONFIG|FC|PANGO|PANGOCAIRO|RSVG|HWY|ORC|GLIB|G|GIO|GOBJECT)_/,
];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of every worker: the few variables that cannot change a result, and the same language and time zone everywhere.
 * What a numeric step needs besides comes from `WorkerEntry.environment`.
 */
export function workerEnvironment(from: Environment): Readonly<Record<string, string>> {
  const passed = Object.entries(from).filter(
    (entry): entry is [string, string] => PASSED.has(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(passed), LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

/** How this process was started: its environment, and Node's options on its command line. */
export interface Started {
  readonly env: Environment;
  readonly execArgv: readonly string[];
}

/** The options of Node for a worker: those options of this process that limit memory. */
export function workerOptions(started: Started): string[] {
  return nodeOptions(started).filter((option) => MEMORY.test(option));
}

/**
 * The variables and options of Node with which this process was started and that can change what it computes. Usually there are
 * none. If there is one, this process runs no step itself.
 */
export function influences(started: Started): string[] {
  const given = Object.entries(started.env).filter(([name, value]) => {
    return value !== undefined && value !== '' && ACTING.some((pattern) => pattern.test(name));
  });
  return [...given.map(([name]) => name), ...nodeOptions(started).filter((option) => !MEMORY.test(option))];
}

/** A separate value counts as an option too, so that neither of the two counts as a memory limit. */
function nodeOptions({ env, execArgv }: Started): string[] {
  return [...(env['NODE_OPTIONS'] ?? '').split(/\s+/).filter((word) => word !== ''), ...execArgv];
}
