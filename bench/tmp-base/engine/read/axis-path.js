import { canonical, isObject, valueAt } from '../core/json.js';
/** Where an axis stands in the file: in the sweep itself, or in one of its zip groups. */
export function axisPath(file, axis) {
    const sweep = file['sweep'];
    const zip = isObject(sweep) && Array.isArray(sweep['zip']) ? sweep['zip'] : [];
    const group = zip.findIndex((entry) => isObject(entry) && Object.hasOwn(entry, axis));
    return group === -1 ? ['sweep', axis] : ['sweep', 'zip', group, axis];
}
/** Where a value of an axis stands; the axis itself for a value that `include` adds. */
export function axisValuePath(file, axis, value) {
    const path = axisPath(file, axis);
    const values = valueAt(file, path);
    const index = Array.isArray(values) ? values.findIndex((each) => canonical(each) === canonical(value)) : -1;
    return index === -1 ? path : [...path, index];
}
