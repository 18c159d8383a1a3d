import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../../engine/core/failure.js';
/** The longest that a load computes without letting timers and signals in. */
const LONGEST_MS = 50;
/** How a step reads: see `Reading`. */
export function readingOf(context) {
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
            if (signal.aborted)
                throw new Cancelled('Interrupted while loading a dataset');
        },
    };
}
