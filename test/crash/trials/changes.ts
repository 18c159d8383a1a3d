// A file is changed between the moment it is verified and the moment it is used, and perhaps changed back: at each time it
// is opened, by the shim, in the engine and in the processes of steps.

import type { Bench } from './bench.ts';
import { shimmed, type Rule } from './errors.ts';
import { manners } from './process.ts';
import { runProgram, writeData } from './real-experiment.ts';
import {
  digestOf,
  expectedTexts,
  joined,
  objectIn,
  publishedFaults,
  recordsIn,
  sumTo,
  untidy,
  wordsOf,
  writeLong,
} from './toy-experiment.ts';
import type { Trial } from './trial.ts';

const OPENS = [1, 2, 3, 4, 5, 6];
const EFFECTS = { flip: 'while it is open', spoil: 'from then on' } as const;
type Where = 'engine' | 'worker';

export function changes(): readonly Trial[] {
  const trials: Trial[] = [];
  for (const effect of ['flip', 'spoil'] as const)
    for (const from of OPENS)
      for (const where of ['engine', 'worker'] as const) {
        const when = `changed at open ${from} by the ${where}, ${EFFECTS[effect]}`;
        for (const [what, text] of Object.entries({
          'a small input': wordsOf(1, 100),
          'a large input': wordsOf(2, 300_000),
        }))
          trials.push({
            kind: 'changed after verification',
            name: `${what}, ${when}`,
            needs: ['shim'],
            run: (bench) => changeInput(bench, text, { from, effect, where }),
          });
        trials.push({
          kind: 'changed after verification',
          name: `a checkpoint, ${when}`,
          needs: ['shim'],
          run: (bench) => changeCheckpoint(bench, { from, effect, where }),
        });
      }
  return trials;
}

interface Change {
  readonly from: number;
  readonly effect: 'flip' | 'spoil';
  readonly where: Where;
}

/** An input of `c` (in the engine) and of `far` (in a process of its own), when both have to run. */
async function changeInput(bench: Bench, text: string, change: Change): Promise<readonly string[]> {
  const folder = bench.newFolder();
  const first = await bench.assay(folder, ['run', 'toy.yaml', '--until', 'a', '--until', 'b']);
  if (first.code !== 0) return [`the run before it: ${first.err}`];
  const ended = await bench.assay(folder, ['run', 'toy.yaml'], {
    env: environment(bench, objectIn(folder, text), change),
  });
  const problems = [...manners(ended, 'run'), ...wrongRecords(folder)];
  if (ended.code === 0) problems.push(...publishedFaults(folder));
  problems.push(...(await healed(bench, folder, 'toy.yaml')), ...publishedFaults(folder), ...wrongRecords(folder));
  bench.remove(folder);
  return problems;
}

/** The state from which a longer sum starts. */
async function changeCheckpoint(bench: Bench, change: Change): Promise<readonly string[]> {
  const folder = bench.newFolder();
  writeLong(folder, 3);
  const first = await bench.assay(folder, ['run', 'long.yaml']);
  if (first.code !== 0) return [`the run before it: ${first.err}`];
  const state = objectIn(folder, sumTo(3).padEnd(100_000));
  writeLong(folder, 5);
  const env = environment(bench, state, change);
  const ended = await bench.assay(folder, ['run', 'long.yaml'], { env });
  const texts = { experiment: 'long', texts: { 'sum.txt': sumTo(5) } };
  const problems = [...manners(ended, 'run'), ...wrongSums(folder)];
  if (ended.code === 0) problems.push(...publishedFaults(folder, texts));
  problems.push(...(await healed(bench, folder, 'long.yaml')), ...publishedFaults(folder, texts), ...wrongSums(folder));
  bench.remove(folder);
  return problems;
}

function environment(bench: Bench, path: string, { from, effect, where }: Change): Record<string, string> {
  // The part of the path that its place in quarantine and private copies do not have.
  const rule: Rule = { call: 'open', from, count: 1, effect, path: path.slice(path.indexOf('/objects/')) };
  const shim = shimmed(bench, [rule]);
  return where === 'engine' ? shim : { ASSAY_TOY_WORKER: JSON.stringify(shim) };
}

/** The run after it, with nobody who changes anything. */
async function healed(bench: Bench, folder: string, file: string): Promise<readonly string[]> {
  const again = await bench.assay(folder, ['run', file]);
  if (again.code !== 0) return [`the run after it: exit code ${again.code}\n${again.err}`];
  return untidy(folder, ['tmp', 'leases']);
}

/** Records of toy.yaml that promise other bytes than their step comes to. */
function wrongRecords(folder: string): readonly string[] {
  const texts = expectedTexts();
  const [a = '', b = '', c = ''] = [texts['a.txt'], texts['b.txt'], texts['c.txt']];
  const right: Readonly<Record<string, string>> = {
    c: digestOf(joined('c', [a, b])),
    far: digestOf(joined('far', [c, b])),
  };
  return recordsIn(folder).flatMap(({ fingerprint, outputs }) => {
    const { params } = fingerprint;
    const expected = right[String(params['label'])];
    const found = outputs['out']?.digest;
    return expected === undefined || found === expected ? [] : [`WRONG HIT: the record of ${String(params['label'])}`];
  });
}

function wrongSums(folder: string): readonly string[] {
  return recordsIn(folder).flatMap(({ fingerprint, outputs }) => {
    const { until } = fingerprint.params;
    const found = outputs['out']?.digest;
    return typeof until !== 'number' || found === digestOf(sumTo(until))
      ? []
      : [`WRONG HIT: the record of the sum to ${until}`];
  });
}

/** Files outside the store that the real program loads: changed while they are read, and changed back. */
export function changedFiles(): readonly Trial[] {
  return OPENS.flatMap((from) =>
    (['flip', 'spoil'] as const).map((effect): Trial => ({
      kind: 'changed after verification',
      name: `a data file, changed at open ${from}, ${EFFECTS[effect]}`,
      needs: ['shim', 'program'],
      run: (bench) => changeFile(bench, from, effect),
    })),
  );
}

async function changeFile(bench: Bench, from: number, effect: 'flip' | 'spoil'): Promise<readonly string[]> {
  const first = await bench.once('data', async (folder) => {
    writeData(folder);
    const { code, err } = await runProgram(bench, folder, ['--until', 'data']);
    if (code !== 0) throw new Error(`The data do not load:\n${err}`);
  });
  const folder = bench.newFolder();
  writeData(folder);
  const rule = { call: 'open', from, count: 1, effect, path: '/digits/train-images' };
  const ended = await runProgram(bench, folder, ['--until', 'data'], shimmed(bench, [rule]));
  const problems = [...manners(ended, 'run')];
  const right = new Map(recordsIn(first).map(({ key, outputs }) => [key, JSON.stringify(outputs)]));
  const check = (when: string): void => {
    for (const { key, outputs } of recordsIn(folder))
      if (right.has(key) && right.get(key) !== JSON.stringify(outputs)) problems.push(`WRONG HIT ${when}: ${key}`);
  };
  check('at once');
  writeData(folder);
  const again = await runProgram(bench, folder, ['--until', 'data']);
  if (again.code !== 0) problems.push(`the run after it: exit code ${again.code}\n${again.err}`);
  check('later');
  if (![...right.keys()].every((key) => recordsIn(folder).some((record) => record.key === key)))
    problems.push('the run after it has made no record under the right key');
  bench.remove(folder);
  return problems;
}
