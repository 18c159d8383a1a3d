import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../../../engine/core/plan.ts';
import { digestOfBytes } from '../../../../engine/core/digest.ts';
import { groupTasks, taskNeeds } from '../../../../engine/execute/slurm/grouping.ts';
import { fakeStage } from '../../../helpers/fake-stage.ts';
import { planOf, step, withPolicy } from '../../../helpers/fake-world.ts';

const long = fakeStage({ name: 'long', isolated: true }).stage;
const short = fakeStage({ name: 'short' }).stage;

/** The tasks as lists of ids, by array. */
function group(
  steps: readonly PlannedStep[],
  ready: readonly string[],
  {
    expected = {},
    done = [],
  }: { readonly expected?: Readonly<Record<string, number>>; readonly done?: readonly string[] } = {},
): readonly (readonly (readonly string[])[])[] {
  const commissions = steps
    .filter(({ id }) => ready.includes(id))
    .map((each) => ({ step: each, key: digestOfBytes(each.id), fingerprint: {} as never, reasons: [] }));
  const arrays = groupTasks(commissions, {
    plan: planOf(steps),
    expected: new Map(Object.entries(expected)),
    hasResult: (id) => done.includes(id),
    mayRide: () => true,
  });
  return arrays.map((tasks) =>
    tasks.map((task) => [...task.ready.map((each) => each.step.id), ...task.riders.map(({ id }) => id)]),
  );
}

describe('groupTasks()', () => {
  it('takes a step along only if all that it needs is done, or in the same task', () => {
    const steps = [step('a', long), step('b', long), step('c', short, {}, ['a']), step('d', short, {}, ['a', 'b'])];
    expect(group(steps, ['a', 'b'])).toEqual([[['a', 'c'], ['b']]]);
    expect(group(steps, ['a'], { done: ['b'] })).toEqual([[['a', 'c', 'd']]]);
  });

  it('takes along what took less than a minute before, and nothing that took more or is unknown', () => {
    const steps = [step('a', long), step('b', long, {}, ['a']), step('c', long, {}, ['a'])];
    expect(group(steps, ['a'])).toEqual([[['a']]]);
    expect(group(steps, ['a'], { expected: { b: 59_000, c: 61_000 } })).toEqual([[['a', 'b']]]);
  });

  it('takes nothing along that needs more than the task has', () => {
    const hungry = withPolicy(step('b', short, {}, ['a']), { resources: { memory: 2e9 } });
    expect(group([step('a', long), hungry], ['a'])).toEqual([[['a']]]);
    const fed = withPolicy(step('a', long), { resources: { memory: 4e9 } });
    expect(group([fed, hungry], ['a'])).toEqual([[['a', 'b']]]);
  });

  it('takes along no more than two minutes of work, which others could do at once', () => {
    const steps = [step('a', long), ...Array.from({ length: 50 }, (_, n) => step(`b${n}`, short, { n }, ['a']))];
    expect(group(steps, ['a'])[0]?.[0]?.length).toBe(1 + 24);
  });

  it('makes an array for each kind of needs', () => {
    const large = withPolicy(step('b', long), { resources: { cores: 8 } });
    expect(group([step('a', long), large, step('c', long)], ['a', 'b', 'c'])).toEqual([[['a'], ['c']], [['b']]]);
  });

  it('fills tasks with short steps up to two minutes', () => {
    const steps = ['a', 'b', 'c', 'd', 'e'].map((id) => step(id, long));
    const expected = { a: 50_000, b: 50_000, c: 50_000, d: 90_000, e: 10_000 };
    expect(group(steps, ['a', 'b', 'c', 'd', 'e'], { expected })).toEqual([[['a', 'b'], ['c', 'e'], ['d']]]);
  });
});

describe('taskNeeds()', () => {
  it('derives the time of a job from the timeout of all attempts, unless the file says it', () => {
    const patient = withPolicy(step('a', long), { timeoutMs: 600_000, retries: 2 });
    expect(taskNeeds(patient, planOf([patient])).timeMs).toBe(31 * 60_000);
    const told = withPolicy(patient, { resources: { timeMs: 60_000 } });
    expect(taskNeeds(told, planOf([told])).timeMs).toBe(60_000);
  });
});
