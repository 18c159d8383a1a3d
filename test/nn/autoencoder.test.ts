import { describe, expect, test } from 'vitest';
import {
  plainAutoencoder,
  summariseAutoencoder,
  variationalAutoencoder,
  withoutOutputActivation,
} from '../../nn/autoencoder.ts';
import type { Autoencoder } from '../../nn/autoencoder.ts';
import { inferShapes } from '../../nn/shapes.ts';

const input = [28, 28, 1] as const;

function names({ encoder, decoder }: Autoencoder): string[] {
  return [...encoder.layers, ...decoder.layers].map(({ name }) => name);
}

describe('plainAutoencoder()', () => {
  test('is the network of the paper', () => {
    const spec = { input, hidden: [], latent: 32, activation: 'leakyRelu' } as const;
    const network = plainAutoencoder({ ...spec, outputActivation: 'leakyRelu' });
    expect(summariseAutoencoder(network).parameters).toBe(784 * 32 + 32 + 32 * 784 + 784);
    expect(network.encoder.layers.at(-1)).toMatchObject({ name: 'code', units: 32, activation: 'leakyRelu' });
    expect(network.decoder.layers.at(-1)).toMatchObject({ name: 'output', units: 784, activation: 'leakyRelu' });
  });

  test('mirrors the hidden layers, under names of their own', () => {
    const spec = { input, hidden: [128, 64], latent: 8, activation: 'relu' } as const;
    const network = plainAutoencoder({ ...spec, outputActivation: 'sigmoid' });
    const { layers } = summariseAutoencoder(network);
    expect(layers.map(({ shape }) => shape)).toEqual([[784], [128], [64], [8], [8], [64], [128], [784]]);
    expect(new Set(names(network)).size).toBe(8);
    for (const part of [network.encoder, network.decoder]) expect(inferShapes(part).problems).toEqual([]);
  });
});

describe('variationalAutoencoder()', () => {
  test('is the network of the paper', () => {
    const network = variationalAutoencoder({ input, hidden: [500], latent: 5, activation: 'tanh' });
    // A, then μ and log σ side by side, then the decoder's two layers.
    const expected = 784 * 500 + 500 + 2 * (500 * 5 + 5) + (5 * 500 + 500) + (500 * 784 + 784);
    expect(summariseAutoencoder(network).parameters).toBe(expected);
    expect(network.encoder.layers.at(-1)).toMatchObject({ units: 10, activation: 'linear' });
    expect(network.decoder.layers.at(-1)).toMatchObject({ units: 784, activation: 'sigmoid' });
  });
});

describe('withoutOutputActivation()', () => {
  test('changes the last layer only', () => {
    const { decoder } = variationalAutoencoder({ input, hidden: [500], latent: 5, activation: 'tanh' });
    const changed = withoutOutputActivation(decoder);
    expect(changed.layers.at(-1)).toEqual({ ...decoder.layers.at(-1), activation: 'linear' });
    expect(changed.layers.slice(0, -1)).toEqual(decoder.layers.slice(0, -1));
  });
});
