import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { PlannedStep, PlannedAction } from '../../../engine/core/plan.ts';
import { estimate, makespan, quantile, type Execution } from '../../../engine/plan/estimate.ts';
import type { Reach } from '../../../engine/core/stage.ts';
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
  const of = (durationMs: number, params: JsonObject = {}, change: Partial<Execution> = {}): Execution => ({
    durationMs,
    bytes: durationMs / 10,
    fingerprint: { format: 1, rules: 'r', stage: 'fake', code: {}, params, inputs: {} },
    reasons: [{ why: 'never-run' }],
    ...change,
  });
  const train = { ...stage, extends: 'epochs' };
  const run = (params: JsonObject, from?: Reach): PlannedAction => {
    const key = digestOfBytes('key');
    const fingerprint = { format: 1, rules: 'r', stage: 'fake', code: {}, params, inputs: {} } as const;
    return { action: 'run', key, fingerprint, reasons: [], ...(from !== undefined && { from }) };
  };
  /** Median, and whether of other work or of another length, for one step of a stage with `extends: epochs`. */
  const guess = (params: JsonObject, past: readonly Execution[], from?: number | Reach): readonly number[] => {
    const actions = new Map([['a', run(params, typeof from === 'number' ? { at: from } : from)]]);
    const found = estimate(planOf([step('a', train, params)]), actions, { cores: 1, past: () => past });
    return [found.medianMs, found.other, found.scaled];
  };

  test('counts steps to run with their median, leaves out those to reuse, and says of how many nothing is known', () => {
    const plan = planOf([step('old', stage), step('a', stage), step('new', stage)]);
    const actions = new Map<string, PlannedAction>([
      ['old', { action: 'reuse' } as PlannedAction],
      ['a', { action: 'wait', on: [] }],
      ['new', { action: 'wait', on: [] }],
    ]);
    const past = ({ id }: PlannedStep): readonly Execution[] => (id === 'new' ? [] : [of(100), of(300), of(200)]);
    expect(estimate(plan, actions, { cores: 2, past })).toEqual({
      medianMs: 200,
      slowMs: 280,
      coreMs: 200,
      bytes: 20,
      unknown: 1,
      other: 0,
      scaled: 0,
    });
  });

  test('scales by the extending parameter, less the checkpoint it goes on from', () => {
    expect(guess({ epochs: 500 }, [of(2000, { epochs: 1 })])).toEqual([1_000_000, 0, 1]);
    expect(guess({ epochs: 500 }, [of(2000, { epochs: 1 })], 100)).toEqual([800_000, 0, 1]);
    expect(guess({ epochs: 4 }, [of(2000, { epochs: 4 })])).toEqual([2000, 0, 0]);
    expect(guess({ epochs: 8 }, [of(2000, { epochs: 4 })], 4)).toEqual([2000, 0, 0]);
    // Three epochs and a quarter of the next are done: 0.75 are left.
    const part = { done: 25, of: 100, unit: 'batches' };
    expect(guess({ epochs: 4 }, [of(2000, { epochs: 1 })], { at: 3, part })).toEqual([1500, 0, 1]);
  });

  test('tells the time to start up from the rest by two lengths', () => {
    // 700 ms and 30 ms per epoch.
    const past = [of(760, { epochs: 2 }), of(1000, { epochs: 10 })];
    expect(guess({ epochs: 100 }, past)).toEqual([3700, 0, 0]);
    expect(guess({ epochs: 5 }, past)).toEqual([850, 0, 0]);
    // A longer one that took no longer: all of it was the start.
    expect(guess({ epochs: 100 }, [of(760, { epochs: 2 }), of(700, { epochs: 10 })])).toEqual([760, 0, 0]);
    // Twice as long for more than twice the epochs: no start at all.
    expect(guess({ epochs: 20 }, [of(100, { epochs: 2 }), of(1000, { epochs: 10 })])).toEqual([2000, 0, 0]);
  });

  test('prefers the same settings, and among them the same length', () => {
    const [two, ten] = [of(300, { rate: 1, epochs: 2 }), of(1500, { rate: 1, epochs: 10 })];
    const others = of(9000, { rate: 2, epochs: 20 });
    expect(guess({ rate: 1, epochs: 2 }, [two, of(310, { rate: 1, epochs: 3 }), others])).toEqual([300, 0, 0]);
    expect(guess({ rate: 1, epochs: 5 }, [two, ten, others])).toEqual([750, 0, 0]);
    expect(guess({ rate: 3, epochs: 5 }, [others])).toEqual([2250, 1, 1]);
  });

  test('takes an execution that only went further for what it did beyond', () => {
    const path = ['params', 'epochs'];
    const further = of(1000, { epochs: 60 }, { reasons: [{ why: 'changed', path, was: 50, now: 60 }] });
    expect(guess({ epochs: 70 }, [further], 60)[0]).toBe(1000);
    const rate = { why: 'changed', path: ['params', 'rate'], was: 1, now: 2 } as const;
    expect(guess({ epochs: 70 }, [{ ...further, reasons: [...further.reasons, rate] }], 10)[0]).toBe(1000);
  });

  test('says that other inputs and files are other work, and nothing of executions whose record is gone', () => {
    const inputs = { in: [{ digest: digestOfBytes('other') }] };
    const fed = of(100, {}, { fingerprint: { format: 1, rules: 'r', stage: 'fake', code: {}, params: {}, inputs } });
    expect(guess({}, [fed])).toEqual([100, 1, 0]);
    const read = {
      format: 1,
      rules: 'r',
      stage: 'fake',
      code: {},
      params: {},
      inputs: {},
      files: { a: null },
    } as const;
    expect(guess({}, [of(100, {}, { fingerprint: read })])).toEqual([100, 1, 0]);
    expect(guess({}, [fed, of(40)])).toEqual([40, 0, 0]);
    expect(guess({}, [of(70, {}, { fingerprint: undefined })])).toEqual([70, 0, 0]);
  });
});
