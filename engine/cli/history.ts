import type { PlannedStep } from '../plan.ts';
import type { Past } from '../planner/estimate.ts';
import type { RunStep } from '../run/run-record.ts';
import { listRuns } from '../run/runs.ts';
import type { DiskStore } from '../store/disk.ts';

/** How many runs to learn from. */
const RUNS_BACK = 20;

/**
 * What a step took in recorded runs: its own executions where there are any, else those of other instances of the same step,
 * else those of other steps of the same stage. Reads nothing before it is asked.
 */
export function recordedPast(store: DiskStore, experiment: string): (step: PlannedStep) => Past | undefined {
  let groups: Map<string, RunStep[]> | undefined;
  return (step) => {
    groups ??= groupSteps(listRuns(store, experiment, RUNS_BACK).flatMap((run) => run.steps));
    const found =
      groups.get(`id ${step.id}`) ?? groups.get(`name ${step.name}`) ?? groups.get(`stage ${step.stage.name}`);
    if (found === undefined) return undefined;
    return {
      durationsMs: found.map((each) => each.durationMs ?? 0),
      bytes: found.map((each) => Object.values(each.outputs ?? {}).reduce((sum, ref) => sum + ref.bytes, 0)),
    };
  };
}

/** Executions, not reuses: a reused step repeats the duration of the run that made it. */
function groupSteps(steps: readonly RunStep[]): Map<string, RunStep[]> {
  const groups = new Map<string, RunStep[]>();
  for (const step of steps) {
    if (step.action !== 'finished') continue;
    const name = step.id.replace(/\[.*$/s, '');
    for (const key of [`id ${step.id}`, `name ${name}`, `stage ${step.stage}`]) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [step]);
      else group.push(step);
    }
  }
  return groups;
}
