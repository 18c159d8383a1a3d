import type { Json, JsonObject } from '../../engine/core/json.ts';

type Schema = Readonly<Record<string, Json>>;

/** The names of the types of entries, by section of the experiment file. */
export type EntryTypes = Readonly<Record<string, string>>;

/**
 * A schema as the text of a TypeScript type: that of the values that it lets through, defaults filled in, ports taken out and
 * the names of definitions replaced by their entries. Only what our schemas use is understood.
 *
 * @throws Error for anything else
 */
export function typeText(schema: JsonObject, entries: EntryTypes): string {
  return textOf(schema, { defs: (schema['$defs'] ?? {}) as Record<string, Schema>, entries });
}

interface Surroundings {
  /** The definitions that the text is inside of. */
  readonly inside?: readonly string[];
  readonly defs: Readonly<Record<string, Schema>>;
  readonly entries: EntryTypes;
}

function textOf(schema: Schema, around: Surroundings): string {
  const { definition, $ref: ref, type } = schema;
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (typeof definition === 'string') return around.entries[definition] ?? 'unknown';
  if (typeof ref === 'string') return referredText(ref.replace('#/$defs/', ''), around);
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map((value) => JSON.stringify(value)));
  if (Array.isArray(choices)) return union(choices.map((choice) => textOf(choice as Schema, around)));
  if (Array.isArray(type)) return union(type.map((each) => textOf({ ...schema, type: each }, around)));
  if (type === 'object') return mappingText(schema, around);
  if (type === 'array') return listText(schema, around);
  if (type === 'string' || type === 'boolean' || type === 'null') return type;
  if (type === 'number' || type === 'integer') return 'number';
  if (type === undefined) return 'any';
  throw new Error(`Not understood: ${JSON.stringify(schema)}`);
}

/** A definition inside itself, such as the layers of a repeat, is written out once. */
function referredText(name: string, around: Surroundings): string {
  const { defs, inside = [] } = around;
  return inside.includes(name) ? 'never' : textOf(defs[name] ?? {}, { ...around, inside: [...inside, name] });
}

function mappingText(schema: Schema, around: Surroundings): string {
  const { properties, additionalProperties: others } = schema;
  if (properties === undefined) return `Record<string, ${isSchema(others) ? textOf(others, around) : 'unknown'}>`;
  const { required = [] } = schema as { readonly required?: readonly string[] };
  const own = Object.entries(properties as Record<string, Schema>);
  // A mapping with exactly one key: one of several mappings.
  if (schema['minProperties'] === 1 && schema['maxProperties'] === 1) {
    return union(own.map(([key, value]) => `{ ${JSON.stringify(key)}: ${textOf(value, around)} }`));
  }
  const members = own
    .filter(([, value]) => !('port' in value || 'ports' in value))
    .map(([key, value]) => {
      const isThere = required.includes(key) || hasDefault(value, around);
      return `${JSON.stringify(key)}${isThere ? '' : '?'}: ${textOf(value, around)};`;
    });
  return `{ ${members.join(' ')} }`;
}

function hasDefault(schema: Schema, { defs }: Surroundings): boolean {
  const ref = schema['$ref'];
  return 'default' in schema || (typeof ref === 'string' && 'default' in (defs[ref.replace('#/$defs/', '')] ?? {}));
}

function listText(schema: Schema, around: Surroundings): string {
  const { items, minItems = 0, maxItems } = schema as { items?: Schema; minItems?: number; maxItems?: number };
  const item = items === undefined ? 'unknown' : `(${textOf(items, around)})`;
  const least = Array.from({ length: minItems }, () => item);
  return minItems === maxItems ? `[${least.join(', ')}]` : `[${[...least, `...${item}[]`].join(', ')}]`;
}

function isSchema(value: Json | undefined): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function union(texts: readonly string[]): string {
  return texts.join(' | ');
}
