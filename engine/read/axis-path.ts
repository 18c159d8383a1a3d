import { canonical, isObject, valueAt, type Json, type JsonObject, type PathPart } from '../core/json.ts';

/** Returns the path of an axis in the file: in the sweep itself, in one of its zip groups, or in its sample. */
export function axisPath(file: JsonObject, axis: string): readonly PathPart[] {
  const sampled = ['sweep', 'sample', 'axes', axis];
  if (valueAt(file, sampled) !== undefined) return sampled;
  const zipped = valueAt(file, ['sweep', 'zip']);
  const groups = Array.isArray(zipped) ? (zipped as readonly Json[]) : [];
  const group = groups.findIndex((entry) => isObject(entry) && Object.hasOwn(entry, axis));
  return group === -1 ? ['sweep', axis] : ['sweep', 'zip', group, axis];
}

/** Returns the path of a value of an axis; of the axis itself for a value that is drawn, or that `include` adds. */
export function axisValuePath(file: JsonObject, axis: string, value: Json): readonly PathPart[] {
  const path = axisPath(file, axis);
  const found = valueAt(file, path);
  const listed = isObject(found) ? [...path, 'choice'] : path;
  const values = valueAt(file, listed);
  const index = Array.isArray(values) ? values.findIndex((each: Json) => canonical(each) === canonical(value)) : -1;
  return index === -1 ? path : [...listed, index];
}
