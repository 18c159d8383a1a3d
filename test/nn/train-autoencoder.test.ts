import { beforeAll, describe, expect, test } from 'vitest';
import { plainAutoencoder, variationalAutoencoder } from '../../nn/autoencoder.ts';
import { plainAutoencoding } from '../../nn/autoencoding.ts';
import type { Autoencoding } from '../../nn/autoencoding.ts';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { DivergedError } from '../../nn/fit.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import { randomOf } from '../../nn/random.ts';
import { trainAutoencoder } from '../../nn/train-autoencoder.ts';
import type { AutoencoderProgress, TrainAutoencoderOptions, TrainedAutoencoder } from '../../nn/train-autoencoder.ts';
import { variationalAutoencoding } from '../../nn/variational.ts';
import { bars } from './digits.ts';
import { naiveForward } from './naive.ts';
import type { Naive } from './naive.ts';

const input = [4, 4, 1] as const;

/** Images of 16 pixels that two numbers determine: the amounts of two patterns that do not overlap. */
function lowRank(count: number, seed: number): Uint8Array {
  const random = randomOf(seed, 'low rank');
  const images = new Uint8Array(count * 16);
  for (let image = 0; image < count; image += 1) {
    const amounts = [random.below(200), random.below(200)];
    for (let pixel = 0; pixel < 16; pixel += 1) images[image * 16 + pixel] = amounts[pixel % 2] ?? 0;
  }
  return images;
}

function linear(backend: Backend, latent = 2): Autoencoding {
  const spec = { input, hidden: [], latent, activation: 'linear' } as const;
  return plainAutoencoding(backend, plainAutoencoder({ ...spec, outputActivation: 'linear' }), 'mse');
}

function variational(backend: Backend): Autoencoding {
  const network = variationalAutoencoder({ input: [6, 6, 1], hidden: [16], latent: 2, activation: 'tanh' });
  return variationalAutoencoding(backend, network, { decoderDecay: 1e-4 });
}

const COMMON = {
  optimizer: createOptimizer({ adam: { learningRate: 0.01 } }),
  binarised: false,
  examples: [7, 3, 3], // the second one has the pixels 127 and 128 of a ramp
  samples: 5,
  epochs: 30,
  batchSize: 32, // 300 = 9 · 32 + 12
  seed: 5,
} as const;

/** The mean over all pixels of the squared difference. */
function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, at) => sum + (value - (b[at] ?? NaN)) ** 2, 0) / a.length;
}

describe.each(['tensorflow', 'portable'] as const)('trainAutoencoder() on %s', (name) => {
  let backend: Backend;
  let options: TrainAutoencoderOptions;
  let trained: TrainedAutoencoder;
  let leaked = NaN;
  const progress: AutoencoderProgress[] = [];
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
    options = {
      ...COMMON,
      method: linear(backend),
      train: lowRank(300, 1),
      validation: lowRank(70, 2),
      test: lowRank(260, 3), // more than one evaluation batch, the last one partial
    };
    const before = backend.tf.memory().numTensors;
    trained = await trainAutoencoder(backend, { ...options, onProgress: (at) => progress.push(at) });
    leaked = backend.tf.memory().numTensors - before;
  });

  test('leaves no tensors behind', () => {
    expect(leaked).toBe(0);
  });

  test('reconstructs images of rank two from two numbers, but not from one', async () => {
    expect(trained.history[0]?.validation?.loss).toBeGreaterThan(0.05);
    expect(trained.test?.loss).toBeLessThan(1e-4);
    const { test } = await trainAutoencoder(backend, { ...options, method: linear(backend, 1) });
    // What one direction leaves: half of the variance (200² / 12 for each amount) of the pixels.
    expect(test?.loss).toBeGreaterThan(0.8 * (200 ** 2 / 12 / 255 ** 2 / 2));
  });

  test('has a row for before training and one per epoch, and reports every batch', () => {
    expect(trained.history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 31 }, (_, epoch) => epoch));
    expect(trained.history[0]?.running).toBeUndefined();
    expect(progress).toHaveLength(300);
    expect(progress.at(-1)).toMatchObject({ epoch: 30, batch: 10, batches: 10 });
    expect(trained.history.at(-1)?.running?.loss).toBe(progress.at(-1)?.loss);
  });

  test('gives a test loss and reconstructions that agree with plain loops over the final weights', () => {
    const weights = Object.fromEntries(
      Object.entries(trained.final).map(([key, { shape, data }]): [string, Naive] => [
        key,
        { shape, data: Float64Array.from(data) },
      ]),
    );
    const { encoder, decoder } = options.method.network;
    const pixels = Float64Array.from(options.test, (pixel) => pixel / 255);
    const codes = naiveForward(encoder, weights, { shape: [260, ...input], data: pixels }).data;
    const outputs = naiveForward(decoder, weights, { shape: [260, 1, 1, 2], data: codes }).data;
    expect((trained.test?.loss ?? NaN) / squaredError(outputs, pixels)).toBeCloseTo(1, 3); // the loss is tiny
    const pick = (all: Float64Array, size: number): number[] =>
      COMMON.examples.flatMap((index) => Array.from(all.slice(index * size, (index + 1) * size)));
    expect(squaredError(trained.examples.images, pick(pixels, 16))).toBeLessThan(1e-12);
    expect(squaredError(trained.examples.codes, pick(codes, 2))).toBeLessThan(1e-10);
    expect(squaredError(trained.examples.reconstructions, pick(outputs, 16))).toBeLessThan(1e-10);
    expect(trained.samples).toHaveLength(5 * 16);
  });

  test('gives the same again, and something else for another seed', async () => {
    expect(await trainAutoencoder(backend, options)).toEqual(trained);
    const other = await trainAutoencoder(backend, { ...options, seed: 6 });
    expect(other.initial['code.kernel']).not.toEqual(trained.initial['code.kernel']);
    expect(other.samples).not.toEqual(trained.samples);
  });

  test('stops when the loss is not finite, and says where', async () => {
    const before = backend.tf.memory().numTensors;
    const training = trainAutoencoder(backend, {
      ...options,
      optimizer: createOptimizer({ sgd: { learningRate: 1e30 } }),
    });
    const error: unknown = await training.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DivergedError);
    expect(error).toMatchObject({ epoch: 1, learningRate: 1e30 });
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test('stops between two batches when aborted', async () => {
    const before = backend.tf.memory().numTensors;
    const controller = new AbortController();
    let batches = 0;
    const onProgress = (): void => {
      batches += 1;
      if (batches === 12) controller.abort(new Error('enough'));
    };
    const training = trainAutoencoder(backend, { ...options, signal: controller.signal, onProgress });
    await expect(training).rejects.toThrow('enough');
    expect(batches).toBe(12);
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  describe('of a variational autoencoder', () => {
    let generative: TrainedAutoencoder;
    let leftBehind = NaN;
    beforeAll(async () => {
      const images = (count: number, seed: number): Uint8Array => bars(count, seed).images;
      const method = variational(backend);
      const before = backend.tf.memory().numTensors;
      generative = await trainAutoencoder(backend, {
        ...COMMON,
        method,
        binarised: true,
        train: images(300, 1),
        validation: new Uint8Array(),
        test: images(260, 3),
      });
      leftBehind = backend.tf.memory().numTensors - before;
    });

    test('leaves no tensors behind', () => {
      expect(leftBehind).toBe(0);
    });

    test('takes pixels brighter than half for white', async () => {
      const ramp = Uint8Array.from({ length: 8 * 36 }, (_, at) => at % 256);
      const { examples } = await trainAutoencoder(backend, {
        ...COMMON,
        method: variational(backend),
        binarised: true,
        train: ramp,
        validation: ramp,
        test: ramp,
        epochs: 1,
      });
      const seen = COMMON.examples.flatMap((index) => Array.from(ramp.slice(36 * index, 36 * index + 36)));
      expect(Array.from(examples.images)).toEqual(seen.map((pixel) => (pixel <= 127 ? 0 : 1)));
      expect(seen).toEqual(expect.arrayContaining([127, 128]));
    });

    test('sees black and white only', () => {
      expect(new Set(generative.examples.images)).toEqual(new Set([0, 1]));
      const { images } = bars(260, 3);
      const expected = COMMON.examples.flatMap((index) =>
        Array.from(images.slice(36 * index, 36 * index + 36), (pixel) => (pixel > 127 ? 1 : 0)),
      );
      expect([...generative.examples.images]).toEqual(expected);
    });

    test('gets to know six bars: -ELBO nears the log 6 nats that telling them apart costs', () => {
      expect(generative.history[0]?.train?.loss).toBeGreaterThan(20);
      expect(generative.test?.loss).toBeGreaterThan(Math.log(6));
      expect(generative.test?.loss).toBeLessThan(5);
      for (const value of generative.samples) expect(value >= 0 && value <= 1).toBe(true);
    });

    test('reports loss as the sum of its terms, without the penalty', () => {
      for (const { running, train, validation } of generative.history) {
        expect(validation).toBeUndefined();
        for (const losses of [running, train].filter((each) => each !== undefined)) {
          expect(losses.loss).toBe((losses['reconstruction'] ?? NaN) + (losses['kl'] ?? NaN));
        }
      }
      expect(generative.history.at(-1)?.running?.['penalty']).toBeGreaterThan(0);
      expect(generative.test?.['penalty']).toBeUndefined();
    });
  });
});
