/**
 * A clock in whole milliseconds since 1970 that never goes back, so that no duration is negative. If the machine's clock is set
 * back, this clock continues from where it was; if it is set forward, or the machine has slept, this clock follows.
 */
export function steadyClock(): () => number {
  let offset = -Infinity;
  return () => {
    const monotonic = performance.now();
    offset = Math.max(offset, Date.now() - monotonic);
    return Math.floor(offset + monotonic);
  };
}
