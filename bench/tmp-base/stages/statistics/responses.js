import { StageFailure } from '../../engine/core/failure.js';
import { respondTo } from '../../nn/forward.js';
import { tensorAt } from '../formats/safetensors.js';
/**
 * The output of the layer named `layer`, after its activation, for one image in evaluation mode. Of that layer only the
 * channels in `channels` are computed, in this order; left out, all.
 *
 * @param options.weights a `model` artifact; `<snapshot>/<layer>.kernel` and `.bias` are read
 * @param options.image values as the network was trained on
 * @throws StageFailure if there is no such layer, or the weights do not fit the model
 */
export function* layerOutput(model, options) {
    const { weights, snapshot, layer } = options;
    const output = yield* respondTo(model, {
        ...options,
        weight: (of, part, shape) => weightAt(weights, `${snapshot}/${of.name}.${part}`, shape),
    });
    if (output !== undefined)
        return output;
    const names = model.layers.map(({ name }) => `"${name}"`).join(', ');
    throw new StageFailure(`Cannot find layer "${layer}" in the model: it has ${names}`);
}
function weightAt(weights, name, shape) {
    const tensor = tensorAt(weights, name, 'F32');
    if (String(tensor.shape) === String(shape))
        return tensor.data;
    const [expected, found] = [shape.join(', '), tensor.shape.join(', ')];
    throw new StageFailure(`Weights "${name}" do not fit the model: expected [${expected}], found [${found}]`);
}
