import type { EarlierKey } from '../plan/lookup.ts';
import { listRuns } from '../runs/runs.ts';
import type { DiskStore } from '../store/local/disk.ts';

/** How many runs to look back for results of a step: enough for somebody who tries things out. */
const RUNS_BACK = 20;
/** How many records a plan may read to find the nearest one; after that it compares a step with its newest result. */
const MOST_RECORDS = 5000;

/** Returns a lookup of the keys under which a step had a result in the newest runs. Reads nothing until the first lookup. */
export function earlierKeys(store: DiskStore, experiment: string): (stepId: string) => readonly EarlierKey[] {
  let keys: Map<string, EarlierKey[]> | undefined;
  let handedOut = 0;
  return (stepId) => {
    keys ??= keysByStep(store, experiment);
    const found = keys.get(stepId) ?? [];
    handedOut += found.length;
    return handedOut > MOST_RECORDS ? found.slice(0, 1) : found;
  };
}

function keysByStep(store: DiskStore, experiment: string): Map<string, EarlierKey[]> {
  const keys = new Map<string, EarlierKey[]>();
  for (const run of listRuns(store, experiment, RUNS_BACK)) {
    for (const { id, action, key } of run.steps) {
      if (key === undefined || (action !== 'finished' && action !== 'reused')) continue;
      const known = keys.get(id);
      if (known === undefined) keys.set(id, [{ key, run: run.number }]);
      else if (!known.some((each) => each.key === key)) known.push({ key, run: run.number });
    }
  }
  return keys;
}
