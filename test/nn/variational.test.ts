import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { stepKey } from '../../nn/fit.ts';
import { toTensors } from '../../nn/tensors.ts';
import { divergence, reconstructionCost, sampleCodes, variationalAutoencoding } from '../../nn/variational.ts';
import { naiveForward } from './naive.ts';
import { host, randomWeights, sigmoid, tinyVariational, values } from './tiny-autoencoders.ts';

/** log of the normal density. */
function logNormal(z: number, mean: number, deviation: number): number {
  return -((z - mean) ** 2) / (2 * deviation ** 2) - Math.log(deviation) - Math.log(2 * Math.PI) / 2;
}

/** The integral of `f` over -60 .. 60, by the trapezoidal rule: as good as exact for smooth functions that vanish there. */
function integral(f: (z: number) => number): number {
  const step = 1 / 64;
  let sum = 0;
  for (let z = -60; z <= 60; z += step) sum += f(z);
  return sum * step;
}

describe.each(['tensorflow', 'portable'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  test('divergence() is the integral of q log(q / p)', () => {
    const gaussians = [
      [0, 0],
      [1.5, 0],
      [0, 0.7],
      [0, -1.2],
      [-0.8, 0.4],
      [2, -0.5],
    ] as const;
    const expected = gaussians.map(([mean, logDeviation]) =>
      integral((z) => {
        const log = logNormal(z, mean, Math.exp(logDeviation));
        return Math.exp(log) * (log - logNormal(z, 0, 1));
      }),
    );
    expect(expected[0]).toBeCloseTo(0, 12);
    backend.tf.tidy(() => {
      const { tf } = backend;
      const column = (at: 0 | 1): number[][] => gaussians.map((gaussian) => [gaussian[at]]);
      const kl = divergence(backend, { mean: tf.tensor2d(column(0)), logDeviation: tf.tensor2d(column(1)) });
      expect(kl.shape).toEqual([6]);
      for (const [at, value] of kl.dataSync().entries()) expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
      // The code's numbers are independent: divergences add up.
      const whole = divergence(backend, {
        mean: tf.tensor2d([column(0).flat()]),
        logDeviation: tf.tensor2d([column(1).flat()]),
      });
      expect(whole.dataSync()[0]).toBeCloseTo(
        expected.reduce((sum, value) => sum + value, 0),
        4,
      );
    });
  });

  test('reconstructionCost() is -log of the product of the probabilities, and finite for any logit', () => {
    backend.tf.tidy(() => {
      const { tf } = backend;
      const logits = [
        [-2, 0.5, 3],
        [0, -0.25, 1],
      ];
      const pixels = [
        [0, 1, 1],
        [1, 1, 0],
      ];
      const expected = logits.map((row, image) => {
        const chances = row.map((logit, at) => (pixels[image]?.[at] === 1 ? sigmoid(logit) : 1 - sigmoid(logit)));
        return -Math.log(chances.reduce((product, chance) => product * chance, 1));
      });
      const cost = reconstructionCost(backend, tf.tensor2d(logits), tf.tensor2d(pixels)).dataSync();
      for (const [at, value] of expected.entries()) expect(cost[at]).toBeCloseTo(value, 5);
      const far = reconstructionCost(backend, tf.tensor2d([[300, -300, -300, 300]]), tf.tensor2d([[1, 0, 1, 0]]));
      expect(far.dataSync()[0]).toBeCloseTo(600, 3);
    });
  });

  test('sampleCodes() draws from the Gaussians, one number for each of the code', () => {
    backend.tf.tidy(() => {
      const { tf } = backend;
      const count = 20_000;
      const mean = tf.tile(tf.tensor2d([[1, -2]]), [count, 1]);
      const logDeviation = tf.tile(tf.tensor2d([[0, Math.log(0.5)]]), [count, 1]);
      const noise = backend.normal([count, 2], stepKey(backend, 1, 0));
      const codes = sampleCodes(backend, { mean, logDeviation }, noise).dataSync();
      const [first, second] = [codes.filter((_, at) => at % 2 === 0), codes.filter((_, at) => at % 2 === 1)];
      const average = (all: ArrayLike<number>): number =>
        Array.from(all).reduce((sum, value) => sum + value, 0) / count;
      expect(Math.abs(average(first) - 1)).toBeLessThan(4 / Math.sqrt(count));
      expect(Math.abs(average(second) + 2)).toBeLessThan(2 / Math.sqrt(count));
      expect(average(first.map((z) => (z - 1) ** 2))).toBeCloseTo(1, 1);
      expect(average(second.map((z) => (z + 2) ** 2))).toBeCloseTo(0.25, 1);
      const product = average(first.map((z, at) => (z - 1) * ((second[at] ?? NaN) + 2)));
      expect(Math.abs(product)).toBeLessThan((4 * 0.5) / Math.sqrt(count));
    });
  });

  test('-ELBO is on average what the integrals over a code of one number give, and above -log p(x)', () => {
    const network = tinyVariational({ latent: 1 });
    const method = variationalAutoencoding(backend, network, { decoderDecay: 0.01 });
    const weights = randomWeights(network);
    const pixels = [1, 0, 0, 1, 1, 0];
    const image = { shape: [1, 2, 3, 1], data: Float64Array.from(pixels) };
    const [mean = NaN, logDeviation = NaN] = naiveForward(network.encoder, weights, image).data;
    const likelihood = (z: number): number =>
      naiveForward(network.decoder, weights, { shape: [1, 1, 1, 1], data: Float64Array.of(z) }).data.reduce(
        (product, p, at) => product * (pixels[at] === 1 ? p : 1 - p),
        1,
      );
    const q = (z: number): number => Math.exp(logNormal(z, mean, Math.exp(logDeviation)));
    const reconstruction = integral((z) => -q(z) * Math.log(likelihood(z)));
    const kl = integral((z) => q(z) * (logNormal(z, mean, Math.exp(logDeviation)) - logNormal(z, 0, 1)));
    const evidence = Math.log(integral((z) => Math.exp(logNormal(z, 0, 1)) * likelihood(z)));

    const count = 20_000;
    const scores = backend.tf.tidy(() => {
      const x = backend.tf.tile(backend.tf.tensor4d(pixels, [1, 2, 3, 1]), [count, 1, 1, 1]);
      const sums = method.score({ weights: toTensors(backend, host(weights)), x, key: stepKey(backend, 9, 0) });
      return Object.fromEntries(Object.entries(sums).map(([term, sum]) => [term, (sum.dataSync()[0] ?? NaN) / count]));
    });
    expect(scores['kl']).toBeCloseTo(kl, 3);
    expect(scores['reconstruction']).toBeCloseTo(reconstruction, 1);
    expect((scores['reconstruction'] ?? NaN) + (scores['kl'] ?? NaN)).toBeGreaterThan(-evidence);
  });

  test('draws other codes with another key only', () => {
    const network = tinyVariational();
    const method = variationalAutoencoding(backend, network, { decoderDecay: 0 });
    backend.tf.tidy(() => {
      const { x, ...weights } = toTensors(
        backend,
        host({ ...randomWeights(network), x: values([3, 2, 3, 1], 'x', 0) }),
      );
      if (x === undefined) throw new Error('no images');
      const reconstruction = (update: number): ArrayLike<number> | undefined =>
        method.score({ weights, x, key: stepKey(backend, 1, update) })['reconstruction']?.dataSync();
      expect(reconstruction(0)).toEqual(reconstruction(0));
      expect(reconstruction(1)).not.toEqual(reconstruction(0));
    });
  });
});
