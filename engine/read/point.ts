import { digestOf, hexOf } from '../core/digest.ts';
import { canonical, type Json } from '../core/json.ts';
import type { Point } from '../core/stage.ts';

/** A point's values on some axes. */
export function pickAxes(point: Point, axes: readonly string[]): Point {
  const picked: Record<string, Json> = {};
  for (const axis of axes) picked[axis] = point[axis] as Json;
  return picked;
}

/** Returns a text that is the same for two points exactly when they agree on these axes. */
export function pointKey(point: Point, axes: readonly string[]): string {
  let key = '';
  for (const axis of axes) {
    const value = point[axis];
    // As JSON, so that the number 1 and the text "1" are two points, and no text looks like two values.
    key += typeof value === 'number' ? `${value},` : `${canonical(value ?? null)},`;
  }
  return key;
}

/** A text that needs no quotes: it cannot be confused with a number, another word of JSON, or the text around it. */
const PLAIN = /^(?!(?:-?[\d.][\d.eE+-]*|true|false|null)$)[\p{L}\p{N}_./+-]+$/u;
const LONGEST = 80;

/**
 * Returns `filters=32,kernel=3`, the part of a step's id that identifies an instance. Different points have different texts:
 * the text "32" has quotes, and a long value is cut and ends with its digest.
 */
export function showPoint(point: Point): string {
  return Object.entries(point)
    .map(([axis, value]) => `${axis}=${showAxisValue(value)}`)
    .join(',');
}

/** One value of a point, as in an id; a long one is cut and ends with its digest. */
export function showAxisValue(value: Json): string {
  const text = typeof value === 'string' && PLAIN.test(value) ? value : canonical(value);
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, 60).toWellFormed()}...${hexOf(digestOf('axis value', value)).slice(0, 16)}`;
}
