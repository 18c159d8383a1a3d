import { canonical, isObject, showPath, type Json, type PathPart } from './json.ts';
import { compareLists, labelOf, type ListChange } from './list-difference.ts';

/** One difference between two values; undefined where only the other one has a value. */
export interface Difference {
  readonly what: string;
  readonly a: Json | undefined;
  readonly b: Json | undefined;
}

/**
 * Returns every place below `path` at which two values differ. Compares lists of mappings item by item, matched by
 * `compareLists`, and any other list as a whole, which is easier to read.
 */
export function compareJson(a: Json | undefined, b: Json | undefined, path: readonly PathPart[]): Difference[] {
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => compareJson(a[key], b[key], [...path, key]));
  }
  if (a === undefined && b === undefined) return [];
  if (a !== undefined && b !== undefined && canonical(a) === canonical(b)) return [];
  const changes = isList(a) && isList(b) ? compareLists(a, b) : undefined;
  if (changes !== undefined && isList(a) && isList(b)) return changes.flatMap((change) => itemRows(change, a, b, path));
  return [{ what: showPath(path), a, b }];
}

/** The differences that one change of a list makes. */
function itemRows(
  change: ListChange,
  a: readonly Json[],
  b: readonly Json[],
  path: readonly PathPart[],
): readonly Difference[] {
  if (change.what === 'kept') return compareJson(a[change.from], b[change.to], [...path, change.to]);
  if (change.what === 'moved') {
    const name = labelOf(change.value);
    return [{ what: showPath([...path, change.to]), a: `${name} at [${change.from}]`, b: `${name} at [${change.to}]` }];
  }
  const what = showPath([...path, change.at]);
  return [change.what === 'added' ? { what, a: undefined, b: change.value } : { what, a: change.value, b: undefined }];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}
