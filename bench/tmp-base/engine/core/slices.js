import { setImmediate } from 'node:timers/promises';
import { Cancelled } from './failure.js';
/** Ctrl-C is heard, and a heartbeat is at most this late. */
const LONGEST_MS = 40;
/** People are told again what is being done. */
const TELL_MS = 1000;
/** The result of a computation, without a pause. */
export function atOnce(slices) {
    for (;;) {
        const { done, value } = slices.next();
        if (done === true)
            return value;
    }
}
/**
 * The result of a computation that pauses every 40 ms.
 *
 * @param tell called about once a second
 * @throws Cancelled at the next pause after the signal was aborted
 */
export async function inSlices(slices, signal, tell) {
    let [paused, told] = [performance.now(), performance.now()];
    for (;;) {
        const { done, value } = slices.next();
        if (done === true)
            return value;
        const now = performance.now();
        if (now - paused < LONGEST_MS)
            continue;
        if (now - told >= TELL_MS) {
            tell?.();
            told = now;
        }
        await setImmediate();
        if (signal.aborted)
            throw new Cancelled('Interrupted while computing');
        paused = performance.now();
    }
}
