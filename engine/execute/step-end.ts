import { StageFailure } from '../core/failure.ts';
import type { WorkKind } from '../core/outline.ts';
import type { StepRecord } from '../core/record.ts';
import type { PlannedStep } from '../core/plan.ts';
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

/** The failure of a step whose inputs do not stay what they are. */
export function changedAgain({ id }: PlannedStep): StageFailure {
  return new StageFailure(`What ${id} reads was damaged or changed again and again`, {
    hint: 'Check the disk, and whether another program writes into the store; then run again.',
  });
}

/**
 * Says why an interrupted step has no checkpoint of where it stopped, if it could not save one, because a disk is full, say: then it has
 * failed with an error that explains itself.
 */
export function whyUnsaved({ id, stage }: PlannedStep, error: Error): string | undefined {
  if (stage.extends === undefined || !(error instanceof StageFailure)) return undefined;
  return `${id} could not save where it stopped: ${error.message}${error.hint === undefined ? '' : `. ${error.hint}`}`;
}
