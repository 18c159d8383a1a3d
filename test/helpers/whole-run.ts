import { hexOf, type Digest } from '../../engine/core/digest.ts';
import type { PlannedStep } from '../../engine/core/plan.ts';
import { execute } from '../../engine/execute/execute.ts';
import type { StepResult } from '../../engine/core/result.ts';
import { startRun, type OpenRun } from '../../engine/runs/runs.ts';
import type { DiskStore } from '../../engine/store/local/disk.ts';
import { join } from 'node:path';
import { fakeWorld, planOf } from './fake-world.ts';

/** Begins a run of the experiment `name`. */
export function beginRun(
  store: DiskStore,
  steps: readonly PlannedStep[],
  name = 'test',
  at: number = Date.now(),
): Promise<OpenRun> {
  const plan = { ...planOf(steps), experiment: name, file: `${name}.yaml` };
  return startRun(store, plan, { host: {}, git: undefined, cores: 2, now: () => at });
}

/** A run from its beginning to its end, as the command does it; it publishes nothing. */
export async function wholeRun(
  store: DiskStore,
  steps: readonly PlannedStep[],
  name = 'test',
  at: number = Date.now(),
): Promise<ReadonlyMap<string, StepResult>> {
  const run = await beginRun(store, steps, name, at);
  const results = await execute(planOf(steps), fakeWorld(store, { now: () => at }));
  const failed = [...results.values()].some(({ action }) => action === 'failed');
  await run.finish({ status: failed ? 'failed' : 'done', results, outputs: [] });
  return results;
}

/** The key and the one output of a step that has a result. */
export function made(results: ReadonlyMap<string, StepResult>, id: string): { key: Digest; digest: Digest } {
  const result = results.get(id);
  if (result?.action !== 'finished' && result?.action !== 'reused') throw new Error(`${id}: ${result?.action}`);
  const out = result.record.outputs['out'];
  if (out === undefined) throw new Error(`${id} has no output`);
  return { key: result.key, digest: out.digest };
}

export function objectFile(store: DiskStore, digest: Digest): string {
  const hex = hexOf(digest);
  return join(store.root, 'objects', 'sha256', hex.slice(0, 2), hex.slice(2));
}

export function recordFile(store: DiskStore, key: Digest): string {
  const hex = hexOf(key);
  return join(store.root, 'actions', hex.slice(0, 2), `${hex.slice(2)}.json`);
}
