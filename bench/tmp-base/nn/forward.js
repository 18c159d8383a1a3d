import { activate } from './activations.js';
import { kindOf } from './layers/index.js';
import { activationOf } from './model.js';
/**
 * The model's output for a batch, `[images, ...]`. A softmax at the very end is left out: losses work from logits, and the
 * largest logit is the largest probability.
 */
export function forward(backend, model, inputs) {
    return backend.tf.tidy(() => {
        let output = inputs.x;
        for (const [, value] of layerOutputs(backend, model, inputs))
            output = value;
        return output;
    });
}
/**
 * The outputs of the named layers, after their activation, `[images, height, width, channels]` or `[images, units]`. For
 * the last layer these are logits where its activation is softmax. The layers after the last one named are not computed.
 *
 * @throws Error if the model has no layer of such a name.
 */
export function layerActivations(backend, model, inputs) {
    return backend.tf.tidy(() => {
        const wanted = new Set(inputs.layers);
        const found = {};
        for (const [name, value] of layerOutputs(backend, model, inputs)) {
            if (wanted.delete(name))
                found[name] = value;
            if (wanted.size === 0)
                break;
        }
        if (wanted.size > 0)
            throw new Error(`Internal error: the model has no layer named '${[...wanted].join("', '")}'`);
        return found;
    });
}
function* layerOutputs(backend, model, inputs) {
    const { weights, dropoutKey, precision = 'float32' } = inputs;
    const last = model.layers.length - 1;
    let x = inputs.x;
    for (const [index, layer] of model.layers.entries()) {
        const weight = (part) => {
            const tensor = weights[`${layer.name}.${part}`];
            if (tensor === undefined)
                throw new Error(`Internal error: no weight '${layer.name}.${part}' was given`);
            return tensor;
        };
        const linear = kindOf(layer.type).apply(layer, x, { backend, weight, dropoutKey, precision, index });
        const activation = activationOf(layer);
        x = index === last && activation === 'softmax' ? linear : activate(backend, linear, activation);
        yield [layer.name, x];
    }
}
/**
 * The output of the layer named `layer`, after its activation, for one image in evaluation mode, in float64 on the
 * JavaScript side. Of that layer only the channels in `channels` are computed, in this order; left out, all.
 *
 * @param options.image values as the network was trained on
 * @returns undefined if the model has no such layer
 * @throws whatever `weight` throws
 */
export function* respondTo(model, options) {
    let volume = options.image;
    for (const layer of model.layers) {
        const last = layer.name === options.layer;
        const response = kindOf(layer.type).respond(layer, volume, {
            weight: (part, shape) => options.weight(layer, part, shape),
            channels: last ? options.channels : undefined,
        });
        volume = 'data' in response ? response : yield* response;
        if (last)
            return volume;
    }
    return undefined;
}
