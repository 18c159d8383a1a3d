import { shortDigest } from '../core/digest.js';
import { canonical, isObject, showPath } from '../core/json.js';
import { compareLists, labelOf } from '../core/list-difference.js';
/**
 * Every place at which two values differ, below `path`. Lists of mappings are compared item by item, as `compareLists` matches
 * them; other lists differ as a whole, which is easier to read than their elements.
 */
export function compareJson(a, b, path) {
    if (isObject(a) && isObject(b)) {
        const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
        return keys.flatMap((key) => compareJson(a[key], b[key], [...path, key]));
    }
    if (a === undefined && b === undefined)
        return [];
    if (a !== undefined && b !== undefined && canonical(a) === canonical(b))
        return [];
    const changes = isList(a) && isList(b) ? compareLists(a, b) : undefined;
    if (changes !== undefined && isList(a) && isList(b))
        return changes.flatMap((change) => itemRows(change, a, b, path));
    return [{ what: showPath(path), a, b }];
}
/** What became of an item of two lists. */
function itemRows(change, a, b, path) {
    if (change.what === 'kept')
        return compareJson(a[change.from], b[change.to], [...path, change.to]);
    if (change.what === 'moved') {
        const name = labelOf(change.value);
        return [{ what: showPath([...path, change.to]), a: `${name} at [${change.from}]`, b: `${name} at [${change.to}]` }];
    }
    const what = showPath([...path, change.at]);
    return [change.what === 'added' ? { what, a: undefined, b: change.value } : { what, a: change.value, b: undefined }];
}
function isList(value) {
    return Array.isArray(value) && value.length > 0 && value.every(isObject);
}
/** A value in a cell of a table: numbers with six digits, digests and long texts cut. */
export function showValue(value) {
    if (value === undefined)
        return '-';
    if (typeof value === 'number')
        return String(Number(value.toPrecision(6)));
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (/^sha256:[0-9a-f]{64}$/.test(text))
        return shortDigest(text);
    return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
