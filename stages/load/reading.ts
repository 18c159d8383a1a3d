import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../../engine/core/failure.ts';
import type { StageContext } from '../../engine/core/stage.ts';

/** How long a load computes before it lets timers and signals in. */
const LONGEST_MS = 50;

/** What reading a dataset needs from its step: reports which bytes it used, pauses, and stops when told to. */
export interface Reading extends Pick<StageContext, 'signal' | 'usedFile'> {
  /**
   * Call it about once per megabyte: it lets timers and signals in now and then, because a load runs in the engine's process.
   *
   * @throws Cancelled when the step is to stop
   */
  pause(): Promise<void>;
}

/** How a step reads: see `Reading`. */
export function readingOf(context: Pick<StageContext, 'signal' | 'usedFile'>): Reading {
  const { signal } = context;
  let last = performance.now();
  return {
    signal,
    usedFile: (path, digest) => context.usedFile(path, digest),
    async pause() {
      if (performance.now() - last >= LONGEST_MS) {
        await setImmediate();
        last = performance.now();
      }
      if (signal.aborted) throw new Cancelled('Interrupted while loading a dataset');
    },
  };
}
