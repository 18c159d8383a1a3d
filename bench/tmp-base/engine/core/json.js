/** True for a plain object: not null, not an array. */
export function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/**
 * The canonical text of a JSON value (RFC 8785): keys sorted by UTF-16 code unit, no white space, numbers as ECMAScript
 * prints them. Two values have the same text exactly when they are the same JSON value, so the text can be hashed.
 *
 * @throws TypeError for anything JSON cannot carry without loss (NaN, Infinity, undefined, a Map, a typed array, a lone
 * surrogate): `JSON.stringify` would turn NaN into null and a Map into {}, and two different keys would collide.
 */
export function canonical(value) {
    // What was read from canonical text, as every record is, is in order already; writing it at once takes a third of the
    // time, which was a quarter of a run that finds everything done.
    return isInOrder(value) ? JSON.stringify(value) : write(value);
}
/** Whether `JSON.stringify` writes the canonical text of a value: nothing to sort, nothing to refuse. */
function isInOrder(value) {
    if (typeof value === 'string')
        return value.isWellFormed();
    if (typeof value === 'number')
        return Number.isFinite(value);
    if (typeof value !== 'object')
        return typeof value === 'boolean';
    if (value === null)
        return true;
    if (Array.isArray(value))
        return value.every(isInOrder);
    if (!isPlain(value))
        return false;
    let last;
    for (const key of Object.keys(value)) {
        if ((last !== undefined && key <= last) || !key.isWellFormed())
            return false;
        if (!isInOrder(value[key]))
            return false;
        last = key;
    }
    return true;
}
function write(value) {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- `default` stands for all that JSON has not
    switch (typeof value) {
        case 'string':
            if (!value.isWellFormed())
                throw new TypeError(`Cannot write a string with a lone surrogate: ${JSON.stringify(value)}`);
            return JSON.stringify(value);
        case 'boolean':
            return value ? 'true' : 'false';
        case 'number':
            if (!Number.isFinite(value))
                throw new TypeError(`Cannot write a number that is not finite: ${value}`);
            return JSON.stringify(value);
        case 'object':
            if (value === null)
                return 'null';
            if (Array.isArray(value))
                return `[${value.map(write).join(',')}]`;
            return canonicalObject(value);
        default:
            // The type says this cannot be; a value from outside may still be undefined, a function or a bigint.
            throw new TypeError(`Cannot write a ${typeof value} as JSON`);
    }
}
function canonicalObject(value) {
    if (!isPlain(value)) {
        throw new TypeError(`Cannot write a ${value.constructor?.name ?? 'non-plain object'} as JSON`);
    }
    const fields = [];
    for (const key of Object.keys(value).sort())
        fields.push(`${write(key)}:${write(value[key])}`);
    return `{${fields.join(',')}}`;
}
function isPlain(value) {
    const prototype = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
}
/** `layers[3].conv2d.filters`: how people write a path. */
export function showPath(path) {
    let text = '';
    for (const part of path)
        text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
    return text;
}
/** The value at `path`, or undefined where the path leads nowhere. Own properties only. */
export function valueAt(value, path) {
    let current = value;
    for (const part of path) {
        if (typeof part === 'number')
            current = Array.isArray(current) ? current[part] : undefined;
        else
            current = isObject(current) && Object.hasOwn(current, part) ? current[part] : undefined;
    }
    return current;
}
