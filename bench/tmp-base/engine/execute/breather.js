import { setImmediate } from 'node:timers/promises';
const LONGEST_MS = 20;
/**
 * Lets timers, signals and other processes' messages in now and then: looking up thousands of keys in one go would keep
 * Ctrl-C waiting. Resolves at once as long as the last pause is less than 20 ms ago.
 */
export function breather() {
    let last = performance.now();
    let pause;
    async function rest() {
        await setImmediate();
        last = performance.now();
        pause = undefined;
    }
    return async () => {
        if (performance.now() - last < LONGEST_MS)
            return;
        pause ??= rest();
        await pause;
    };
}
