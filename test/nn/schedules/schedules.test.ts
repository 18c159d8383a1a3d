import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createOptimizer } from '../../../nn/optimizers/index.ts';
import { createSchedule, follow, scheduleSchemas, type ScheduleSpec } from '../../../nn/schedules/index.ts';

/** Made by Keras and PyTorch: reference/schedules.py. */
const reference = JSON.parse(readFileSync(new URL('reference/schedules.json', import.meta.url), 'utf8')) as {
  readonly batches: number;
  readonly learningRate: number;
  readonly updates: readonly number[];
  readonly cases: readonly { readonly schedule: ScheduleSpec; readonly rates: readonly number[] }[];
};

test.each(reference.cases.map(({ schedule, rates }) => [JSON.stringify(schedule), schedule, rates] as const))(
  'the rates of %s are those of Keras or PyTorch',
  (_, spec, rates) => {
    const { batches, learningRate, updates } = reference;
    const schedule = createSchedule(spec);
    const optimizer = follow((rate) => createOptimizer({ sgd: { learningRate: rate } }), {
      learningRate,
      schedule,
      batches,
    });
    for (const [index, update] of updates.entries())
      expect(optimizer.rates(update).learningRate).toBeCloseTo(rates[index] ?? Number.NaN, 7);
  },
);

test('every schedule has been compared with another program, but for the one that does nothing', () => {
  const compared = new Set(reference.cases.flatMap(({ schedule }) => Object.keys(schedule)));
  expect([...compared, 'constant'].sort()).toEqual(Object.keys(scheduleSchemas()).sort());
});

const EVERY: readonly ScheduleSpec[] = [
  ...reference.cases.map(({ schedule }) => schedule),
  { constant: { warmUp: 2 } },
  { oneCycle: { epochs: 5, warmUp: 1 } },
];

describe.each(EVERY.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
  const { length, shareAt } = createSchedule(spec);

  test('rises from 0 in its warm-up, and joins it without a gap', () => {
    const [[name, settings] = ['', {}]] = Object.entries(spec) as [string, { warmUp?: number }][];
    const { warmUp = 0 } = settings;
    const without = createSchedule({ [name]: { ...settings, warmUp: 0 } } as unknown as ScheduleSpec);
    expect(shareAt(0) === 0).toBe(warmUp > 0);
    expect(shareAt(warmUp / 4)).toBeCloseTo(without.shareAt(0) / (warmUp > 0 ? 4 : 1), 12);
    expect(shareAt(warmUp)).toBe(without.shareAt(0));
    expect(length).toBe(without.length + warmUp);
  });

  test('is finite and not negative at any time, also long after its end', () => {
    for (const time of [0, 0.1, length, length + 1e-9, 3 * length + 0.5, 1000, 1_000_000]) {
      expect(shareAt(time)).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(shareAt(time))).toBe(true);
    }
  });
});

test('follow() gives Adam the rate of each update, and its correction of the first ones', () => {
  const schedule = createSchedule({ step: { every: 1, factor: 0.5 } });
  const create = (learningRate: number) => createOptimizer({ adam: { learningRate } });
  const optimizer = follow(create, { learningRate: 0.8, schedule, batches: 3 });
  for (const [update, rate] of [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2].entries())
    expect(optimizer.rates(update)).toEqual(create(rate).rates(update));
  expect(optimizer.slots).toEqual(['mean', 'variance']);
});
