import { keepOnHost, startOf } from './checkpoint.js';
import { eachBatch } from './evaluate.js';
import { fit, stepKey } from './fit.js';
import { initialWeights } from './initializers.js';
import { createOptimizer } from './optimizers/index.js';
import { deriveSeed, permutation } from './random.js';
import { createStep } from './step.js';
import { dispose, toHost } from './tensors.js';
const TRAIN_EVALUATION = 10_000;
/**
 * Trains an autoencoder. The same options on the same backend with the same number of threads give the same bits. Everything
 * it allocates on the backend is free again when the promise settles.
 *
 * @throws DivergedError when the loss of a batch is not finite.
 * @throws The signal's reason when it is aborted.
 */
export async function trainAutoencoder(backend, options) {
    const { tf } = backend;
    const { method, seed, signal, train, epochs, batchSize, from } = options;
    const optimizer = createOptimizer(options.optimizer);
    const initial = initialAutoencoderWeights(method, deriveSeed(seed, 'initial'));
    const upload = (images) => toImages(backend, method, { images, binarised: options.binarised });
    const data = { train: upload(train), validation: upload(options.validation), test: upload(options.test) };
    const count = data.train.shape[0] ?? 0;
    const order = permutation(count, { seed: deriveSeed(seed, 'trainEvaluation'), epoch: 0 });
    const subset = tf.tidy(() => tf.gather(data.train, tf.tensor1d(order.slice(0, TRAIN_EVALUATION), 'int32')));
    // One seed for all evaluations: what a variational loss draws is then the same in every epoch.
    const evaluation = { method, signal, seed: deriveSeed(seed, 'evaluation') };
    const history = [...(from?.history ?? [])];
    try {
        const weights = await fit(backend, {
            ...(signal !== undefined && { signal }),
            step: createStep(backend, { objective: method.objective, optimizer }),
            optimizer,
            ...startOf(backend, from, initial),
            ...keepOnHost(options.keep, history),
            ...(options.execution && { execution: options.execution }),
            count,
            batchSize,
            epochs,
            seed: deriveSeed(seed, 'fit'),
            batch: (indices) => ({ x: tf.gather(data.train, indices) }),
            onBatch({ epoch, batch, batches, measures }) {
                options.onProgress?.({ epoch, batch, batches, loss: total(method, measures) });
            },
            async onEpoch({ epoch, weights, measures }) {
                const now = await evaluate(backend, { ...evaluation, weights, images: subset });
                const validation = await evaluate(backend, { ...evaluation, weights, images: data.validation });
                history.push({
                    epoch,
                    ...(measures && { running: { ...measures, loss: total(method, measures) } }),
                    ...(now && { train: now }),
                    ...(validation && { validation }),
                });
            },
        });
        try {
            const test = await evaluate(backend, { ...evaluation, weights, images: data.test });
            const examples = await reconstruct(backend, { method, weights, test: data.test, indices: options.examples });
            const samples = await sample(backend, { method, weights, count: options.samples, seed });
            return { initial, final: await toHost(weights), history, ...(test && { test }), examples, samples };
        }
        finally {
            dispose(weights);
        }
    }
    finally {
        dispose({ ...data, subset });
    }
}
/** The weights of both models before training, under the names of their layers. */
function initialAutoencoderWeights({ network }, seed) {
    return { ...initialWeights(network.encoder, seed), ...initialWeights(network.decoder, seed) };
}
/** Uploads images as float32 0..1, once, so that a batch is one native gather. */
function toImages({ tf }, { network }, { images, binarised }) {
    const pixels = Float32Array.from(images, (pixel) => (binarised ? Number(pixel / 255 > 0.5) : pixel / 255));
    const size = network.encoder.input.reduce((product, side) => product * side, 1);
    return tf.tensor(pixels, [pixels.length / size, ...network.encoder.input], 'float32');
}
function total({ terms }, means) {
    return terms.reduce((sum, term) => sum + (means[term] ?? Number.NaN), 0);
}
/** @returns undefined when there are no images. */
async function evaluate(backend, { method, weights, images, seed, signal, }) {
    const { tf } = backend;
    const count = images.shape[0] ?? 0;
    if (count === 0)
        return undefined;
    const sums = new Float64Array(method.terms.length);
    await eachBatch(count, { signal }, async ({ batch, start, count }) => {
        const scalars = tf.tidy(() => {
            const key = stepKey(backend, seed, batch);
            const scores = method.score({ weights, x: tf.slice(images, start, count), key });
            return tf.stack(method.terms.map((term) => termOf(scores, term))); // one reading instead of several
        });
        for (const [index, value] of (await scalars.data()).entries())
            sums[index] = (sums[index] ?? 0) + value;
        scalars.dispose();
    });
    const means = Object.fromEntries(method.terms.map((term, index) => [term, (sums[index] ?? Number.NaN) / count]));
    return { ...means, loss: total(method, means) };
}
function termOf(scores, term) {
    const score = scores[term];
    if (score === undefined)
        throw new Error(`Internal error: no score '${term}'`);
    return score;
}
async function reconstruct({ tf }, { method, weights, test, indices, }) {
    const tensors = tf.tidy(() => {
        const images = tf.gather(test, tf.tensor1d([...indices], 'int32'));
        const codes = method.encode(weights, images);
        return { images, codes, reconstructions: method.decode(weights, codes) };
    });
    const { images, codes, reconstructions } = await toHost(tensors);
    dispose(tensors);
    const none = new Float32Array();
    return {
        images: images?.data ?? none,
        codes: codes?.data ?? none,
        reconstructions: reconstructions?.data ?? none,
    };
}
async function sample(backend, { method, weights, count, seed }) {
    if (count === 0)
        return new Float32Array();
    const images = backend.tf.tidy(() => {
        const codes = backend.normal([count, method.network.latent], stepKey(backend, deriveSeed(seed, 'samples'), 0));
        return method.decode(weights, codes);
    });
    const data = Float32Array.from(await images.data());
    images.dispose();
    return data;
}
