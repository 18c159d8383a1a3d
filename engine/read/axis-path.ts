import { canonical, isObject, valueAt, type Json, type JsonObject, type PathPart } from '../core/json.ts';

/** Returns the path of an axis in the file: in the sweep itself, or in one of its zip groups. */
export function axisPath(file: JsonObject, axis: string): readonly PathPart[] {
  const sweep = file['sweep'];
  const zip = isObject(sweep) && Array.isArray(sweep['zip']) ? (sweep['zip'] as readonly Json[]) : [];
  const group = zip.findIndex((entry) => isObject(entry) && Object.hasOwn(entry, axis));
  return group === -1 ? ['sweep', axis] : ['sweep', 'zip', group, axis];
}

/** Returns the path of a value of an axis; of the axis itself for a value that `include` adds. */
export function axisValuePath(file: JsonObject, axis: string, value: Json): readonly PathPart[] {
  const path = axisPath(file, axis);
  const values = valueAt(file, path);
  const index = Array.isArray(values) ? values.findIndex((each: Json) => canonical(each) === canonical(value)) : -1;
  return index === -1 ? path : [...path, index];
}
