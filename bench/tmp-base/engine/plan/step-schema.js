import { referenceName } from '../read/references.js';
import { isFault, pickVariant } from '../read/variant.js';
/** Words that every step may have. They are read with the frame and not checked again: here they are only suggested. */
const COMMON = { over: {}, retries: {}, timeout: {}, failure: {} };
const cache = new WeakMap();
/**
 * The schema of a step: the stage's own, or the variant that the step's discriminator field picks.
 *
 * @returns a message instead when the discriminator is missing or unknown
 */
export function stepSchema(stage, fields) {
    const schema = pickVariant(stage.schema, fields);
    if (isFault(schema)) {
        const { field, message } = schema;
        const found = fields[field];
        if (found !== undefined && referenceName(found) !== undefined)
            return {
                field,
                message: `"${field}" cannot be a reference, found "${found}": it decides which ports and keys the step has`,
            };
        return { field, message: `${message} (stage "${stage.name}")` };
    }
    const known = cache.get(schema);
    if (known !== undefined)
        return known;
    const ports = {};
    const definitions = {};
    const properties = {};
    let portMapping;
    for (const [name, property] of Object.entries(schema['properties'])) {
        properties[name] = property;
        if (property['ports'] === true)
            portMapping = name;
        if (typeof property['definition'] === 'string')
            definitions[name] = property['definition'];
        if (typeof property['port'] !== 'string')
            continue;
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
    const result = { fields: whole, ports, portMapping, definitions };
    cache.set(schema, result);
    return result;
}
