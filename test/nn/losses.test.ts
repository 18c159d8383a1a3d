import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { binaryCrossEntropy, categoricalCrossEntropy, countCorrect, meanSquaredError } from '../../nn/losses.ts';
import { numericGradient } from './naive.ts';

const LOGITS = [
  [1.5, -0.5, 0.25],
  [0, 2, -1],
  [-3, -2.5, -2],
  [0.5, 0.5, -0.5],
] as const;
const FLAT = Float64Array.from(LOGITS.flat());
const LABELS = [0, 2, 2, 1] as const;
const TARGETS = Float64Array.from([0, 1, 0.3, 0.5, 1, 0, 0.25, 0.75, 1, 0, 0.9, 0.1]);
const SHAPE: [number, number] = [4, 3];

/** Straight from the definitions, in float64. */
const oracles = {
  categorical: (z: Float64Array): number => {
    let sum = 0;
    for (const [row, label] of LABELS.entries()) {
      const logits = z.slice(3 * row, 3 * row + 3);
      const total = logits.reduce((all, logit) => all + Math.exp(logit), 0);
      sum -= Math.log(Math.exp(logits[label] ?? Number.NaN) / total);
    }
    return sum / LABELS.length;
  },
  binary: (z: Float64Array): number => {
    let sum = 0;
    for (const [index, t] of TARGETS.entries()) {
      const p = 1 / (1 + Math.exp(-(z[index] ?? Number.NaN)));
      sum -= t * Math.log(p) + (1 - t) * Math.log(1 - p);
    }
    return sum / TARGETS.length;
  },
  squared: (z: Float64Array): number =>
    z.reduce((sum, value, index) => sum + (value - (TARGETS[index] ?? Number.NaN)) ** 2, 0) / z.length,
};

describe.each(['tensorflow', 'portable'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  const labels = (): ReturnType<Backend['tf']['tensor1d']> => backend.tf.tensor1d([...LABELS], 'int32');
  const targets = (): ReturnType<Backend['tf']['tensor']> => backend.tf.tensor(Float32Array.from(TARGETS), SHAPE);
  type Loss = (z: ReturnType<Backend['tf']['tensor']>) => ReturnType<Backend['tf']['scalar']>;
  const cases: [string, Loss, (z: Float64Array) => number][] = [
    ['categoricalCrossEntropy()', (z) => categoricalCrossEntropy(backend, z, labels()), oracles.categorical],
    ['binaryCrossEntropy()', (z) => binaryCrossEntropy(backend, z, targets()), oracles.binary],
    ['meanSquaredError()', (z) => meanSquaredError(backend, z, targets()), oracles.squared],
  ];

  test.each(cases)('%s and its gradient agree with the definition', (_, loss, oracle) => {
    backend.tf.tidy(() => {
      const { value, grad } = backend.tf.valueAndGrad(loss)(backend.tf.tensor(Float32Array.from(FLAT), SHAPE));
      expect(value.dataSync()[0]).toBeCloseTo(oracle(FLAT), 5);
      const gradient = [...grad.dataSync()];
      for (const [index, expected] of numericGradient(oracle, FLAT).entries()) {
        expect(gradient[index]).toBeCloseTo(expected, 5);
      }
    });
  });

  test('categoricalCrossEntropy() takes class numbers or one-hot rows', () => {
    backend.tf.tidy(() => {
      const z = backend.tf.tensor(Float32Array.from(FLAT), SHAPE);
      const oneHot = backend.tf.tensor2d(LABELS.map((label) => [0, 1, 2].map((index) => (index === label ? 1 : 0))));
      const byNumber = categoricalCrossEntropy(backend, z, labels()).dataSync();
      expect(categoricalCrossEntropy(backend, z, oneHot).dataSync()).toEqual(byNumber);
    });
  });

  test('the cross-entropies stay finite for logits that would overflow exp()', () => {
    backend.tf.tidy(() => {
      const z = backend.tf.tensor2d([[1000, -1000]]);
      const y = backend.tf.tensor1d([1], 'int32');
      expect(categoricalCrossEntropy(backend, z, y).dataSync()[0]).toBe(2000);
      expect(binaryCrossEntropy(backend, z, backend.tf.tensor2d([[0, 1]])).dataSync()[0]).toBe(1000);
      expect(binaryCrossEntropy(backend, z, backend.tf.tensor2d([[1, 0]])).dataSync()[0]).toBe(0);
    });
  });

  test('countCorrect() counts rows whose largest logit is at the label', () => {
    backend.tf.tidy(() => {
      // Row 0 right, row 1 wrong, row 2 right, row 3 a tie that the first class wins: wrong.
      expect(countCorrect(backend, backend.tf.tensor(Float32Array.from(FLAT), SHAPE), labels()).dataSync()[0]).toBe(2);
    });
  });
});
