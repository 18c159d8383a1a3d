import { didYouMean } from '../../engine/core/diagnostic.js';
/**
 * The layers named by `names`, in that order; without names all convolutions, in the order of the model. A name that is
 * unknown, or of a layer without filters, is a problem at its place in `layers` and is left out.
 */
export function selectLayers(names, layers) {
    const withFilters = layers.filter(({ type }) => type === 'conv2d' || type === 'dense');
    const quoted = withFilters.map(({ name }) => `"${name}"`).join(', ');
    if (names === undefined) {
        const chosen = layers.filter(({ type }) => type === 'conv2d');
        if (chosen.length > 0)
            return { chosen, problems: [] };
        const instead = quoted === '' ? '' : `: name some of its layers in "layers". It has ${quoted}`;
        return { chosen, problems: [{ path: [], message: `The model has no convolution${instead}` }] };
    }
    const chosen = [];
    const problems = [];
    for (const [index, name] of names.entries()) {
        const layer = layers.find((known) => known.name === name);
        if (layer === undefined) {
            const known = withFilters.map((each) => each.name);
            const message = `Unknown layer "${name}": the model has ${quoted || 'no layers with filters'}${didYouMean(name, known)}`;
            problems.push({ path: ['layers', index], message });
        }
        else if (withFilters.includes(layer)) {
            chosen.push(layer);
        }
        else {
            const message = `Layer "${name}" is a ${layer.type} and has no filters: the layers with filters are ${quoted}`;
            problems.push({ path: ['layers', index], message });
        }
    }
    return { chosen, problems };
}
