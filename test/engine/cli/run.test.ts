import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toyFolder } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
sweep: { n: [1, 2, 3] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n] }
`;

describe('assay run --plan', () => {
  it.each([
    ['--only', 'one'],
    ['--until', 'one'],
    ['--from', 'all'],
    ['--force', 'one'],
    ['--set', 'seed=2'],
  ])('refuses %s beside it, which it would have to ignore', async (...more) => {
    const { line, folder, file, store } = toyFolder(YAML);
    const saved = join(folder, 'plan.json');
    expect((await line.assay('plan', file, '-o', saved, ...store)).code).toBe(0);
    const { code, err } = await line.assay('run', '--plan', saved, ...store, ...more);
    expect(code).toBe(2);
    expect(err).toContain('A saved plan contains its file, overrides and steps: pass --plan alone');
    expect(err).toContain('Hint: Make another plan');
    expect(line.toys.runs).toEqual([]);
  });
});

describe('assay run --until', () => {
  it('names the instances of a step when one is not there', async () => {
    const { line, file, store } = toyFolder(YAML);
    const { code, err } = await line.assay('run', file, '--until', 'one[n=7]', ...store);
    expect(code).toBe(2);
    expect(err).toContain('Unknown step "one[n=7]", did you mean "one[n=1]"?');
    expect(err).toContain('Its instances are one[n=1], one[n=2], one[n=3].');
  });
});
