import type { Resources } from '../../core/plan.ts';
import type { Executor } from '../executor.ts';
import { codeGone } from '../perform.ts';
import type { WorkerEntry } from '../world.ts';

/** Runs each step in a process of its own, so that a crash in there fails that step alone. */
export function processes(entry: WorkerEntry, capacity: Resources): Executor {
  return {
    capacity,
    foreign: true,
    async run(request, _needs, controls) {
      // Imported only here: a run that starts no process does not pay for execa.
      const { runInChild } = await import('./child.ts').catch((error: unknown) => {
        throw codeGone(error, request.stage);
      });
      return runInChild(request, controls, entry);
    },
  };
}
