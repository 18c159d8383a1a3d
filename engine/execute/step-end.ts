import type { StepRecord } from '../core/record.ts';
import type { StepResult } from '../core/result.ts';

type StepEnd =
  | { readonly type: 'reused' | 'finished'; readonly record: StepRecord }
  | { readonly type: 'failed'; readonly error: Error }
  | { readonly type: 'skipped'; readonly because: string }
  | { readonly type: 'cancelled' };

/** The event for a step that has ended. */
export function endOf(result: StepResult): StepEnd {
  switch (result.action) {
    case 'reused':
    case 'finished':
      return { type: result.action, record: result.record };
    case 'failed':
      return { type: 'failed', error: result.error };
    case 'skipped':
      return { type: 'skipped', because: result.because };
    case 'cancelled':
      return { type: 'cancelled' };
  }
}
