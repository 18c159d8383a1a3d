import * as all from './all.js';
const kinds = new Map(
// Each record fits its own layers only; `kindOf` finds the right one by the layer's type.
Object.values(all).map((kind) => [kind.type, kind]));
/** Every type of layer, in the order of their names. */
export const LAYER_TYPES = [...kinds.keys()].sort();
/**
 * The record of a type of layer.
 *
 * @throws Error for a type that nobody has declared
 */
export function kindOf(type) {
    const kind = kinds.get(type);
    if (kind === undefined)
        throw new Error(`Internal error: there is no type of layer "${type}"`);
    return kind;
}
/** The JSON Schemas of the settings, by type: the properties of one layer in schema/sections/model.json. */
export function layerSchemas() {
    return Object.fromEntries(LAYER_TYPES.map((type) => [type, kindOf(type).schema]));
}
