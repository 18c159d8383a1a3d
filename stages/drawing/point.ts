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

/** The sweep point of a figure, as its subtitle shows it; the engine gives it, not the file. */
export interface Placed {
  readonly place?: string;
}

/** A subtitle, followed by the sweep point of the figure if it has one. */
export function placed(subtitle: string, place: string | undefined): string {
  return [subtitle, place ?? ''].filter((part) => part !== '').join(' · ');
}

/** The names of all axes of these points, in order of appearance. */
export function axesOf(points: readonly Point[]): string[] {
  return [...new Set(points.flatMap((point) => Object.keys(point)))];
}

/**
 * The artifact that belongs to a sweep point: the candidate that has the point's value on all its axes. It may have
 * fewer axes than the point: one dataset serves all points.
 *
 * @param what the port's name, for the message
 * @throws StageFailure if no candidate belongs to the point, or several do
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
