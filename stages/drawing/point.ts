import { StageFailure } from '../../engine/core/failure.ts';
import { canonical } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Input, Point } from '../../engine/core/stage.ts';

/** A value of a sweep axis for people: `32`, `same`, `[3,3]`. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : canonical(value);
}

/** `filters = 32, kernel = 3`; empty for a point without axes. */
export function showPoint(point: Point): string {
  return Object.entries(point)
    .map(([axis, value]) => `${axis} = ${showValue(value)}`)
    .join(', ');
}

/** Where in the sweep a figure is drawn, as its subtitle says it; from the engine, not from the file. */
export interface Placed {
  readonly place?: string;
}

/** A subtitle, and after it where in the sweep the figure was drawn, if anywhere. */
export function placed(subtitle: string, place: string | undefined): string {
  return [subtitle, place ?? ''].filter((part) => part !== '').join(' · ');
}

/** The names of all axes that any of the points has, in the order they come. */
export function axesOf(points: readonly Point[]): string[] {
  return [...new Set(points.flatMap((point) => Object.keys(point)))];
}

/**
 * The artifact that belongs to a sweep point: the one of `candidates` that has the point's value on each of its own axes.
 * It may have fewer axes: one dataset serves all points.
 *
 * @param what the port's name, for the message
 * @throws StageFailure if none or several belong to it
 */
export function inputAt(point: Point, candidates: readonly Input[], what: string): Input {
  const fits = (own: Point): boolean =>
    Object.entries(own).every(([axis, value]) => axis in point && canonical(point[axis] ?? null) === canonical(value));
  const [found, ...others] = candidates.filter((candidate) => fits(candidate.point));
  if (found !== undefined && others.length === 0) return found;
  const place = showPoint(point);
  throw new StageFailure(
    `${found === undefined ? 'No' : 'More than one'} "${what}" artifact belongs to ${place === '' ? 'the sweep' : place}: ` +
      `there are ${candidates.length}${candidates.length === 0 ? '' : `, at ${candidates.map((each) => showPoint(each.point) || 'no axis').join('; ')}`}`,
    { hint: `Name every axis that multiplies "${what}" in the step's "over".` },
  );
}
