import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { initialWeights } from '../../nn/initializers.ts';
import { forward } from '../../nn/forward.ts';
import { ACTIVATIONS } from '../../nn/activations.ts';
import { resolveModel } from '../../nn/model.ts';
import type { LayerSpec } from '../../nn/layers/index.ts';
import type { Model } from '../../nn/model.ts';
import { randomOf } from '../../nn/random.ts';
import { toTensors } from '../../nn/tensors.ts';
import { naiveForward, numericGradient } from './naive.ts';
import type { Naive } from './naive.ts';

const dense: LayerSpec = { dense: { units: 3 } };
const conv: LayerSpec = { conv2d: { filters: 3, kernel: 3 } };
const CASES: Record<string, readonly LayerSpec[]> = {
  conv2d: [conv],
  'conv2d with an oblong kernel': [{ conv2d: { filters: 2, kernel: [2, 3] } }],
  'conv2d with strides': [conv, { conv2d: { filters: 2, kernel: 3, strides: [1, 2] } }],
  'conv2d with same padding': [conv, { conv2d: { filters: 2, kernel: 5, padding: 'same' } }],
  'conv2d with strides and same padding': [conv, { conv2d: { filters: 2, kernel: 3, strides: 2, padding: 'same' } }],
  'conv2d without bias': [{ conv2d: { filters: 3, kernel: 3, useBias: false } }],
  'two conv2d': [conv, { conv2d: { filters: 2, kernel: 2, activation: 'relu' } }],
  maxPool2d: [conv, { maxPool2d: {} }],
  'maxPool2d that overlaps': [conv, { maxPool2d: { size: 2, strides: 1 } }],
  'maxPool2d with same padding': [conv, { maxPool2d: { size: 3, strides: 2, padding: 'same' } }],
  avgPool2d: [conv, { avgPool2d: {} }],
  'avgPool2d with same padding': [conv, { avgPool2d: { size: 2, strides: 2, padding: 'same' } }],
  'flatten and dense': [conv, { flatten: {} }, dense],
  'dense without bias': [{ flatten: {} }, { dense: { units: 3, useBias: false } }],
  'dropout in evaluation': [{ flatten: {} }, dense, { dropout: { rate: 0.5 } }],
  'softmax at the end': [{ flatten: {} }, { dense: { units: 3, activation: 'softmax' } }],
  'softmax in the middle': [{ flatten: {} }, { dense: { units: 4, activation: 'softmax' } }, dense],
  ...Object.fromEntries(
    ACTIVATIONS.map((kind) => [`activation ${kind}`, [{ flatten: {} }, dense, { activation: { kind } }, dense]]),
  ),
};

/** Values in -1 .. 1 that float32 holds exactly, so that both sides start from the same numbers. */
function values(shape: readonly number[], stream: string): Naive {
  const random = randomOf(11, stream);
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float64Array.from({ length: count }, () => Math.fround(2 * random.uniform() - 1)) };
}

describe.each(['tensorflow', 'portable'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  describe.each(Object.entries(CASES))('%s', (_, layers) => {
    const model = resolveModel({ input: [6, 5, 2], layers });
    const x = values([2, ...model.input], 'x');
    const weights: Record<string, Naive> = { x };
    for (const [weight, { shape }] of Object.entries(initialWeights(model, 1))) weights[weight] = values(shape, weight);
    const tensors = (): ReturnType<typeof toTensors> =>
      toTensors(
        backend,
        Object.fromEntries(
          Object.entries(weights).map(([key, { shape, data }]) => [key, { shape, data: Float32Array.from(data) }]),
        ),
      );

    test('forward() agrees with plain loops', () => {
      const expected = naiveForward(model, weights, x);
      backend.tf.tidy(() => {
        const { x: images, ...rest } = tensors();
        if (images === undefined) throw new Error('no images');
        const output = forward(backend, model, { weights: rest, x: images });
        expect(output.shape).toEqual(expected.shape);
        expectClose(output.dataSync(), expected.data, 1e-5);
      });
    });

    test('the gradients of forward() agree with finite differences', () => {
      // A fixed random weighting of the outputs, so that no two gradients cancel.
      const output = naiveForward(model, weights, x);
      const mix = values(output.shape, 'mix');
      const names = Object.keys(weights);
      backend.tf.tidy(() => {
        const { tf } = backend;
        const all = tensors();
        const f = (...inputs: ReturnType<typeof tf.tensor>[]): ReturnType<typeof tf.scalar> => {
          const { x: images, ...rest } = Object.fromEntries(
            names.map((key, index) => [key, inputs[index] ?? tf.scalar(0)]),
          );
          if (images === undefined) throw new Error('no images');
          const logits = forward(backend, model, { weights: rest, x: images });
          return tf.sum(tf.mul(logits, tf.tensor(Float32Array.from(mix.data), [...mix.shape])));
        };
        const gradients = tf.grads(f)(names.map((key) => all[key] ?? tf.scalar(0)));
        expect(gradients).toHaveLength(names.length);
        for (const [index, key] of names.entries()) {
          const at = weights[key]?.data ?? new Float64Array();
          const expected = numericGradient((moved) => {
            const changed = { ...weights, [key]: { shape: weights[key]?.shape ?? [], data: moved } };
            const { data } = naiveForward(model, changed, changed['x'] ?? x);
            return data.reduce((sum, value, place) => sum + value * (mix.data[place] ?? Number.NaN), 0);
          }, at);
          expectClose(gradients[index]?.dataSync() ?? [], expected, 2e-4, key);
        }
      });
    });
  });

  describe('dropout', () => {
    const rate = 0.3;
    const size = 200;
    const model = resolveModel({
      input: [size, size, 1],
      layers: [{ dropout: { rate } }, { activation: { kind: 'linear' } }],
    });
    const mask = (seed: number, layers: Model = model): Float32Array =>
      backend.tf.tidy(() => {
        const x = backend.tf.ones([1, ...layers.input]);
        const dropoutKey = backend.tf.tensor1d([seed, 0], 'int32');
        return Float32Array.from(forward(backend, layers, { weights: {}, x, dropoutKey }).dataSync());
      });

    test('keeps 1 - rate of the values, scaled up so that the mean stays', () => {
      const data = mask(1);
      const kept = data.filter((value) => value !== 0);
      const count = size * size;
      const deviation = Math.sqrt((rate * (1 - rate)) / count);
      expect(Math.abs(kept.length / count - (1 - rate))).toBeLessThan(4 * deviation);
      expect(new Set(kept)).toEqual(new Set([Math.fround(1 / (1 - rate))]));
    });

    test('draws neighbours independently', () => {
      const data = mask(2);
      let both = 0;
      for (let index = 1; index < data.length; index += 1) if (data[index] !== 0 && data[index - 1] !== 0) both += 1;
      expect(Math.abs(both / data.length - (1 - rate) ** 2)).toBeLessThan(0.015);
    });

    test('is a function of the key and the layer', () => {
      expect(mask(3)).toEqual(mask(3));
      const independent = rate ** 2 + (1 - rate) ** 2;
      expect(Math.abs(agreement(mask(3), mask(4)) - independent)).toBeLessThan(0.015);
      const moved = resolveModel({
        input: [size, size, 1],
        layers: [{ activation: { kind: 'linear' } }, { dropout: { rate } }],
      });
      expect(Math.abs(agreement(mask(3), mask(3, moved)) - independent)).toBeLessThan(0.015);
    });

    test('passes the gradient through what it kept', () => {
      const data = mask(5);
      backend.tf.tidy(() => {
        const x = backend.tf.ones([1, size, size, 1]);
        const dropoutKey = backend.tf.tensor1d([5, 0], 'int32');
        const gradient = backend.tf.grad((input) =>
          backend.tf.sum(forward(backend, model, { weights: {}, x: input, dropoutKey })),
        );
        expect(Float32Array.from(gradient(x).dataSync())).toEqual(data);
      });
    });

    test('of rate 0 is nothing at all', () => {
      const none = resolveModel({ input: [4, 4, 1], layers: [{ dropout: { rate: 0 } }] });
      expect(mask(1, none)).toEqual(new Float32Array(16).fill(1));
    });
  });

  test('stops before a softmax at the very end, and nowhere else', () => {
    const layers = [
      { conv2d: { filters: 2, kernel: 3, activation: 'relu' } },
      { maxPool2d: {} },
      { flatten: {} },
      { dense: { units: 3, activation: 'softmax' } },
    ] as const;
    for (const count of [1, 2, 4]) {
      const model = resolveModel({ input: [6, 6, 1], layers: layers.slice(0, count) });
      const host = initialWeights(model, 4);
      const x = values([2, 6, 6, 1], 'x');
      backend.tf.tidy(() => {
        const images = backend.tf.tensor(Float32Array.from(x.data), [2, 6, 6, 1]);
        const found = forward(backend, model, { weights: toTensors(backend, host), x: images });
        const naive = Object.fromEntries(
          Object.entries(host).map(([key, { shape, data }]) => [key, { shape, data: Float64Array.from(data) }]),
        );
        expectClose(found.dataSync(), naiveForward(model, naive, x).data, 1e-5, String(count));
      });
    }
  });

  test('forward() in training has the bits of evaluation, where it computes a convolution and its pooling at once', () => {
    const { tf, layers } = backend;
    const convolution = { conv2d: { filters: 16, kernel: 3, activation: 'relu' } } as const;
    const model = resolveModel({
      input: [13, 12, 3],
      layers: [convolution, convolution, { maxPool2d: {} }, { flatten: {} }, dense],
    });
    const x = values([2, ...model.input], 'x');
    const pairs: (Tensor | undefined)[] = [];
    const watched: Backend = {
      ...backend,
      layers: {
        ...layers,
        conv2dMaxPool: (...given) => {
          const y = layers.conv2dMaxPool?.(...given);
          pairs.push(y);
          return y;
        },
      },
    };
    tf.tidy(() => {
      const weights = toTensors(backend, initialWeights(model, 4));
      const images = tf.tensor(Float32Array.from(x.data), [...x.shape]);
      const of = (dropoutKey?: Tensor1D): Float32Array =>
        forward(watched, model, { weights, x: images, ...(dropoutKey && { dropoutKey }) }).dataSync<'float32'>();
      const evaluated = of();
      expect(pairs).toEqual([]);
      expect(of(tf.tensor1d([1, 0], 'int32'))).toEqual(evaluated);
      const expected = backend.facts.convolution === 'winograd' ? [[2, 4, 4, 16]] : [undefined];
      expect(pairs.map((y) => y?.shape)).toEqual(expected);
    });
  });

  test('forward() leaves no tensors behind', () => {
    const model = resolveModel({
      input: [6, 6, 1],
      layers: [conv, { maxPool2d: {} }, { flatten: {} }, { dropout: { rate: 0.5 } }, dense],
    });
    const weights = toTensors(backend, initialWeights(model, 4));
    const x = backend.tf.ones([2, 6, 6, 1]);
    const dropoutKey = backend.tf.tensor1d([1, 0], 'int32');
    const before = backend.tf.memory().numTensors;
    forward(backend, model, { weights, x, dropoutKey }).dispose();
    expect(backend.tf.memory().numTensors).toBe(before);
    for (const tensor of [x, dropoutKey, ...Object.values(weights)]) tensor.dispose();
  });
});

/** The share of places where two masks agree. */
function agreement(a: Float32Array, b: Float32Array): number {
  return a.filter((value, index) => (value === 0) === (b[index] === 0)).length / a.length;
}

function expectClose(found: ArrayLike<number>, expected: Float64Array, tolerance: number, what = ''): void {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(
    1,
    expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  let worst = 0;
  for (const [index, value] of expected.entries())
    worst = Math.max(worst, Math.abs((found[index] ?? Number.NaN) - value));
  expect(worst / scale, `${what}: largest difference`).toBeLessThan(tolerance);
}
