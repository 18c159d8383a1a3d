import { createBreather } from './fit.js';
import { forward } from './forward.js';
import { categoricalCrossEntropy, countCorrect } from './losses.js';
/** Images per batch in evaluation: bounds the memory of the activations, whatever the number of images. */
const EVALUATION_BATCH = 250;
/**
 * The loss and accuracy with dropout off, in batches: memory does not grow with the number of images.
 *
 * @returns undefined when there are no images.
 * @throws The signal's reason when it is aborted: seen between two batches.
 */
export async function evaluate(backend, options) {
    const { model, weights, data } = options;
    const images = data.images.shape[0] ?? 0;
    let lossSum = 0;
    let correct = 0;
    await eachBatch(images, options, async ({ start, count }) => {
        const sums = backend.tf.tidy(() => {
            const x = backend.tf.slice(data.images, start, count);
            const labels = backend.tf.slice(data.labels, start, count);
            const logits = forward(backend, model, { weights, x });
            const loss = backend.tf.mul(categoricalCrossEntropy(backend, logits, labels), count);
            return backend.tf.stack([loss, countCorrect(backend, logits, labels)]); // one reading instead of two
        });
        const [loss = Number.NaN, right = Number.NaN] = await sums.data();
        sums.dispose();
        lossSum += loss;
        correct += right;
    });
    return images === 0 ? undefined : { loss: lossSum / images, accuracy: correct / images };
}
/**
 * The logits of every image with dropout off, float32 `[images, outputs]` row-major, in batches.
 *
 * @throws The signal's reason when it is aborted: seen between two batches.
 */
export async function predict(backend, options) {
    const { model, weights, data, outputs } = options;
    const images = data.images.shape[0] ?? 0;
    const all = new Float32Array(images * outputs);
    await eachBatch(images, options, async ({ start, count }) => {
        const logits = backend.tf.tidy(() => forward(backend, model, { weights, x: backend.tf.slice(data.images, start, count) }));
        all.set(await logits.data(), start * outputs);
        logits.dispose();
    });
    return all;
}
/**
 * Calls `visit` with one batch of `total` images after another, in order.
 *
 * @throws The signal's reason when it is aborted: seen between two batches.
 */
export async function eachBatch(total, { signal }, visit) {
    const breathe = createBreather(signal);
    for (let batch = 0; batch * EVALUATION_BATCH < total; batch += 1) {
        await breathe();
        const start = batch * EVALUATION_BATCH;
        await visit({ batch, start, count: Math.min(EVALUATION_BATCH, total - start) });
    }
}
