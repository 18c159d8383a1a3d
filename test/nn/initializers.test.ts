import { expect, test } from 'vitest';
import { initialWeights } from '../../nn/initializers.ts';
import { resolveModel } from '../../nn/model.ts';
import { paperModel } from './models.ts';

test('initialWeights() names and shapes every weight, in the order of the layers', () => {
  const weights = initialWeights(paperModel(4, 3), 1);
  expect(Object.entries(weights).map(([name, { shape, data }]) => [name, shape, data.length])).toEqual([
    ['conv1.kernel', [3, 3, 1, 4], 36],
    ['conv1.bias', [4], 4],
    ['conv2.kernel', [5, 5, 4, 3], 300],
    ['conv2.bias', [3], 3],
    ['dense1.kernel', [363, 128], 46_464],
    ['dense1.bias', [128], 128],
    ['dense2.kernel', [128, 50], 6400],
    ['dense2.bias', [50], 50],
    ['dense3.kernel', [50, 10], 500],
    ['dense3.bias', [10], 10],
  ]);
});

test('initialWeights() draws kernels uniformly within the Glorot bound and sets biases to zero', () => {
  const weights = initialWeights(paperModel(32, 16), 1);
  for (const [name, fanIn, fanOut] of [
    ['conv1.kernel', 9, 9 * 32],
    ['conv2.kernel', 25 * 32, 25 * 16],
    ['dense1.kernel', 1936, 128],
  ] as const) {
    const data = weights[name]?.data ?? new Float32Array();
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const square = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    const greatest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(greatest).toBeLessThanOrEqual(Math.fround(limit));
    expect(greatest).toBeGreaterThan(0.97 * limit);
    expect(Math.abs(mean)).toBeLessThan((5 * limit) / Math.sqrt(3 * data.length));
    expect(square / (limit * limit)).toBeCloseTo(1 / 3, 1);
  }
  expect(weights['conv1.bias']?.data).toEqual(new Float32Array(32));
});

test('initialWeights() gives a layer the same numbers whatever the other layers are', () => {
  const dense = { dense: { name: 'head', units: 3 } };
  const one = resolveModel({ input: [2, 2, 1], layers: [{ flatten: {} }, dense] });
  const two = resolveModel({ input: [2, 2, 1], layers: [{ flatten: {} }, { dense: { units: 4 } }, dense] });
  // Same fan-in (4) and fan-out (3), same name, same seed: same kernel, although another layer comes before.
  expect(initialWeights(two, 9)['head.kernel']).toEqual(initialWeights(one, 9)['head.kernel']);
  expect(initialWeights(one, 8)['head.kernel']).not.toEqual(initialWeights(one, 9)['head.kernel']);
});

test('initialWeights() refuses a model that cannot be built', () => {
  const model = resolveModel({ input: [2, 2, 1], layers: [{ conv2d: { filters: 1, kernel: 3 } }] });
  expect(() => initialWeights(model, 1)).toThrow("conv2d 'conv1' reduces 2x2 to 0x0");
});
