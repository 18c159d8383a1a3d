import type { WorkKind } from '../core/outline.ts';
import type { StepRecord } from '../core/record.ts';
import type { StepResult } from '../core/result.ts';

type StepEnd =
  | { readonly type: 'reused'; readonly record: StepRecord }
  | { readonly type: 'finished'; readonly record: StepRecord; readonly kind: WorkKind }
  | { readonly type: 'failed'; readonly error: Error }
  | { readonly type: 'skipped'; readonly because: string }
  | { readonly type: 'cancelled' };

/** The event for a step that has ended. */
export function endOf(result: StepResult): StepEnd {
  switch (result.action) {
    case 'reused':
      return { type: 'reused', record: result.record };
    case 'finished':
      return { type: 'finished', record: result.record, kind: result.execution.kind };
    case 'failed':
      return { type: 'failed', error: result.error };
    case 'skipped':
      return { type: 'skipped', because: result.because };
    case 'cancelled':
      return { type: 'cancelled' };
  }
}
