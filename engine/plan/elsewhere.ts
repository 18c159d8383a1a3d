import type { Digest } from '../core/digest.ts';
import type { PlannedStep } from '../core/plan.ts';
import type { ArtifactRef, StepRecord } from '../core/record.ts';
import { outputsOf } from './bind.ts';

/** What a remote cache has, as far as it was asked. */
export interface Elsewhere {
  record(key: Digest): StepRecord | undefined;
  has(ref: ArtifactRef): boolean;
}

/**
 * Whether a record has an artifact of the right kind for each output that a step declares. Records of this machine do, since their
 * key contains the code that declares them; one from elsewhere may be a lie.
 */
export function fits(record: StepRecord, { stage, params }: PlannedStep): boolean {
  return Object.entries(outputsOf(stage, params)).every(([port, { kind, extension }]) => {
    const ref = record.outputs[port];
    return ref?.kind === kind && ref.extension === extension;
  });
}

/** The outputs of a record that are not in the store, each object once. */
export function missingOf(record: StepRecord, has: (ref: ArtifactRef) => boolean): readonly ArtifactRef[] {
  const refs = new Map(Object.values(record.outputs).map((ref) => [ref.digest, ref]));
  return [...refs.values()].filter((ref) => !has(ref));
}
