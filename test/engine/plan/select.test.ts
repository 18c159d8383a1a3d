import { describe, expect, test } from 'vitest';
import type { PlannedAction } from '../../../engine/core/plan.ts';
import { checkOnly, selectSteps, stepsNamed } from '../../../engine/plan/select.ts';
import { planOf } from '../../helpers/experiment.ts';

const plan = planOf(`
  experiment: toy
  sweep: { heat: [1, 2] }
  recipes: { r: { size: 1 } }
  steps:
    dough: { stage: make, recipe: r }
    other: { stage: make, recipe: r, times: 2 }
    cake: { stage: bake, from: dough, heat: $heat }
    bread: { stage: bake, from: other, heat: $heat }
    all: { stage: gather, cakes: [cake, bread], over: [heat] }
  outputs: { all.csv: all.table }
`);
const ids = (selection: Parameters<typeof selectSteps>[1]): readonly string[] =>
  selectSteps(plan, selection).steps.map((step) => step.id);

describe('selectSteps()', () => {
  test('leaves a plan without selection as it is', () => {
    expect(selectSteps(plan, {})).toBe(plan);
  });

  test('"until" keeps the steps and what they need', () => {
    expect(ids({ until: ['cake'] })).toEqual(['dough', 'cake[heat=1]', 'cake[heat=2]']);
    expect(ids({ until: ['cake[heat=2]'] })).toEqual(['dough', 'cake[heat=2]']);
  });

  test('"from" keeps the steps, what depends on them, and what those need', () => {
    expect(ids({ from: ['cake[heat=2]'] })).toEqual(plan.steps.map((step) => step.id));
    expect(ids({ from: ['all'], until: ['dough'] })).toEqual(plan.steps.map((step) => step.id));
  });

  test('leaves out what is published of steps that are left out', () => {
    expect(selectSteps(plan, { until: ['cake'] }).outputs).toEqual([]);
    expect(selectSteps(plan, { until: ['all'] }).outputs).toHaveLength(1);
  });
});

describe('stepsNamed()', () => {
  test('refuses an unknown name with a guess', () => {
    expect(() => stepsNamed(plan, ['bred'])).toThrow('Unknown step "bred", did you mean "bread"?');
  });
});

describe('checkOnly()', () => {
  test('refuses where a step that was not asked for would have to run', () => {
    const only = selectSteps(plan, { only: ['all'] });
    const wait: PlannedAction = { action: 'wait', on: ['elsewhere'] };
    const actions = new Map(only.steps.map((step) => [step.id, wait as PlannedAction]));
    expect(() => checkOnly(only, { only: ['all'] }, actions, new Set())).toThrow(
      'Cannot run only all: no cached result of dough',
    );
    const reuse = { action: 'reuse' } as PlannedAction;
    const there = new Map(only.steps.map((step) => [step.id, step.name === 'all' ? wait : reuse]));
    expect(() => checkOnly(only, { only: ['all'] }, there, new Set())).not.toThrow();
  });

  test('lets a forced step run, and what waits for it', () => {
    const only = selectSteps(plan, { only: ['all'] });
    const [first, ...others] = only.steps.map(({ id }) => id);
    if (first === undefined || others.length < 2) throw new Error('Too few steps');
    const run = { action: 'run' } as PlannedAction;
    const actions = new Map<string, PlannedAction>([
      [first, run],
      ...others.map((id, index) => [id, { action: 'wait', on: [others[index - 1] ?? first] }] as const),
    ]);
    expect(() => checkOnly(only, { only: ['all'] }, actions, new Set([first]))).not.toThrow();
    expect(() => checkOnly(only, { only: ['all'] }, actions, new Set())).toThrow(`no cached result of ${first}`);
  });
});
