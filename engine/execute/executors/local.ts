import type { Plan, Resources } from '../../core/plan.ts';
import type { Executors } from '../executor.ts';
import type { WorkerEntry } from '../world.ts';
import { here } from './here.ts';
import { processes } from './process.ts';

/** The executors of this machine. If the entry says `always`, every step gets a child process. */
export function localExecutors(plan: Plan, entry: WorkerEntry, capacity: Resources): Executors {
  const process = processes(entry, capacity);
  if (entry.always === true) return { here: process, process };
  // From the plan, not from the registry, because a replay has its own stages.
  const stages = Object.fromEntries(plan.steps.map(({ stage }) => [stage.name, stage]));
  return { here: here(stages, capacity), process };
}
