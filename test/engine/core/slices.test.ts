import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../../engine/core/failure.ts';
import { atOnce, inSlices } from '../../../engine/core/slices.ts';
import type { Slices } from '../../../engine/core/slices.ts';

/** Counts up to `end` and never ends without one. */
function* counting(end = Infinity): Slices<number> {
  let count = 0;
  while (count < end) {
    count++;
    yield;
  }
  return count;
}

describe('atOnce(), inSlices()', () => {
  it('give the result of the computation', async () => {
    expect(atOnce(counting(1000))).toBe(1000);
    expect(await inSlices(counting(1000), new AbortController().signal)).toBe(1000);
  });

  it('lets timers and signals in, and stops when its signal is aborted', async () => {
    const controller = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => {
      if (++ticks === 3) controller.abort();
    }, 1);
    await expect(inSlices(counting(), controller.signal)).rejects.toThrow(Cancelled);
    clearInterval(timer);
    expect(ticks).toBe(3);
  });

  it('tells again and again that it is at work', async () => {
    const controller = new AbortController();
    let told = 0;
    const tell = (): void => {
      if (++told === 2) controller.abort();
    };
    await expect(inSlices(counting(), controller.signal, tell)).rejects.toThrow(Cancelled);
    expect(told).toBe(2);
  });

  it('throws what the computation throws', async () => {
    function* failing(): Slices<number> {
      yield;
      throw new Error('it failed');
    }
    await expect(inSlices(failing(), new AbortController().signal)).rejects.toThrow('it failed');
  });
});
