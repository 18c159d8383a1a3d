import { existsSync } from 'node:fs';
import { didYouMean } from '../diagnostic.ts';
import { UsageError } from '../failure.ts';
import type { Digest } from '../digest.ts';
import type { Verdict } from '../plan.ts';
import { judge } from '../planner/verdicts.ts';
import { runFiles } from '../run/kept.ts';
import { listExperiments, listRuns, readRun } from '../run/runs.ts';
import type { RunRecord } from '../run/run-record.ts';
import { openStore, type DiskStore } from '../store/disk.ts';
import type { Session } from './session.ts';

/** Opens the store for the length of `use`, and closes it whatever happens. */
export async function withStore<T>(root: string, use: (store: DiskStore) => Promise<T>): Promise<T> {
  const store = await openStore(root);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** What will happen to each step of a session's plan, given what the store holds and which steps are forced, by id. */
export function judgeSession(
  session: Session,
  store: DiskStore,
  forced: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Verdict> {
  return judge(session.plan, {
    forced,
    actions: store.actions,
    blobs: store.blobs,
    facts: session.facts,
    previous: previousKeys(store, session.plan.experiment),
  });
}

/** How many runs to look back for the last time a step ran: enough for a person who tries things out. */
const RUNS_BACK = 20;

/** The key under which a step last had a result, from the newest runs. Reads nothing before it is asked. */
export function previousKeys(store: DiskStore, experiment: string): (stepId: string) => Digest | undefined {
  let keys: Map<string, Digest> | undefined;
  return (stepId) => {
    if (keys === undefined) {
      keys = new Map();
      for (const run of listRuns(store, experiment, RUNS_BACK)) {
        for (const step of run.steps) {
          const done = step.action === 'finished' || step.action === 'reused';
          if (done && step.key !== undefined && !keys.has(step.id)) keys.set(step.id, step.key);
        }
      }
    }
    return keys.get(stepId);
  };
}

/**
 * A run that the user named.
 *
 * @param which its number or "latest"
 * @param expected the message when it is neither
 * @throws UsageError when there is no such run, or its record is damaged; says which there are
 */
export function findRun(
  store: DiskStore,
  experiment: string,
  which: string,
  expected = `Expected the number of a run or "latest", found "${which}"`,
): RunRecord {
  const number = which === 'latest' ? which : /^[1-9]\d{0,14}$/.test(which) ? Number(which) : undefined;
  const run = number === undefined ? undefined : readRun(store, experiment, number);
  if (run !== undefined) return run;
  const known = [...runFiles(store, experiment)];
  if (known.length === 0) throw noRuns(store, experiment);
  const damaged = known.find((each) => each.run === undefined && (number === 'latest' || number === each.number));
  if (damaged !== undefined) throw new UsageError(damageOf(experiment, damaged.number), { hint: `${REMEDY}.` });
  const numbers = known.slice(0, 10).map((each) => each.number);
  throw new UsageError(
    number === undefined ? expected : `Experiment "${experiment}" has no run ${number} in this store`,
    { hint: `Its runs are ${numbers.join(', ')}${known.length > numbers.length ? ', ...' : ''}.` },
  );
}

/** The error of somebody who names an experiment that has no runs; says which have. */
export function noRuns(store: DiskStore, experiment: string): UsageError {
  const known = listExperiments(store).filter((name) => listRuns(store, name, 1).length > 0);
  const hint =
    known.length > 0
      ? `The experiments with runs are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', ...' : ''}.`
      : existsSync(store.root)
        ? 'There are no runs in it yet: run an experiment first.'
        : `There is no store at ${store.root}: use --store DIR, or run an experiment first.`;
  return new UsageError(`Experiment "${experiment}" has no run in this store${didYouMean(experiment, known)}`, {
    hint,
  });
}

/** That the record of a run cannot be read. */
export function damageOf(experiment: string, number: number): string {
  return `The record of run ${number} of ${experiment} is damaged`;
}

/** What to do about it. */
export const REMEDY = '"assay fsck" moves it to quarantine';
