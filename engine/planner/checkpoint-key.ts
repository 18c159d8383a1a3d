import type { Json, JsonObject } from '../json.ts';
import type { PlannedStep } from '../plan.ts';
import type { ActionRecord, Fingerprint } from '../record.ts';
import type { ActionCache, BlobStore } from '../store/store.ts';
import { keyOf } from './fingerprint.ts';

/**
 * How far a step could start, for the plan: the furthest checkpoint there seems to be, not yet verified. Undefined for a
 * stage without `extends` and where there is none.
 */
export function furthestCheckpoint(
  step: PlannedStep,
  fingerprint: Fingerprint,
  store: { readonly actions: Pick<ActionCache, 'get'>; readonly blobs: Pick<BlobStore, 'has'> },
): number | undefined {
  const { extends: parameter } = step.stage;
  if (parameter === undefined) return undefined;
  const record = store.actions.get(keyOf(checkpointFingerprint(step, fingerprint)));
  return reachable(record, Number(step.params[parameter])).find((at) => {
    const ref = record?.outputs[String(at)];
    return ref !== undefined && store.blobs.has(ref);
  });
}

/** Of a record's states those that go no further than `goal`, the furthest first. */
export function reachable(record: ActionRecord | undefined, goal: number): readonly number[] {
  return Object.keys(record?.outputs ?? {})
    .map(Number)
    .filter((at) => at <= goal)
    .sort((a, b) => b - a);
}

/** The fingerprint that all lengths of a step share: without the parameter that only extends it. */
export function checkpointFingerprint(step: Pick<PlannedStep, 'stage'>, fingerprint: Fingerprint): Fingerprint {
  const { [step.stage.extends ?? '']: _, ...params } = fingerprint.params as Record<string, Json>;
  return { ...fingerprint, stage: `${fingerprint.stage} checkpoint`, params: params satisfies JsonObject };
}
