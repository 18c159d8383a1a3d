import { didYouMean, oneOf } from '../core/diagnostic.ts';
import { isObject, type JsonObject } from '../core/json.ts';

const merged = new WeakMap<JsonObject, JsonObject>();

/**
 * Returns the closed object schema for `value`: the schema itself, or the variant that the discriminator field picks. Picking
 * here gives one message where `oneOf` would give one for each variant.
 *
 * @returns the field and a message when the discriminator is missing or unknown
 */
export function pickVariant(
  schema: JsonObject,
  value: JsonObject,
): JsonObject | { readonly message: string; readonly field: string } {
  const field = discriminatorOf(schema);
  if (field === undefined) return schema;
  const variants = variantsOf(schema);
  const names = Object.keys(variants);
  const found = value[field];
  if (found === undefined) return { field, message: `Missing "${field}": one of ${oneOf(names)}` };
  const variant = typeof found === 'string' && Object.hasOwn(variants, found) ? variants[found] : undefined;
  if (variant !== undefined) return variant;
  const guess = typeof found === 'string' ? didYouMean(found, names) : '';
  return {
    field,
    message: `Unknown ${field} ${JSON.stringify(found)}${guess === '' ? ': expected ' : `${guess} Allowed: `}${oneOf(names)}`,
  };
}

/** Whether `pickVariant` found a fault. */
export function isFault(
  picked: ReturnType<typeof pickVariant>,
): picked is { readonly message: string; readonly field: string } {
  return typeof picked['message'] === 'string' && typeof picked['field'] === 'string';
}

/** The field whose value identifies the variant of a schema. */
export function discriminatorOf(schema: JsonObject): string | undefined {
  const discriminator = schema['discriminator'];
  return isObject(discriminator) ? (discriminator['propertyName'] as string) : undefined;
}

/** Returns variant name -> closed object schema, including the shared `$defs`. The same objects at every call. */
export function variantsOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  const known = merged.get(schema) as Readonly<Record<string, JsonObject>> | undefined;
  if (known !== undefined) return known;
  const field = discriminatorOf(schema) ?? '';
  const variants: Record<string, JsonObject> = {};
  for (const variant of schema['oneOf'] as readonly JsonObject[]) {
    const name = ((variant['properties'] as JsonObject)[field] as JsonObject)['const'] as string;
    variants[name] = { ...variant, ...(schema['$defs'] !== undefined && { $defs: schema['$defs'] }) };
  }
  merged.set(schema, variants);
  return variants;
}
