import { afterEach, describe, expect, it, vi } from 'vitest';
import { steadyClock } from '../../../engine/core/clock.ts';

const HOUR = 3_600_000;

afterEach(() => vi.restoreAllMocks());

/** Sets the machine's clock, and the time since it was started. */
function set({ wall, since }: { wall: number; since: number }): void {
  vi.spyOn(Date, 'now').mockReturnValue(wall);
  vi.spyOn(performance, 'now').mockReturnValue(since);
}

describe('steadyClock()', () => {
  it('says what the machine says', () => {
    set({ wall: 1_000_000, since: 7 });
    const now = steadyClock();
    expect(now()).toBe(1_000_000);
    set({ wall: 1_000_250, since: 257 });
    expect(now()).toBe(1_000_250);
  });

  it('goes on when the clock is set back: durations stay what they are [D10]', () => {
    set({ wall: 9 * HOUR, since: 0 });
    const now = steadyClock();
    const start = now();
    set({ wall: 8 * HOUR, since: 4000 });
    expect(now() - start).toBe(4000);
    set({ wall: 8 * HOUR + 1000, since: 5000 });
    expect(now() - start).toBe(5000);
  });

  it('follows a clock that is set forward', () => {
    set({ wall: 1000, since: 0 });
    const now = steadyClock();
    now();
    set({ wall: HOUR, since: 10 });
    expect(now()).toBe(HOUR);
  });
});
