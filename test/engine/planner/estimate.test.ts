import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlannedStep, Verdict } from '../../../engine/plan.ts';
import { estimate, makespan, quantile } from '../../../engine/planner/estimate.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { planOf, step } from '../../helpers/fake-world.ts';

const { stage } = fakeStage();
const numeric = { ...stage, numeric: true };

describe('makespan()', () => {
  test('is the sum on one core and the longest on many, for steps that need nothing of each other', () => {
    const plan = planOf(['a', 'b', 'c'].map((id) => step(id, stage)));
    const durations = new Map([
      ['a', 5],
      ['b', 3],
      ['c', 4],
    ]);
    expect(makespan(plan, durations, 1)).toBe(12);
    expect(makespan(plan, durations, 2)).toBe(7);
    expect(makespan(plan, durations, 3)).toBe(5);
  });

  test('is the sum along a chain, however many cores there are', () => {
    const plan = planOf([step('a', stage), step('b', stage, {}, ['a']), step('c', stage, {}, ['b'])]);
    expect(
      makespan(
        plan,
        new Map([
          ['a', 5],
          ['b', 3],
          ['c', 4],
        ]),
        8,
      ),
    ).toBe(12);
  });

  test('gives a numeric step its threads', () => {
    const plan = planOf(
      ['a', 'b'].map((id) => step(id, numeric)),
      [],
      2,
    );
    expect(
      makespan(
        plan,
        new Map([
          ['a', 5],
          ['b', 3],
        ]),
        2,
      ),
    ).toBe(8);
    expect(
      makespan(
        plan,
        new Map([
          ['a', 5],
          ['b', 3],
        ]),
        4,
      ),
    ).toBe(5);
  });

  test('is never less than the work divided by the cores, nor than the longest step', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (times, cores) => {
          const plan = planOf(times.map((_, i) => step(`s${i}`, stage)));
          const span = makespan(plan, new Map(times.map((time, i) => [`s${i}`, time])), cores);
          const work = times.reduce((a, b) => a + b, 0);
          return span >= Math.max(work / cores, ...times) && span <= work;
        },
      ),
    );
  });
});

describe('quantile()', () => {
  test('interpolates between neighbours', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([1, 2], 0.5)).toBe(1.5);
    expect(quantile([0, 10], 0.9)).toBe(9);
    expect(quantile([7], 0.9)).toBe(7);
  });
});

describe('estimate()', () => {
  test('counts steps to run with their median, leaves out those to reuse, and says of how many nothing is known', () => {
    const plan = planOf([step('old', stage), step('a', stage), step('new', stage)]);
    const verdicts = new Map<string, Verdict>([
      ['old', { action: 'reuse' } as Verdict],
      ['a', { action: 'wait', on: [] }],
      ['new', { action: 'wait', on: [] }],
    ]);
    const past = ({ id }: PlannedStep): { durationsMs: number[]; bytes: number[] } | undefined =>
      id === 'new' ? undefined : { durationsMs: [100, 300, 200], bytes: [10, 30, 20] };
    expect(estimate(plan, verdicts, { cores: 2, past })).toEqual({
      medianMs: 200,
      slowMs: 280,
      coreMs: 200,
      bytes: 20,
      unknown: 1,
    });
  });
});
