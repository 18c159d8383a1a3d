import type { Digest } from '../core/digest.ts';
import type { RunEvent } from '../core/event.ts';
import { StageFailure } from '../core/failure.ts';
import type { Foreseen, Outline } from '../core/outline.ts';
import type { StepRecord } from '../core/record.ts';
import type { ErrorWords, NoticeLine, PlanLine, PlannedLine, StepLine } from './journal-line.ts';

// A journal read back into what reporters are told, so that who follows a run sees what it shows itself.

export function outlineOf({ experiment, file, seed, runtime, steps }: PlanLine): Outline {
  return { experiment, file, seed, runtime, steps: steps.map(outlinedStep) };
}

function outlinedStep({ id, name, point, stage, numeric, inputs }: PlannedLine): Outline['steps'][number] {
  const links = Object.entries(inputs).map(([port, ids]) => [port, ids.map((step) => ({ step }))] as const);
  return { id, name, point, stage: { name: stage, numeric: numeric === true }, inputs: Object.fromEntries(links) };
}

/** What will happen to each step, by its id. */
export function foreseenOf({ steps }: PlanLine): ReadonlyMap<string, Foreseen> {
  return new Map(
    steps.flatMap((step): [string, Foreseen][] => (step.action === undefined ? [] : [[step.id, foreseen(step)]])),
  );
}

function foreseen(step: PlannedLine & Foreseen): Foreseen {
  if (step.action === 'wait') return { action: 'wait', on: step.on };
  const { action, key } = step;
  return action === 'reuse' ? { action, key } : { action, key, kind: step.kind, reasons: step.reasons };
}

/** @param recordOf the record of a key; undefined where it is gone or damaged, and then only the journal tells of the step */
export function eventOf(line: StepLine | NoticeLine, recordOf: (key: Digest) => StepRecord | undefined): RunEvent {
  switch (line.type) {
    case 'reused':
      return { ...at(line), type: 'reused', record: recordOf(line.key) ?? bareRecord(line.key) };
    case 'finished': {
      const { key, kind, metrics, durationMs } = line;
      return {
        ...at(line),
        type: 'finished',
        kind,
        record: recordOf(key) ?? { ...bareRecord(key), metrics, durationMs },
      };
    }
    case 'failed':
      return { ...at(line), type: 'failed', error: errorOf(line.error) };
    case 'retried':
      return { ...line, error: errorOf(line.error) };
    case 'started':
    case 'progress':
    case 'warned':
    case 'skipped':
    case 'cancelled':
    case 'notice':
      return line;
  }
}

function at({ step, at }: StepLine): Pick<StepLine, 'step' | 'at'> {
  return { step, at };
}

function bareRecord(key: Digest): StepRecord {
  const fingerprint = { format: 1, rules: '', stage: '', code: {}, params: {}, inputs: {} } as const;
  return { format: 1, key, fingerprint, outputs: {}, metrics: {}, startedAt: '', durationMs: 0, host: null };
}

function errorOf({ message, hint, stack }: ErrorWords): Error {
  if (stack === undefined) return new StageFailure(message, hint === undefined ? {} : { hint });
  const bug = new Error(message);
  bug.stack = stack;
  return bug;
}
