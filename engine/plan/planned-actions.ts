import type { Digest } from '../core/digest.ts';
import type { KeyFacts, Plan, PlannedStep, PlannedAction } from '../core/plan.ts';
import type { Foreseen, WorkKind } from '../core/outline.ts';
import type { Reason } from '../core/reason.ts';
import type { StepRecord, ArtifactRef, InputDigest } from '../core/record.ts';
import type { ObjectStore } from '../store/store.ts';
import { furthestCheckpoint } from './checkpoint-key.ts';
import { missingOf, type Elsewhere } from './elsewhere.ts';
import { fingerprintOf, keyOf } from './fingerprint.ts';
import { lookup, type Past } from './lookup.ts';

/** What judging needs to see of the world: only to read. */
export interface Present extends Past {
  readonly objects: Pick<ObjectStore, 'has'>;
  readonly facts: KeyFacts;
  /** Ids of steps that run even when their result is in the store. */
  readonly forced?: ReadonlySet<string>;
  /** What could be downloaded; absent without a remote cache. */
  readonly elsewhere?: Elsewhere;
}

/**
 * Says for each step of a plan what will happen and why. A step whose inputs are all known has a key, and its record tells
 * whether it can be reused; a step behind one that must run waits, and may still be reused when that one yields the same
 * bytes again. A bitwise step that only makes lost outputs again will yield the bytes its record names, so nothing waits for
 * it; the execution looks at the bytes that come out all the same.
 */
export function planActions(plan: Plan, present: Present): ReadonlyMap<string, PlannedAction> {
  const actions = new Map<string, PlannedAction>();
  const made = new Map<string, StepRecord['outputs']>();
  for (const step of plan.steps) {
    const { planned, record } = planAction(step, made, present);
    actions.set(step.id, planned);
    if (record !== undefined) made.set(step.id, record.outputs);
  }
  return actions;
}

/**
 * Returns what running a step is to a person: `extend` when it continues from a checkpoint and only the extending parameter has
 * grown, `heal` when its result was there and its outputs or its record are lost, else `run`.
 */
export function kindOf(
  step: PlannedStep,
  { reasons, from }: Pick<PlannedAction & { action: 'run' }, 'reasons' | 'from'>,
): WorkKind {
  if (reasons.length === 0) return 'run';
  if (reasons.every(({ why }) => why === 'output-lost' || why === 'record-lost')) return 'heal';
  return from !== undefined && reasons.every((reason) => extendsOnly(step, reason)) ? 'extend' : 'run';
}

/** The actions of a plan as plain data. */
export function foresee(plan: Plan, actions: ReadonlyMap<string, PlannedAction>): ReadonlyMap<string, Foreseen> {
  const foreseen = new Map<string, Foreseen>();
  for (const step of plan.steps) {
    const planned = actions.get(step.id);
    if (planned !== undefined) foreseen.set(step.id, foreseenOf(step, planned));
  }
  return foreseen;
}

function foreseenOf(step: PlannedStep, planned: PlannedAction): Foreseen {
  if (planned.action === 'wait') return { action: 'wait', on: planned.on };
  const { key } = planned;
  if (planned.action === 'run') return { action: 'run', key, kind: kindOf(step, planned), reasons: planned.reasons };
  const { download } = planned;
  return { action: 'reuse', key, ...(download !== undefined && { download }) };
}

function extendsOnly({ stage }: PlannedStep, reason: Reason): boolean {
  if (reason.why !== 'changed') return false;
  const [field, name, ...deeper] = reason.path;
  if (field !== 'params' || name !== stage.extends || deeper.length > 0) return false;
  return Number(reason.now) > Number(reason.was);
}

/** The action of a step, and the record whose outputs its dependents will get, where that is known. */
function planAction(
  step: PlannedStep,
  made: ReadonlyMap<string, StepRecord['outputs']>,
  present: Present,
): { readonly planned: PlannedAction; readonly record?: StepRecord } {
  const inputs: Record<string, InputDigest[]> = {};
  const waitsOn = new Set<string>();
  for (const [port, links] of Object.entries(step.inputs)) {
    const digests: InputDigest[] = [];
    for (const link of links) {
      const output = made.get(link.step)?.[link.port];
      if (output === undefined) waitsOn.add(link.step);
      else digests.push({ digest: output.digest, ...(link.point && { point: link.point }) });
    }
    inputs[port] = digests;
  }
  if (waitsOn.size > 0) return { planned: { action: 'wait', on: [...waitsOn] } };
  const fingerprint = fingerprintOf(step, inputs, present.facts);
  const key = keyOf(fingerprint);
  // A forced step starts from nothing, and who forces it doubts what it yields.
  if (present.forced?.has(step.id))
    return { planned: { action: 'run', key, fingerprint, reasons: [{ why: 'forced' }] } };
  const { objects, elsewhere } = present;
  const local = present.records.get(key);
  const record = local ?? elsewhere?.record(key);
  const has = (ref: ArtifactRef): boolean => objects.has(ref) || elsewhere?.has(ref) === true;
  const answer = lookup({ step, key, fingerprint, record, has }, present);
  if ('record' in answer) {
    const planned = { action: 'reuse', key, record: answer.record } as const;
    const missing = elsewhere === undefined ? [] : missingOf(answer.record, (ref) => objects.has(ref));
    if (local !== undefined && missing.length === 0) return { planned, record: answer.record };
    const download = missing.reduce((sum, { bytes }) => sum + bytes, 0);
    return { planned: { ...planned, download }, record: answer.record };
  }
  const get = (name: Digest): StepRecord | undefined => present.records.get(name) ?? elsewhere?.record(name);
  const from = furthestCheckpoint(step, fingerprint, { records: { get }, objects: { has } });
  const planned: PlannedAction = {
    action: 'run',
    key,
    fingerprint,
    reasons: answer.why(),
    ...(from !== undefined && { from }),
  };
  return record !== undefined && step.stage.determinism === 'bitwise' ? { planned, record } : { planned };
}
