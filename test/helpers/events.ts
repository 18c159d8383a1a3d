import type { StepRecord } from '../../engine/core/record.ts';
import type { StepResult } from '../../engine/core/result.ts';
import { recordOf } from './record.ts';

/** A record of a step that took this long. */
export function recordTaking(durationMs: number): StepRecord {
  return { ...recordOf({}), durationMs };
}

/** Results that ended in these ways. */
export function resultsOf(actions: Readonly<Record<string, StepResult['action']>>): ReadonlyMap<string, StepResult> {
  return new Map(Object.entries(actions).map(([id, action]) => [id, resultOf(action)]));
}

function resultOf(action: StepResult['action']): StepResult {
  const record = recordTaking(1000);
  if (action === 'reused') return { action, key: record.key, record };
  if (action === 'finished')
    return { action, key: record.key, record, reasons: [], execution: { startedAt: 0, slots: [0], kind: 'run' } };
  if (action === 'failed') return { action, error: new Error('broken') };
  return action === 'skipped' ? { action, because: 'a' } : { action };
}
