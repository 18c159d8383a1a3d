import { isObject } from '../core/json.js';
/** `$name` alone, as a whole value. There are no expressions and no text around it: `conv-$n` is an ordinary text. */
const REFERENCE = /^\$([A-Za-z_][A-Za-z0-9_]*)$/;
/** The name a value refers to, or undefined when it is not a reference. `$$x` is the text `$x`. */
export function referenceName(value) {
    return typeof value === 'string' ? REFERENCE.exec(value)?.[1] : undefined;
}
/** Every name referred to anywhere inside a value. */
export function referencesIn(value, into = new Set()) {
    const name = referenceName(value);
    if (name !== undefined)
        into.add(name);
    else if (Array.isArray(value))
        for (const item of value)
            referencesIn(item, into);
    else if (isObject(value))
        for (const key of Object.keys(value))
            referencesIn(value[key], into);
    return into;
}
/** A copy of `value` with every reference replaced by its axis's value at `point`. The type is kept: 32 stays a number. */
export function substitute(value, point) {
    if (typeof value === 'string') {
        const name = referenceName(value);
        if (name !== undefined && Object.hasOwn(point, name))
            return structuredClone(point[name]);
        return value.startsWith('$$') ? value.slice(1) : value;
    }
    if (Array.isArray(value))
        return value.map((item) => substitute(item, point));
    if (!isObject(value))
        return value;
    const copy = {};
    for (const key of Object.keys(value))
        copy[key] = substitute(value[key], point);
    return copy;
}
