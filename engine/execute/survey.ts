import type { Digest } from '../core/digest.ts';
import type { Plan, PlannedAction, PlannedStep } from '../core/plan.ts';
import type { StepRecord } from '../core/record.ts';
import { checkpointFingerprint } from '../plan/checkpoint-key.ts';
import { fits, missingOf } from '../plan/elsewhere.ts';
import { keyOf } from '../plan/fingerprint.ts';
import { planActions, type Present } from '../plan/planned-actions.ts';
import type { RemoteResults } from './remote-results.ts';

type Run = PlannedAction & { readonly action: 'run' };

/**
 * Plans with what a remote cache has. Each round asks it for the results of the steps that would run, all at once; then the keys of
 * the steps behind those are known. A plan that needs nothing asks nothing.
 */
export async function survey(
  plan: Plan,
  present: Present,
  remote: Pick<RemoteResults, 'find' | 'has'>,
): Promise<ReadonlyMap<string, PlannedAction>> {
  const found = new Map<Digest, StepRecord>();
  const there = new Set<Digest>();
  const asked = new Set<Digest>();
  const elsewhere = {
    record: (key: Digest) => found.get(key),
    has: ({ digest }: { digest: Digest }) => there.has(digest),
  };

  /** Whether the cache says that it has what this machine lacks of a record; notes what it has. */
  async function hasRest(record: StepRecord): Promise<boolean> {
    const missing = missingOf(record, (ref) => present.objects.has(ref));
    const answers = await Promise.all(missing.map((ref) => remote.has(ref)));
    for (const [index, { digest }] of missing.entries()) if (answers[index] === true) there.add(digest);
    return answers.every(Boolean);
  }

  async function ask(step: PlannedStep, { key, fingerprint }: Run): Promise<void> {
    const local = present.records.get(key);
    const record = local ?? (await remote.find(key));
    if (record !== undefined && fits(record, step) && (await hasRest(record))) {
      found.set(key, record);
      return;
    }
    if (step.stage.extends === undefined) return;
    const start = keyOf(checkpointFingerprint(step, fingerprint));
    const checkpoints = present.records.get(start) === undefined ? await remote.find(start) : undefined;
    if (checkpoints !== undefined && (await hasRest(checkpoints))) found.set(start, checkpoints);
  }

  for (;;) {
    const actions = planActions(plan, { ...present, elsewhere });
    const questions = plan.steps.flatMap((step) => {
      const planned = actions.get(step.id);
      if (planned?.action !== 'run' || present.forced?.has(step.id) || asked.has(planned.key)) return [];
      asked.add(planned.key);
      return [ask(step, planned)];
    });
    if (questions.length === 0) return actions;
    await Promise.all(questions);
  }
}
