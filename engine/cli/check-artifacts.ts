import type { ArtifactDifference } from '../core/artifact-difference.ts';
import { isExpected } from '../core/failure.ts';
import type { ArtifactRef } from '../core/record.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { StepResult } from '../core/result.ts';
import { artifactName, type CheckedArtifact } from '../runs/verification.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { ArtifactComparison } from './application.ts';

/** Where the artifacts of a run and of its repetition are, and how to compare them. */
export interface Comparison {
  readonly run: RunRecord;
  readonly then: DiskStore;
  readonly now: DiskStore;
  readonly tolerances: Readonly<Record<string, number>>;
  readonly artifacts: ArtifactComparison;
}

/**
 * Compares every artifact that the steps `ids` made in a run with what they made now, in plan order.
 *
 * @returns `missing`: artifacts, as `step.port`, of steps that have no result now
 */
export async function checkArtifacts(
  ids: readonly string[],
  results: ReadonlyMap<string, StepResult>,
  comparison: Comparison,
): Promise<{ readonly checked: readonly CheckedArtifact[]; readonly missing: readonly string[] }> {
  const before = new Map(comparison.run.steps.map((step) => [step.id, step]));
  const checked: CheckedArtifact[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    const result = results.get(id);
    const outputs = result?.action === 'finished' || result?.action === 'reused' ? result.record.outputs : {};
    const step = before.get(id);
    if (step === undefined) continue;
    const { name, point } = step;
    for (const [port, was] of Object.entries(step.outputs ?? {})) {
      const now = outputs[port];
      if (now === undefined) missing.push(artifactName({ id, port }));
      else checked.push({ id, name, point, port, kind: was.kind, ...(await check(was, now, comparison)) });
    }
  }
  return { checked, missing };
}

async function check(
  was: ArtifactRef,
  now: ArtifactRef,
  comparison: Comparison,
): Promise<Pick<CheckedArtifact, 'outcome' | 'was' | 'now' | 'difference'>> {
  const digests = { was: was.digest, now: now.digest };
  if (was.digest === now.digest) return { outcome: 'same', ...digests };
  const difference = await differenceOf(was, now, comparison);
  const bound = comparison.tolerances[was.kind];
  const size = difference?.size ?? Infinity;
  const outcome = bound !== undefined && size <= bound ? 'within' : 'different';
  return { outcome, ...digests, ...(difference !== undefined && { difference }) };
}

async function differenceOf(
  was: ArtifactRef,
  now: ArtifactRef,
  { then, now: again, artifacts }: Comparison,
): Promise<ArtifactDifference | undefined> {
  const [a, b] = [await then.objects.open(was), await again.objects.open(now)];
  if (a === undefined || b === undefined) return undefined;
  try {
    return await artifacts.differenceOf(was.kind, a, b);
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { size: null, absolute: 0, relative: 0, text: `and cannot be compared: ${error.message}` };
  }
}
