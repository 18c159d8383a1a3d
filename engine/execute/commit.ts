import type { Digest } from '../core/digest.ts';
import { StageFailure } from '../core/failure.ts';
import type { PlannedStep } from '../core/plan.ts';
import type { Reason } from '../core/reason.ts';
import type { StepRecord, Fingerprint } from '../core/record.ts';
import type { Made } from './run-step.ts';
import type { World } from './world.ts';

/** The key of a step, and what it is made of. */
export interface Keyed {
  readonly key: Digest;
  readonly fingerprint: Fingerprint;
}

/** A step that must run: its key and why. */
export interface Work extends Keyed {
  readonly reasons: readonly Reason[];
}

/**
 * Commits the record of a step's outputs, once it is certain that they were made from what the key says.
 *
 * @param keyNow the step's key now that it has ended
 * @throws StageFailure when a file outside the store was changed meanwhile
 */
export async function commit(
  step: PlannedStep,
  made: Made,
  { key, fingerprint, startedAt, keyNow }: Work & { readonly startedAt: number; readonly keyNow: () => Digest },
  world: World,
): Promise<StepRecord> {
  const { outputs, metrics, warnings, usedFiles } = made;
  // First checks whether a file was added or removed: then the stage names other files than those it has used.
  if (step.stage.files !== undefined && keyNow() !== key)
    throw new StageFailure(`A file that ${step.id} reads was changed while it ran`, {
      hint: 'Run again when the file is complete.',
    });
  usedFiles.check(step, fingerprint);
  const record: StepRecord = {
    format: 1,
    key,
    fingerprint,
    outputs,
    metrics,
    ...(warnings.length > 0 && { warnings }),
    startedAt: new Date(startedAt).toISOString(),
    durationMs: world.now() - startedAt,
    host: world.host,
    checked: true,
  };
  await world.store.records.put(record);
  return record;
}
