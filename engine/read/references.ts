import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Point } from '../core/stage.ts';

/** `$name` alone, as a whole value. There are no expressions and no text around it: `conv-$n` is an ordinary text. */
const REFERENCE = /^\$([A-Za-z_][A-Za-z0-9_]*)$/;

/** Returns the name that a value refers to; undefined when it is not a reference. `$$x` is the text `$x`. */
export function referenceName(value: Json): string | undefined {
  return typeof value === 'string' ? REFERENCE.exec(value)?.[1] : undefined;
}

/** Returns every name that a value refers to, at any depth. */
export function referencesIn(value: Json, into = new Set<string>()): ReadonlySet<string> {
  const name = referenceName(value);
  if (name !== undefined) into.add(name);
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) referencesIn(item, into);
  else if (isObject(value)) for (const key of Object.keys(value)) referencesIn(value[key] as Json, into);
  return into;
}

/** A copy of `value` with every reference replaced by its axis's value at `point`. The type is kept: 32 stays a number. */
export function substitute(value: Json, point: Point): Json {
  if (typeof value === 'string') {
    const name = referenceName(value);
    if (name !== undefined && Object.hasOwn(point, name)) return structuredClone(point[name] as Json);
    return value.startsWith('$$') ? value.slice(1) : value;
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => substitute(item, point));
  if (!isObject(value)) return value;
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) copy[key] = substitute(value[key] as Json, point);
  return copy satisfies JsonObject;
}
