import type { Tensor } from '@tensorflow/tfjs-core';
import type { Autoencoding } from './autoencoding.ts';
import type { Backend } from './backends/backend.ts';
import { keepOnHost, startOf } from './checkpoint.ts';
import type { Checkpoint, Keep } from './checkpoint.ts';
import { eachBatch } from './evaluate.ts';
import { fit, stepKey } from './fit.ts';
import type { FitOptions } from './fit.ts';
import { initialWeights } from './initializers.ts';
import type { HostTensors } from './initializers.ts';
import type { Optimizer } from './optimizers/kind.ts';
import { deriveSeed, permutation } from './random.ts';
import { createStep } from './step.ts';
import { dispose, toHost } from './tensors.ts';
import type { Tensors } from './tensors.ts';

export interface TrainAutoencoderOptions {
  readonly method: Autoencoding;
  readonly optimizer: Optimizer;
  /** Each `[images, height, width, channels]`, 0..255; may be empty but for the first. */
  readonly train: Uint8Array;
  readonly validation: Uint8Array;
  readonly test: Uint8Array;
  /** Takes every pixel brighter than half for white and every other for black. */
  readonly binarised: boolean;
  /** Which test images to reconstruct. */
  readonly examples: readonly number[];
  /** How many codes to draw from the standard normal distribution and decode. */
  readonly samples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Continues from here, and ends with the bits of a training that was never interrupted. */
  readonly from?: Checkpoint<AutoencoderEpoch>;
  /** `eager`: one operation at a time; the bits are the same. */
  readonly execution?: FitOptions['execution'];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AutoencoderProgress) => void;
  /** Told after every epoch, the one before training included, except those before `from`. */
  readonly onEpoch?: (row: AutoencoderEpoch) => void;
  /** States to continue from. */
  readonly keep?: Keep<Checkpoint<AutoencoderEpoch>>;
}

/** Told after every batch; `loss` is the running mean of the epoch. */
export interface AutoencoderProgress {
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number;
  readonly loss: number;
}

/** `loss` and the terms that it is the sum of, means over the images; while training also the `penalty` that is added. */
export type Losses = Readonly<Record<string, number>> & { readonly loss: number };

/** One epoch. `running` is while the weights moved (absent before training), the others are afterwards. */
export interface AutoencoderEpoch {
  readonly epoch: number;
  readonly running?: Losses;
  /** Of a seeded choice of at most 10 000 training images, the same in every epoch. */
  readonly train?: Losses;
  /** Absent when there are no validation images. */
  readonly validation?: Losses;
}

export interface TrainedAutoencoder {
  readonly initial: HostTensors;
  readonly final: HostTensors;
  /** Epoch 0 is before training. */
  readonly history: readonly AutoencoderEpoch[];
  /** Absent when there are no test images. */
  readonly test?: Losses;
  readonly examples: Examples;
  /** float32 `[samples, height * width * channels]` */
  readonly samples: Float32Array;
}

/** Some test images as the network saw them, their codes, and what it made of those. */
export interface Examples {
  /** float32 `[examples, height * width * channels]`, 0..1 */
  readonly images: Float32Array;
  /** float32 `[examples, latent]` */
  readonly codes: Float32Array;
  /** float32 `[examples, height * width * channels]`; not clamped. */
  readonly reconstructions: Float32Array;
}

const TRAIN_EVALUATION = 10_000;

/**
 * Trains an autoencoder. The same options on the same backend with the same number of threads give the same bits. Everything
 * it allocates on the backend is free again when the promise settles.
 *
 * @throws DivergedError when the loss of a batch is not finite.
 * @throws The signal's reason when it is aborted.
 */
export async function trainAutoencoder(
  backend: Backend,
  options: TrainAutoencoderOptions,
): Promise<TrainedAutoencoder> {
  const { tf } = backend;
  const { method, optimizer, seed, signal, train, epochs, batchSize, from } = options;
  const initial = initialAutoencoderWeights(method, deriveSeed(seed, 'initial'));
  const upload = (images: Uint8Array): Tensor => toImages(backend, method, { images, binarised: options.binarised });
  const data = { train: upload(train), validation: upload(options.validation), test: upload(options.test) };
  const count = data.train.shape[0] ?? 0;
  const order = permutation(count, { seed: deriveSeed(seed, 'trainEvaluation'), epoch: 0 });
  const subset = tf.tidy(() => tf.gather(data.train, tf.tensor1d(order.slice(0, TRAIN_EVALUATION), 'int32')));

  // One seed for all evaluations: what a variational loss draws is then the same in every epoch.
  const evaluation = { method, signal, seed: deriveSeed(seed, 'evaluation') };
  const history: AutoencoderEpoch[] = [...(from?.history ?? [])];
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
        const row: AutoencoderEpoch = {
          epoch,
          ...(measures && { running: { ...measures, loss: total(method, measures) } }),
          ...(now && { train: now }),
          ...(validation && { validation }),
        };
        history.push(row);
        options.onEpoch?.(row);
      },
    });
    try {
      const test = await evaluate(backend, { ...evaluation, weights, images: data.test });
      const examples = await reconstruct(backend, { method, weights, test: data.test, indices: options.examples });
      const samples = await sample(backend, { method, weights, count: options.samples, seed });
      return { initial, final: await toHost(weights), history, ...(test && { test }), examples, samples };
    } finally {
      dispose(weights);
    }
  } finally {
    dispose({ ...data, subset });
  }
}

/** The weights of both models before training, under the names of their layers. */
function initialAutoencoderWeights({ network }: Autoencoding, seed: number): HostTensors {
  return { ...initialWeights(network.encoder, seed), ...initialWeights(network.decoder, seed) };
}

/** Uploads images as float32 0..1, once, so that a batch is one native gather. */
function toImages(
  { tf }: Backend,
  { network }: Autoencoding,
  { images, binarised }: { readonly images: Uint8Array; readonly binarised: boolean },
): Tensor {
  const pixels = Float32Array.from(images, (pixel) => (binarised ? Number(pixel / 255 > 0.5) : pixel / 255));
  const size = network.encoder.input.reduce((product, side) => product * side, 1);
  return tf.tensor(pixels, [pixels.length / size, ...network.encoder.input], 'float32');
}

function total({ terms }: Autoencoding, means: Readonly<Record<string, number>>): number {
  return terms.reduce((sum, term) => sum + (means[term] ?? Number.NaN), 0);
}

/** @returns undefined when there are no images. */
async function evaluate(
  backend: Backend,
  {
    method,
    weights,
    images,
    seed,
    signal,
  }: { method: Autoencoding; weights: Tensors; images: Tensor; seed: number; signal: AbortSignal | undefined },
): Promise<Losses | undefined> {
  const { tf } = backend;
  const count = images.shape[0] ?? 0;
  if (count === 0) return undefined;
  const sums = new Float64Array(method.terms.length);
  await eachBatch(count, { signal }, async ({ batch, start, count }) => {
    const scalars = tf.tidy(() => {
      const key = stepKey(backend, seed, batch);
      const scores = method.score({ weights, x: tf.slice(images, start, count), key });
      return tf.stack(method.terms.map((term) => termOf(scores, term))); // one reading instead of several
    });
    for (const [index, value] of (await scalars.data()).entries()) sums[index] = (sums[index] ?? 0) + value;
    scalars.dispose();
  });
  const means = Object.fromEntries(method.terms.map((term, index) => [term, (sums[index] ?? Number.NaN) / count]));
  return { ...means, loss: total(method, means) };
}

function termOf(scores: Tensors, term: string): Tensor {
  const score = scores[term];
  if (score === undefined) throw new Error(`Internal error: no score '${term}'`);
  return score;
}

async function reconstruct(
  { tf }: Backend,
  {
    method,
    weights,
    test,
    indices,
  }: { method: Autoencoding; weights: Tensors; test: Tensor; indices: readonly number[] },
): Promise<Examples> {
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

async function sample(
  backend: Backend,
  { method, weights, count, seed }: { method: Autoencoding; weights: Tensors; count: number; seed: number },
): Promise<Float32Array> {
  if (count === 0) return new Float32Array();
  const images = backend.tf.tidy(() => {
    const codes = backend.normal([count, method.network.latent], stepKey(backend, deriveSeed(seed, 'samples'), 0));
    return method.decode(weights, codes);
  });
  const data = Float32Array.from(await images.data<'float32'>());
  images.dispose();
  return data;
}
