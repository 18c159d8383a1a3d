import { StageFailure } from '../../engine/core/failure.js';
import { axesOf, showPoint, showValue } from '../drawing/point.js';
import { withoutRepeat } from './repeats.js';
/**
 * A name for each input: the one the step gives it, or its place in the sweep. Inputs that differ in `repeat` only have the
 * same name.
 *
 * @throws StageFailure if the names are too few or too many, or are needed and not there
 */
export function namesOf(inputs, { names, what, port, bare = false }) {
    const points = inputs.map(({ point }) => withoutRepeat(point));
    const [axis, ...others] = axesOf(points);
    const own = points.map((point) => 
    // A word speaks for itself, a number does not.
    others.length === 0 && axis !== undefined && (bare || typeof point[axis] === 'string')
        ? showValue(point[axis])
        : showPoint(point));
    const different = [...new Set(own)];
    const repeated = inputs.some(({ point }) => 'repeat' in point);
    if (names === undefined) {
        if (repeated || different.length === inputs.length)
            return own;
        throw new StageFailure(`Cannot tell ${inputs.length} ${what} apart: they have no place in a sweep`, {
            hint: `Give each of them a name with "names", in the order of "${port}".`,
        });
    }
    // With repeats a name stands for all of what differs in nothing else, else for one of the inputs.
    const wanted = repeated ? different.length : inputs.length;
    if (names.length !== wanted) {
        throw new StageFailure(`Expected ${wanted} "names" for the ${what}, found ${names.length}`);
    }
    return own.map((name, at) => names[repeated ? different.indexOf(name) : at] ?? name);
}
