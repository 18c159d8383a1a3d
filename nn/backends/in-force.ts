// Checks what the native library says about itself, once loaded, against the key.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { BackendUnavailable } from './backend.ts';
import type { BackendFacts } from './backend.ts';
import { readInstalled } from './installed.ts';
import { nameInLog } from './instruction-sets.ts';
import { nativeRoot } from './place.ts';

/** What was found; undefined where this system or library cannot tell. */
export type InForce = { readonly [fact in 'library' | 'digest' | 'isa' | 'kernels']: string | undefined } & {
  readonly oneDNN: boolean | undefined;
  readonly threads: number | undefined;
};

/**
 * @throws {BackendUnavailable} when something is not as the key says: the results would be taken for those of another library,
 * another setting or another machine
 */
export function checkInForce(facts: BackendFacts, found: InForce): void {
  const lines = (Object.keys(found) as (keyof InForce)[]).flatMap((name) => {
    const value = found[name];
    return value === undefined || value === facts[name]
      ? []
      : [`\n  ${name}: ${show(facts[name])}, found ${show(value)}`];
  });
  if (lines.length === 0) return;
  throw new BackendUnavailable(
    'tensorflow',
    `The native TensorFlow backend differs from the key of this step:${lines.join('')}\nNothing was computed. Run again; ` +
      'if that does not help, run "assay backend --install", and "assay backend" to see what is in force.',
  );
}

/**
 * The digest of the native files this process has loaded: that of the installed ones when it is these that are mapped, at the
 * places where they are; else a text that names what is.
 */
export function loadedDigest(): string | undefined {
  if (!existsSync('/proc/self/maps')) return undefined;
  const { installed, missing } = readInstalled(nativeRoot());
  if (installed === undefined) return `nothing: ${missing}`;
  const expected = installed.files.filter((file) => /\.so(\.\d+)*$/.test(file));
  const mapped = new Set(readFileSync('/proc/self/maps', 'utf8').match(/\/.*libtensorflow.*$/gm) ?? []);
  const others = [...mapped].filter((file) => !expected.includes(file));
  const lacking = expected.filter((file) => !mapped.has(file));
  if (others.length === 0 && lacking.length === 0) return installed.digest;
  return `that of ${[...others, ...lacking.map((file) => `not ${file}`)].join(', ')}`;
}

/** The threads of this process, by number and name; undefined where the system does not tell. */
export function threadsNow(): ReadonlyMap<string, string> | undefined {
  const folder = '/proc/self/task';
  if (!existsSync(folder)) return undefined;
  return new Map(readdirSync(folder).map((id) => [id, readFileSync(`${folder}/${id}/comm`, 'utf8').trim()]));
}

/** How many threads were added for single operations: TensorFlow gives those that run operations side by side a name. */
export function threadsAdded(before: ReturnType<typeof threadsNow>): number | undefined {
  const now = threadsNow();
  if (before === undefined || now === undefined) return undefined;
  return [...now].filter(([id, name]) => !before.has(id) && !name.startsWith('tf_')).length;
}

/** The instruction set in the head of oneDNN's log. */
export function isaInLog(log: string): string | undefined {
  const words = /^onednn_verbose,.*info,cpu,isa:(.*)$/m.exec(log)?.[1]?.trim();
  return words === undefined || words === '' ? undefined : nameInLog(words);
}

function show(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}
