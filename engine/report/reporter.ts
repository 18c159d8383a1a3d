import type { RunEvent } from '../core/event.ts';
import type { Plan, PlannedAction } from '../core/plan.ts';
import type { StepResult } from '../core/result.ts';

/** How a run ended, for people. */
export interface Summary {
  readonly status: 'done' | 'failed' | 'interrupted';
  readonly durationMs: number;
  /** By step id, in plan order. */
  readonly results: ReadonlyMap<string, StepResult>;
  /** The run's folder, as the user would type it. */
  readonly folder?: string;
}

/** Shows the progress of a run. Its methods are called in this order; it never decides anything. */
export interface Reporter {
  /** `verdicts` by step id, as far as they are known before anything runs. */
  start(plan: Plan, actions: ReadonlyMap<string, PlannedAction>): void;
  report(event: RunEvent): void;
  /** Resolves when everything has been written. */
  end(summary: Summary): Promise<void>;
}
