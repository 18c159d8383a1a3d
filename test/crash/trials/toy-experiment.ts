// The experiment that trials run on the toy command line, and what must come of it, worked out without the engine.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Long enough that it is hashed in pieces, and vouched for by the index of verified objects. */
const LONG = 300_000;

/** Texts of the published files of toy.yaml, by name, when `extra` is the number of step `b`. */
export function expectedTexts(extra = 2): Readonly<Record<string, string>> {
  const [a, b] = [wordsOf(1, 100), wordsOf(extra, LONG)];
  const c = joined('c', [a, b]);
  return { 'a.txt': a, 'b.txt': b, 'c.txt': c, 'far.txt': joined('far', [c, b]), 'sum.txt': sumTo(3) };
}

export function sumTo(until: number): string {
  return String((until * (until + 1)) / 2);
}

export function wordsOf(seed: number, bytes: number): string {
  const line = `${createHash('sha256').update(String(seed)).digest('hex')}\n`;
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
}

export function joined(label: string, inputs: readonly string[]): string {
  const digests = inputs.map((text) => createHash('sha256').update(text).digest('hex'));
  return `${label}\n${digests.join('\n')}\n`;
}

/** Writes toy.yaml: two texts, what is made of them in the engine's process and in others, and a sum with checkpoints. */
export function writeExperiment(folder: string): void {
  writeFileSync(
    join(folder, 'toy.yaml'),
    `experiment: toy
seed: 7
steps:
  a: { stage: words, number: 1, bytes: 100 }
  b: { stage: words, number: 2, bytes: ${LONG} }
  c: { stage: join, texts: [a, b], label: c }
  far: { stage: far, texts: [c, b], label: far }
  sum: { stage: adds, until: 3 }
outputs:
  a.txt: a.out
  b.txt: b.out
  c.txt: c.out
  far.txt: far.out
  sum.txt: sum.out
`,
  );
}

/** Writes long.yaml: a sum that takes so many times 0.1 seconds, in a process of its own, and keeps each state. */
export function writeLong(folder: string, until: number): void {
  writeFileSync(
    join(folder, 'long.yaml'),
    `experiment: long
seed: 7
steps:
  sum: { stage: adds, until: ${until}, pause: 100 }
outputs:
  sum.txt: sum.out
`,
  );
}

export const SET_EXTRA = (extra: number): string[] => ['--set', `steps.b.number=${extra}`];

/** What is wrong with the published files of a run of toy.yaml. */
export function publishedFaults(
  folder: string,
  options: {
    readonly run?: number;
    readonly experiment?: string;
    readonly texts?: Readonly<Record<string, string>>;
  } = {},
): readonly string[] {
  const { experiment = 'toy', texts = expectedTexts() } = options;
  const { run = newestRun(folder, experiment) } = options;
  const published = join(folder, 'artifacts', 'runs', experiment, String(run));
  return Object.entries(texts).flatMap(([name, text]) => {
    const file = join(published, name);
    if (!existsSync(file)) return [`run ${run} of ${experiment} has not published ${name}`];
    return readFileSync(file, 'utf8') === text ? [] : [`WRONG HIT: ${name} of run ${run} of ${experiment}`];
  });
}

export function newestRun(folder: string, experiment = 'toy'): number {
  return Math.max(0, ...namesIn(join(folder, 'artifacts', 'runs', experiment)).map((name) => Number(name) || 0));
}

/** The status that a run has written down. */
export function statusOf(folder: string, experiment: string, run = newestRun(folder, experiment)): string {
  try {
    const text = readFileSync(join(folder, 'artifacts', 'runs', experiment, String(run), 'run.json'), 'utf8');
    return String((JSON.parse(text) as { status?: unknown }).status);
  } catch (error) {
    return String(error);
  }
}

/** What lies in folders of the store where nothing may be when nobody is at work. */
export function untidy(folder: string, parts: readonly string[] = ['tmp', 'leases', 'quarantine']): readonly string[] {
  return parts.flatMap((part) => namesIn(join(folder, 'artifacts', part)).map((name) => `${part}/${name} is left`));
}

/** The records in the store of a folder: their stage, parameters and the digest of each output. */
export function recordsIn(folder: string): readonly StoredRecord[] {
  const actions = join(folder, 'artifacts', 'actions');
  return namesIn(actions).flatMap((part) =>
    namesIn(join(actions, part)).flatMap((name) => {
      const { record } = JSON.parse(readFileSync(join(actions, part, name), 'utf8')) as { record: StoredRecord };
      return [record];
    }),
  );
}

export interface StoredRecord {
  readonly key: string;
  readonly fingerprint: { readonly stage: string; readonly params: Readonly<Record<string, unknown>> };
  readonly outputs: Readonly<Record<string, { readonly digest: string; readonly bytes: number }>>;
}

/** `sha256:...` of a text. */
export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Path of an object in the store of a folder. */
export function objectIn(folder: string, text: string): string {
  const hex = digestOf(text).slice('sha256:'.length);
  return join(folder, 'artifacts', 'objects', 'sha256', hex.slice(0, 2), hex.slice(2));
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
