import type { Point } from '../../engine/stage.ts';

/** Where in the sweep something is, but for which repeat it is. */
export function withoutRepeat(point: Point): Point {
  return Object.fromEntries(Object.entries(point).filter(([axis]) => axis !== 'repeat'));
}

/** Mean and standard deviation (with n - 1) of repeats; the deviation of one alone is 0. */
export function spreadOf(values: readonly number[]): { readonly mean: number; readonly sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / Math.max(values.length - 1, 1)) };
}
