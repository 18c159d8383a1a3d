import type { Digest } from './digest.ts';
import type { WorkKind } from './outline.ts';
import type { Reason } from './reason.ts';
import type { StepRecord } from './record.ts';

/** An attempt at a step that failed and was followed by another. */
export interface FailedAttempt {
  readonly error: { readonly message: string; readonly hint?: string };
  readonly durationMs: number;
}

/** How a run executed a step. */
export interface Execution {
  /** When its first attempt began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The cores of its executor that it took, counted from 0. */
  readonly slots: readonly number[];
  readonly kind: WorkKind;
}

/** The job of a cluster that ran a step. */
export interface JobPlace {
  /** As the cluster's commands name it: `1234_7`. */
  readonly id: string;
  /** The machine; absent where that is unknown. */
  readonly node?: string;
  /** What the job printed: a file, as an absolute path. */
  readonly log: string;
}

/** What became of a step. `attempts` are those that failed before the last one; absent if the first was the only one. */
export type StepResult =
  | { readonly action: 'reused'; readonly key: Digest; readonly record: StepRecord }
  | {
      readonly action: 'finished';
      readonly key: Digest;
      readonly record: StepRecord;
      readonly reasons: readonly Reason[];
      readonly execution: Execution;
      readonly attempts?: readonly FailedAttempt[];
      readonly job?: JobPlace;
    }
  /** `key`, `reasons` and `execution` are absent when the step failed before it began. */
  | {
      readonly action: 'failed';
      readonly error: Error;
      readonly key?: Digest;
      readonly reasons?: readonly Reason[];
      readonly execution?: Execution;
      readonly durationMs?: number;
      readonly attempts?: readonly FailedAttempt[];
      readonly job?: JobPlace;
    }
  /** The step `because` failed, and this one needs it, or the policy of `because` is to stop. */
  | { readonly action: 'skipped'; readonly because: string }
  /** The run was interrupted before it had finished. */
  | { readonly action: 'cancelled' };

/** An error as a run's record keeps it. */
export function errorWords(error: Error): FailedAttempt['error'] {
  const hint = 'hint' in error && typeof error.hint === 'string' ? { hint: error.hint } : {};
  return { message: error.message, ...hint };
}
