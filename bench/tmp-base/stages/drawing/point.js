import { StageFailure } from '../../engine/core/failure.js';
import { canonical } from '../../engine/core/json.js';
/** A value of a sweep axis for people: `32`, `same`, `[3,3]`. */
export function showValue(value) {
    if (value === undefined)
        return '';
    return typeof value === 'string' ? value : canonical(value);
}
/** `filters = 32, kernel = 3`; empty for a point without axes. */
export function showPoint(point) {
    return Object.entries(point)
        .map(([axis, value]) => `${axis} = ${showValue(value)}`)
        .join(', ');
}
/** A subtitle, and after it where in the sweep the figure was drawn, if anywhere. */
export function placed(subtitle, place) {
    return [subtitle, place ?? ''].filter((part) => part !== '').join(' · ');
}
/** The names of all axes that any of the points has, in the order they come. */
export function axesOf(points) {
    return [...new Set(points.flatMap((point) => Object.keys(point)))];
}
/**
 * The artifact that belongs to a sweep point: the one of `candidates` that has the point's value on each of its own axes.
 * It may have fewer axes: one dataset serves all points.
 *
 * @param what the port's name, for the message
 * @throws StageFailure if none or several belong to it
 */
export function inputAt(point, candidates, what) {
    const fits = (own) => Object.entries(own).every(([axis, value]) => axis in point && canonical(point[axis] ?? null) === canonical(value));
    const [found, ...others] = candidates.filter((candidate) => fits(candidate.point));
    if (found !== undefined && others.length === 0)
        return found;
    const place = showPoint(point);
    throw new StageFailure(`${found === undefined ? 'No' : 'More than one'} "${what}" artifact belongs to ${place === '' ? 'the sweep' : place}: ` +
        `there are ${candidates.length}${candidates.length === 0 ? '' : `, at ${candidates.map((each) => showPoint(each.point) || 'no axis').join('; ')}`}`, { hint: `Name every axis that multiplies "${what}" in the step's "over".` });
}
