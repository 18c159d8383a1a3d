/**
 * A clock in whole milliseconds since 1970 that never goes back, so that no duration is negative. When the machine's clock is
 * set back, it goes on from where it was; when it is set forward, or the machine has slept, it follows.
 */
export function steadyClock() {
    let offset = -Infinity;
    return () => {
        const monotonic = performance.now();
        offset = Math.max(offset, Date.now() - monotonic);
        return Math.floor(offset + monotonic);
    };
}
