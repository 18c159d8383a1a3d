import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import { loadBackend } from '../../../nn/backends/index.ts';
import type { Backend, Pooling } from '../../../nn/backends/backend.ts';
import { randomOf } from '../../../nn/random.ts';

function noise(count: number, stream: string): Float32Array {
  const random = randomOf(5, stream);
  return Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
}

/** Values and gradients of f at the inputs, for a given gradient of its result. */
function differentiate(
  { tf }: Backend,
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly { shape: number[]; data: Float32Array }[],
): { value: Float32Array; gradients: Float32Array[]; dy: Float32Array } {
  return tf.tidy(() => {
    const tensors = inputs.map(({ shape, data }) => tf.tensor(data, shape));
    const y = f(...tensors);
    const dy = noise(y.size, 'dy');
    const gradients = tf.grads((...x: Tensor[]) => f(...x))(tensors, tf.tensor(dy, y.shape));
    const read = (tensor: Tensor): Float32Array => Float32Array.from(tensor.dataSync());
    return { value: read(y), gradients: gradients.map(read), dy } as never;
  });
}

describe.each(['tensorflow', 'portable'] as const)('layers of %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  test('addBias() adds to every channel, and its gradient is the sum over the others', () => {
    const x = { shape: [3, 2, 2, 4], data: noise(48, 'x') };
    const bias = { shape: [4], data: noise(4, 'bias') };
    const f = (...[a, b]: Tensor[]): Tensor => backend.layers.addBias(a as Tensor, b as Tensor);
    const { value, gradients, dy } = differentiate(backend, f, [x, bias]);
    const sums = new Float64Array(4);
    for (const [index, slope] of dy.entries()) {
      expect(value[index]).toBe(Math.fround((x.data[index] ?? 0) + (bias.data[index % 4] ?? 0)));
      sums[index % 4] = (sums[index % 4] ?? 0) + slope;
    }
    expect(gradients[0]).toEqual(dy);
    for (const [index, sum] of sums.entries()) expect(gradients[1]?.[index]).toBeCloseTo(sum, 5);
  });

  test.each<Omit<Pooling, 'training'>>([
    { size: [2, 2], strides: [2, 2], padding: 'valid' },
    { size: [3, 3], strides: [2, 2], padding: 'same' },
    { size: [2, 3], strides: [1, 2], padding: 'valid' },
  ])('maxPool() of $size by $strides, $padding, is the same for training, ties included', (window) => {
    // Few different values: many windows have their maximum several times.
    const data = noise(2 * 7 * 6 * 3, 'pool').map((value) => Math.round(3 * value));
    const pool = (training: boolean) =>
      differentiate(backend, (x) => backend.layers.maxPool(x, { ...window, training }), [
        { shape: [2, 7, 6, 3], data },
      ]);
    expect(pool(true)).toEqual(pool(false));
    expect(pool(true).gradients[0]?.some((slope) => slope !== 0)).toBe(true);
  });

  test('sparseCrossEntropy() is -log softmax at the label, with the gradient softmax - 1', () => {
    const logits = { shape: [5, 4], data: noise(20, 'logits').map((value) => 8 * value) };
    const labels = [3, 0, 2, 2, 1];
    const f = (...[x]: Tensor[]): Tensor =>
      backend.layers.sparseCrossEntropy(x as Tensor, backend.tf.tensor1d(labels, 'int32'));
    const { value, gradients, dy } = differentiate(backend, f, [logits]);
    for (const [row, label] of labels.entries()) {
      const exponentials = [0, 1, 2, 3].map((column) => Math.exp(logits.data[4 * row + column] ?? 0));
      const sum = exponentials.reduce((all, one) => all + one, 0);
      expect(value[row]).toBeCloseTo(-Math.log((exponentials[label] ?? 0) / sum), 5);
      for (const [column, one] of exponentials.entries()) {
        const slope = (dy[row] ?? 0) * (one / sum - Number(column === label));
        expect(gradients[0]?.[4 * row + column]).toBeCloseTo(slope, 5);
      }
    }
  });

  test('leave no tensors behind', () => {
    const { tf, layers } = backend;
    const before = tf.memory().numTensors;
    const x = tf.ones([2, 4, 4, 3]);
    const made = [
      layers.addBias(x, tf.ones([3])),
      layers.maxPool(x, { size: [2, 2], strides: [2, 2], padding: 'valid', training: true }),
      layers.conv2d(x, tf.ones([2, 2, 3, 1]), { strides: [1, 1], padding: 'same', precision: 'float32', relu: false }),
    ];
    // The bias and the kernel above, x, and what the layers gave; argmax of the pool went with its tape.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(3 + made.length + 1);
    tf.dispose([x, made]);
  });
});

describe('bfloat16', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend('tensorflow', { threads: 2 });
  });

  type Found = ReturnType<typeof differentiate>;

  /** The largest difference of a value or gradient, relative to the largest number. bfloat16 keeps 8 bits. */
  function distances(half: Found, single: Found): number[] {
    return [half.value, ...half.gradients].map((a, index) => {
      const b = [single.value, ...single.gradients][index] ?? new Float32Array();
      const worst = Math.max(...Array.from(a, (value, at) => Math.abs(value - (b[at] ?? Number.NaN))));
      return worst / Math.max(...Array.from(b, Math.abs));
    });
  }

  test.each([
    { strides: [1, 1], padding: 'valid' },
    { strides: [2, 1], padding: 'same' },
  ] as const)('conv2d() with $padding and its gradients are near those of float32', (window) => {
    const inputs = [
      { shape: [2, 6, 5, 8], data: noise(480, 'images') },
      { shape: [3, 3, 8, 4], data: noise(288, 'kernel') },
    ];
    const compute = (precision: 'float32' | 'bfloat16') =>
      differentiate(
        backend,
        (...[x, kernel]) => backend.layers.conv2d(x as Tensor, kernel as Tensor, { ...window, precision, relu: false }),
        inputs,
      );
    for (const distance of distances(compute('bfloat16'), compute('float32'))) {
      expect(distance).toBeLessThan(2 ** -6);
      expect(distance).toBeGreaterThan(0); // it is not float32
    }
  });

  test('matMul() and its gradients are near those of float32', () => {
    const inputs = [
      { shape: [9, 20], data: noise(180, 'left') },
      { shape: [20, 7], data: noise(140, 'right') },
    ];
    const compute = (precision: 'float32' | 'bfloat16') =>
      differentiate(backend, (...[a, b]) => backend.layers.matMul(a as Tensor, b as Tensor, { precision }), inputs);
    for (const distance of distances(compute('bfloat16'), compute('float32'))) {
      expect(distance).toBeLessThan(2 ** -6);
      expect(distance).toBeGreaterThan(0); // it is not float32
    }
  });

  test('is nothing that the portable backend has', async () => {
    const { tf, layers } = await loadBackend('portable', { threads: 1 });
    const x = tf.ones([2, 2]);
    expect(() => layers.matMul(x, x, { precision: 'bfloat16' })).toThrow('the portable backend has no bfloat16');
    x.dispose();
  });
});
