import type { PlannedStep } from '../core/plan.ts';
import type { Execution } from '../plan/estimate.ts';
import type { RunStep } from '../runs/run-record.ts';
import { listRuns } from '../runs/runs.ts';
import type { DiskStore } from '../store/local/disk.ts';

/** How many runs to learn from, the newest. */
const RUNS_BACK = 20;
/** How many executions of one step to use, the newest: a sweep has hundreds. */
const MOST = 30;

/**
 * Returns a lookup of what a step took in recorded runs: its own executions if there are any, else those of other instances
 * of the step, else those of other steps of the stage. Reads nothing until the first lookup.
 */
export function recordedPast(store: DiskStore, experiment: string): (step: PlannedStep) => readonly Execution[] {
  let groups: Map<string, RunStep[]> | undefined;
  const read = new Map<RunStep, Execution>();
  const executionOf = (row: RunStep): Execution => {
    const before = read.get(row);
    if (before !== undefined) return before;
    const execution = {
      durationMs: row.durationMs ?? 0,
      bytes: Object.values(row.outputs ?? {}).reduce((sum, ref) => sum + ref.bytes, 0),
      fingerprint: row.key === undefined ? undefined : store.records.get(row.key)?.fingerprint,
      reasons: row.reasons ?? [],
    };
    read.set(row, execution);
    return execution;
  };
  return (step) => {
    groups ??= groupSteps(listRuns(store, experiment, RUNS_BACK).flatMap((run) => run.steps));
    const found =
      groups.get(`id ${step.id}`) ?? groups.get(`name ${step.name}`) ?? groups.get(`stage ${step.stage.name}`) ?? [];
    return found.map(executionOf);
  };
}

/** Groups executions, the newest `MOST` of each group. Leaves out reuses, which repeat the duration of an earlier run. */
function groupSteps(steps: readonly RunStep[]): Map<string, RunStep[]> {
  const groups = new Map<string, RunStep[]>();
  for (const step of steps) {
    if (step.action !== 'finished') continue;
    for (const key of [`id ${step.id}`, `name ${step.name}`, `stage ${step.stage}`]) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [step]);
      else if (group.length < MOST) group.push(step);
    }
  }
  return groups;
}
