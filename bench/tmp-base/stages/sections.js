import { ACTIVATIONS } from '../nn/activations.js';
import { layerSchemas } from '../nn/layers/index.js';
import { optimizerSchemas } from '../nn/optimizers/index.js';
import { readSchema } from '../schema/read.js';
/** The sections of named definitions, each with the JSON Schema of one entry. */
export const sections = {
    datasets: readSchema('sections/dataset'),
    models: modelSchema(),
    optimizers: { ...readSchema('sections/optimizer'), properties: optimizerSchemas() },
};
/** The frame in schema/sections/model.json, with the layers and activations that there are. */
function modelSchema() {
    const frame = readSchema('sections/model');
    const definitions = frame['$defs'];
    return {
        ...frame,
        $defs: {
            ...definitions,
            layer: { ...definitions['layer'], properties: layerSchemas() },
            activation: { ...definitions['activation'], enum: ACTIVATIONS },
        },
    };
}
