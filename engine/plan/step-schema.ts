import { referenceName } from '../read/references.ts';
import { isFault, pickVariant } from '../read/variant.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Stage } from '../core/stage.ts';

export interface Port {
  readonly kind: string;
  /** Whether it accepts several artifacts: under `over`, or as a list in the file. */
  readonly many: boolean;
}

/** What one step of a stage may contain, derived from the stage's schema. */
export interface StepSchema {
  /** A closed object schema for the step's fields in the file: ports and definitions are names. */
  readonly fields: JsonObject;
  readonly ports: Readonly<Record<string, Port>>;
  /** The field that maps the names of the step's own ports to outputs, for a stage that has one. */
  readonly portMapping: string | undefined;
  /** Field -> section of the file whose entry it names. */
  readonly definitions: Readonly<Record<string, string>>;
}

/** Words that every step may have. Reading the frame checks them; here they are only suggested. */
const COMMON: JsonObject = { over: {}, retries: {}, timeout: {}, failure: {}, resources: {} };

const cache = new WeakMap<JsonObject, StepSchema>();

/**
 * Returns the schema of a step: the stage's, or the variant that the step's discriminator field picks.
 *
 * @returns a message instead when the discriminator is missing or unknown
 */
export function stepSchema(
  stage: Stage,
  fields: JsonObject,
): StepSchema | { readonly message: string; readonly field: string } {
  const schema = pickVariant(stage.schema, fields);
  if (isFault(schema)) {
    const { field, message } = schema;
    const found = fields[field];
    if (found !== undefined && referenceName(found) !== undefined)
      return {
        field,
        message: `"${field}" cannot be a reference, found "${found as string}": it decides which ports and keys the step has`,
      };
    return { field, message: `${message} (stage "${stage.name}")` };
  }
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const ports: Record<string, Port> = {};
  const definitions: Record<string, string> = {};
  const properties: Record<string, Json> = {};
  let portMapping: string | undefined;
  for (const [name, property] of Object.entries(schema['properties'] as Readonly<Record<string, JsonObject>>)) {
    properties[name] = property;
    if (property['ports'] === true) portMapping = name;
    if (typeof property['definition'] === 'string') definitions[name] = property['definition'];
    if (typeof property['port'] !== 'string') continue;
    ports[name] = { kind: property['port'], many: property['many'] === true };
    if (property['many'] === true) {
      const { type: _, ...words } = property;
      properties[name] = {
        ...words,
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }],
      };
    }
  }
  const whole = { ...schema, properties: { ...properties, ...COMMON } };
  const result: StepSchema = { fields: whole, ports, portMapping, definitions };
  cache.set(schema, result);
  return result;
}
