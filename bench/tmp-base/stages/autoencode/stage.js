import { isObject } from '../../engine/core/json.js';
import { defineStage } from '../../engine/core/stage.js';
import { readSchema } from '../../schema/read.js';
import { checkParams, createNetwork, describeNetwork, isImageShape } from './network.js';
const PLAIN = {
    autoencoder: { kind: 'autoencoder', extension: 'safetensors' },
    history: { kind: 'history', extension: 'csv' },
    image: { kind: 'image', extension: 'png' },
    reconstructions: { kind: 'reconstructions', extension: 'safetensors' },
};
const VARIATIONAL = {
    ...PLAIN,
    samples: { kind: 'image', extension: 'png' },
};
export const autoencode = defineStage({
    name: 'autoencode',
    schema: readSchema('stages/autoencode'),
    outputs: VARIATIONAL,
    outputsOf: ({ kind }) => (kind === 'plain' ? PLAIN : VARIATIONAL),
    determinism: 'bitwise',
    seeded: true,
    numeric: true,
    isolated: true,
    // As in `train`.
    extends: 'epochs',
    infer,
    load: () => import('./run.js'),
});
/**
 * Inference of `autoencoder`, when the shape of the images is known: `{ kind, input, latent, layers: [{ name, type, shape,
 * parameters, macs }], parameters }`, the layers of the encoder and then of the decoder.
 */
function infer(params, inputs) {
    const [data] = inputs['data'] ?? [];
    const { shape, train, test } = isObject(data) ? data : {};
    const input = isImageShape(shape) ? shape : undefined;
    const problems = checkParams(params, { input, train, test });
    if (input === undefined)
        return { problems };
    return { outputs: { autoencoder: describeNetwork(createNetwork(params, input)) }, problems };
}
