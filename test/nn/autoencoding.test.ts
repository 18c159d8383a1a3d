import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainAutoencoding } from '../../nn/autoencoding.ts';
import type { Autoencoding } from '../../nn/autoencoding.ts';
import { variationalAutoencoding } from '../../nn/variational.ts';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { stepKey } from '../../nn/fit.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import { createStep } from '../../nn/step.ts';
import { toTensors } from '../../nn/tensors.ts';
import type { Tensors } from '../../nn/tensors.ts';
import { naiveForward, numericGradient } from './naive.ts';
import type { Naive } from './naive.ts';
import { host, randomWeights, tinyPlain, tinyVariational, values } from './tiny-autoencoders.ts';

const IMAGES = 3;
const DECAY = 0.05;

/** The whole loss of a batch in float64, straight from the definitions; `noise` is `[images, latent]`. */
type Oracle = (method: Autoencoding, weights: Record<string, Naive>, x: Naive, noise: Float64Array) => number;

function decoded({ network }: Autoencoding, weights: Record<string, Naive>, codes: Float64Array): Float64Array {
  const { latent, decoder } = network;
  return naiveForward(decoder, weights, { shape: [IMAGES, 1, 1, latent], data: codes }).data;
}

const plain =
  (cost: (target: number, output: number) => number): Oracle =>
  (method, weights, x) => {
    const outputs = decoded(method, weights, naiveForward(method.network.encoder, weights, x).data);
    return outputs.reduce((sum, output, at) => sum + cost(x.data[at] ?? Number.NaN, output), 0) / outputs.length;
  };

function entropy(target: number, output: number): number {
  return -target * Math.log(output) - (1 - target) * Math.log(1 - output);
}

const elbo: Oracle = (method, weights, x, noise) => {
  const { latent, encoder, decoder } = method.network;
  const code = naiveForward(encoder, weights, x).data;
  const codes = new Float64Array(IMAGES * latent);
  let kl = 0;
  for (let image = 0; image < IMAGES; image += 1)
    for (let at = 0; at < latent; at += 1) {
      const mean = code[image * 2 * latent + at] ?? Number.NaN;
      const logDeviation = code[image * 2 * latent + latent + at] ?? Number.NaN;
      codes[image * latent + at] = mean + Math.exp(logDeviation) * (noise[image * latent + at] ?? Number.NaN);
      kl += (Math.exp(2 * logDeviation) + mean ** 2 - 1) / 2 - logDeviation;
    }
  let reconstruction = 0;
  for (const [at, p] of decoded(method, weights, codes).entries()) reconstruction += entropy(x.data[at] ?? NaN, p);
  let squares = 0;
  for (const { name } of decoder.layers)
    for (const part of ['kernel', 'bias'])
      for (const weight of weights[`${name}.${part}`]?.data ?? []) squares += weight ** 2;
  return (reconstruction + kl) / IMAGES + DECAY * squares;
};

const CASES: Record<string, [(backend: Backend) => Autoencoding, Oracle]> = {
  'mean squared error': [
    (backend) => plainAutoencoding(backend, tinyPlain(), 'mse'),
    plain((target, output) => (target - output) ** 2),
  ],
  'cross-entropy': [
    (backend) => plainAutoencoding(backend, tinyPlain('sigmoid'), 'binaryCrossEntropy'),
    plain(entropy),
  ],
  '-ELBO': [(backend) => variationalAutoencoding(backend, tinyVariational(), { decoderDecay: DECAY }), elbo],
};

describe.each(['tensorflow', 'portable'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  describe.each(Object.entries(CASES))('%s', (_, [create, oracle]) => {
    const x = values([IMAGES, 2, 3, 1], 'x', 0);

    /** The method, its tensors for a tidy, and the noise that the key stands for. */
    function setUp(): {
      method: Autoencoding;
      weights: Record<string, Naive>;
      tensors: Tensors;
      images: Tensor;
      noise: Float64Array;
    } {
      const method = create(backend);
      const weights = randomWeights(method.network);
      const { x: images, ...tensors } = toTensors(backend, host({ ...weights, x }));
      if (images === undefined) throw new Error('no images');
      const noise = backend.normal([IMAGES, method.network.latent], stepKey(backend, 3, 4));
      return { method, weights, tensors, images, noise: Float64Array.from(noise.dataSync()) };
    }

    test('the loss agrees with plain loops, and is the mean of its terms and the penalty', () => {
      backend.tf.tidy(() => {
        const { method, weights, tensors, images, noise } = setUp();
        const key = stepKey(backend, 3, 4);
        const { loss, measures = {} } = method.objective({ weights: tensors, batch: { x: images }, key });
        const expected = oracle(method, weights, x, noise);
        expect(loss.dataSync()[0]).toBeCloseTo(expected, 5);
        const sums = Object.values(measures).map((measure) => measure.dataSync()[0] ?? Number.NaN);
        expect(sums.reduce((all, sum) => all + sum, 0) / IMAGES).toBeCloseTo(expected, 5);
        const scores = method.score({ weights: tensors, x: images, key });
        expect(Object.keys(scores)).toEqual(method.terms);
        for (const term of method.terms) expect(scores[term]?.dataSync()).toEqual(measures[term]?.dataSync());
      });
    });

    test('the gradients of the loss agree with finite differences', () => {
      backend.tf.tidy(() => {
        const { tf } = backend;
        const { method, weights, tensors, images, noise } = setUp();
        // With a rate of 1 and no momentum, the step is the gradient.
        const optimizer = createOptimizer({ sgd: { learningRate: 1 } });
        const step = createStep(backend, { objective: method.objective, optimizer });
        const rates = { learningRate: tf.scalar(1) };
        const key = stepKey(backend, 3, 4);
        const moved = step({ weights: tensors, slots: {}, batch: { x: images }, key, rates }).weights;
        for (const [weight, { shape, data }] of Object.entries(weights)) {
          const expected = numericGradient(
            (changed) => oracle(method, { ...weights, [weight]: { shape, data: changed } }, x, noise),
            data,
          );
          const after = moved[weight]?.dataSync() ?? [];
          const gradient = data.map((value, at) => value - (after[at] ?? Number.NaN));
          const difference = Math.max(...gradient.map((value, at) => Math.abs(value - (expected[at] ?? Number.NaN))));
          expect(difference, weight).toBeLessThan(2e-5);
        }
      });
    });

    test('encode() and decode() agree with plain loops', () => {
      backend.tf.tidy(() => {
        const { method, weights, tensors, images } = setUp();
        const { latent, encoder } = method.network;
        const code = naiveForward(encoder, weights, x).data;
        const width = code.length / IMAGES;
        const means = code.filter((_, at) => at % width < latent);
        const codes = method.encode(tensors, images);
        expect(codes.shape).toEqual([IMAGES, latent]);
        for (const [at, value] of codes.dataSync().entries()) expect(value).toBeCloseTo(means[at] ?? NaN, 5);
        const outputs = method.decode(tensors, codes);
        expect(outputs.shape).toEqual([IMAGES, 6]);
        const expected = decoded(method, weights, means);
        for (const [at, value] of outputs.dataSync().entries()) expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
      });
    });
  });

  test('plainAutoencoding() refuses cross-entropy without a sigmoid', () => {
    expect(() => plainAutoencoding(backend, tinyPlain(), 'binaryCrossEntropy')).toThrow(
      'cross-entropy needs a sigmoid output, got leakyRelu',
    );
  });
});
