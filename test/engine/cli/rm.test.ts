import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../engine/runs/run-record.ts';
import { thisProcess } from '../../../engine/store/local/alive.ts';
import { diedAt } from '../../helpers/dead-run.ts';
import { recordPath, toyFolder, type ToyFolder } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
steps:
  one: { stage: number, value: 1 }
outputs: { one.csv: one }
`;

let toy: ToyFolder;

beforeEach(async () => {
  toy = toyFolder(YAML);
  await run();
  await run('steps.one.value=22');
  await run('steps.one.value=333');
});

async function run(...overrides: string[]): Promise<void> {
  const set = overrides.flatMap((override) => ['--set', override]);
  const { code } = await assay('run', toy.file, ...set);
  expect(code).toBe(0);
}

function assay(...args: string[]): ReturnType<typeof toy.line.assay> {
  return toy.line.assay(...args, ...toy.store);
}

function folderOf(number: number): string {
  return dirname(recordPath(toy.folder, number));
}

const latest = (): string => join(dirname(folderOf(1)), 'latest');

async function numbers(): Promise<number[]> {
  return (JSON.parse((await assay('log', '--json')).out) as { number: number }[]).map(({ number }) => number);
}

describe('assay rm', () => {
  test('removes the folder with what was published, and says what gc can free', async () => {
    // "value\n22\n" and "value\n1\n": by hand, not from the record.
    expect(await assay('rm', 'toy@2', 'toy@1', '--yes')).toEqual({
      code: 0,
      out: [
        'Removed run 2 of toy.',
        'Removed run 1 of toy.',
        '2 results (17 B) belonged to no other run: "assay gc" deletes what nothing has used for an hour.',
      ].join('\n'),
      err: '',
    });
    expect([1, 2, 3].map((number) => existsSync(folderOf(number)))).toEqual([false, false, true]);
    expect(await numbers()).toEqual([3]);
    expect(readdirSync(join(toy.folder, 'store', 'tmp'))).toEqual([]);
  });

  test('says that other runs have the same results', async () => {
    await run();
    const { out } = await assay('rm', 'toy@1', '--yes', '--json');
    expect(JSON.parse(out)).toEqual({
      removed: [{ experiment: 'toy', number: 1 }],
      freed: { objects: 0, bytes: 0 },
    });
    expect((await assay('rm', 'toy@4', '--yes')).out).toContain('1 result (8 B) belonged to no other run');
  });

  test.each([
    ['the newest', ['toy@3'], 4],
    ['all', ['toy@1', 'toy@2', 'toy@3'], 4],
    ['one after the other, the newest first', ['toy@3', 'toy@2', 'toy@1'], 4],
    ['an old one', ['toy@1'], 4],
  ])('never gives a number again: %s', async (_, runs, next) => {
    for (const each of runs) expect((await assay('rm', each, '--yes')).code).toBe(0);
    await assay('gc', '--keep-runs', '0', '--prune-runs');
    await run();
    expect((await numbers())[0]).toBe(next);
  });

  test('leaves no latest that points nowhere; the next whole run makes it again', async () => {
    await assay('rm', 'toy@1', '--yes');
    expect(readlinkSync(latest())).toBe('3');
    await assay('rm', 'toy@latest', '--yes');
    expect(lstatSync(latest(), { throwIfNoEntry: false })).toBeUndefined();
    expect((await assay('show', 'toy')).out).toMatch(/^toy run 2:/);
    await run();
    expect(readlinkSync(latest())).toBe('4');
  });

  test('never removes a run that may be alive', async () => {
    const record = JSON.parse(readFileSync(recordPath(toy.folder, 3), 'utf8')) as RunRecord;
    const alive = { ...record, status: 'running', durationMs: undefined, process: thisProcess() };
    const elsewhere = { ...alive, process: { ...thisProcess(), host: 'another' }, startedAt: new Date().toISOString() };
    for (const each of [alive, elsewhere]) {
      writeFileSync(recordPath(toy.folder, 3), JSON.stringify(each));
      const { code, err } = await assay('rm', 'toy@3', '--yes');
      expect(code).toBe(2);
      expect(err).toMatch(/^Error: Run 3 of toy may still be running\nHint: Stop it first\./);
      expect(existsSync(folderOf(3))).toBe(true);
    }
    writeFileSync(recordPath(toy.folder, 3), JSON.stringify(diedAt(record)));
    expect((await assay('rm', 'toy@3', '--yes')).code).toBe(0);
    expect(existsSync(folderOf(3))).toBe(false);
  });

  test('removes nothing when one of the runs is not there, or may be alive', async () => {
    expect((await assay('rm', 'toy@1', 'toy@9', '--yes')).err).toContain('Experiment "toy" has no run 9');
    const record = JSON.parse(readFileSync(recordPath(toy.folder, 3), 'utf8')) as RunRecord;
    writeFileSync(recordPath(toy.folder, 3), JSON.stringify({ ...record, status: 'running', process: thisProcess() }));
    expect((await assay('rm', 'toy@1', 'toy@3', '--yes')).code).toBe(2);
    expect(await numbers()).toEqual([3, 2, 1]);
  });

  test('does nothing without --yes where there is nobody to ask', async () => {
    const { code, err } = await assay('rm', 'toy@1');
    expect(code).toBe(2);
    expect(err).toContain('There is nobody to ask');
    expect(await numbers()).toEqual([3, 2, 1]);
  });

  test('wants the number of each run', async () => {
    expect(await assay('rm', 'toy', '--yes')).toMatchObject({
      code: 2,
      err: 'Error: Expected EXPERIMENT@RUN, found "toy"\nHint: Name each run: assay rm toy@3. "assay log toy" lists them.',
    });
  });
});
