import { didYouMean, oneOf } from '../core/diagnostic.js';
import { valueAt } from '../core/json.js';
import { axisValuePath } from './axis-path.js';
import { placeOf } from './document.js';
import { referenceName } from './references.js';
import { REPEAT } from './sweep.js';
/**
 * Why a `$reference` cannot stand at a place of the frame, or undefined where none stands. The frame is read before the sweep
 * multiplies the steps: only what a step says of its own work may vary along an axis, and the seed.
 */
export function refusal(path, file) {
    const found = valueAt(file, path);
    if (found === undefined || referenceName(found) === undefined)
        return undefined;
    const [section, ...rest] = path;
    const key = rest.findLast((part) => typeof part === 'string') ?? section;
    return `"${key}" cannot be a reference, found "${found}": ${whyNot(section, key)}`;
}
function whyNot(section, key) {
    if (section === 'runtime')
        return `one run has one runtime, so set it for each run: --set runtime.${key}=VALUE`;
    if (section === 'execution' || section === 'steps')
        return 'it changes no result, so the results of two points would be the same';
    if (section === 'sweep')
        return 'the sweep is what references take their values from';
    return 'it is read before the sweep';
}
const LARGEST_SEED = 2 ** 31 - 1;
/** What is wrong with `seed: $axis`: there is no such axis, or one of its values is no seed. */
export function checkSeeds(axis, sweep, { document, source }) {
    const at = placeOf(document, ['seed']);
    if (axis === REPEAT)
        return [{ message: 'The seed cannot be $repeat: every repeat has a seed of its own, derived from this one', at }];
    if (!sweep.axes.includes(axis)) {
        const names = sweep.axes.map((name) => `$${name}`);
        const known = names.length === 0
            ? ': the file has no sweep'
            : didYouMean(`$${axis}`, names) || `: the axes are ${oneOf(names)}`;
        return [{ message: `Unknown reference "$${axis}"${known}`, at }];
    }
    const seen = new Set();
    return sweep.points.flatMap((point) => {
        const value = point[axis] ?? null;
        if (isSeed(value) || seen.has(value))
            return [];
        seen.add(value);
        return [
            {
                message: `Expected a whole number 0 .. ${LARGEST_SEED} for the seed, found ${JSON.stringify(value)}`,
                at: placeOf(document, axisValuePath(source, axis, value)),
                notes: [{ message: `The seed takes the values of "${axis}"`, at }],
            },
        ];
    });
}
function isSeed(value) {
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED;
}
