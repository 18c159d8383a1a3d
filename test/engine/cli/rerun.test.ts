import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { tempDir } from '../../helpers/temp-dir.ts';
import { toyCommandLine } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
sweep: { n: [1, 2, 3] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n] }
outputs: { all.csv: { from: all, print: true } }
`;

let line = toyCommandLine();
let toys = line.toys;
const assay: typeof line.assay = (...args) => line.assay(...args);
let file = '';
let store: string[] = [];
beforeEach(() => {
  line = toyCommandLine();
  toys = line.toys;
  const folder = tempDir();
  file = join(folder, 'toy.yaml');
  writeFileSync(file, YAML);
  store = ['--store', join(folder, 'store')];
});

describe('assay plan -o and run --plan', () => {
  test('run exactly what was planned', async () => {
    const saved = join(tempDir(), 'plan.json');
    await assay('plan', file, ...store, '-o', saved, '--until', 'one', '--set', 'sweep.n=[4, 5]');
    expect((await assay('run', '--plan', saved, ...store)).code).toBe(0);
    expect(toys.runs.toSorted()).toEqual(['number {"value":4}', 'number {"value":5}']);
  });

  test('are refused with the difference when the world has changed', async () => {
    const saved = join(tempDir(), 'plan.json');
    await assay('plan', file, ...store, '-o', saved);
    writeFileSync(file, YAML.replace('[1, 2, 3]', '[1, 2]'));
    const changed = await assay('run', '--plan', saved, ...store);
    expect(changed.code).toBe(2);
    expect(changed.err).toContain('Something changed since the plan was made');
    expect(changed.err).toContain('one[n=3] is gone');
    writeFileSync(file, YAML);
    await assay('run', file, ...store);
    const done = await assay('run', '--plan', saved, ...store);
    expect(done.err).toContain('one[n=1]: planned to run, would now reuse');
    expect((await assay('run', '--plan', join(tempDir(), 'none.json'), ...store)).code).toBe(2);
  });

  test('tell how long a run may take once there were runs', async () => {
    expect((await assay('plan', file, ...store)).out).toContain('No estimate: nothing like these steps has run yet');
    await assay('run', file, ...store);
    const other = await assay('plan', file, ...store, '--set', 'sweep.n=[7]');
    expect(other.out).toMatch(
      /About \d+ ms on \d+ cores?, .*; 1 step estimated from runs with other parameters or inputs$/,
    );
    const json = await assay('plan', file, ...store, '--set', 'sweep.n=[7]', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ estimate: { other: 1, scaled: 0, unknown: 0 } });
  });
});

describe('assay run --only, --until', () => {
  test('refuse to run alone what needs more', async () => {
    const only = await assay('run', file, ...store, '--only', 'all');
    expect([only.code, toys.runs.length]).toEqual([2, 0]);
    expect(only.err).toContain('Cannot run only all: no cached result of one[n=1]');
    await assay('run', file, ...store, '--until', 'one');
    expect((await assay('run', file, ...store, '--only', 'all')).code).toBe(0);
    expect(toys.runs).toHaveLength(4);
  });
});

describe('assay accept', () => {
  test('takes results over when the code alone has changed, and the record says so', async () => {
    await assay('run', file, ...store);
    toys.code['number'] = { digest: 'n2' };
    expect((await assay('plan', file, ...store)).out).toContain('code changed');
    expect((await assay('accept', file, 'one', ...store)).out).toContain('one[n=1], one[n=2], one[n=3]');
    expect((await assay('run', file, ...store)).code).toBe(0);
    expect(toys.runs).toHaveLength(4);
    expect((await assay('show', 'toy', '--step', 'one', ...store)).out).toContain('made by the code of key');
    expect((await assay('accept', file, 'one', ...store)).out).toContain('Nothing to accept');
  });

  test('refuses when anything else has changed, or nothing was run', async () => {
    expect((await assay('accept', file, 'one', ...store)).err).toContain('it has no result to accept');
    await assay('run', file, ...store);
    toys.code['sum'] = { digest: 's2' };
    const other = await assay('accept', file, 'all', ...store, '--set', 'steps.all.plus=1');
    expect([other.code, other.err.includes('more than its code has changed')]).toEqual([2, true]);
  });
});

describe('assay verify', () => {
  test('finds the same bytes, changes nothing in the store, and show tells it', async () => {
    await assay('run', file, ...store);
    const same = await assay('verify', file, ...store);
    expect([same.code, same.out]).toEqual([0, 'Run 1 of toy: all 4 artifacts came out the same, byte for byte.']);
    expect(toys.runs).toHaveLength(8);
    expect((await assay('show', 'toy', ...store)).out).toContain('4 of 4 artifacts the same');
    expect(JSON.parse((await assay('log', '--json', ...store)).out)).toHaveLength(1);
  });

  test('names the first artifact that differs', async () => {
    await assay('run', file, ...store);
    toys.drift = 1;
    const differs = await assay('verify', file, ...store);
    expect(differs.code).toBe(1);
    expect(differs.out).toContain('4 of 4 artifacts differ; the first is one[n=1].out');
    expect(readFileSync(join(store[1] ?? '', 'runs', 'toy', 'latest', 'all.csv'), 'utf8')).toBe('value\n6\n');
  });

  test('needs a run to compare with', async () => {
    expect((await assay('verify', file, ...store)).err).toContain('There is no run of "toy" to compare with');
  });
});
