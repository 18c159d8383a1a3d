import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { applying, keysOf } from './schema-at.ts';

/**
 * The smallest value that a schema allows, as far as it tells: what a person would write first.
 *
 * @returns undefined where only a person can know it, such as the name of something
 */
export function exampleOf(schema: JsonObject, whole: JsonObject, depth = 0): Json | undefined {
  if (depth > 6) return undefined;
  if (schema['default'] !== undefined) return schema['default'];
  for (const each of applying(schema, whole, undefined)) {
    const found = exampleOfOne(each, whole, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function exampleOfOne(schema: JsonObject, whole: JsonObject, depth: number): Json | undefined {
  const { const: only, enum: words, type, minimum, exclusiveMinimum, items, minItems } = schema;
  if (only !== undefined) return only;
  if (Array.isArray(words)) return (words as readonly Json[])[0];
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'number') {
    if (typeof minimum === 'number') return minimum;
    return typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : 1;
  }
  if (type === 'array') {
    const item = isObject(items) ? exampleOf(items, whole, depth + 1) : undefined;
    const count = typeof minItems === 'number' ? minItems : 0;
    return count > 0 && item === undefined ? undefined : Array.from({ length: count }, () => item ?? null);
  }
  return type === 'object' ? requiredOf(schema, whole, depth) : undefined;
}

/** A mapping with just the keys that it must have. */
function requiredOf(schema: JsonObject, whole: JsonObject, depth: number): JsonObject | undefined {
  const keys = keysOf([schema]);
  const value: Record<string, Json> = {};
  for (const key of (schema['required'] ?? []) as readonly string[]) {
    const inner = keys.get(key);
    const example = inner && exampleOf(inner, whole, depth + 1);
    if (example === undefined) return undefined;
    value[key] = example;
  }
  return value;
}
