import { canonical } from '../../engine/core/json.ts';
import type { Point } from '../../engine/core/stage.ts';
import { square } from '../statistics/square.ts';

/** A sweep point without its repeat. */
export function withoutRepeat(point: Point): Point {
  return Object.fromEntries(Object.entries(point).filter(([axis]) => axis !== 'repeat'));
}

/** The largest number of points that differ only in the repeat; 1 without repeats. */
export function repeatsOf(points: readonly Point[]): number {
  const counts = new Map<string, number>();
  for (const point of points) {
    const place = canonical(withoutRepeat(point));
    counts.set(place, (counts.get(place) ?? 0) + ('repeat' in point ? 1 : 0));
  }
  return Math.max(1, ...counts.values());
}

/** Mean and standard deviation (with n - 1) of repeats; a single one has no deviation. */
export function spreadOf(values: readonly number[]): { readonly mean: number; readonly deviation: number | null } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, deviation: null };
  const squares = values.reduce((sum, value) => sum + square(value - mean), 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
