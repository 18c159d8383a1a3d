import { describe, expect, it } from 'vitest';
import { exactMcNemar } from '../../../stages/statistics/mcnemar.ts';

/** 2·P(X <= fewest) for a fair coin, from binomial coefficients; at most 1. */
function naive(first: number, second: number): number {
  const trials = first + second;
  let [coefficient, sum] = [1, 0];
  for (let k = 0; k <= Math.min(first, second); k += 1) {
    sum += coefficient;
    coefficient = (coefficient * (trials - k)) / (k + 1);
  }
  return Math.min((2 * sum) / 2 ** trials, 1);
}

describe('exactMcNemar()', () => {
  it.each([
    [0, 0],
    [1, 0],
    [0, 6],
    [5, 5],
    [3, 14],
    [30, 12],
  ])('of %i and %i images is the two-sided binomial probability', (first, second) => {
    expect(exactMcNemar(first, second)).toBeCloseTo(naive(first, second), 12);
    expect(exactMcNemar(second, first)).toBe(exactMcNemar(first, second));
  });

  it('has known values', () => {
    expect(exactMcNemar(0, 6)).toBeCloseTo(2 / 64, 12);
    expect(exactMcNemar(7, 7)).toBe(1);
  });

  it('does not underflow where thousands of images differ', () => {
    expect(exactMcNemar(2000, 2000)).toBe(1);
    expect(exactMcNemar(900, 1100)).toBeGreaterThan(0);
    expect(exactMcNemar(900, 1100)).toBeLessThan(1e-4);
  });
});
