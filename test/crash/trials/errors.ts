// A file system that does not answer, or not truly: the compiled shim stands between Assay and the C library.

import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { walk } from '../../../engine/store/local/walk.ts';
import type { Bench } from './bench.ts';
import { manners } from './process.ts';
import { publishedFaults, SET_EXTRA, expectedTexts, untidy } from './toy-experiment.ts';
import type { Trial } from './trial.ts';

/** One rule of the shim, as shim.c explains it. */
export interface Rule {
  readonly call: string;
  readonly from: number;
  /** 0: all from there on. */
  readonly count: number;
  readonly effect: string;
  readonly path: string;
}

export function shimmed(bench: Bench, rules: readonly Rule[]): Record<string, string> {
  if (bench.shim === undefined) throw new Error('There is no shim');
  const text = rules
    .map(({ call, from, count, effect, path }) => `${call} ${from} ${count} ${effect} ${path}\n`)
    .join('');
  return { LD_PRELOAD: bench.shim, ASSAY_SHIM: text };
}

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  run: ['run', 'toy.yaml', ...SET_EXTRA(3)],
  rerun: ['run', 'toy.yaml'],
  plan: ['plan', 'toy.yaml'],
  fsck: ['fsck'],
  gc: ['gc', '--keep-runs', '1'],
  show: ['show', 'toy'],
};

/** Reading fails: nothing whole may go to quarantine or be removed, and later everything is there as before. */
export function unreadable(): readonly Trial[] {
  const trials: Trial[] = [];
  for (const command of Object.keys(COMMANDS))
    for (const effect of ['EIO', 'ESTALE', 'EACCES'])
      for (const [call, part] of READS)
        for (const [times, count] of [
          ['once', 1],
          ['always', 0],
        ] as const)
          trials.push({
            kind: 'unreadable',
            name: `${command}, ${effect} at ${call} in ${part}, ${times}`,
            needs: ['shim'],
            run: (bench) => failRead(bench, command, { call, effect, count, from: 1, path: `/artifacts/${part}` }),
          });
  return trials;
}

const READS: readonly (readonly [call: string, part: string])[] = [
  ['open', 'objects/'],
  ['read', 'objects/'],
  ['stat', 'objects/'],
  ['open', 'actions/'],
  ['read', 'actions/'],
  ['open', 'runs/'],
  ['read', 'runs/'],
  ['list', 'objects'],
  ['list', 'actions'],
  ['list', 'runs'],
  ['open', 'store.json'],
  ['open', 'verified'],
];

async function failRead(bench: Bench, command: string, rule: Rule): Promise<readonly string[]> {
  const folder = bench.copyOf(await agedFolder(bench));
  const ended = await bench.assay(folder, COMMANDS[command] ?? [], { env: shimmed(bench, [rule]) });
  const problems = [...manners(ended, command), ...untidy(folder)];
  const again = await bench.assay(folder, ['run', 'toy.yaml']);
  if (again.code !== 0) problems.push(`the run after it: exit code ${again.code}\n${again.err}`);
  else problems.push(...publishedFaults(folder));
  if (/\b[1-9]\d* run\b/.test(lastLine(again.err))) problems.push(`results were lost: ${lastLine(again.err)}`);
  problems.push(...untidy(folder));
  bench.remove(folder);
  return problems;
}

function lastLine(text: string): string {
  return text.split('\n').find((line) => /^(\w+: )?\d+ steps?: /.test(line)) ?? '';
}

/** A finished store, of which all but the runs' records is two days old, so that gc may remove what it thinks is not needed. */
function agedFolder(bench: Bench): Promise<string> {
  return bench.once('aged', async (folder) => {
    await bench.assay(folder, ['run', 'toy.yaml']);
    const then = Date.now() / 1000 - 2 * 86_400;
    for (const [part, ending] of [
      ['actions', '.json'],
      ['objects/sha256', ''],
    ] as const)
      for (const { path } of walk(join(folder, 'artifacts', part), ending)) utimesSync(path, then, then);
  });
}

const WRITES = ['create', 'write', 'fsync', 'rename', 'link', 'mkdir', 'utime', 'unlink', 'rmdir', 'symlink'] as const;

/** Writing fails, once or from then on: that is told as what it is, and later everything comes to its end. */
export function failingWrites(): readonly Trial[] {
  const trials: Trial[] = [];
  for (const effect of ['EIO', 'ESTALE', 'EACCES', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE'])
    for (const call of WRITES)
      for (const from of [1, 3, 7])
        for (const count of [1, 0])
          trials.push({
            kind: 'failing writes',
            name: `${effect} at ${call} ${from}${count === 0 ? ' and all later ones' : ''}`,
            needs: ['shim'],
            run: (bench) => failWrite(bench, { call, effect, count, from, path: '/artifacts' }, false),
          });
  return trials;
}

const LOST: Readonly<Record<string, string>> = {
  link: 'EEXIST',
  rename: 'ENOENT',
  exclusive: 'EEXIST',
  unlink: 'ENOENT',
  mkdir: 'EEXIST',
  rmdir: 'ENOENT',
  symlink: 'EEXIST',
};

/** A call was made, its answer was lost, and made again it fails, as over NFS: the run has to come to its end at once. */
export function lostAnswers(): readonly Trial[] {
  return Object.entries(LOST).flatMap(([call, code]) =>
    [1, 2, 3, 5, 8].map((from): Trial => {
      const rule = { call, effect: `lost:${code}`, count: 1, from, path: '/artifacts' };
      return {
        kind: 'lost answers',
        name: `${code} at ${call} ${from}`,
        needs: ['shim'],
        run: (bench) => failWrite(bench, rule, true),
      };
    }),
  );
}

async function failWrite(bench: Bench, rule: Rule, mustEndWell: boolean): Promise<readonly string[]> {
  const folder = bench.newFolder();
  const ended = await bench.assay(folder, ['run', 'toy.yaml'], { env: shimmed(bench, [rule]), deadline: 30 });
  const problems = [...manners(ended, 'run')];
  if (mustEndWell && rule.call === 'link' && (ended.code !== 0 || ended.err.includes('Waiting for')))
    problems.push(`a lease of its own was not recognised: exit code ${ended.code}\n${ended.err}`);
  if (ended.code === 0) problems.push(...publishedFaults(folder));
  for (const extra of [2, 3]) {
    const again = await bench.assay(folder, ['run', 'toy.yaml', ...SET_EXTRA(extra)]);
    if (again.code !== 0) problems.push(`the run after it: exit code ${again.code}\n${again.err}`);
    else problems.push(...publishedFaults(folder, { texts: expectedTexts(extra) }));
  }
  const gc = await bench.assay(folder, ['gc']);
  problems.push(...manners(gc, 'gc'), ...untidy(folder));
  bench.remove(folder);
  return problems;
}
