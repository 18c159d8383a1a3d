import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Registry } from '../core/stage.ts';
import { discriminatorOf, variantsOf } from './variant.ts';

/**
 * Returns the JSON Schema of whole experiment files, for editors and other programs: the frame, every section and every stage
 * in one document. It allows a `$reference` wherever a value may be, because an editor sees the file before substitution.
 */
export function editorSchema(frame: JsonObject, registry: Registry): JsonObject {
  const defs: Record<string, Json> = {
    reference: {
      description: 'A reference to an axis of the sweep',
      type: 'string',
      pattern: '^\\$[A-Za-z_][A-Za-z0-9_]*$',
    },
  };
  for (const [name, schema] of Object.entries((frame['$defs'] ?? {}) as Record<string, JsonObject>))
    defs[name] = schema;
  const properties: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(frame['properties'] as Record<string, JsonObject>))
    properties[name] = schema['reference'] === true ? admitValue(schema, name) : schema;
  for (const [section, schema] of Object.entries(registry.sections)) {
    properties[section] = {
      description: `Named ${section}: steps refer to them by name`,
      type: 'object',
      additionalProperties: variantRef(section, schema, {}, defs),
    };
  }
  const steps = properties['steps'] as JsonObject;
  properties['steps'] = {
    ...steps,
    additionalProperties: stepSchemas(registry, steps['additionalProperties'] as JsonObject, defs),
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...frame,
    properties,
    $defs: defs,
  };
}

function stepSchemas(registry: Registry, common: JsonObject, defs: Record<string, Json>): JsonObject {
  const stages = Object.values(registry.stages);
  const shared = common['properties'] as JsonObject;
  return {
    ...common,
    properties: { ...shared, stage: { ...(shared['stage'] as JsonObject), enum: stages.map((stage) => stage.name) } },
    allOf: stages.map((stage) => ({
      if: has('stage', stage.name),
      then: variantRef(`step.${stage.name}`, stage.schema, shared, defs),
    })),
  };
}

/** Adds a schema to the definitions and returns a reference to it; one with variants becomes a choice by its discriminator. */
function variantRef(name: string, schema: JsonObject, shared: JsonObject, defs: Record<string, Json>): JsonObject {
  const field = discriminatorOf(schema);
  if (field === undefined) {
    hoist(name, schema, shared, defs);
    return { $ref: `#/$defs/${name}` };
  }
  const variants = variantsOf(schema);
  for (const [variant, whole] of Object.entries(variants)) hoist(`${name}.${variant}`, whole, shared, defs);
  const names = Object.keys(variants);
  return {
    required: [field],
    properties: { [field]: { enum: names } },
    allOf: names.map((variant) => ({ if: has(field, variant), then: { $ref: `#/$defs/${name}.${variant}` } })),
  };
}

function has(field: string, value: string): JsonObject {
  return { properties: { [field]: { const: value } }, required: [field] };
}

/**
 * Adds a schema and its `$defs` to the `#/$defs` of the whole, allowing references. Not for the words that every step may have,
 * which are read before the sweep.
 */
function hoist(name: string, schema: JsonObject, shared: JsonObject, defs: Record<string, Json>): void {
  const { $defs: own, ...rest } = schema;
  for (const [inner, value] of Object.entries((own ?? {}) as Record<string, JsonObject>))
    defs[`${name}.${inner}`] = admit(value, name);
  const admitted = admit(rest, name);
  defs[name] = { ...admitted, properties: { ...shared, ...(admitted['properties'] as JsonObject) } };
}

/** The engine's own words, which editors do not know. `const` and ports are never references. */
const OWN = new Set(['port', 'ports', 'many', 'definition', 'discriminator', 'reference']);

function admit(schema: JsonObject, name: string): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (OWN.has(key)) continue;
    if (key === '$ref') result[key] = (value as string).replace('#/$defs/', `#/$defs/${name}.`);
    else if (key === 'properties')
      result[key] = Object.fromEntries(
        Object.entries(value as JsonObject).map(([p, s]) => [p, admitValue(s as JsonObject, name)]),
      );
    else if (key === 'items' && isObject(value)) result[key] = admitValue(value, name);
    else if (key === 'additionalProperties' && isObject(value)) result[key] = admitValue(value, name);
    else if (key === 'prefixItems')
      result[key] = (value as readonly JsonObject[]).map((item) => admitValue(item, name));
    else if (key === 'anyOf' || key === 'oneOf' || key === 'allOf')
      result[key] = (value as readonly JsonObject[]).map((item) => admit(item, name));
    else result[key] = value;
  }
  return result;
}

function admitValue(schema: JsonObject, name: string): JsonObject {
  if (typeof schema['port'] === 'string') {
    if (schema['many'] !== true) return admit(schema, name);
    const { type: _, ...words } = admit(schema, name);
    return { ...words, anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] };
  }
  if ('const' in schema || schema['type'] === 'object' || schema['type'] === 'string') return admit(schema, name);
  const { description, default: fallback, ...rest } = admit(schema, name);
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [rest, { $ref: '#/$defs/reference' }],
  };
}
