import { plainAutoencoder, variationalAutoencoder } from '../../nn/autoencoder.ts';
import type { Autoencoder, AutoencoderSpec } from '../../nn/autoencoder.ts';
import { initialWeights } from '../../nn/initializers.ts';
import { randomOf } from '../../nn/random.ts';
import type { Naive } from './naive.ts';

const SPEC: AutoencoderSpec = { input: [2, 3, 1], hidden: [4], latent: 2, activation: 'tanh' };

export function tinyPlain(outputActivation: 'leakyRelu' | 'sigmoid' = 'leakyRelu'): Autoencoder {
  return plainAutoencoder({ ...SPEC, outputActivation });
}

export function tinyVariational(changed: Partial<AutoencoderSpec> = {}): Autoencoder {
  return variationalAutoencoder({ ...SPEC, ...changed });
}

/** Values in `low` .. 1 that float32 holds exactly, so that tensors and plain loops start from the same numbers. */
export function values(shape: readonly number[], stream: string, low = -1): Naive {
  const random = randomOf(11, stream);
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float64Array.from({ length: count }, () => Math.fround(low + (1 - low) * random.uniform())) };
}

/** A value for every weight, biases too. */
export function randomWeights({ encoder, decoder }: Autoencoder): Record<string, Naive> {
  const named = { ...initialWeights(encoder, 1), ...initialWeights(decoder, 1) };
  return Object.fromEntries(Object.entries(named).map(([name, { shape }]) => [name, values(shape, name)]));
}

export function host(
  naive: Readonly<Record<string, Naive>>,
): Record<string, { shape: readonly number[]; data: Float32Array }> {
  return Object.fromEntries(
    Object.entries(naive).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
