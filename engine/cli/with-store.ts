import type { Digest } from '../digest.ts';
import type { Verdict } from '../plan.ts';
import { judge } from '../planner/verdicts.ts';
import { listRuns } from '../run/runs.ts';
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
