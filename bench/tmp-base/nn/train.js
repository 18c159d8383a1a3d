import { keepOnHost, startOf } from './checkpoint.js';
import { evaluate, predict } from './evaluate.js';
import { fit } from './fit.js';
import { initialWeights } from './initializers.js';
import { forward } from './forward.js';
import { categoricalCrossEntropy, countCorrect } from './losses.js';
import { createOptimizer } from './optimizers/index.js';
import { toInputs } from './pixels.js';
import { deriveSeed, permutation } from './random.js';
import { inferShapes } from './shapes.js';
import { createStep } from './step.js';
import { dispose, toHost } from './tensors.js';
/**
 * Trains a classifier with categorical cross-entropy. The same options on the same backend with the same number of threads
 * give the same bits. Everything it allocates on the backend is free again when the promise settles.
 *
 * @throws DivergedError when the loss of a batch is not finite.
 * @throws The signal's reason when it is aborted.
 */
export async function train(backend, options) {
    const { model, seed, signal, from, precision = 'float32' } = options;
    const optimizer = createOptimizer(options.optimizer);
    const initial = initialWeights(model, deriveSeed(seed, 'initial'));
    const stop = signal === undefined ? {} : { signal };
    const data = upload(backend, options);
    const history = [...(from?.history ?? [])];
    try {
        const weights = await fit(backend, {
            ...stop,
            step: createStep(backend, { objective: classification(backend, model, { precision }), optimizer }),
            optimizer,
            ...startOf(backend, from, initial),
            ...keepOnHost(options.keep, history),
            ...(options.execution && { execution: options.execution }),
            ...(options.onNotice && { onFallback: options.onNotice }),
            count: options.train.labels.length,
            batchSize: options.batchSize,
            epochs: options.epochs,
            seed: deriveSeed(seed, 'fit'),
            batch: (indices) => gather(backend, data.train, indices),
            onBatch({ measures, ...report }) {
                options.onProgress?.({ ...report, accuracy: measures['correct'] ?? Number.NaN });
            },
            async onEpoch({ epoch, weights, loss, measures }) {
                const trainNow = await evaluate(backend, { ...stop, model, weights, data: data.trainSubset });
                const validation = await evaluate(backend, { ...stop, model, weights, data: data.validation });
                history.push({
                    epoch,
                    ...(loss === undefined ? {} : { running: { loss, accuracy: measures?.['correct'] ?? Number.NaN } }),
                    ...(trainNow === undefined ? {} : { train: trainNow }),
                    ...(validation === undefined ? {} : { validation }),
                });
                await options.onEpoch?.(epoch, () => toHost(weights));
            },
        });
        try {
            const test = await evaluate(backend, { ...stop, model, weights, data: data.test });
            const outputs = inferShapes(model).layers.at(-1)?.shape.at(-1) ?? 0;
            const testLogits = await predict(backend, { ...stop, model, weights, data: data.test, outputs });
            const final = await toHost(weights);
            return { initial, final, history, testLogits, ...(test === undefined ? {} : { test }) };
        }
        finally {
            dispose(weights);
        }
    }
    finally {
        for (const { images, labels } of Object.values(data)) {
            images.dispose();
            labels.dispose();
        }
    }
}
/** Cross-entropy of a batch `{ x, y }`, with dropout on; measures how many are `correct`. */
export function classification(backend, model, { precision = 'float32' } = {}) {
    return ({ weights, batch, key }) => {
        const { x, y } = batch;
        if (x === undefined || y === undefined)
            throw new Error("Internal error: a classifier's batch needs x and y");
        const logits = forward(backend, model, { weights, x, dropoutKey: key, precision });
        return {
            loss: categoricalCrossEntropy(backend, logits, y),
            measures: { correct: countCorrect(backend, logits, y) },
        };
    };
}
/** Every split as tensors of the backend, so that a batch is one native gather. */
function upload(backend, { model, train, validation, test, trainEvaluation, seed }) {
    const { tf } = backend;
    const whole = toImageTensors(backend, model, train);
    const count = Math.min(trainEvaluation, train.labels.length);
    const subset = permutation(train.labels.length, { seed: deriveSeed(seed, 'trainEvaluation'), epoch: 0 });
    const { x, y } = tf.tidy(() => gather(backend, whole, tf.tensor1d(subset.slice(0, count), 'int32')));
    return {
        train: whole,
        trainSubset: { images: x, labels: y },
        validation: toImageTensors(backend, model, validation),
        test: toImageTensors(backend, model, test),
    };
}
/**
 * Uploads a split as float32. tfjs has no uint8 tensors, so float32 takes no more than int32 would, and the scaling is done
 * once instead of in every epoch.
 */
function toImageTensors({ tf }, model, { images, labels, scale }) {
    return {
        images: tf.tensor(toInputs(images, scale), [labels.length, ...model.input], 'float32'),
        labels: tf.tensor1d(Int32Array.from(labels), 'int32'),
    };
}
function gather({ tf }, { images, labels }, indices) {
    return { x: tf.gather(images, indices), y: tf.gather(labels, indices) };
}
