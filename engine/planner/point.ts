import { canonical, type Json } from '../json.ts';
import type { Point } from '../stage.ts';

/** A point's values on some axes. */
export function pickAxes(point: Point, axes: readonly string[]): Point {
  const picked: Record<string, Json> = {};
  for (const axis of axes) picked[axis] = point[axis] as Json;
  return picked;
}

/** A text that two points have in common exactly when they agree on these axes. */
export function pointKey(point: Point, axes: readonly string[]): string {
  let key = '';
  for (const axis of axes) {
    const value = point[axis];
    // The type is part of the text: the number 1 and the text "1" are two points.
    key += typeof value === 'object' ? `${canonical(value)}\u0001` : `${typeof value}:${String(value)}\u0001`;
  }
  return key;
}
