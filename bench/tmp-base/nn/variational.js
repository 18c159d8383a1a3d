import { withoutOutputActivation } from './autoencoder.js';
import { imagesOf } from './autoencoding.js';
import { forward } from './forward.js';
/** What the encoder says of each image. `x`: float32 `[images, height, width, channels]`. */
export function posterior(backend, network, weights, x) {
    const { tf } = backend;
    const both = forward(backend, network.encoder, { weights, x }); // [images, 2 * latent]
    const part = (index) => tf.slice(both, [0, index * network.latent], [-1, network.latent]);
    return { mean: part(0), logDeviation: part(1) };
}
/** z = μ + σ·ε (the reparameterisation of Kingma and Welling 2014), so that gradients reach μ and σ; all `[images, latent]`. */
export function sampleCodes({ tf }, { mean, logDeviation }, noise) {
    return tf.add(mean, tf.mul(tf.exp(logDeviation), noise));
}
/** KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (σ² + μ² - 1 - 2 log σ) over the code of each image, in nats, `[images]` (SCIENCE 1.4). */
export function divergence({ tf }, { mean, logDeviation }) {
    const twice = tf.mul(logDeviation, 2);
    const terms = tf.sub(tf.add(tf.exp(twice), tf.square(mean)), tf.add(twice, 1));
    return tf.mul(tf.sum(terms, 1), 0.5);
}
/**
 * -log p(x|z) of each image for pixels that are Bernoulli variables, in nats, `[images]`: the sum over the pixels of
 * softplus(logit) - pixel·logit, finite for any finite logit.
 *
 * @param logits `[images, pixels]`
 * @param pixels `[images, pixels]`, 0 or 1; grey levels in between make it a cross-entropy with a floor above zero.
 */
export function reconstructionCost({ tf }, logits, pixels) {
    return tf.sum(tf.sub(tf.softplus(logits), tf.mul(pixels, logits)), 1);
}
/**
 * A variational autoencoder that minimises -ELBO + decoderDecay·Σθ² over all weights θ of the decoder, biases too. The ELBO is
 * the mean over the images, estimated with one code drawn for each image; the penalty is not divided by their number.
 */
export function variationalAutoencoding(backend, network, { decoderDecay }) {
    const { tf } = backend;
    const logitsOf = withoutOutputActivation(network.decoder);
    /** Both terms of -ELBO for each image, `[images]`. */
    const costs = ({ weights, x, key }) => {
        const code = posterior(backend, network, weights, x);
        const codes = sampleCodes(backend, code, backend.normal(code.mean.shape, key));
        const logits = forward(backend, logitsOf, { weights, x: codes });
        const pixels = tf.reshape(x, logits.shape); // [images, height * width * channels]
        return { reconstruction: reconstructionCost(backend, logits, pixels), kl: divergence(backend, code) };
    };
    const penaltyOf = (weights) => {
        const squares = decoderWeights(network, weights).map((weight) => tf.sum(tf.square(weight)));
        return tf.mul(tf.addN(squares), decoderDecay);
    };
    return {
        network,
        terms: ['reconstruction', 'kl'],
        objective({ weights, batch, key }) {
            const x = imagesOf(batch);
            const { reconstruction, kl } = costs({ weights, x, key });
            const penalty = penaltyOf(weights);
            return {
                loss: tf.add(tf.mean(tf.add(reconstruction, kl)), penalty),
                measures: {
                    reconstruction: tf.sum(reconstruction),
                    kl: tf.sum(kl),
                    penalty: tf.mul(penalty, x.shape[0] ?? 0), // measures are sums over the images
                },
            };
        },
        score: (inputs) => tf.tidy(() => {
            const { reconstruction, kl } = costs(inputs);
            return { reconstruction: tf.sum(reconstruction), kl: tf.sum(kl) };
        }),
        encode: (weights, x) => tf.tidy(() => posterior(backend, network, weights, x).mean),
        decode: (weights, codes) => forward(backend, network.decoder, { weights, x: codes }),
    };
}
function decoderWeights({ decoder }, weights) {
    return decoder.layers.flatMap(({ name }) => Object.entries(weights).flatMap(([weight, tensor]) => (weight.startsWith(`${name}.`) ? [tensor] : [])));
}
