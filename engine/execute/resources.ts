import { readdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { UsageError } from '../core/failure.ts';
import { showMemory } from '../core/memory.ts';
import type { Plan, PlannedStep, Resources } from '../core/plan.ts';

/** What a step takes from its executor: what the file says, and for a numeric step at least a core for each thread. */
export function needsOf({ stage, policy }: PlannedStep, threads: number): Resources {
  const { cores = 1, ...more } = policy.resources;
  return { ...more, cores: Math.max(1, cores, stage.numeric ? threads : 1) };
}

/** `needs`, limited to `capacity`: a step that needs more than all of it runs alone. */
export function within(needs: Resources, capacity: Resources): Resources {
  const { memory, gpus } = needs;
  return {
    cores: Math.min(needs.cores, capacity.cores),
    ...(memory !== undefined && { memory: Math.min(memory, capacity.memory ?? Infinity) }),
    ...(gpus !== undefined && { gpus: Math.min(gpus, capacity.gpus ?? Infinity) }),
  };
}

/** The capacity of this machine, if steps may use `cores` cores. */
export function thisMachine(cores: number): Resources {
  const limit = process.constrainedMemory();
  const gpus = countGpus();
  // Without a limit it is 0 or a number larger than any memory.
  const memory = limit > 0 ? Math.min(totalmem(), limit) : totalmem();
  return { cores, memory, ...(gpus !== undefined && { gpus }) };
}

/** How many GPUs the system shows as devices; undefined if it does not show them, and then nobody counts them. */
function countGpus(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const nvidia = namesIn('/dev').filter((name) => /^nvidia\d+$/.test(name)).length;
  return nvidia > 0 ? nvidia : namesIn('/dev/dri').filter((name) => /^renderD\d+$/.test(name)).length;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * Refuses steps that need more memory or GPUs than the machine has, because they would fail after everything upstream has run. A
 * step that needs more cores than there are is not refused: it runs alone.
 *
 * @param mayRun whether a step may have to run in this run
 * @throws UsageError that names the first such step
 */
export function refuseTooLarge(plan: Plan, mayRun: (step: PlannedStep) => boolean, capacity: Resources): void {
  for (const step of plan.steps) {
    const { memory = 0, gpus = 0 } = step.policy.resources;
    const hasMemory = memory <= (capacity.memory ?? Infinity);
    if ((hasMemory && gpus <= (capacity.gpus ?? Infinity)) || !mayRun(step)) continue;
    const [asked, there] = hasMemory
      ? [showGpus(gpus), showGpus(capacity.gpus ?? 0)]
      : [`${showMemory(memory)} of memory`, showMemory(capacity.memory ?? 0)];
    throw new UsageError(`Cannot run ${step.id}: it asks for ${asked}, and this machine has ${there}`, {
      hint: `Change "resources" of step "${step.name}" in ${plan.file}, or run it on a larger machine.`,
    });
  }
}

function showGpus(count: number): string {
  return count === 0 ? 'none' : `${count} ${count === 1 ? 'GPU' : 'GPUs'}`;
}
