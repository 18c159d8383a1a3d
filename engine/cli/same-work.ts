import { UsageError } from '../core/failure.ts';
import type { PlannedStep } from '../core/plan.ts';
import { fingerprintOf } from '../plan/fingerprint.ts';
import { differences, showReason } from '../core/reason.ts';
import type { InputDigest } from '../core/record.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Session } from './session.ts';

/** Returns the steps of a plan that a run has results of, with everything they need. */
export function stepsWithResult(steps: readonly PlannedStep[], run: RunRecord): readonly PlannedStep[] {
  const done = new Set(run.steps.filter((step) => step.outputs !== undefined).map((step) => step.id));
  const kept = new Set<string>();
  for (const step of steps) {
    const links = Object.values(step.inputs).flat();
    if (done.has(step.id) && links.every((link) => kept.has(link.step))) kept.add(step.id);
  }
  return steps.filter((step) => kept.has(step.id));
}

/**
 * Returns how the keys of a plan's steps differ from those of a run, each difference once: the code of the stages, Assay's
 * rules and the runtime (`runtime.threads 2 -> 4`) may differ between two machines that do the same work.
 *
 * @throws UsageError when the steps would do other work: other parameters, seeds, files or inputs
 */
export function conditionsOf(session: Session, run: RunRecord, store: DiskStore): readonly string[] {
  const before = new Map(run.steps.map((step) => [step.id, step]));
  const conditions = new Set<string>();
  for (const step of session.plan.steps) {
    const key = before.get(step.id)?.key;
    const was = key === undefined ? undefined : store.records.get(key)?.fingerprint;
    if (was === undefined) continue; // Deleted by gc: only the artifacts are compared.
    const now = fingerprintOf(step, recordedInputs(step, before), session.facts);
    for (const reason of differences(was, now)) {
      const field = 'path' in reason ? reason.path[0] : undefined;
      if (field !== 'code' && field !== 'rules' && field !== 'runtime')
        throw new UsageError(
          `The file no longer describes run ${run.number} of ${run.experiment}: ${step.id}: ${showReason(reason)}`,
          {
            hint: 'Choose another run with --run, or pass the same --set as for that run. "assay diff" compares different work.',
          },
        );
      conditions.add(showReason(reason));
    }
  }
  return [...conditions];
}

function recordedInputs(
  step: PlannedStep,
  before: ReadonlyMap<string, RunStep>,
): Readonly<Record<string, readonly InputDigest[]>> {
  return Object.fromEntries(
    Object.entries(step.inputs).map(([port, links]) => [
      port,
      links.flatMap((link): readonly InputDigest[] => {
        const digest = before.get(link.step)?.outputs?.[link.port]?.digest;
        if (digest === undefined) return [];
        return [link.point === undefined ? { digest } : { digest, point: link.point }];
      }),
    ]),
  );
}
