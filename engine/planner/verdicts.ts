import type { Digest } from '../digest.ts';
import type { KeyFacts, Plan, PlannedStep, Verdict } from '../plan.ts';
import { differences, type Reason } from '../reason.ts';
import type { ActionRecord, Fingerprint, InputDigest } from '../record.ts';
import type { ActionCache, BlobStore } from '../store/store.ts';
import { outputsOf } from './bind.ts';
import { furthestCheckpoint } from './checkpoint-key.ts';
import { fingerprintOf, keyOf } from './fingerprint.ts';

/** What judging needs to see of the world: only to read. */
export interface Past {
  readonly actions: Pick<ActionCache, 'get'>;
  readonly blobs: Pick<BlobStore, 'has'>;
  readonly facts: KeyFacts;
  /** The key of the step's last finished run, by step id. */
  previous(stepId: string): Digest | undefined;
}

/**
 * Says for each step of a plan what will happen and why. A step whose inputs are all known has a key, and its record tells
 * whether it can be reused; a step behind one that must run waits, and may still be reused when that one yields the same
 * bytes again.
 */
export function judge(plan: Plan, past: Past): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const step of plan.steps) verdicts.set(step.id, judgeStep(step, verdicts, past));
  return verdicts;
}

function judgeStep(step: PlannedStep, verdicts: ReadonlyMap<string, Verdict>, past: Past): Verdict {
  const inputs: Record<string, InputDigest[]> = {};
  const waitsOn = new Set<string>();
  for (const [port, links] of Object.entries(step.inputs)) {
    const digests: InputDigest[] = [];
    for (const link of links) {
      const upstream = verdicts.get(link.step);
      const output = upstream?.action === 'reuse' ? upstream.record.outputs[link.port] : undefined;
      if (output === undefined) waitsOn.add(link.step);
      else digests.push({ digest: output.digest, ...(link.point && { point: link.point }) });
    }
    inputs[port] = digests;
  }
  if (waitsOn.size > 0) return { action: 'wait', on: [...waitsOn] };
  const fingerprint = fingerprintOf(step, inputs, past.facts);
  const key = keyOf(fingerprint);
  const record = past.actions.get(key);
  if (record === undefined) {
    const reasons = reasonsFor(step, key, fingerprint, past);
    const from = furthestCheckpoint(step, fingerprint, past);
    return { action: 'run', key, fingerprint, reasons, ...(from !== undefined && { from }) };
  }
  const lost = lostOutputs(step, record, past.blobs);
  if (lost.length > 0) return { action: 'run', key, fingerprint, reasons: lost };
  return { action: 'reuse', key, record };
}

/** Outputs of a record that are no longer there, or that the record never had. */
function lostOutputs(step: PlannedStep, record: ActionRecord, blobs: Pick<BlobStore, 'has'>): readonly Reason[] {
  return Object.keys(outputsOf(step.stage, step.params))
    .filter((port) => {
      const ref = record.outputs[port];
      return ref === undefined || !blobs.has(ref);
    })
    .map((output) => ({ why: 'output-lost', output }));
}

/** Why there is no result under a key: the step never ran, its record is lost, or these fields differ from its last run. */
export function reasonsFor(
  step: PlannedStep,
  key: Digest,
  fingerprint: Fingerprint,
  past: Pick<Past, 'actions' | 'previous'>,
): readonly Reason[] {
  const previous = past.previous(step.id);
  if (previous === undefined) return [{ why: 'never-run' }];
  if (previous === key) return [{ why: 'record-lost' }];
  const record = past.actions.get(previous);
  if (record === undefined) return [{ why: 'never-run' }];
  return differences(record.fingerprint, fingerprint);
}
