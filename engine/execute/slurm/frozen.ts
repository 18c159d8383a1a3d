import type { Plan, PlannedStep } from '../../core/plan.ts';
import type { Registry } from '../../core/stage.ts';
import { producersOf } from '../inputs.ts';

/** A planned step as plain data: its stage by name, and nothing that only people need. */
export interface FrozenStep extends Omit<PlannedStep, 'stage' | 'inferred' | 'seed'> {
  readonly stage: string;
  readonly seed?: number;
}

/** Takes parts of a plan, each with whatever it needs. An edit of the experiment's file changes nothing in them. */
export class Freezer {
  readonly #steps: readonly PlannedStep[];
  readonly #ranks: ReadonlyMap<string, number>;

  constructor({ steps }: Plan) {
    this.#steps = steps;
    this.#ranks = new Map(steps.map(({ id }, rank) => [id, rank]));
  }

  /** These steps and whatever they need, in plan order. */
  freeze(ids: readonly string[]): readonly FrozenStep[] {
    const wanted = new Set(ids);
    // A set also goes on to what is added meanwhile.
    for (const id of wanted) for (const producer of producersOf(this.#step(id))) wanted.add(producer);
    const ranks = [...wanted].map((id) => this.#ranks.get(id) ?? 0).sort((a, b) => a - b);
    return ranks.flatMap((rank) => {
      const step = this.#steps[rank];
      return step === undefined ? [] : [frozen(step)];
    });
  }

  #step(id: string): PlannedStep {
    const step = this.#steps[this.#ranks.get(id) ?? -1];
    if (step === undefined) throw new Error(`Internal error: no step ${id} in the plan`);
    return step;
  }
}

function frozen(step: PlannedStep): FrozenStep {
  const { stage, inferred: _, seed, ...more } = step;
  return { ...more, stage: stage.name, ...(seed !== undefined && { seed }) };
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
