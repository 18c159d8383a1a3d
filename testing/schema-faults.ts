import { isObject, type Json, type JsonObject } from '../engine/core/json.ts';
import type { Registry, Stage } from '../engine/core/stage.ts';
import { discriminatorOf, variantsOf } from '../engine/read/variant.ts';

/** Everything that is wrong with what a stage declares: a list of sentences, empty when nothing is. */
export function declarationFaults(stage: Stage, registry: Registry): readonly string[] {
  const faults = [...faultsOf(stage.schema, stage.name)];
  for (const fields of fieldsOf(stage)) faults.push(...fieldFaults(stage, fields, registry));
  for (const [port, { kind, extension }] of Object.entries(stage.outputs)) {
    const output = `the output "${port}"`;
    if (!/^[a-z][A-Za-z]*$/.test(port)) faults.push(`${output}: expected letters and a small one first`);
    if (!/^[a-z][a-z-]*$/.test(kind)) faults.push(`${output} has the kind "${kind}": expected small letters and "-"`);
    if (!/^[a-z0-9]+$/.test(extension)) faults.push(`${output} has the extension "${extension}": expected no dot`);
  }
  return faults;
}

/** The fields of a stage's steps: of each variant, or of the one that these parameters pick. */
export function fieldsOf(stage: Stage, params?: JsonObject): readonly Readonly<Record<string, JsonObject>>[] {
  const field = discriminatorOf(stage.schema);
  const schemas = field === undefined ? { '': stage.schema } : variantsOf(stage.schema);
  const picked = field === undefined || params === undefined ? Object.keys(schemas) : [params[field] as string];
  return picked.map((variant) => (schemas[variant]?.['properties'] ?? {}) as Readonly<Record<string, JsonObject>>);
}

/** What is wrong with a schema: object schemas that are not closed, properties that are not described. */
export function faultsOf(schema: Json, path: string): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((item: Json, index) => faultsOf(item, `${path}/${index}`));
  if (!isObject(schema)) return [];
  const { type, additionalProperties, properties } = schema;
  const faults: string[] = [];
  // A map of names to values has a schema for the values instead.
  const closed = additionalProperties === false || isObject(additionalProperties);
  if (type === 'object' && !closed) faults.push(`${path} is not closed`);
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
    const described = isObject(property) && ('description' in property || '$ref' in property || 'const' in property);
    if (!described) faults.push(`${path}/${name} has no description`);
  }
  for (const [key, part] of Object.entries(schema))
    if (key !== 'default' && key !== 'const') faults.push(...faultsOf(part, `${path}/${key}`));
  return faults;
}

/** Ports of a kind that no stage makes, definitions of a section that does not exist, and the like. */
function fieldFaults(
  stage: Stage,
  fields: Readonly<Record<string, JsonObject>>,
  { stages, sections }: Registry,
): readonly string[] {
  const outputs = Object.values(stages).flatMap((other) => Object.values(other.outputs));
  const faults: string[] = [];
  for (const [field, property] of Object.entries(fields)) {
    const { port, definition, type } = resolved(property, stage);
    if (port !== undefined && !outputs.some(({ kind }) => kind === port))
      faults.push(`${field}: no stage makes this kind`);
    if (definition !== undefined && !(typeof definition === 'string' && definition in sections))
      faults.push(`${field}: there is no such section`);
    if ((port !== undefined || definition !== undefined) && type !== 'string') faults.push(`${field}: is not a string`);
  }
  if (stage.extends !== undefined && resolved(fields[stage.extends] ?? {}, stage)['type'] !== 'integer')
    faults.push(`${stage.extends}: is to extend the step, and is no integer`);
  return faults;
}

/** A property with what it refers to in the schema's `$defs`. */
function resolved(property: JsonObject, { schema }: Stage): JsonObject {
  const { $ref } = property;
  const definitions = schema['$defs'];
  if (typeof $ref !== 'string' || !isObject(definitions)) return property;
  const definition = definitions[$ref.replace('#/$defs/', '')];
  return isObject(definition) ? { ...definition, ...property } : property;
}
