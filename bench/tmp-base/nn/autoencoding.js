import { outputActivationOf, withoutOutputActivation } from './autoencoder.js';
import { forward } from './forward.js';
import { binaryCrossEntropy, meanSquaredError } from './losses.js';
/**
 * An autoencoder that minimises the mean error of a pixel: its square, or the cross-entropy of its grey level.
 *
 * @throws Error for binaryCrossEntropy unless the output is a sigmoid: a caller checks that before.
 */
export function plainAutoencoding(backend, network, loss) {
    const { tf } = backend;
    const entropy = loss === 'binaryCrossEntropy';
    if (entropy && outputActivationOf(network) !== 'sigmoid') {
        throw new Error(`Internal error: cross-entropy needs a sigmoid output, got ${outputActivationOf(network)}`);
    }
    const outputs = entropy ? withoutOutputActivation(network.decoder) : network.decoder;
    const encode = (weights, x) => forward(backend, network.encoder, { weights, x });
    /** The mean over pixels and images. */
    const errorOf = (weights, x) => {
        const output = forward(backend, outputs, { weights, x: encode(weights, x) });
        const targets = tf.reshape(x, output.shape); // [images, height * width * channels]
        return entropy ? binaryCrossEntropy(backend, output, targets) : meanSquaredError(backend, output, targets);
    };
    const sum = (error, x) => tf.mul(error, x.shape[0] ?? 0);
    return {
        network,
        terms: ['error'],
        objective({ weights, batch }) {
            const x = imagesOf(batch);
            const error = errorOf(weights, x);
            return { loss: error, measures: { error: sum(error, x) } };
        },
        score: ({ weights, x }) => tf.tidy(() => ({ error: sum(errorOf(weights, x), x) })),
        encode,
        decode: (weights, codes) => forward(backend, network.decoder, { weights, x: codes }),
    };
}
/** The images of a batch `{ x }`. */
export function imagesOf({ x }) {
    if (x === undefined)
        throw new Error("Internal error: an autoencoder's batch needs x");
    return x;
}
