import { describe, expect, test } from 'vitest';
import { errorsOf, titlesOf } from '../../../stages/autoencode/captions.ts';
import { createNetwork } from '../../../stages/autoencode/network.ts';
import type { PlainParams, VariationalParams } from '../../../stages/autoencode/params.ts';

const COMMON = { latent: 1, hidden: [], activation: 'tanh', epochs: 1, batchSize: 1, examples: 2 } as const;
const PLAIN: PlainParams = { ...COMMON, kind: 'plain', loss: 'mse' };
const VARIATIONAL: VariationalParams = {
  ...COMMON,
  kind: 'variational',
  latent: 1,
  hidden: [9, 5],
  epochs: 20,
  binarised: true,
  decoderDecay: 0,
  samples: 1,
};

describe('errorsOf()', () => {
  const examples = {
    images: Float32Array.of(1, 0, 0, 1),
    codes: Float32Array.of(0.1, 0.2),
    reconstructions: Float32Array.of(0.9, 0.2, 0.5, 0),
  };

  test('gives the squared error of a pixel', () => {
    expect(errorsOf(PLAIN, examples)).toEqual(['.0250', '.6250']); // (0.01 + 0.04) / 2, (0.25 + 1) / 2
  });

  test('gives the cross-entropy of a pixel, finite where a probability is 0', () => {
    const [first, second] = errorsOf({ ...PLAIN, loss: 'binaryCrossEntropy' }, examples);
    expect(first).toBe(((-Math.log(0.9) - Math.log(0.8)) / 2).toFixed(4).slice(1));
    expect(Number(second)).toBeCloseTo((Math.log(2) - Math.log(1e-7)) / 2, 3);
  });

  test('gives the nats of an image of a variational autoencoder', () => {
    expect(errorsOf(VARIATIONAL, examples)).toEqual(['0', '17']); // log 2 + log 10⁷
  });
});

describe('titlesOf()', () => {
  const input = [28, 28, 1] as const;

  test('names the widths and the test error', () => {
    const network = createNetwork(PLAIN, input);
    expect(titlesOf(PLAIN, network, { loss: 0.01287 })).toEqual([
      'Autoencoder 784 – 1 – 784',
      'mean squared error of a test pixel 0.0129 · 1 epoch',
    ]);
    expect(titlesOf({ ...PLAIN, loss: 'binaryCrossEntropy' }, network, undefined)[1]).toBe('no test images · 1 epoch');
  });

  test('adds up -ELBO', () => {
    const losses = { loss: 125.12, reconstruction: 113.23, kl: 11.89 };
    expect(titlesOf(VARIATIONAL, createNetwork(VARIATIONAL, input), losses)).toEqual([
      'Variational autoencoder 784 – 9 – 5 – 1 – 5 – 9 – 784',
      '−ELBO of a test image 125.1 nats = 113.2 reconstruction + 11.9 divergence · 20 epochs',
    ]);
  });
});
