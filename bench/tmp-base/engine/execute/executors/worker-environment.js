// What reaches the process of a step, and what reached this one. A variable can change the bits of a result, and nobody knows
// all of them; so a worker gets a few that cannot, and what Assay sets itself.
/** Variables a worker gets from this process: where programs, temporary files and the network are found. */
const PASSED = new Set(('PATH HOME USERPROFILE SystemRoot TMPDIR TEMP TMP NODE_EXTRA_CA_CERTS ' +
    'HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy').split(' '));
/** Options of Node that limit its memory and do nothing else. */
const MEMORY = /^--max[-_](old[-_]space[-_]size([-_]percentage)?|semi[-_]space[-_]size|heap[-_]size)=\d+(\.\d+)?%?$/;
/**
 * Variables that act on this process when it starts, or on the libraries of the steps that it runs itself: the dynamic loader,
 * the C library, Node, ICU, and those below sharp.
 */
const ACTING = [
    /^(LD|DYLD)_/,
    /^GLIBC_TUNABLES$/,
    /^NODE_(PATH|ICU_DATA|PRESERVE_SYMLINKS|PRESERVE_SYMLINKS_MAIN|COMPILE_CACHE)$/,
    /^ICU_/,
    /^VIPS/,
    /^(JSIMD|AOM|PIXMAN|CAIRO|FONTCONFIG|FC|PANGO|PANGOCAIRO|RSVG|HWY|ORC|GLIB|G|GIO|GOBJECT)_/,
];
/**
 * The environment of every worker: the few variables that cannot change a result, the same language and time zone everywhere.
 * What a numeric step needs beside these comes from `WorkerEntry.environment`.
 */
export function workerEnvironment(from) {
    const passed = Object.entries(from).filter((entry) => PASSED.has(entry[0]) && entry[1] !== undefined);
    return { ...Object.fromEntries(passed), LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}
/** The options of Node that a worker is started with: of those of this process, the ones that limit memory. */
export function workerOptions(started) {
    return nodeOptions(started).filter((option) => MEMORY.test(option));
}
/**
 * What was given to this process when it was started that can change what it computes: names of variables, options of Node.
 * None as a rule. Where there is one, no step is run in this process.
 */
export function influences(started) {
    const given = Object.entries(started.env).filter(([name, value]) => {
        return value !== undefined && value !== '' && ACTING.some((pattern) => pattern.test(name));
    });
    return [...given.map(([name]) => name), ...nodeOptions(started).filter((option) => !MEMORY.test(option))];
}
/** A value that is a word of its own counts as an option: then neither of the two is taken for a limit of memory. */
function nodeOptions({ env, execArgv }) {
    return [...(env['NODE_OPTIONS'] ?? '').split(/\s+/).filter((word) => word !== ''), ...execArgv];
}
