import { isObject } from '../../engine/core/json.js';
import { defineStage } from '../../engine/core/stage.js';
import { readSchema } from '../../schema/read.js';
import { selectLayers } from './select.js';
export const extractFilters = defineStage({
    name: 'extract-filters',
    schema: readSchema('stages/extract-filters'),
    outputs: { filters: { kind: 'filters', extension: 'safetensors' } },
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: false,
    infer,
    load: () => import('./run.js'),
});
/**
 * Inference of `filters`: `{ layers: [{ name, filters, dimension }], snapshots }`, where `dimension` counts the weights of one
 * filter and `snapshots` are names in the order of training.
 */
function infer(params, inputs) {
    const known = inputs['model']?.[0];
    if (!isObject(known) || known['layers'] === undefined)
        return {};
    const model = known;
    const { chosen, problems } = selectLayers(params.layers, model.layers);
    const layers = chosen.map((layer) => ({
        name: layer.name,
        filters: layer.shape.at(-1) ?? 0,
        dimension: dimensionOf(layer, model),
    }));
    const snapshots = ['initial', ...(model.kept ?? []).map((epoch) => `epoch-${epoch}`), 'final'];
    return { outputs: { filters: { layers, snapshots } }, problems };
}
/** Weights of one filter: over a window of all channels of the layer before, or over all its values. */
function dimensionOf(layer, { input, layers }) {
    const before = layers[layers.indexOf(layer) - 1]?.shape ?? input;
    const [height, width] = layer.kernel ?? [1, 1];
    return height * width * (before.at(-1) ?? 0);
}
