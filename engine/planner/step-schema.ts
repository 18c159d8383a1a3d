import { didYouMean, oneOf } from '../diagnostic.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Stage } from '../stage.ts';

export interface Port {
  readonly kind: string;
  /** Accepts several artifacts: under `over`, or as a list in the file. */
  readonly many: boolean;
}

/** What one step of a stage may contain, read off the stage's schema. */
export interface StepSchema {
  /** A closed object schema for the step's fields as the file has them: ports and definitions are names. */
  readonly fields: JsonObject;
  readonly ports: Readonly<Record<string, Port>>;
  /** Field -> section of the file whose entry it names. */
  readonly definitions: Readonly<Record<string, string>>;
}

const cache = new WeakMap<JsonObject, StepSchema>();

/**
 * The schema of a step: the stage's own, or the variant that the step's discriminator field picks.
 *
 * @returns a message instead when the discriminator is missing or unknown
 */
export function stepSchema(
  stage: Stage,
  fields: JsonObject,
): StepSchema | { readonly message: string; readonly field: string } {
  const discriminator = stage.schema['discriminator'];
  if (!isObject(discriminator)) return readStepSchema(stage.schema);
  const field = String(discriminator['propertyName']);
  const variants = stage.schema['oneOf'] as readonly JsonObject[];
  const names = variants.map((variant) =>
    String(((variant['properties'] as JsonObject)[field] as JsonObject)['const']),
  );
  const value = fields[field];
  const found = variants[names.indexOf(String(value))];
  if (found !== undefined)
    return readStepSchema(
      { ...found, ...(stage.schema['$defs'] !== undefined && { $defs: stage.schema['$defs'] }) },
      found,
    );
  if (value === undefined)
    return { field, message: `Missing "${field}": a step of stage "${stage.name}" needs one of ${oneOf(names)}` };
  return {
    field,
    message: `Unknown ${field} "${String(value)}" of stage "${stage.name}"${didYouMean(String(value), names) || ':'} Allowed: ${oneOf(names)}`,
  };
}

function readStepSchema(schema: JsonObject, identity: JsonObject = schema): StepSchema {
  const known = cache.get(identity);
  if (known !== undefined) return known;
  const ports: Record<string, Port> = {};
  const definitions: Record<string, string> = {};
  const properties: Record<string, Json> = {};
  for (const [name, property] of Object.entries(schema['properties'] as Readonly<Record<string, JsonObject>>)) {
    properties[name] = property;
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
  const result: StepSchema = { fields: { ...schema, properties }, ports, definitions };
  cache.set(identity, result);
  return result;
}
