import { setImmediate } from 'node:timers/promises';

const LONGEST_MS = 20;

/**
 * Lets timers, signals and messages of other processes in now and then: looking up thousands of keys without a pause would make
 * Ctrl-C wait. Resolves at once if the last pause was less than 20 ms ago.
 */
export function breather(): () => Promise<void> {
  let last = performance.now();
  let pause: Promise<void> | undefined;
  async function rest(): Promise<void> {
    await setImmediate();
    last = performance.now();
    pause = undefined;
  }
  return async () => {
    if (performance.now() - last < LONGEST_MS) return;
    pause ??= rest();
    await pause;
  };
}
