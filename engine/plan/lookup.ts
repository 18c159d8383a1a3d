import type { Digest } from '../core/digest.ts';
import type { PlannedStep } from '../core/plan.ts';
import { differences, type Reason } from '../core/reason.ts';
import type { StepRecord, ArtifactRef, Fingerprint } from '../core/record.ts';
import type { RecordStore } from '../store/store.ts';
import { outputsOf } from './bind.ts';

/** What is known of a step's past. */
export interface Past {
  readonly records: Pick<RecordStore, 'get'>;
  /** The keys under which a step had results in earlier runs, by step id: each once, the newest run first. */
  earlier(stepId: string): readonly EarlierKey[];
}

/** A key under which a step had a result, and the newest run in which it had. */
export interface EarlierKey {
  readonly key: Digest;
  readonly run: number;
}

/** Whether the result of a key is there. */
export interface Question {
  readonly step: PlannedStep;
  readonly key: Digest;
  readonly fingerprint: Fingerprint;
  /** The record of the key; undefined when there is none that can be believed. */
  readonly record: StepRecord | undefined;
  /** Whether an output is there. The plan takes a cheap look; the execution asks only for what it has verified. */
  has(ref: ArtifactRef): boolean;
}

/** The record of a result that is there, or what is missing and why the step must run. */
export type Answer =
  | { readonly record: StepRecord }
  /** `lost` are the ports whose outputs are missing or damaged; none when it is the record that is missing. */
  | { readonly lost: readonly string[]; why(): readonly Reason[] };

/** Says whether the result of a key is there, and if not, why. The plan and the execution ask the same question. */
export function lookup(question: Question, past: Past): Answer {
  const { step, record } = question;
  if (record === undefined) return { lost: [], why: () => whyNoRecord(question, past) };
  const lost = Object.keys(outputsOf(step.stage, step.params)).filter((port) => {
    const ref = record.outputs[port];
    return ref === undefined || !question.has(ref);
  });
  return lost.length === 0 ? { record } : { lost, why: () => lost.map((output) => ({ why: 'output-lost', output })) };
}

/** The step never ran, its record is lost, or these fields differ from its nearest run. */
function whyNoRecord({ step, key, fingerprint }: Question, past: Past): readonly Reason[] {
  const before = past.earlier(step.id);
  if (before.some((each) => each.key === key)) return [{ why: 'record-lost' }];
  return differencesFromNearest(fingerprint, before, past.records) ?? [{ why: 'never-run' }];
}

/**
 * In what a step differs from the earlier result that is nearest to it: the one with the fewest differences, the newest of
 * several. The last run may have been an excursion (`--set`): what changed since then would say little.
 */
function differencesFromNearest(
  fingerprint: Fingerprint,
  before: readonly EarlierKey[],
  records: Past['records'],
): readonly Reason[] | undefined {
  let best: { readonly run: number; readonly reasons: readonly Reason[] } | undefined;
  for (const { key, run } of before) {
    const record = records.get(key);
    if (record === undefined) continue;
    const reasons = differences(record.fingerprint, fingerprint);
    if (best === undefined || reasons.length < best.reasons.length) best = { run, reasons };
    if (reasons.length <= 1) break; // Nothing is nearer than one difference.
  }
  return best?.reasons.map((reason) => ({ ...reason, run: best.run }));
}
