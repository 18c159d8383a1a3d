import { activationOf, resolveModel } from './model.js';
import { inferShapes } from './shapes.js';
/** An autoencoder whose code has the activation of the other layers, too. */
export function plainAutoencoder(spec) {
    return build('plain', spec, {
        code: { units: spec.latent, activation: spec.activation },
        outputActivation: spec.outputActivation,
    });
}
/**
 * A variational autoencoder (Kingma and Welling 2014, appendix C): the encoder gives a diagonal Gaussian over codes, the
 * decoder the probability of each pixel.
 */
export function variationalAutoencoder(spec) {
    return build('variational', spec, {
        code: { units: 2 * spec.latent, activation: 'linear' },
        outputActivation: 'sigmoid',
    });
}
/** The layers of both models, in the order of the data. */
export function summariseAutoencoder({ encoder, decoder }) {
    const [first, second] = [inferShapes(encoder), inferShapes(decoder)];
    return { layers: [...first.layers, ...second.layers], parameters: first.parameters + second.parameters };
}
/** The same model without the activation of its last layer. */
export function withoutOutputActivation(model) {
    const last = model.layers.at(-1);
    if (last?.type !== 'dense')
        throw new Error(`Internal error: expected a dense layer at the end, got ${last?.type}`);
    return { ...model, layers: [...model.layers.slice(0, -1), { ...last, activation: 'linear' }] };
}
/** The activation of the pixels. */
export function outputActivationOf({ decoder }) {
    return activationOf(decoder.layers.at(-1));
}
function build(kind, { input, latent, hidden, activation }, ends) {
    const layer = (part) => (units, index) => ({
        dense: { name: `${part}${index + 1}`, units, activation },
    });
    const pixels = input.reduce((product, size) => product * size, 1);
    const encoder = [
        { flatten: { name: 'pixels' } },
        ...hidden.map(layer('encoder')),
        { dense: { name: 'code', ...ends.code } },
    ];
    const decoder = [
        { flatten: { name: 'sample' } },
        ...hidden.toReversed().map(layer('decoder')),
        { dense: { name: 'output', units: pixels, activation: ends.outputActivation } },
    ];
    return {
        kind,
        latent,
        encoder: resolveModel({ input, layers: encoder }),
        decoder: resolveModel({ input: [1, 1, latent], layers: decoder }),
    };
}
