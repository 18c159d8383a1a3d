// A sequential network as data: what the experiment file says (`ModelSpec`) and the same with every default and name filled
// in (`Model`). Light: stages import it to check a file before anything runs.
import { kindOf } from './layers/index.js';
/**
 * Fills in defaults and names. Total: it gives a model for a spec that `inferShapes` finds fault with, too.
 *
 * @throws Error for a layer that is not a mapping with one known key
 */
export function resolveModel(spec) {
    const counts = new Map();
    const layers = spec.layers.map((layer) => {
        const [[type, settings] = ['', {}], ...more] = Object.entries(layer);
        if (more.length > 0)
            throw new Error(`Internal error: expected a layer with one key, got ${JSON.stringify(layer)}`);
        const kind = kindOf(type);
        const count = (counts.get(kind.prefix) ?? 0) + 1;
        counts.set(kind.prefix, count);
        const { name = `${kind.prefix}${count}` } = settings;
        return kind.resolve(settings, name);
    });
    return { input: spec.input, layers };
}
/** The activation a layer ends with; linear for layers that have none. */
export function activationOf(layer) {
    return layer === undefined ? 'linear' : (kindOf(layer.type).activation?.(layer) ?? 'linear');
}
