import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../engine/runs/run-record.ts';
import { diedAt } from '../../helpers/dead-run.ts';
import { recordPath, toyFolder, type ToyFolder } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
sweep: { n: [1, 2] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n] }
`;

let toy: ToyFolder;

beforeEach(async () => {
  toy = toyFolder(YAML);
  await toy.line.assay('run', toy.file, ...toy.store);
  await toy.line.assay('run', toy.file, ...toy.store);
});

function log(...args: string[]): ReturnType<typeof toy.line.assay> {
  return toy.line.assay('log', ...args, ...toy.store);
}

/** The cells of the rows below the headings, split where two blanks are. */
function rowsOf(out: string): string[][] {
  return out
    .split('\n')
    .slice(2)
    .map((row) => row.split(/ {2,}/).map((cell) => cell.trim()));
}

describe('assay log', () => {
  test('shows a run whose record is damaged, and says what to do', async () => {
    writeFileSync(recordPath(toy.folder, 2), '{"format": 1');
    const { code, out, err } = await log();
    expect(code).toBe(0);
    expect(rowsOf(out)).toEqual([
      ['toy', '2', 'damaged', '-', '-', '-', '-', '-', '-', '-'],
      expect.arrayContaining(['toy', '1', 'done', '3', '0']) as string[],
    ]);
    expect(err).toBe('The record of run 2 of toy is damaged: "assay fsck" moves it to quarantine.');
    const json = await log('toy', '--json');
    expect(json.err).toBe('');
    expect(JSON.parse(json.out)).toEqual([
      {
        experiment: 'toy',
        number: 2,
        status: 'damaged',
        error: 'The record of run 2 of toy is damaged: "assay fsck" moves it to quarantine.',
        tags: [],
      },
      expect.objectContaining({ number: 1, status: 'done', steps: 3, ran: 3, reused: 0, failed: 0 }),
    ]);
  });

  test('passes over the folder of a run that was killed before it had a record', async () => {
    rmSync(recordPath(toy.folder, 2));
    expect(rowsOf((await log()).out).map(([, number]) => number)).toEqual(['1']);
  });

  test('does not claim to know what a killed run did', async () => {
    writeFileSync(
      recordPath(toy.folder, 2),
      JSON.stringify(diedAt(JSON.parse(readFileSync(recordPath(toy.folder, 2), 'utf8')) as RunRecord)),
    );
    const [killed, done] = rowsOf((await log()).out);
    expect(killed?.slice(0, 3)).toEqual(['toy', '2', 'interrupted']);
    expect(killed?.slice(4)).toEqual(['-', '-', '-', '-', '-', ...(killed?.slice(9) ?? [])]);
    expect(done?.slice(5, 8)).toEqual(['3', '0', '0']);
    const [first] = JSON.parse((await log('--json')).out) as object[];
    expect(first).toMatchObject({ status: 'interrupted', steps: null, ran: null, reused: null, failed: null });
  });

  test('takes the name that a file gives', async () => {
    const copy = join(toy.folder, 'mycopy.yaml');
    copyFileSync(toy.file, copy);
    expect(rowsOf((await log(copy)).out)).toHaveLength(2);
  });

  test('says which experiments there are when there is none of the name', async () => {
    const { code, out, err } = await log('tyo');
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      'Error: Experiment "tyo" has no run in this store, did you mean "toy"?\nHint: The experiments with runs are toy.',
    );
    expect((await log('tyo', '--json')).code).toBe(2);
    const empty = ['--store', join(toy.folder, 'none')];
    expect((await toy.line.assay('log', 'toy', ...empty)).out).toContain('No runs yet. Start with: ');
    expect((await toy.line.assay('log', 'toy', '--json', ...empty)).out).toBe('[]');
  });

  test('lines up what was verified, whatever the other rows hold', async () => {
    const ends = (out: string): number[] =>
      out
        .split('\n')
        .slice(2)
        .map((row) => (/^.* (\d+\/\d+|-)(?= +(?:\(.*\) +)?[-0-9a-f]+$)/.exec(row)?.[0] ?? '').length);
    const [before = 0] = ends((await log()).out);
    expect(ends((await log()).out)).toEqual([before, before]);
    await toy.line.assay('verify', toy.file, ...toy.store);
    expect(ends((await log()).out)).toEqual([before, before]);
    toy.line.toys.drift = 1;
    await toy.line.assay('verify', toy.file, ...toy.store);
    const { out } = await log();
    expect(out).toContain('0/3 (3 differ)');
    expect(ends(out)).toEqual([before, before]);
  });
});
