import { digestOf, hexOf } from '../core/digest.js';
import { canonical } from '../core/json.js';
/** A point's values on some axes. */
export function pickAxes(point, axes) {
    const picked = {};
    for (const axis of axes)
        picked[axis] = point[axis];
    return picked;
}
/** A text that two points have in common exactly when they agree on these axes. */
export function pointKey(point, axes) {
    let key = '';
    for (const axis of axes) {
        const value = point[axis];
        // As JSON, so that the number 1 and the text "1" are two points, and no text can look like two values.
        key += typeof value === 'number' ? `${value},` : `${canonical(value ?? null)},`;
    }
    return key;
}
/** A text that needs no quotes to be told from a number, from another word of JSON and from the text around it. */
const PLAIN = /^(?!(?:-?[\d.][\d.eE+-]*|true|false|null)$)[\p{L}\p{N}_./+-]+$/u;
const LONGEST = 80;
/**
 * `filters=32,kernel=3`: the part of a step's id that tells its instances apart. Different points have different texts: the
 * text "32" has quotes, and a long value is cut and ends with its digest.
 */
export function showPoint(point) {
    return Object.entries(point)
        .map(([axis, value]) => `${axis}=${showValue(value)}`)
        .join(',');
}
function showValue(value) {
    const text = typeof value === 'string' && PLAIN.test(value) ? value : canonical(value);
    if (text.length <= LONGEST)
        return text;
    return `${text.slice(0, 60).toWellFormed()}...${hexOf(digestOf('axis value', value)).slice(0, 16)}`;
}
