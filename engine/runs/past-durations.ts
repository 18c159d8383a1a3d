import type { Outline } from '../core/outline.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { RunName } from './notes.ts';
import { readRun, runNumbers } from './runs.ts';

/** How many runs to learn from. */
const RUNS_BACK = 5;

/**
 * Returns how long the steps of a run took in the runs before it, by id, in milliseconds: the newest time of each, else the mean of
 * other instances of its step. A step that nothing is known of is left out.
 */
export function pastDurations(store: DiskStore, run: RunName, { steps }: Outline): ReadonlyMap<string, number> {
  const byId = new Map<string, number>();
  const byName = new Map<string, number[]>();
  const before = runNumbers(store, run.experiment).filter((number) => number < run.number);
  for (const number of before.slice(0, RUNS_BACK)) {
    for (const { id, name, action, durationMs } of readRun(store, run.experiment, number)?.steps ?? []) {
      if (action !== 'finished' || durationMs === undefined) continue;
      if (!byId.has(id)) byId.set(id, durationMs);
      const all = byName.get(name);
      if (all === undefined) byName.set(name, [durationMs]);
      else all.push(durationMs);
    }
  }
  const found = steps.flatMap(({ id, name }): [string, number][] => {
    const ms = byId.get(id) ?? mean(byName.get(name) ?? []);
    return ms === undefined ? [] : [[id, ms]];
  });
  return new Map(found);
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
