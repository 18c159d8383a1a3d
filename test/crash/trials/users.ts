// Several users work in one store.

import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { manners, type Ended } from './process.ts';
import { expectedTexts, publishedFaults, SET_EXTRA, untidy } from './toy-experiment.ts';
import type { Trial } from './trial.ts';

/** Ids that no account has. */
const [ANNA, BERT, GROUP] = [61_001, 61_002, 61_100];
const UMASKS = ['077', '027', '022', '002'];

/** Commands of the second user, in a store that only the first may read, or that both may write. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  run: ['run', 'toy.yaml'],
  'another run': ['run', 'toy.yaml', ...SET_EXTRA(3)],
  plan: ['plan', 'toy.yaml'],
  log: ['log'],
  show: ['show', 'toy'],
  fsck: ['fsck'],
  gc: ['gc', '--keep-runs', '1'],
};

export function users(): readonly Trial[] {
  const trials: Trial[] = [];
  for (const [command, args] of Object.entries(COMMANDS)) {
    for (const umask of ['077', '022'])
      trials.push({
        kind: 'second users',
        name: `${command} in the store of another user with umask ${umask}`,
        needs: ['users'],
        run: (bench) => inStoreOfAnother(bench, umask, args),
      });
    trials.push({
      kind: 'second users',
      name: `${command} as root in the store of a user`,
      needs: ['users'],
      run: (bench) => asRoot(bench, args),
    });
  }
  for (const first of UMASKS)
    for (const second of UMASKS)
      trials.push({
        kind: 'second users',
        name: `a store of a group, with umask ${first} and then ${second}`,
        needs: ['users'],
        run: (bench) => inGroup(bench, first, second),
      });
  return trials;
}

function as(user: number, umask: string): readonly string[] {
  return [
    'setpriv',
    `--reuid=${user}`,
    `--regid=${user}`,
    `--groups=${GROUP}`,
    'sh',
    '-c',
    `umask ${umask}; exec "$@"`,
    'sh',
  ];
}

/** Nothing that is whole may be moved, and the first user finds all as it was. */
async function inStoreOfAnother(bench: Bench, umask: string, args: readonly string[]): Promise<readonly string[]> {
  const folder = bench.newFolder();
  const first = await bench.assay(folder, ['run', 'toy.yaml'], { by: as(ANNA, umask) });
  if (first.code !== 0) return [`the run before it: ${first.err}`];
  const ended = await bench.assay(folder, args, { by: as(BERT, '022') });
  const problems = [...manners(ended, args[0] ?? ''), ...untidy(folder, ['quarantine'])];
  const again = await bench.assay(folder, ['run', 'toy.yaml'], { by: as(ANNA, umask) });
  problems.push(...reusedAll(again), ...publishedFaults(folder), ...untidy(folder));
  bench.remove(folder);
  return problems;
}

/** By a slip with sudo: nothing may be left that keeps the user from going on. */
async function asRoot(bench: Bench, args: readonly string[]): Promise<readonly string[]> {
  const folder = bench.newFolder();
  const first = await bench.assay(folder, ['run', 'toy.yaml'], { by: as(ANNA, '022') });
  if (first.code !== 0) return [`the run before it: ${first.err}`];
  const ended = await bench.assay(folder, args, { by: ['sh', '-c', 'umask 022; exec "$@"', 'sh'] });
  const problems = [...manners(ended, args[0] ?? ''), ...untidy(folder, ['quarantine'])];
  const again = await bench.assay(folder, ['run', 'toy.yaml'], { by: as(ANNA, '022') });
  problems.push(...reusedAll(again), ...publishedFaults(folder), ...untidy(folder));
  bench.remove(folder);
  return problems;
}

/** The folder of the store has the setgid bit: each user reads, writes and mends what the other has made. */
async function inGroup(bench: Bench, firstUmask: string, secondUmask: string): Promise<readonly string[]> {
  const folder = bench.newFolder();
  const store = join(folder, 'artifacts');
  mkdirSync(store);
  chownSync(store, ANNA, GROUP);
  chmodSync(store, 0o2770);
  const anna = as(ANNA, firstUmask);
  const bert = as(BERT, secondUmask);
  const problems: string[] = [];
  const call = async (who: readonly string[], args: readonly string[], label: string): Promise<Ended> => {
    const ended = await bench.assay(folder, args, { by: who });
    problems.push(...manners(ended, label));
    if (ended.code !== 0) problems.push(`${label}: exit code ${ended.code}\n${ended.err}`);
    return ended;
  };
  await call(anna, ['run', 'toy.yaml'], 'the first run');
  problems.push(
    ...reusedAll(await call(bert, ['run', 'toy.yaml'], 'the run of the second user')),
    ...publishedFaults(folder),
  );
  await call(bert, ['run', 'toy.yaml', ...SET_EXTRA(3)], 'another run of the second user');
  const third = await call(anna, ['run', 'toy.yaml', ...SET_EXTRA(3)], 'the same run of the first user');
  problems.push(...reusedAll(third), ...publishedFaults(folder, { texts: expectedTexts(3) }));
  await call(anna, ['fsck'], 'fsck of the first user');
  await call(bert, ['fsck'], 'fsck of the second user');
  await call(bert, ['gc', '--keep-runs', '1'], 'gc of the second user');
  problems.push(
    ...reusedAll(await call(anna, ['run', 'toy.yaml', ...SET_EXTRA(3)], 'the last run')),
    ...untidy(folder),
  );
  bench.remove(folder);
  return problems;
}

function reusedAll({ code, err }: Ended): readonly string[] {
  const line = err.split('\n').find((each) => /^\d+ steps: /.test(each)) ?? err;
  return code === 0 && /5 reused/.test(line) ? [] : [`not all was reused: exit code ${code}, ${line}`];
}
