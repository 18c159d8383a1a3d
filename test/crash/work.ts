import type { Plan } from '../../engine/core/plan.ts';
import { collect, type Collected } from '../../engine/runs/gc.ts';
import { localExecutors } from '../../engine/execute/executors/local.ts';
import { execute } from '../../engine/execute/execute.ts';
import type { StepResult } from '../../engine/core/result.ts';
import { startRun } from '../../engine/runs/runs.ts';
import type { World, WorkerEntry } from '../../engine/execute/world.ts';
import type { DiskStore } from '../../engine/store/local/disk.ts';
import { crashKey, crashRegistry } from './plan.ts';

export interface Ran {
  readonly results: ReadonlyMap<string, StepResult>;
  /** Where the outputs were published. */
  readonly folder: string;
}

/** A run from beginning to end, as `assay run` does it. */
export async function runPlan(
  store: DiskStore,
  plan: Plan,
  options: { readonly worker: WorkerEntry; readonly signal: AbortSignal; readonly report: World['report'] },
): Promise<Ran> {
  const run = await startRun(store, plan, { host: { name: 'crash' }, git: undefined, cores: 2, now: Date.now });
  const results = await execute(plan, {
    store,
    host: { name: 'crash' },
    executorsOf: (which) => localExecutors(which, options.worker, { cores: 2 }),
    signal: options.signal,
    now: Date.now,
    report: options.report,
    keyOf: crashKey,
    earlier: () => [],
  });
  const outputs = await run.publish(results);
  const failed = [...results.values()].some(({ action }) => action === 'failed');
  await run.finish({ status: options.signal.aborted ? 'interrupted' : failed ? 'failed' : 'done', results, outputs });
  return { results, folder: run.folder };
}

/** `assay gc --keep-runs 2`. */
export function collectGarbage(store: DiskStore): Promise<Collected> {
  return collect(store, {
    policy: { runs: 2, days: 0 },
    pruneRuns: false,
    dryRun: false,
    now: Date.now(),
    stages: crashRegistry.stages,
  });
}
