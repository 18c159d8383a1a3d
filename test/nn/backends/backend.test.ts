/* oxlint-disable typescript/no-unsafe-type-assertion -- the rank of a tensor is known here, and not to tfjs's types */
import type { Rank, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../../nn/backends/backend.ts';
import { chooseBackend, loadBackend } from '../../../nn/backends/index.ts';

// The native backend is tested where it is installed; CI requires that (setup --native-required).
const names: string[] = chooseBackend({}).facts.backend === 'tensorflow' ? ['tensorflow', 'portable'] : ['portable'];
const options = { threads: 2 };
const POOLS = (['maxPool', 'avgPool'] as const).flatMap((pool) =>
  (['same', 'valid'] as const).flatMap((pad) =>
    [1, 2, 3].flatMap((stride) => [2, 3].map((size) => [pool, pad, size, stride] as const)),
  ),
);

function load(name: string): Promise<Backend> {
  return loadBackend(name, options);
}

/** Values in [-1, 1) that have nothing to do with each other, the same on every backend. */
function noise(length: number, seed = 1): Float32Array {
  const values = new Float32Array(length);
  let state = seed * 2654435761;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) | 0;
    values[i] = state / 2 ** 31;
  }
  return values;
}

function tensor({ tf }: Backend, shape: number[], seed = 1): Tensor {
  return tf.tensor(noise(tf.util.sizeFromShape(shape), seed), shape);
}

/**
 * The largest difference between the gradient by tfjs and by central differences, at every `stride`-th element of `x`,
 * relative to the largest gradient. `f` is weighted by fixed numbers and summed up to a scalar.
 */
function gradientError({ tf }: Backend, f: (x: Tensor) => Tensor, x: Tensor, step = 1e-2): number {
  return tf.tidy(() => {
    const y = f(x);
    const weights = tf.tensor(noise(y.size, 9), y.shape);
    const loss = (at: Tensor): Tensor => tf.sum(tf.mul(weights, f(at)));
    const gradient = tf.grad(loss)(x).dataSync();
    const values = x.dataSync().slice();
    const scale = Math.max(...gradient.map((value) => Math.abs(value)));
    let worst = 0;
    for (let i = 0; i < values.length; i += Math.ceil(values.length / 40)) {
      const at = (delta: number): number =>
        tf.tidy(() => {
          const moved = values.slice();
          moved[i]! += delta;
          return loss(tf.tensor(moved, x.shape)).dataSync()[0]!;
        });
      worst = Math.max(worst, Math.abs((at(step) - at(-step)) / (2 * step) - gradient[i]!) / scale);
    }
    return worst;
  });
}

function draw(backend: Backend, seed: number, counter: number): Float32Array {
  return Float32Array.from(backend.uniform([10_000], backend.tf.tensor1d([seed, counter], 'int32')).dataSync());
}

async function onBoth(compute: (backend: Backend) => Tensor): Promise<[Float32Array, Float32Array]> {
  const native = Float32Array.from(await compute(await load('tensorflow')).data());
  return [native, Float32Array.from(await compute(await load('portable')).data())];
}

describe.each(names)('backend %s', (name) => {
  let backend: Backend;
  let tf: Backend['tf'];

  beforeAll(async () => {
    backend = await load(name);
    tf = backend.tf;
  });

  const convolutions = (['same', 'valid'] as const).flatMap((pad) =>
    [1, 2].flatMap((stride) => [3, 4, 5].map((kernel) => ({ pad, stride, kernel }))),
  );

  test.each(convolutions)(
    'conv2d has the right gradients: $pad, stride $stride, kernel $kernel',
    ({ pad, stride, kernel }) => {
      // 10 x 9: with stride 2 some rows and columns at the end are out of reach.
      const x = tensor(backend, [2, 10, 9, 3], 1);
      const filter = tensor(backend, [kernel, kernel, 3, 4], 2);
      const conv = (a: Tensor, b: Tensor): Tensor => tf.conv2d(a as Tensor4D, b as Tensor4D, stride, pad);
      expect(gradientError(backend, (a) => conv(a, filter), x)).toBeLessThan(2e-3);
      expect(gradientError(backend, (b) => conv(x, b), filter)).toBeLessThan(2e-3);
    },
  );

  test.each([1, 2])('conv2dTranspose has the right gradients: stride %i', (stride) => {
    const x = tensor(backend, [2, 4, 5, 3], 1);
    const filter = tensor(backend, [3, 3, 2, 3], 2);
    const transposed = (a: Tensor, b: Tensor): Tensor =>
      tf.conv2dTranspose(a as Tensor4D, b as Tensor4D, [2, 4 * stride, 5 * stride, 2], stride, 'same');
    expect(gradientError(backend, (a) => transposed(a, filter), x)).toBeLessThan(2e-3);
    expect(gradientError(backend, (b) => transposed(x, b), filter)).toBeLessThan(2e-3);
  });

  test.each(POOLS)('%s has the right gradients: %s, size %i, stride %i', (pool, pad, size, stride) => {
    const x = tensor(backend, [2, 8, 7, 3]);
    // A large step may change which element is the largest.
    const step = pool === 'maxPool' ? 2e-4 : 1e-2;
    expect(gradientError(backend, (a) => tf[pool](a as Tensor4D, size, stride, pad), x, step)).toBeLessThan(2e-2);
  });

  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('matMul has the right gradients: transposed %s, %s', (left, right) => {
    const a = tensor(backend, left ? [5, 7] : [7, 5], 1);
    const b = tensor(backend, right ? [6, 5] : [5, 6], 2);
    expect(gradientError(backend, (x) => tf.matMul(x, b, left, right), a)).toBeLessThan(2e-3);
    expect(gradientError(backend, (x) => tf.matMul(a, x, left, right), b)).toBeLessThan(2e-3);
  });

  test('activations and losses have the right gradients', () => {
    const x = tensor(backend, [8, 10]);
    const labels = tf.oneHot(tf.tensor1d([0, 3, 9, 1, 1, 5, 2, 7], 'int32'), 10);
    const functions: ((a: Tensor) => Tensor)[] = [
      (a) => tf.relu(a),
      (a) => tf.sigmoid(a),
      (a) => tf.tanh(a),
      (a) => tf.softmax(a),
      (a) => tf.logSoftmax(a),
      (a) => tf.losses.softmaxCrossEntropy(labels, a),
      (a) => tf.losses.meanSquaredError(labels, a),
      (a) => tf.mean(tf.square(a), 0),
      (a) => tf.elu(a),
      (a) => tf.leakyRelu(a, 0.1),
      (a) => tf.softplus(a),
      (a) => tf.concat([a, tf.square(a)], 1),
      (a) => tf.slice(a, [2, 1], [3, 4]),
      (a) => tf.image.resizeNearestNeighbor(tf.reshape<Rank.R4>(a, [2, 4, 5, 2]), [8, 10]),
    ];
    for (const f of functions) expect(gradientError(backend, f, x, 1e-3)).toBeLessThan(1e-2);
  });

  test('relu has gradient 0 at and below zero, 1 above', () => {
    const gradient = tf.grad((x) => tf.relu(x))(tf.tensor1d([-1, 0, 2, 3]));
    expect([...gradient.dataSync()]).toEqual([0, 0, 1, 1]);
  });

  test('gradients leave no tensors behind', () => {
    const x = tensor(backend, [2, 8, 8, 3]);
    const filter = tensor(backend, [3, 3, 3, 4]);
    const step = (): void => {
      const f = (b: Tensor): Tensor => tf.sum(tf.relu(tf.conv2d(x as Tensor4D, b as Tensor4D, 1, 'same')));
      tf.grad(f)(filter).dispose();
    };
    step();
    const before = tf.memory();
    step();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
    const held = tf.backend().numDataIds(); // counted by the backend itself: composed kernels free their parts there
    step();
    expect(tf.backend().numDataIds()).toBe(held);
  });

  test('uniform() is a pure function of the key, in [0, 1), and different for other seeds, counters and positions', () => {
    const values = draw(backend, 7, 3);
    expect(draw(backend, 7, 3)).toEqual(values);
    expect(new Set(values).size).toBeGreaterThan(9_900);
    for (const other of [draw(backend, 7, 4), draw(backend, 8, 3), draw(backend, 3, 7), draw(backend, -7, 3)]) {
      expect(values.filter((value, i) => value === other[i]).length).toBeLessThan(5);
    }
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    const counts = Array.from({ length: 10 }, (_, bin) => values.filter((v) => Math.floor(v * 10) === bin).length);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150); // five standard deviations
  });

  test('normal() is a pure function of the key, with mean 0 and variance 1', () => {
    const key = tf.tensor1d([7, 3], 'int32');
    const values = Float32Array.from(backend.normal([100, 101], key).dataSync());
    expect(backend.normal([100, 101], key).dataSync()).toEqual(values);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.07);
  });
});

// No tests, rather than skipped ones, where there is no native backend to compare with.
describe.each(names.length === 2 ? [names] : [])('%s and %s', () => {
  test('pooling has the same gradients, of ties too', async () => {
    for (const [pool, pad, size, stride] of POOLS) {
      const [native, portable] = await onBoth((backend) => {
        const { tf } = backend;
        const x = tf.round(tf.mul(tensor(backend, [3, 9, 8, 5]), 2));
        const f = (a: Tensor): Tensor => tf.sum(tf.square(tf.add(1, tf[pool](a as Tensor4D, size, stride, pad))));
        return tf.grad(f)(x);
      });
      expect(Math.max(...native.map((value, i) => Math.abs(value - portable[i]!)))).toBeLessThan(1e-5);
    }
  });

  test('conv2d gives the same within 1e-4', async () => {
    for (const pad of ['same', 'valid'] as const) {
      const [native, portable] = await onBoth((backend) => {
        const [x, filter] = [tensor(backend, [2, 12, 12, 8], 1), tensor(backend, [5, 5, 8, 6], 2)];
        return backend.tf.conv2d(x as Tensor4D, filter as Tensor4D, 1, pad);
      });
      expect(native.length).toBe(portable.length);
      expect(Math.max(...native.map((value, i) => Math.abs(value - portable[i]!)))).toBeLessThan(1e-4);
    }
  });

  test.each([
    [0, 0],
    [7, 3],
    [-1, 2_000_000_000],
    [123_456_789, -5],
  ])('uniform() gives the same bits for the key %i, %i', async (seed, counter) => {
    const [native, portable] = await onBoth((backend) =>
      backend.uniform([1003], backend.tf.tensor1d([seed, counter], 'int32')),
    );
    expect(portable).toEqual(native);
  });

  test('normal() gives the same up to rounding', async () => {
    const [native, portable] = await onBoth((backend) => backend.normal([1003], backend.tf.tensor1d([7, 3], 'int32')));
    expect(Math.max(...native.map((value, i) => Math.abs(value - portable[i]!)))).toBeLessThan(1e-5);
  });
});
