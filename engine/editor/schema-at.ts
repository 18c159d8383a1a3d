import { isObject, type Json, type JsonObject, type PathPart } from '../core/json.ts';

/**
 * Returns the schemas that apply to the value at a path of a file, by the schema of whole files (`editorSchema`): its own, those that
 * it refers to, and those of the variant that the value's fields choose.
 */
export function schemasAt(whole: JsonObject, file: Json, path: readonly PathPart[]): readonly JsonObject[] {
  let schemas = applying(whole, whole, file);
  let value: Json | undefined = file;
  for (const part of path) {
    value = inner(value, part);
    const next: JsonObject[] = [];
    for (const schema of schemas) {
      const found = innerSchema(schema, part);
      if (found !== undefined) next.push(...applying(found, whole, value));
    }
    schemas = next;
  }
  return schemas;
}

/** The keys that a mapping may have by some schemas, each with the schemas of its values. */
export function keysOf(schemas: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  const keys = new Map<string, JsonObject>();
  for (const { properties } of schemas) {
    if (!isObject(properties)) continue;
    // A variant says more of its discriminator than the choice between variants.
    for (const [key, schema] of Object.entries(properties))
      if (isObject(schema)) keys.set(key, { ...keys.get(key), ...schema });
  }
  return keys;
}

/** A schema, those it is made of, and those that hold for this value. */
export function applying(schema: JsonObject, whole: JsonObject, value: Json | undefined): readonly JsonObject[] {
  const found: JsonObject[] = [];
  const add = (each: JsonObject, depth: number): void => {
    if (depth > 20) return;
    found.push(each);
    const { $ref: target, allOf, anyOf, oneOf } = each;
    const referred = typeof target === 'string' ? definitionOf(whole, target) : undefined;
    if (referred !== undefined) add(referred, depth + 1);
    for (const list of [allOf, anyOf, oneOf]) {
      if (!Array.isArray(list)) continue;
      for (const part of list as readonly JsonObject[])
        if (!('if' in part) || holds(part['if'], value)) add(part, depth + 1);
    }
    if (isObject(each['then']) && holds(each['if'], value)) add(each['then'], depth + 1);
  };
  add(schema, 0);
  return found;
}

/** Returns what the variant says of itself that a value of a discriminator chooses: the description of a stage, of a chart. */
export function describesVariant(
  schemas: readonly JsonObject[],
  whole: JsonObject,
  field: PathPart,
  word: string,
): string | undefined {
  for (const { allOf } of schemas) {
    if (!Array.isArray(allOf)) continue;
    for (const part of allOf as readonly JsonObject[]) {
      if (!holds(part['if'], { [field]: word }) || !isObject(part['then'])) continue;
      for (const { description } of applying(part['then'], whole, {}))
        if (typeof description === 'string') return description;
    }
  }
  return undefined;
}

function definitionOf(whole: JsonObject, target: string): JsonObject | undefined {
  const found = (whole['$defs'] as JsonObject | undefined)?.[target.replace('#/$defs/', '')];
  return isObject(found) ? found : undefined;
}

/** Whether a value has what an `if` asks for: fields with certain values. */
function holds(condition: Json | undefined, value: Json | undefined): boolean {
  const asked = isObject(condition) ? condition['properties'] : undefined;
  if (!isObject(asked) || !isObject(value)) return false;
  return Object.entries(asked).every(([field, schema]) => isObject(schema) && value[field] === schema['const']);
}

function inner(value: Json | undefined, part: PathPart): Json | undefined {
  if (typeof part === 'number') return Array.isArray(value) ? (value as readonly Json[])[part] : undefined;
  return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

function innerSchema(schema: JsonObject, part: PathPart): JsonObject | undefined {
  if (typeof part === 'number') {
    const first = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as readonly Json[])[part] : undefined;
    const found = first ?? schema['items'];
    return isObject(found) ? found : undefined;
  }
  const { properties, additionalProperties } = schema;
  const known = isObject(properties) && Object.hasOwn(properties, part) ? properties[part] : undefined;
  const found = known ?? additionalProperties;
  return isObject(found) ? found : undefined;
}
