import type { PlannedStep, Resources } from '../core/plan.ts';
import type { Metrics } from '../core/stage.ts';
import type { Controls, StepRequest } from './perform.ts';

/** A place where steps run. */
export interface Executor {
  /** What all its steps together may take. Executors with the same capacity object share it. */
  readonly capacity: Resources;
  /** Whether steps run in other processes, which may live longer than the step. */
  readonly foreign: boolean;
  /**
   * Runs a step and returns its metrics. Its outputs are then where the request says, not yet checked.
   *
   * @param needs what the step takes from the capacity
   * @throws whatever the stage throws; StageFailure when its process died; Cancelled when the signal is aborted
   */
  run(request: StepRequest, needs: Resources, controls: Controls): Promise<Metrics>;
}

/** Where the steps of a plan run. */
export interface Executors {
  /** For steps that may share the engine's process. */
  readonly here: Executor;
  /** For steps whose stage is `isolated`. */
  readonly process: Executor;
}

/** The executor of a step. */
export function executorFor({ stage }: PlannedStep, executors: Executors): Executor {
  return stage.isolated ? executors.process : executors.here;
}
