import { describe, expect, test } from 'vitest';
import { draw, INITIALIZERS } from '../../../nn/initializers/rules.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { resolveModel } from '../../../nn/model.ts';
import { randomOf } from '../../../nn/random.ts';

const FAN = { in: 30, out: 70 };
/** Variance by the papers, and the largest size in standard deviations. */
const EXPECTED: Readonly<Record<string, readonly [variance: number, most: number]>> = {
  glorotUniform: [2 / 100, Math.sqrt(3)],
  glorotNormal: [2 / 100, 2 / 0.8796],
  heUniform: [2 / 30, Math.sqrt(3)],
  heNormal: [2 / 30, 2 / 0.8796],
  lecunUniform: [1 / 30, Math.sqrt(3)],
  lecunNormal: [1 / 30, 2 / 0.8796],
};

describe('draw()', () => {
  test.each(Object.entries(EXPECTED))(
    '%s has the variance and the limits of its rule, and mean 0',
    (name, [variance, most]) => {
      const shape = [200, 100];
      const data = draw(name as 'heNormal', { shape, fan: FAN, random: randomOf(3, name) });
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      const square = data.reduce((sum, value) => sum + value * value, 0) / data.length;
      const greatest = data.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
      // Five standard errors.
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / data.length));
      expect(Math.abs(square / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / data.length));
      expect(greatest / Math.sqrt(variance)).toBeLessThanOrEqual(most * 1.001);
      expect(greatest / Math.sqrt(variance)).toBeGreaterThan(0.95 * most);
    },
  );

  test.each([
    [[3, 3, 4, 8], 36, 8],
    [[4, 10], 4, 10],
  ])('orthogonal [%s] has orthonormal rows or columns, whichever are fewer', (shape, rows, columns) => {
    const data = draw('orthogonal', { shape, random: randomOf(4, 'q') });
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const at = (vector: number, place: number): number =>
      data[rows < columns ? vector * columns + place : place * columns + vector] ?? Number.NaN;
    for (let a = 0; a < count; a += 1)
      for (let b = 0; b < count; b += 1) {
        let product = 0;
        for (let place = 0; place < length; place += 1) product += at(a, place) * at(b, place);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
      }
  });

  test('all names have a rule that is tested', () => {
    expect(INITIALIZERS).toEqual([...Object.keys(EXPECTED), 'orthogonal']);
  });

  test('constant, uniform and blocks are what they say', () => {
    const random = randomOf(1, 'x');
    expect([...draw({ constant: 0.5 }, { shape: [2, 2], random })]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect([...draw({ blocks: [0, 1, 0] }, { shape: [6], random })]).toEqual([0, 0, 1, 1, 0, 0]);
    const data = draw({ uniform: 0.1 }, { shape: [1000], random });
    expect(data.every((value) => Math.abs(value) <= Math.fround(0.1))).toBe(true);
  });
});

test('an initializer is about kernels: biases, recurrent kernels, gates and norms start as their layer says', () => {
  const model = resolveModel({
    input: [4, 3, 1],
    layers: [
      { reshape: { shape: [4, 3] } },
      { lstm: { units: 2, initializer: { constant: 0.25 } } },
      { batchNorm: {} },
      { dense: { units: 2, initializer: { constant: -1 } } },
    ],
  });
  const found = Object.fromEntries(
    Object.entries(initialWeights(model, 1)).map(([name, { data }]) => [name, [...data]]),
  );
  expect(found['lstm1.kernel']).toEqual(Array(24).fill(0.25));
  expect(found['lstm1.bias']).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  expect(found['lstm1.recurrent']).not.toEqual(Array(16).fill(0.25));
  expect([found['norm1.gamma'], found['norm1.beta']]).toEqual([
    [1, 1],
    [0, 0],
  ]);
  expect([found['norm1.mean'], found['norm1.variance']]).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(found['dense1.kernel']).toEqual([-1, -1, -1, -1]);
  expect(found['dense1.bias']).toEqual([0, 0]);
});
