import { didYouMean, oneOf } from '../core/diagnostic.js';
import { isObject } from '../core/json.js';
const merged = new WeakMap();
/**
 * The closed object schema that applies to `value`: the schema itself, or the variant that the discriminator field picks.
 * Picking by hand gives one message where `oneOf` would give one for each variant.
 *
 * @returns the field and a message when the discriminator is missing or unknown
 */
export function pickVariant(schema, value) {
    const field = discriminatorOf(schema);
    if (field === undefined)
        return schema;
    const variants = variantsOf(schema);
    const names = Object.keys(variants);
    const found = value[field];
    if (found === undefined)
        return { field, message: `Missing "${field}": one of ${oneOf(names)}` };
    const variant = typeof found === 'string' && Object.hasOwn(variants, found) ? variants[found] : undefined;
    if (variant !== undefined)
        return variant;
    const guess = typeof found === 'string' ? didYouMean(found, names) : '';
    return {
        field,
        message: `Unknown ${field} ${JSON.stringify(found)}${guess === '' ? ': expected ' : `${guess} Allowed: `}${oneOf(names)}`,
    };
}
/** Whether `pickVariant` found fault. */
export function isFault(picked) {
    return typeof picked['message'] === 'string' && typeof picked['field'] === 'string';
}
/** The field whose value tells the variants of a schema apart. */
export function discriminatorOf(schema) {
    const discriminator = schema['discriminator'];
    return isObject(discriminator) ? discriminator['propertyName'] : undefined;
}
/** Variant name -> closed object schema, with the shared `$defs` put in. The same objects at every call. */
export function variantsOf(schema) {
    const known = merged.get(schema);
    if (known !== undefined)
        return known;
    const field = discriminatorOf(schema) ?? '';
    const variants = {};
    for (const variant of schema['oneOf']) {
        const name = variant['properties'][field]['const'];
        variants[name] = { ...variant, ...(schema['$defs'] !== undefined && { $defs: schema['$defs'] }) };
    }
    merged.set(schema, variants);
    return variants;
}
