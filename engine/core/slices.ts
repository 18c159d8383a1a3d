import { setImmediate } from 'node:timers/promises';
import { Cancelled } from './failure.ts';

/**
 * A long computation that yields every few milliseconds of work, so that its caller can let signals, timers and heartbeats in, or
 * stop it there.
 */
export type Slices<T> = Generator<undefined, T, undefined>;

/** How late Ctrl-C is noticed, or a heartbeat comes, at most. */
const LONGEST_MS = 40;
/** How often people are told how far it is. */
const TELL_MS = 1000;

/** The result of a computation, computed without pauses. */
export function atOnce<T>(slices: Slices<T>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}

/**
 * The result of a computation that pauses every 40 ms.
 *
 * @param tell called about once a second
 * @throws Cancelled at the next pause after the signal was aborted
 */
export async function inSlices<T>(slices: Slices<T>, signal: AbortSignal, tell?: () => void): Promise<T> {
  let [paused, told] = [performance.now(), performance.now()];
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
    const now = performance.now();
    if (now - paused < LONGEST_MS) continue;
    if (now - told >= TELL_MS) {
      tell?.();
      told = now;
    }
    await setImmediate();
    if (signal.aborted) throw new Cancelled('Interrupted while computing');
    paused = performance.now();
  }
}
