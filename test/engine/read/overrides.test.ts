import { describe, expect, test } from 'vitest';
import { planOf, planToy } from '../../helpers/experiment.ts';

const YAML = `
  experiment: toy
  sweep: { heat: [100, 200] }
  recipes: { r: { size: 1 } }
  steps:
    dough: { stage: make, recipe: r }
    cake: { stage: bake, from: dough, heat: $heat }
`;

describe('applyOverrides()', () => {
  test('replaces a value by its path and keeps its type', () => {
    expect(planOf(YAML, ['recipes.r.size=5']).steps[0]?.params).toEqual({
      recipe: { size: 5, taste: 'sweet' },
      times: 1,
    });
    expect(planOf(YAML, ['sweep.heat=[1, 2, 3]']).steps.filter((step) => step.name === 'cake')).toHaveLength(3);
    expect(planOf(YAML, ['sweep.heat[1]=7']).steps.map((step) => step.id)).toContain('cake[heat=7]');
  });

  test('adds what the file does not have', () => {
    expect(planOf(YAML, ['seed=12', 'steps.dough.times=3']).seed).toBe(12);
  });

  test('adds a whole entry, but no part of one that is not there', () => {
    expect(planOf(YAML, ['steps.more={ stage: make, recipe: r }']).steps.map(({ id }) => id)).toContain('more');
    expect(planToy(YAML, ['steps.doug.times=2']).text).toMatch(
      /^--set:1:1 {2}There is no "doug" in "steps", did you mean "dough"\?/,
    );
    expect(planToy(YAML, ['recipes.elsewhere.size=2']).text).toContain(
      'There is no "elsewhere" in "recipes", which has "r"',
    );
  });

  test.each(['__proto__.seed=77', '__proto__=5', 'steps.dough.__proto__.times=9', 'recipes.__proto__={ size: 1 }'])(
    'refuses %s, which could reach into every object',
    (text) => {
      expect(planToy(YAML, [text]).text).toMatch(/^--set:1:1 {2}The key "__proto__" is not allowed/);
      expect(({} as Record<string, unknown>)['seed']).toBeUndefined();
    },
  );

  test('is checked like the file, with the argument as the place', () => {
    expect(planToy(YAML, ['steps.dough.times=many']).text).toMatchSnapshot();
    expect(planToy(YAML, ['steps.dough.tims=1']).text).toMatchSnapshot();
    expect(planToy(YAML, ['steps.dough.times']).text).toMatchSnapshot();
    expect(planToy(YAML, ['steps.dough.times=[1,']).text).toMatchSnapshot();
    // Also where the file has the key too, and what it becomes is no plain value.
    expect(planToy(YAML, ['recipes.r.size=[1]']).text).toMatch(
      /^--set:1:1 {2}Expected a whole number for "size", found/,
    );
  });
});
