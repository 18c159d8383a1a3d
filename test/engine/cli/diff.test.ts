import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { showValue } from '../../../engine/cli/shown-value.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { toyFolder, type ToyFolder } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
sweep: { n: [1, 2] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n] }
`;
/** One point more, a parameter changed, a step renamed. */
const OTHER = `
experiment: other
sweep: { n: [1, 2, 3] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n], plus: 5 }
  alone: { stage: number, value: 9 }
`;

let toy: ToyFolder;

beforeEach(async () => {
  toy = toyFolder(YAML);
  writeFileSync(join(toy.folder, 'other.yaml'), OTHER);
  await toy.line.assay('run', toy.file, ...toy.store);
});

function diff(...args: string[]): ReturnType<typeof toy.line.assay> {
  return toy.line.assay('diff', ...args, ...toy.store);
}

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse((await diff(...args, '--json')).out) as T;
}

interface Row {
  readonly what: string;
  readonly a?: unknown;
  readonly b?: unknown;
}

/** The key of a step in a run. */
function keyOf(id: string, run = 1): string {
  const { steps } = JSON.parse(
    readFileSync(join(toy.folder, 'store', 'runs', 'toy', String(run), 'run.json'), 'utf8'),
  ) as {
    steps: { id: string; key: string }[];
  };
  return steps.find((step) => step.id === id)?.key ?? '';
}

describe('showValue()', () => {
  test('cuts digests and long texts', () => {
    expect(showValue(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
    expect(showValue('x'.repeat(99))).toHaveLength(60);
    expect(showValue(1 / 3)).toBe('0.333333');
    expect(showValue(undefined)).toBe('-');
  });
});

describe('assay diff of two experiments', () => {
  beforeEach(async () => {
    await toy.line.assay('run', join(toy.folder, 'other.yaml'), ...toy.store);
  });

  test('matches steps by id and compares parameters, metrics and artifacts', async () => {
    toy.line.toys.drift = 2;
    await toy.line.assay('run', join(toy.folder, 'other.yaml'), ...toy.store, '--force', 'all');
    const found = await json<Record<string, Row[]> & { experiments: object }>('toy', 'other');
    expect(found).toMatchObject({
      experiments: { a: 'toy', b: 'other' },
      a: 1,
      b: 2,
      parameters: [{ what: 'all params.plus', name: 'all', a: 0, b: 5 }],
      steps: [
        { what: 'one[n=3]', id: 'one[n=3]', name: 'one', point: { n: 3 }, b: 'reused' },
        { what: 'alone', b: 'reused' },
      ],
      metrics: [{ what: 'all.drift', id: 'all', name: 'all', point: {}, a: 0, b: 2 }],
      artifacts: [{ what: 'all.out', id: 'all', name: 'all', point: {} }],
    });
    // What is the same in both: two of the instances, although the names of the experiments differ.
    expect(JSON.stringify([found['parameters'], found['artifacts']])).not.toContain('one');
  });

  test('takes runs by number, names by toy.file, and two runs of one experiment', async () => {
    await toy.line.assay('run', join(toy.folder, 'other.yaml'), ...toy.store, '--set', 'steps.all.plus=6');
    expect(await json('other@1', 'toy')).toMatchObject({ experiments: { a: 'other', b: 'toy' }, a: 1, b: 1 });
    const copy = join(tempDir(), 'user@host.yaml');
    copyFileSync(toy.file, copy);
    for (const name of [copy, `${copy}@1`, `${copy}@latest`])
      expect(await json(name, 'other')).toMatchObject({ experiments: { a: 'toy' }, a: 1 });
    expect((await json<{ parameters: Row[] }>(`${toy.file}@1`, join(toy.folder, 'other.yaml'))).parameters).toEqual([
      { name: 'all', what: 'all params.plus', a: 0, b: 6 },
    ]);
    const two = await json<Record<string, unknown>>('other@1', 'other@latest');
    expect(two['file']).toEqual([{ what: 'steps.all.plus', a: 5, b: 6 }]);
    expect(two['parameters']).toBeUndefined();
    expect(await json('other', '1', '2')).toEqual(two);
    expect(await json('other', '1')).toEqual(two);
  });

  test('tells it in tables with the names of both', async () => {
    const { code, out } = await diff('toy', 'other');
    expect(code).toBe(0);
    expect(out).toMatch(/^parameters +toy@1 +other@1$/m);
    expect(out).toMatch(/^all params\.plus +0 +5$/m);
    expect(out).toMatch(/^one\[n=3\] +- +finished$/m);
    expect(out).not.toContain('experiment');
  });

  test('tells a parameter of all instances once, of one under its id', async () => {
    const swept = YAML.replace('toy', 'swept').replace('value: $n', 'value: 1');
    writeFileSync(join(toy.folder, 'a.yaml'), swept.replace('$n', '1').replace('over: [n]', 'plus: $n'));
    writeFileSync(join(toy.folder, 'b.yaml'), swept.replace('swept', 'moved').replace('over: [n]', 'plus: $n'));
    await toy.line.assay('run', join(toy.folder, 'a.yaml'), ...toy.store);
    await toy.line.assay('run', join(toy.folder, 'b.yaml'), ...toy.store, '--set', 'steps.one.value=4');
    expect((await json<{ parameters: Row[] }>('swept', 'moved')).parameters).toEqual([
      { name: 'one', what: 'one params.value', a: 1, b: 4 },
    ]);
  });

  test.each([
    [['toy', 'othr'], 'Experiment "othr" has no run in this store, did you mean "other"?'],
    [
      ['toy@x', 'other'],
      'Expected the number of a run or "latest" after "@", found "x" in "toy@x"\nHint: Its runs are 1.',
    ],
    [['toy', 'other@'], 'Expected the number of a run or "latest" after "@", found "" in "other@"'],
    [['toy@0', 'other'], 'after "@", found "0" in "toy@0"\nHint: Its runs are 1.'],
    [['toy@7', 'other'], 'Experiment "toy" has no run 7 in this store'],
    [['toy', 'other', '1'], 'Expected two runs, found a third argument "1"'],
  ])('%j is a usage error', async (args, message) => {
    const { code, err } = await diff(...args);
    expect([code, err.includes(message)]).toEqual([2, true]);
  });
});

describe('assay diff --keys', () => {
  test('shows every field that differs, and only those', async () => {
    toy.line.toys.code['sum'] = { digest: 's2', packages: { sharp: '1.0.0' } };
    await toy.line.assay('run', toy.file, ...toy.store, '--set', 'steps.all.plus=0.5', '--set', 'sweep.n=[1, 3]');
    const { fields, same } = await json<{ fields: Row[]; same: boolean }>('--keys', 'toy@1:all', 'toy@2:all');
    expect(same).toBe(false);
    expect(fields).toEqual([
      { what: 'code.digest', a: 's1', b: 's2' },
      { what: 'code.packages', b: { sharp: '1.0.0' } },
      { what: 'inputs.of[1].digest', a: expect.stringMatching(/^sha256:/), b: expect.stringMatching(/^sha256:/) },
      { what: 'inputs.of[1].point.n', a: 2, b: 3 },
      { what: 'params.plus', a: 0, b: 0.5 },
    ]);
    const text = (await diff('--keys', 'toy@1:all', 'toy:all')).out;
    expect(text).toMatch(/^field +toy@1:all \(\w{12}\) +toy:all \(\w{12}\)$/m);
    expect(text).toMatch(/^params\.plus +0 +0\.5$/m);
  });

  test('takes keys, first digits of keys, and instances of steps; says when they are the same', async () => {
    const [one, two] = [keyOf('one[n=1]'), keyOf('one[n=2]')];
    const fields = [{ what: 'params.value', a: 1, b: 2 }];
    for (const [a, b] of [
      [one, two],
      [one.slice(7, 19), two.slice(7, 19)],
      ['toy:one[n=1]', two.slice(0, 20)],
      [`${toy.file}@1:one[n=1]`, 'toy@latest:one[n=2]'],
    ] as const)
      expect(await json('--keys', a, b)).toEqual({ a: one, b: two, same: false, fields });
    await toy.line.assay('run', toy.file, ...toy.store);
    expect((await diff('--keys', 'toy@1:all', 'toy@2:all')).out).toBe(`Same key: ${keyOf('all')} (sum)`);
  });

  test('refuses digits that more than one key starts with, and names them', async () => {
    const hex = keyOf('all').slice(7);
    const other = `${hex.slice(0, 63)}${hex.endsWith('0') ? '1' : '0'}`;
    const recordOf = (key: string): string =>
      join(toy.folder, 'store', 'actions', key.slice(0, 2), `${key.slice(2)}.json`);
    copyFileSync(recordOf(hex), recordOf(other));
    const { code, err } = await diff('--keys', hex.slice(0, 63), 'toy:all');
    expect(code).toBe(2);
    expect(err).toContain(`2 keys start with ${hex.slice(0, 63)}: `);
    expect(err).toContain(`${hex.slice(0, 16)} (sum)`);
    expect(err).toContain('Hint: Pass more digits.');
    expect((await diff('--keys', hex, 'toy:all')).out).toContain('Same key');
  });

  test.each([
    [['toy:one', 'toy:all'], 'has 2 instances of "one"\nHint: Name one of one[n=1], one[n=2].'],
    [['toy:oll', 'toy:all'], 'Run 1 of "toy" has no step "oll", did you mean "all"?'],
    [['toy', 'toy:all'], 'Expected a key or a step of a run, found "toy"\nHint: Pass a key, its first digits,'],
    [['abc', 'toy:all'], 'Expected a key or a step of a run, found "abc"'],
    [['00000000', 'toy:all'], 'No recorded key starts with 00000000'],
    [['toy@3:all', 'toy:all'], 'Experiment "toy" has no run 3'],
    [['toy:all', 'toy:all', '1'], 'Expected two keys, found a third argument "1"'],
  ])('%j is a usage error that helps', async (args, message) => {
    const { code, out, err } = await diff('--keys', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('says when a record is gone', async () => {
    const hex = keyOf('all').slice(7);
    rmSync(join(toy.folder, 'store', 'actions', hex.slice(0, 2), `${hex.slice(2)}.json`));
    expect((await diff('--keys', 'toy:all', 'toy:one[n=1]')).err).toContain('There is no record of the key sha256:');
  });
});
