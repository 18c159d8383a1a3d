import type { Resources } from '../../core/plan.ts';
import type { Executor } from '../executor.ts';
import { codeGone } from '../perform.ts';
import type { WorkerEntry } from '../world.ts';

/** Runs each step in a child process, so that a crash there fails only that step. */
export function processes(entry: WorkerEntry, capacity: Resources): Executor {
  return {
    capacity,
    foreign: true,
    async run(request, _needs, controls) {
      // Imported only here, so that a run that starts no process does not load execa.
      const { runInChild } = await import('./child.ts').catch((error: unknown) => {
        throw codeGone(error, request.stage);
      });
      return runInChild(request, controls, entry);
    },
  };
}
