import * as all from './all.js';
// Each record fits its own settings only; the file's key finds the right one.
const kinds = new Map(Object.values(all).map((kind) => [kind.name, kind]));
/**
 * The optimizer with every default filled in.
 *
 * @throws Error for one that nobody has declared
 */
export function createOptimizer(spec) {
    const [[name, settings] = ['', {}]] = Object.entries(spec);
    const kind = kinds.get(name);
    if (kind === undefined)
        throw new Error(`Internal error: there is no optimizer "${name}"`);
    return kind.create(settings);
}
/** The JSON Schemas of the settings, by name: the properties of schema/sections/optimizer.json. */
export function optimizerSchemas() {
    return Object.fromEntries([...kinds.keys()].sort().map((name) => [name, kinds.get(name)?.schema ?? {}]));
}
