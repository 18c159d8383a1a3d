import type { WorkKind } from './outline.ts';
import type { Reason } from './reason.ts';
import type { StepRecord } from './record.ts';
import type { Progress } from './stage.ts';

/** What happens to a step, in the order it happens. Reporters turn events into a terminal picture, lines or JSON. */
export type StepEvent = { readonly step: string; readonly at: number } &
  /** `slots` are the cores of the executor that it takes, counted from 0; the system may run it on others. */
  (
    | { readonly type: 'started'; readonly reasons: readonly Reason[]; readonly slots: readonly number[] }
    | { readonly type: 'progress'; readonly progress: Progress }
    | { readonly type: 'warned'; readonly message: string }
    /** An attempt failed, and the step is retried: this is attempt `attempt` of at most `of`. */
    | { readonly type: 'retried'; readonly error: Error; readonly attempt: number; readonly of: number }
    | { readonly type: 'reused'; readonly record: StepRecord }
    | { readonly type: 'finished'; readonly record: StepRecord; readonly kind: WorkKind }
    | { readonly type: 'failed'; readonly error: Error }
    | { readonly type: 'skipped'; readonly because: string }
    | { readonly type: 'cancelled' }
  );

/** Something that the store found and repaired, or another remark that is not about a single step. */
export interface NoticeEvent {
  readonly type: 'notice';
  readonly at: number;
  readonly message: string;
}

export type RunEvent = StepEvent | NoticeEvent;
