import type { Resources } from '../../core/plan.ts';
import type { Registry } from '../../core/stage.ts';
import type { Executor } from '../executor.ts';
import { perform } from '../perform.ts';

/** Runs steps in this process. */
export function here(stages: Registry['stages'], capacity: Resources): Executor {
  return {
    capacity,
    foreign: false,
    run: async (request, _needs, controls) => perform(stages[request.stage], request, controls),
  };
}
