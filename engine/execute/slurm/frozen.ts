import type { Plan, PlannedStep } from '../../core/plan.ts';
import type { Registry } from '../../core/stage.ts';
import { producersOf } from '../inputs.ts';

/** A planned step as plain data: its stage by name, and nothing that only people need. */
export interface FrozenStep extends Omit<PlannedStep, 'stage' | 'inferred' | 'seed'> {
  readonly stage: string;
  readonly seed?: number;
}

/** These steps and whatever they need, in plan order. An edit of the experiment's file changes nothing in them. */
export function freeze(plan: Plan, ids: ReadonlySet<string>): readonly FrozenStep[] {
  const wanted = new Set(ids);
  const frozen: FrozenStep[] = [];
  for (const step of plan.steps.toReversed()) {
    if (!wanted.has(step.id)) continue;
    for (const id of producersOf(step)) wanted.add(id);
    const { stage, inferred: _, seed, ...more } = step;
    frozen.push({ ...more, stage: stage.name, ...(seed !== undefined && { seed }) });
  }
  return frozen.reverse();
}

/**
 * The steps with their stages again.
 *
 * @throws Error when there is no such stage
 */
export function thaw(steps: readonly FrozenStep[], stages: Registry['stages']): readonly PlannedStep[] {
  return steps.map(({ seed, ...step }) => {
    const stage = stages[step.stage];
    if (stage === undefined) throw new Error(`Internal error: no stage "${step.stage}" in this process`);
    const { timeoutMs, ...policy } = step.policy;
    return { ...step, stage, seed, inferred: {}, policy: { ...policy, timeoutMs } };
  });
}
