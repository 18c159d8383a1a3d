import type { RunEvent } from '../core/event.ts';
import type { Foreseen, Outline } from '../core/outline.ts';
import type { StepResult } from '../core/result.ts';

/** How a run ended, for people. */
export interface Summary {
  readonly status: 'done' | 'failed' | 'interrupted';
  readonly durationMs: number;
  /** By step id, in plan order. */
  readonly results: ReadonlyMap<string, Pick<StepResult, 'action'>>;
  /** Of the command that executes the run. */
  readonly exitCode: number;
  /** The run's folder, as the user would type it. */
  readonly folder?: string;
}

/** Shows the progress of a run. Its methods are called in this order; it never decides anything. */
export interface Reporter {
  /** `foreseen` by step id, as far as it is known before anything runs. */
  start(outline: Outline, foreseen: ReadonlyMap<string, Foreseen>): void;
  report(event: RunEvent): void;
  /** Resolves when everything has been written. */
  end(summary: Summary): Promise<void>;
  /** In place of `end`, for a run that goes on and is no longer shown. */
  leave?(): void;
}

/** One reporter for several: each is told everything, in their order. */
export function severalReporters(reporters: readonly Reporter[]): Reporter {
  return {
    start: (...given) => reporters.forEach((reporter) => reporter.start(...given)),
    report: (event) => reporters.forEach((reporter) => reporter.report(event)),
    async end(summary) {
      for (const reporter of reporters) await reporter.end(summary);
    },
  };
}
