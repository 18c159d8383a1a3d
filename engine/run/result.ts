import type { Digest } from '../digest.ts';
import type { Reason } from '../reason.ts';
import type { ActionRecord } from '../record.ts';

/** What became of a step. */
export type StepResult =
  | { readonly action: 'reused'; readonly key: Digest; readonly record: ActionRecord }
  | {
      readonly action: 'finished';
      readonly key: Digest;
      readonly record: ActionRecord;
      readonly reasons: readonly Reason[];
    }
  /** `key` and `reasons` are absent when the step failed before they were known. */
  | {
      readonly action: 'failed';
      readonly error: Error;
      readonly key?: Digest;
      readonly reasons?: readonly Reason[];
      readonly durationMs?: number;
    }
  /** It needs the step `because`, which failed. */
  | { readonly action: 'skipped'; readonly because: string }
  /** The run was interrupted before it had finished. */
  | { readonly action: 'cancelled' };
