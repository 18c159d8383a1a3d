import { shortDigest } from '../digest.ts';
import { canonical, isObject, showPath, type Json, type PathPart } from '../json.ts';

/** One thing in which two runs or keys differ; undefined where only the other one has it. */
export interface Difference {
  readonly what: string;
  readonly a: Json | undefined;
  readonly b: Json | undefined;
}

/**
 * Every place at which two values differ, below `path`. Lists of as many objects are compared one by one; other lists differ as
 * a whole, which is easier to read than their elements.
 */
export function compareJson(a: Json | undefined, b: Json | undefined, path: readonly PathPart[]): Difference[] {
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => compareJson(a[key], b[key], [...path, key]));
  }
  if (isList(a) && isList(b) && a.length === b.length)
    return a.flatMap((value, index) => compareJson(value, b[index], [...path, index]));
  if (a === undefined && b === undefined) return [];
  if (a !== undefined && b !== undefined && canonical(a) === canonical(b)) return [];
  return [{ what: showPath(path), a, b }];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

/** A value in a cell of a table: numbers with six digits, digests and long texts cut. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return '-';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return shortDigest(text);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
