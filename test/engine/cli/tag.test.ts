import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordPath, toyFolder, type ToyFolder } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
steps:
  one: { stage: number, value: 1 }
`;

let toy: ToyFolder;

beforeEach(async () => {
  toy = toyFolder(YAML);
  for (let run = 1; run <= 3; run += 1) await toy.line.assay('run', toy.file, ...toy.store);
});

function assay(...args: string[]): ReturnType<typeof toy.line.assay> {
  return toy.line.assay(...args, ...toy.store);
}

function notesPath(run: number): string {
  return join(dirname(recordPath(toy.folder, run)), 'notes.json');
}

async function loggedRuns(...args: string[]): Promise<number[]> {
  const runs = JSON.parse((await assay('log', ...args, '--json')).out) as { number: number }[];
  return runs.map(({ number }) => number);
}

describe('assay tag', () => {
  test('keeps tags beside the run, in the order in which they came, and leaves the record as it was', async () => {
    const record = readFileSync(recordPath(toy.folder, 2));
    expect(await assay('tag', 'toy@2', 'paper', 'figure-2')).toEqual({
      code: 0,
      out: 'toy run 2: tags paper, figure-2',
      err: '',
    });
    expect((await assay('tag', 'toy@2', 'after', 'paper')).out).toBe('toy run 2: tags paper, figure-2, after');
    expect(JSON.parse(readFileSync(notesPath(2), 'utf8'))).toEqual({ format: 1, tags: ['paper', 'figure-2', 'after'] });
    expect(readFileSync(recordPath(toy.folder, 2))).toEqual(record);
    expect(existsSync(notesPath(1))).toBe(false);
  });

  test('means the newest run where none is named, and takes a file for its experiment', async () => {
    expect((await assay('tag', 'toy', 'a')).out).toBe('toy run 3: tag a');
    expect((await assay('tag', toy.file, 'b')).out).toBe('toy run 3: tags a, b');
  });

  test('is shown by log and show, in words and in JSON', async () => {
    await assay('tag', 'toy@2', 'paper');
    await assay('note', 'toy@1', 'the first\nof all');
    const { out } = await assay('log');
    expect(out.split('\n').map((row) => row.split(/ {2,}/).slice(-2))).toEqual([
      ['tags', 'note'],
      expect.anything() as string[],
      ['-', '-'],
      ['paper', '-'],
      ['-', 'the first of all'],
    ]);
    expect(JSON.parse((await assay('log', '--json')).out)).toMatchObject([
      { number: 3, tags: [] },
      { number: 2, tags: ['paper'] },
      { number: 1, tags: [], note: 'the first\nof all' },
    ]);
    expect((await assay('show', 'toy', '2')).out).toMatch(/^tag paper$/m);
    expect((await assay('show', 'toy', '1')).out).toMatch(/^note the first\nof all$/m);
    expect(JSON.parse((await assay('show', 'toy', '2', '--json')).out)).toMatchObject({ number: 2, tags: ['paper'] });
    expect(JSON.parse((await assay('show', 'toy', '3', '--json')).out)).toMatchObject({ number: 3, tags: [] });
  });

  test('chooses the runs that log lists', async () => {
    await assay('tag', 'toy@1', 'paper');
    await assay('tag', 'toy@3', 'paper', 'other');
    expect(await loggedRuns('--tag', 'paper')).toEqual([3, 1]);
    expect(await loggedRuns('toy', '--tag', 'other')).toEqual([3]);
    expect(await loggedRuns('--tag', 'nothing')).toEqual([]);
    expect((await assay('log', '--tag', 'nothing')).out).toBe('No run has the tag "nothing".');
  });

  test('--remove takes tags away and says which there are', async () => {
    await assay('tag', 'toy@1', 'paper', 'final');
    expect(await assay('tag', 'toy@1', 'papr', '--remove')).toMatchObject({
      code: 2,
      err: 'Error: Run 1 of "toy" has no tag "papr", did you mean "paper"?\nHint: Its tags are paper, final.',
    });
    expect((await assay('tag', 'toy@1', 'paper', '--remove')).out).toBe('toy run 1: tag final');
    const { out } = await assay('tag', 'toy@1', 'final', '--remove', '--json');
    expect(JSON.parse(out)).toEqual({ experiment: 'toy', number: 1, tags: [] });
  });

  test.each([
    [['toy', '3'], 'Expected a tag, found the number of a run: "3"\nHint: Name a run with "@": assay tag toy@3 TAG'],
    [['toy', 'a b'], 'Cannot use "a b" as a tag\nHint: Use 1 to 64 letters'],
    [['toy', '\u001b[2J'], 'Cannot use "\\u001b[2J" as a tag'],
    [['toy', '../x'], 'Cannot use "../x" as a tag'],
    [['toy', 'x'.repeat(65)], 'as a tag'],
    [['toy', ...Array.from({ length: 101 }, (_, n) => `t${n}`)], 'A run has at most 100 tags'],
    [['toy@9', 'a'], 'Experiment "toy" has no run 9'],
  ])('%j is a usage error that helps', async (args, message) => {
    const { code, err } = await assay('tag', ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(notesPath(3))).toBe(false);
  });

  test('never writes over notes that cannot be read', async () => {
    writeFileSync(notesPath(3), '{"format": 1, "ta');
    for (const args of [
      ['tag', 'toy', 'a'],
      ['note', 'toy', 'b'],
    ]) {
      const { code, err } = await assay(...args);
      expect(code).toBe(2);
      expect(err).toContain('The tags and the note of run 3 of toy cannot be read');
    }
    expect(readFileSync(notesPath(3), 'utf8')).toBe('{"format": 1, "ta');
    for (const command of ['log', 'show']) expect((await assay(command, 'toy')).code).toBe(0);
  });
});

describe('assay note', () => {
  test('keeps a remark in the place of the one before, beside the tags', async () => {
    await assay('tag', 'toy', 'a');
    expect((await assay('note', 'toy', 'first')).out).toBe('toy run 3: noted');
    await assay('note', 'toy', ' second ');
    expect(JSON.parse(readFileSync(notesPath(3), 'utf8'))).toEqual({ format: 1, tags: ['a'], note: 'second' });
    expect(JSON.parse((await assay('note', 'toy', '', '--json')).out)).toEqual({
      experiment: 'toy',
      number: 3,
      tags: ['a'],
    });
    expect((await assay('note', 'toy', 'x'.repeat(10_001))).err).toContain('A note has at most 10000 characters');
  });
});

describe('assay gc', () => {
  /** The runs that only a policy of none would keep. */
  async function keptRuns(): Promise<number> {
    const { out } = await assay('gc', '--keep-runs', '0', '--dry-run', '--json');
    return (JSON.parse(out) as { runsKept: number }).runsKept;
  }

  test('keeps a run that has a tag, whatever its age; a note alone keeps none', async () => {
    expect(await keptRuns()).toBe(0);
    await assay('note', 'toy@2', 'good');
    expect(await keptRuns()).toBe(0);
    await assay('tag', 'toy@1', 'paper');
    expect(await keptRuns()).toBe(1);
    await assay('gc', '--keep-runs', '0', '--prune-runs');
    expect(await loggedRuns()).toContain(1);
    expect(await loggedRuns()).not.toContain(2);
    await assay('tag', 'toy@1', 'paper', '--remove');
    expect(await keptRuns()).toBe(0);
  });

  test('keeps a run whose notes cannot be read: they may hold a tag', async () => {
    writeFileSync(notesPath(1), '{');
    mkdirSync(notesPath(2));
    expect(await keptRuns()).toBe(2);
  });
});
