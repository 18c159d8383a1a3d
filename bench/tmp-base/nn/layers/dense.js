import { activateVolume } from '../activations.js';
import { flattened, pickChannels } from '../volume.js';
import { convolve } from './conv2d.js';
import { defineLayer, nameOf } from './kind.js';
/** Kernel `[inputs, units]`, bias `[units]`. */
export const dense = defineLayer({
    type: 'dense',
    prefix: 'dense',
    schema: {
        description: 'Every output is a weighted sum of all inputs; needs a flat input',
        type: 'object',
        additionalProperties: false,
        required: ['units'],
        properties: {
            name: { $ref: '#/$defs/name' },
            units: { description: 'Number of outputs', type: 'integer', minimum: 1, maximum: 1048576 },
            activation: { $ref: '#/$defs/activation', default: 'linear' },
            useBias: { $ref: '#/$defs/useBias', default: true },
        },
    },
    resolve(settings, name) {
        const { units, activation = 'linear', useBias = true } = settings;
        return { type: 'dense', name, units, activation, useBias };
    },
    infer(layer, input) {
        const [inputs] = input;
        if (inputs === undefined || input.length !== 1) {
            const message = `${nameOf(layer)} needs a flat input, found ${input.join('x')}: add 'flatten: {}' before it`;
            return { at: [], message };
        }
        const { units, useBias } = layer;
        return {
            shape: [units],
            macs: inputs * units,
            weights: [
                { part: 'kernel', shape: [inputs, units], fan: { in: inputs, out: units } },
                ...(useBias ? [{ part: 'bias', shape: [units] }] : []),
            ],
        };
    },
    apply({ useBias }, x, { backend: { layers }, weight, precision }) {
        const product = layers.matMul(x, weight('kernel'), { precision });
        return useBias ? layers.addBias(product, weight('bias')) : product;
    },
    *respond({ units, useBias, activation }, input, { weight, channels }) {
        const flat = flattened(input);
        const weights = weight('kernel', [flat.channels, units]);
        const bias = useBias ? weight('bias', [units]) : undefined;
        const whole = { kernel: [1, 1], strides: [1, 1], padding: 'valid', filters: units };
        // Softmax relates each unit to all others.
        if (activation !== 'softmax')
            return activateVolume(yield* convolve(whole, flat, { weights, bias, channels }), activation);
        const all = yield* convolve(whole, flat, { weights, bias, channels: undefined });
        return pickChannels(activateVolume(all, activation), channels);
    },
    activation: (layer) => layer.activation,
    describe: () => ['dense'],
});
