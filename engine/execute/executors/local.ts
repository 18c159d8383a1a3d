import type { Plan, Resources } from '../../core/plan.ts';
import type { Executors } from '../executor.ts';
import type { WorkerEntry } from '../world.ts';
import { here } from './here.ts';
import { processes } from './process.ts';

/** The executors of this machine. Where the entry says `always`, every step gets a process of its own. */
export function localExecutors(plan: Plan, entry: WorkerEntry, capacity: Resources): Executors {
  const process = processes(entry, capacity);
  if (entry.always === true) return { here: process, process };
  // From the plan rather than the registry: a replay has stages of its own.
  const stages = Object.fromEntries(plan.steps.map(({ stage }) => [stage.name, stage]));
  return { here: here(stages, capacity), process };
}
