import { chanceAbove } from './chance.ts';
import { square } from './square.ts';

/**
 * The probability that a number of Student's distribution exceeds `t`. It is that of a cosine: for random directions in ν + 1
 * dimensions, c √ν / √(1 - c²) has Student's distribution with ν degrees of freedom.
 *
 * @param freedom ν, 1 or more
 */
export function studentAbove(t: number, freedom: number): number {
  return chanceAbove(freedom + 1, t / Math.sqrt(freedom + t * t));
}

/** What a mean of repeats says of the mean of all: its 95 % interval, and the two-sided p against 0. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

/**
 * The t interval of a mean of independent values. Where they are all the same, the interval is that value.
 *
 * @returns null for fewer than two values, which have no spread
 */
export function meanInterval(values: readonly number[]): MeanInterval | null {
  const count = values.length;
  if (count < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + square(value - mean), 0) / (count - 1));
  const error = spread / Math.sqrt(count);
  if (error === 0) return { mean, low: mean, high: mean, p: mean === 0 ? 1 : 0 };
  const reach = quantile(count - 1) * error;
  return {
    mean,
    low: mean - reach,
    high: mean + reach,
    p: Math.min(1, 2 * studentAbove(Math.abs(mean) / error, count - 1)),
  };
}

/** What a number of Student's distribution exceeds in 2.5 % of the cases, by bisection to the last digits. */
function quantile(freedom: number): number {
  let [low, high] = [0, 20];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentAbove(middle, freedom) > 0.025) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
