import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../engine/store/local/disk.ts';
import { assay, filesIn, finishedRun, leftovers, publishedOf, TINY } from '../helpers/assay.ts';

// A store damaged by hand: the next run heals it and says so, and publishes the same bytes as the first.

const run = finishedRun();

/** The key or the digest of a step of the first run as a file of the store. */
function fileOf(cwd: string, id: string, port?: string): string {
  const record = JSON.parse(readFileSync(join(cwd, 'artifacts/runs/tiny/1/run.json'), 'utf8')) as {
    steps: { id: string; key: string; outputs: Record<string, { digest: string }> }[];
  };
  const step = record.steps.find((found) => found.id === id);
  const digest = port === undefined ? step?.key : step?.outputs[port]?.digest;
  if (digest === undefined) throw new Error(`No ${id} ${port}`);
  const hex = digest.replace('sha256:', '');
  const name = join(hex.slice(0, 2), hex.slice(2));
  return port === undefined
    ? join(cwd, 'artifacts/actions', `${name}.json`)
    : join(cwd, 'artifacts/objects/sha256', name);
}

/** Turns one bit around in place: the size stays. */
function flipBit(path: string, at: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ 4;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
}

/** Runs again: what was harmed is made anew, told, and all is as it was. */
async function expectHealed(cwd: string, ran: readonly string[], tells: readonly RegExp[] = []): Promise<void> {
  const healed = await assay(['run', TINY], { cwd });
  expect(healed).toMatchObject({ code: 0, err: expect.not.stringMatching(/at file:|node:internal|bug/) as string });
  for (const step of ran) expect(healed.err).toContain(`${step}: done in`);
  const summary = ran.length === 0 ? '11 reused' : `${ran.length} run, ${11 - ran.length} reused`;
  expect(healed.err).toContain(`11 steps: ${summary}`.replace(', 0 reused', ''));
  for (const text of tells) expect(healed.err).toMatch(text);
  expect(publishedOf(cwd, 'tiny', 2)).toEqual(publishedOf(run.folder, 'tiny', 1));
  expect(leftovers(cwd)).toEqual([]);
  const again = await assay(['run', TINY], { cwd });
  expect(again.err).toMatch(/^11 steps reused\n11 steps: 11 reused, in /);
  expect((await assay(['show', 'tiny', 'latest'], { cwd })).out).toMatch(/^tiny run 3: done/);
}

describe('assay run, after a store was damaged', () => {
  it('by hands on its objects: cut off, a bit flipped, deleted, replaced by a folder', async () => {
    const cwd = run.copy();
    truncateSync(fileOf(cwd, 'data', 'dataset'), 1000);
    flipBit(fileOf(cwd, 'training[filters=8]', 'model'), 5000);
    rmSync(fileOf(cwd, 'summary', 'table'));
    rmSync(fileOf(cwd, 'curves', 'image'));
    mkdirSync(fileOf(cwd, 'curves', 'image'));
    await expectHealed(
      cwd,
      ['data', 'training[filters=8]', 'summary', 'curves'],
      [
        /^note: Object sha256:\w+ has other content \(1000 bytes, .*: moved to .*quarantine/m,
        /^note: The result of training\[filters=8\] is lost or damaged \(model\): Assay will make it again$/m,
        /^note: The result of summary is lost or damaged \(table\): Assay will make it again$/m,
        /^note: Object sha256:\w+ is a folder, not a file: moved to /m,
      ],
    );
  });

  it('by hands on its records: deleted, a number edited, one in the place of another', async () => {
    const cwd = run.copy();
    rmSync(fileOf(cwd, 'curves'));
    const record = fileOf(cwd, 'autoencoder');
    writeFileSync(record, readFileSync(record, 'utf8').replace('"durationMs":', '"durationMs":1'));
    writeFileSync(fileOf(cwd, 'filters[filters=6]'), readFileSync(fileOf(cwd, 'filters[filters=8]')));
    await expectHealed(
      cwd,
      ['curves', 'autoencoder', 'filters[filters=6]'],
      [
        /^note: Record sha256:\w+ no longer has the digest that it was written with: moved to .*quarantine/m,
        /^note: Record sha256:\w+ belongs to the key "sha256:\w+": moved to /m,
      ],
    );
  });

  it('by the loss of all objects', async () => {
    const cwd = run.copy();
    rmSync(join(cwd, 'artifacts/objects'), { recursive: true });
    const all = ['data', 'autoencoder', 'summary', 'curves', 'sheet'];
    const swept = ['training', 'filters', 'similar'].flatMap((step) => [`${step}[filters=6]`, `${step}[filters=8]`]);
    await expectHealed(cwd, [...all, ...swept]);
  });

  it('by hands on what stands beside objects and records', async () => {
    const cwd = run.copy();
    const runs = join(cwd, 'artifacts/runs/tiny');
    const { verified } = await openStore(join(cwd, 'artifacts'));
    writeFileSync(join(cwd, 'artifacts', verified.name ?? ''), '\0\xff{');
    rmSync(join(cwd, 'artifacts/store.json'));
    writeFileSync(join(runs, '1/run.json'), '{');
    writeFileSync(join(runs, '1/summary.csv'), 'edited');
    // What is strange in its place stays, with a notice: see engine/runs/latest.ts.
    rmSync(join(runs, 'latest'));
    await expectHealed(cwd, []);
  });

  it.each([
    ['garbage', '\0\x01', /^Error: Cannot read .*store\.json: .*\nHint: Choose another store with --store DIR/s],
    [
      'a newer format',
      '{"format":2}',
      /^Error: The store has format 2 in .*, but this Assay reads format 1\nHint: Use the version/,
    ],
  ])('by %s in store.json: says so, and touches nothing', async (_, content, message) => {
    const cwd = run.copy();
    writeFileSync(join(cwd, 'artifacts/store.json'), content);
    const before = filesIn(cwd);
    for (const command of [['run', TINY], ['plan', TINY], ['log']]) {
      const { code, out, err } = await assay(command, { cwd });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(message);
      expect(err).not.toMatch(/at file:|node:internal/);
    }
    expect(filesIn(cwd)).toEqual(before);
  });

  it('while the plan is read from it: plan tells what is to be made anew', async () => {
    const cwd = run.copy();
    rmSync(fileOf(cwd, 'summary', 'table'));
    const { out } = await assay(['plan', TINY], { cwd });
    expect(out).toMatch(/^summary +visualize +heal +/m);
    expect(out).toContain('10 to reuse, 1 to heal');
  });
});
