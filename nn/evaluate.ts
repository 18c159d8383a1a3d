import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import { createBreather } from './fit.ts';
import { forward } from './forward.ts';
import { categoricalCrossEntropy, countCorrect } from './losses.ts';
import type { Model } from './model.ts';
import type { MeanLoss } from './objectives/index.ts';
import type { Tensors } from './tensors.ts';

/** Labelled images as tensors. */
export interface ImageTensors {
  /** float32 `[images, height, width, channels]`, as the network takes them: 0..1 or standardized. */
  readonly images: Tensor;
  /** int32 `[images]`, class numbers. */
  readonly labels: Tensor;
}

/** The quality of a classifier; both are means over the images. */
export interface Evaluation {
  readonly loss: number;
  /** 0..1 */
  readonly accuracy: number;
}

export interface EvaluateOptions {
  readonly model: Model;
  readonly weights: Tensors;
  readonly data: ImageTensors;
  /** Cross-entropy when left out. */
  readonly loss?: MeanLoss;
  readonly signal?: AbortSignal;
}

/** Images per batch in evaluation: bounds the memory of the activations, whatever the number of images. */
const EVALUATION_BATCH = 250;

/**
 * Returns the loss and accuracy with dropout off. Works in batches, so memory does not grow with the number of images.
 *
 * @returns undefined when there are no images
 * @throws the signal's reason when it is aborted: checked between two batches
 */
export async function evaluate(backend: Backend, options: EvaluateOptions): Promise<Evaluation | undefined> {
  const { model, weights, data, loss: meanOf = categoricalCrossEntropy } = options;
  const images = data.images.shape[0] ?? 0;
  let lossSum = 0;
  let correct = 0;
  await eachBatch(images, options, async ({ start, count }) => {
    const sums = backend.tf.tidy(() => {
      const x = backend.tf.slice(data.images, start, count);
      const labels = backend.tf.slice(data.labels, start, count);
      const logits = forward(backend, model, { weights, x });
      const loss = backend.tf.mul(meanOf(backend, logits, labels), count);
      return backend.tf.stack([loss, countCorrect(backend, logits, labels)]); // Reads once instead of twice.
    });
    const [loss = Number.NaN, right = Number.NaN] = await sums.data();
    sums.dispose();
    lossSum += loss;
    correct += right;
  });
  return images === 0 ? undefined : { loss: lossSum / images, accuracy: correct / images };
}

/**
 * Returns the logits of every image with dropout off, float32 `[images, outputs]` row-major. Works in batches.
 *
 * @throws the signal's reason when it is aborted: checked between two batches
 */
export async function predict(backend: Backend, options: EvaluateOptions & { outputs: number }): Promise<Float32Array> {
  const { model, weights, data, outputs } = options;
  const images = data.images.shape[0] ?? 0;
  const all = new Float32Array(images * outputs);
  await eachBatch(images, options, async ({ start, count }) => {
    const logits = backend.tf.tidy(() =>
      forward(backend, model, { weights, x: backend.tf.slice(data.images, start, count) }),
    );
    all.set(await logits.data<'float32'>(), start * outputs);
    logits.dispose();
  });
  return all;
}

/** The images `start` .. `start + count - 1`; `batch` counts from 0. */
export interface BatchRange {
  readonly batch: number;
  readonly start: number;
  readonly count: number;
}

/**
 * Calls `visit` with one batch of `total` images after another, in order.
 *
 * @throws The signal's reason when it is aborted: seen between two batches.
 */
export async function eachBatch(
  total: number,
  { signal }: { readonly signal?: AbortSignal | undefined },
  visit: (range: BatchRange) => Promise<void>,
): Promise<void> {
  const breathe = createBreather(signal);
  for (let batch = 0; batch * EVALUATION_BATCH < total; batch += 1) {
    await breathe();
    const start = batch * EVALUATION_BATCH;
    await visit({ batch, start, count: Math.min(EVALUATION_BATCH, total - start) });
  }
}
