import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hexOf } from '../core/digest.ts';
import { UsageError } from '../core/failure.ts';
import { explainingFailures, writeAtomically } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { isRunning } from './retention.ts';
import { latestOf } from './latest.ts';
import type { RunName } from './notes.ts';
import type { RunRecord } from './run-record.ts';
import { listExperiments, removedNumbers, REMOVED, runFiles, runFolder } from './runs.ts';

/**
 * Checks that a run may be removed.
 *
 * @throws UsageError when it goes on, or may do so on a machine that cannot be seen from here
 */
export function checkEnded(store: DiskStore, run: RunRecord): void {
  if (!isRunning(store, run)) return;
  throw new UsageError(`Run ${run.number} of ${run.experiment} may still be running`, {
    hint: 'Stop it first. A run on another machine counts as running until nothing was heard of it for a week.',
  });
}

/**
 * Removes the folder of a run, with what it published, its notes and its verifications. Its number is never given again, and
 * a `latest` that points at it goes too. What its steps made stays in the store until `assay gc`.
 *
 * @throws UsageError when the run may still be running
 */
export async function removeRun(store: DiskStore, run: RunRecord): Promise<void> {
  checkEnded(store, run);
  const folder = runFolder(store, run.experiment, run.number);
  const parent = dirname(folder);
  // First of all: whatever happens next, no other run gets the number.
  await writeAtomically(join(parent, `${run.number}${REMOVED}`), '', store);
  for (const lower of removedNumbers(parent))
    if (lower < run.number) rmSync(join(parent, `${lower}${REMOVED}`), { force: true });
  const latest = join(parent, 'latest');
  if (latestOf(latest) === run.number) await explainingFailures(latest, async () => rmSync(latest, { force: true }));
  // All at once: half a run is none.
  const away = await store.temporary.name();
  await explainingFailures(folder, async () => renameSync(folder, away));
  rmSync(away, { recursive: true, force: true });
}

/** What no other run has a result of: how many objects and bytes `assay gc` can free once these runs are gone. */
export function onlyIn(
  store: DiskStore,
  runs: readonly RunRecord[],
): { readonly objects: number; readonly bytes: number } {
  const alone = new Map<string, number>();
  for (const run of runs) for (const { digest, bytes } of outputsOf(run)) alone.set(hexOf(digest), bytes);
  const isAmong = ({ experiment, number }: RunName): boolean =>
    runs.some((run) => run.experiment === experiment && run.number === number);
  for (const experiment of listExperiments(store))
    for (const { run } of runFiles(store, experiment))
      if (run !== undefined && !isAmong(run)) for (const { digest } of outputsOf(run)) alone.delete(hexOf(digest));
  return { objects: alone.size, bytes: [...alone.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

function outputsOf(run: RunRecord): readonly NonNullable<RunRecord['steps'][number]['outputs']>[string][] {
  return run.steps.flatMap(({ outputs }) => Object.values(outputs ?? {}));
}

/** How many files lie in a run's folder, its own records among them. */
export function filesOf(store: DiskStore, { experiment, number }: RunName): number {
  const folder = runFolder(store, experiment, number);
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory()).length;
}
