import { describe, expect, it } from 'vitest';
import { pairKernels } from '../../../../../stages/visualize/charts/contact-sheet/kernel-strip.ts';
import type { PlanePair } from '../../../../../stages/visualize/charts/contact-sheet/kernel-strip.ts';

/** Kernels of 1 x 2: in each channel the weights of the first, then those of the second filter. */
function kernels(channels: readonly (readonly [number, number, number, number])[]): PlanePair[] {
  return channels.map(([a, b, c, d]) => [
    { width: 2, values: Float64Array.of(a, b) },
    { width: 2, values: Float64Array.of(c, d) },
  ]);
}

const shown = (channels: PlanePair[]): number[] => pairKernels(channels).channels.map(({ channel }) => channel);

describe('pairKernels()', () => {
  it('has all channels in their order as long as they fit, and the mean of all', () => {
    const four = kernels([
      [0, 1, 0, 0],
      [8, 0, 0, 2],
      [0, 0, 4, 0],
      [0, 3, 0, 0],
    ]);
    const { mean, share } = pairKernels(four);
    expect(shown(four)).toEqual([0, 1, 2, 3]);
    expect(share).toBe(1);
    expect(mean.map(({ values }) => [...values])).toEqual([
      [2, 1],
      [1, 0.5],
    ]);
  });

  it('chooses the eight with the greatest part of the squared norm, the greatest first, of equals the first', () => {
    // Ten channels; the first filter has norm² 1 + 4 + ... + 100 = 385.
    const rising = kernels(Array.from({ length: 10 }, (_, at) => [at + 1, 0, at + 1, 0] as const));
    expect(shown(rising)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
    expect(pairKernels(rising).share).toBeCloseTo((385 - 1 - 4) / 385, 12);
    expect(pairKernels(rising).mean[0].values[0]).toBeCloseTo(5.5, 12);
    const equal = kernels(Array.from({ length: 10 }, () => [1, 1, 1, 1] as const));
    expect(shown(equal)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('counts a small filter as much as a large one', () => {
    // The second filter is a hundredth of the first in size, and has all of its weight in channel 9.
    const channels = kernels(
      Array.from({ length: 10 }, (_, at) => [at === 9 ? 0 : 10 - at, 0, at === 9 ? 0.1 : 0, 0] as const),
    );
    expect(shown(channels)[0]).toBe(9);
  });
});
