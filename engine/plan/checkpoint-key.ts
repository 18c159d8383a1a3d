import type { Json, JsonObject } from '../core/json.ts';
import type { PlannedStep } from '../core/plan.ts';
import { byReach, isWithin, parseReach } from '../core/reach.ts';
import type { StepRecord, ArtifactRef, Fingerprint } from '../core/record.ts';
import type { Reach } from '../core/stage.ts';
import type { RecordStore, ObjectStore } from '../store/store.ts';
import { keyOf } from './fingerprint.ts';

/**
 * Returns how far a step could continue from, for the plan: the furthest checkpoint that seems to exist, not yet verified.
 * Undefined for a stage without `extends` and where there is none.
 */
export function furthestCheckpoint(
  step: PlannedStep,
  fingerprint: Fingerprint,
  store: { readonly records: Pick<RecordStore, 'get'>; readonly objects: Pick<ObjectStore, 'has'> },
): Reach | undefined {
  const { extends: parameter } = step.stage;
  if (parameter === undefined) return undefined;
  const record = store.records.get(keyOf(checkpointFingerprint(step, fingerprint)));
  return reachable(record, Number(step.params[parameter])).find(({ ref }) => store.objects.has(ref))?.reach;
}

/** A checkpoint in a record: how far it reaches, its name, and its file. */
export interface State {
  readonly reach: Reach;
  readonly name: string;
  readonly ref: ArtifactRef;
}

/** Returns a record's checkpoints that do not reach beyond `goal`, the furthest first. */
export function reachable(record: StepRecord | undefined, goal: number): readonly State[] {
  return Object.entries(record?.outputs ?? {})
    .flatMap(([name, ref]) => {
      const reach = parseReach(name);
      return reach !== undefined && isWithin(reach, goal) ? [{ reach, name, ref }] : [];
    })
    .sort((a, b) => byReach(a.reach, b.reach));
}

/** Returns the fingerprint that all lengths of a step share: without the parameter that only extends it. */
export function checkpointFingerprint(step: Pick<PlannedStep, 'stage'>, fingerprint: Fingerprint): Fingerprint {
  const { [step.stage.extends ?? '']: _, ...params } = fingerprint.params as Record<string, Json>;
  return { ...fingerprint, stage: `${fingerprint.stage} checkpoint`, params: params satisfies JsonObject };
}

/** The checkpoints of a step that stay, as a record: those at the end of a unit. Undefined when there is none. */
export function lastingCheckpoints(
  records: Pick<RecordStore, 'get'>,
  { stage }: Pick<PlannedStep, 'stage'>,
  fingerprint: Fingerprint,
): StepRecord | undefined {
  if (stage.extends === undefined) return undefined;
  const record = records.get(keyOf(checkpointFingerprint({ stage }, fingerprint)));
  const lasting = Object.entries(record?.outputs ?? {}).filter(([name]) => parseReach(name)?.part === undefined);
  return record === undefined || lasting.length === 0 ? undefined : { ...record, outputs: Object.fromEntries(lasting) };
}
