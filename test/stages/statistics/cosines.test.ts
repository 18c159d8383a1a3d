import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import type { Filters } from '../../../stages/statistics/cosines.ts';
import { normalFilters, uniforms } from './random.ts';
import { atOnce } from '../../../engine/core/slices.ts';

const filtersOf = (rows: readonly (readonly number[])[]): Filters => ({
  weights: Float32Array.from(rows.flat()),
  count: rows.length,
  dimension: rows[0]?.length ?? 0,
});

/** Straight from the definition: normalise, then multiply. */
function naive(rows: readonly (readonly number[])[]): number[] {
  const units = rows.map((row) => {
    const weights = row.map(Math.fround);
    const norm = Math.hypot(...weights);
    return weights.map((weight) => weight / norm);
  });
  return units.flatMap((a) => units.map((b) => a.reduce((sum, value, k) => sum + value * (b[k] ?? NaN), 0)));
}

const matrixOfRows = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12 }))
  .chain(([count, dimension]) => {
    // Not so small that scaling leaves the range of float32.
    const real = fc.double({ min: -10, max: 10, noNaN: true }).map((value) => (Math.abs(value) < 1e-9 ? 0 : value));
    const weight = fc.oneof(fc.integer({ min: -3, max: 3 }), real);
    const row = fc.array(weight, { minLength: dimension, maxLength: dimension });
    return fc.array(row, { minLength: count, maxLength: count });
  })
  .filter((rows) => rows.every((row) => Math.hypot(...row) > 1e-3));

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The covariance of two lists. */
function product(a: readonly number[], b: readonly number[]): number {
  return mean(a.map((value, k) => value * (b[k] ?? NaN))) - mean(a) * mean(b);
}

describe('cosinesOf()', () => {
  it('agrees with the definition for any filters', () => {
    fc.assert(
      fc.property(matrixOfRows, (rows) => {
        const { matrix, zeros } = atOnce(cosinesOf(filtersOf(rows), 'none'));
        expect(zeros).toBe(0);
        for (const [place, expected] of naive(rows).entries()) {
          expect(Math.abs((matrix[place] ?? NaN) - expected)).toBeLessThan(1e-14);
        }
      }),
    );
  });

  it('agrees with the definition beyond one stretch of columns, for odd counts too', () => {
    for (const [count, dimension] of [
      [5, 1700],
      [4, 512],
      [7, 513],
    ] as const) {
      const weights = normalFilters(count, dimension, uniforms(count));
      const rows = Array.from({ length: count }, (_, i) => [...weights.subarray(i * dimension, (i + 1) * dimension)]);
      const { matrix } = atOnce(cosinesOf({ weights, count, dimension }, 'none'));
      for (const [place, expected] of naive(rows).entries()) expect(matrix[place]).toBeCloseTo(expected, 13);
    }
  });

  it('is symmetric, 1 on the diagonal and within -1 .. 1', () => {
    fc.assert(
      fc.property(matrixOfRows, fc.constantFrom('none', 'filter', 'layer'), (rows, center) => {
        const { matrix, count } = atOnce(cosinesOf(filtersOf(rows), center));
        for (let i = 0; i < count; i++) {
          expect(new Set([1, NaN]).has(matrix[i * count + i] ?? 0)).toBe(true);
          for (let j = 0; j < count; j++) {
            const cosine = matrix[i * count + j] ?? NaN;
            expect(cosine).toBe(matrix[j * count + i]);
            expect(Math.abs(cosine) > 1).toBe(false);
          }
        }
      }),
    );
  });

  it('does not change when filters are scaled, and turns round with their sign', () => {
    fc.assert(
      fc.property(matrixOfRows, fc.double({ min: 0.01, max: 100, noNaN: true }), (rows, scale) => {
        const before = atOnce(cosinesOf(filtersOf(rows), 'none')).matrix;
        const scaled = atOnce(
          cosinesOf(filtersOf(rows.map((row, i) => row.map((w) => (i === 0 ? -8 * w : w * 0.25)))), 'none'),
        );
        const count = rows.length;
        // Powers of two change no bit of a cosine.
        for (const [place, cosine] of scaled.matrix.entries()) {
          const turned = place > 0 && (place < count || place % count === 0);
          expect(cosine).toBe((before[place] ?? NaN) * (turned ? -1 : 1) + 0);
        }
        // Any other factor only rounds: in float32, hence the tolerance.
        const rounded = atOnce(cosinesOf(filtersOf(rows.map((row) => row.map((w) => w * scale))), 'none')).matrix;
        for (const [place, cosine] of rounded.entries()) {
          expect(Math.abs(cosine - (before[place] ?? NaN))).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('moves with the filters', () => {
    fc.assert(
      fc.property(matrixOfRows, (rows) => {
        const count = rows.length;
        const before = atOnce(cosinesOf(filtersOf(rows), 'none'));
        const after = atOnce(cosinesOf(filtersOf(rows.toReversed()), 'none'));
        expect([...after.matrix]).toEqual([...before.matrix].toReversed());
        expect([...after.norms]).toEqual([...before.norms].toReversed());
        expect(after.count).toBe(count);
      }),
    );
  });

  it('finds copies at exactly 1, opposites at exactly -1 and a half at exactly 0.5', () => {
    const copy = [0.1, -0.7, 1 / 3, 0.9];
    const rows = [copy, copy, copy.map((w) => -w), [1, 1, 0, 0], [1, 0, 1, 0]];
    const { matrix } = atOnce(cosinesOf(filtersOf(rows), 'none'));
    expect([matrix[1], matrix[2], matrix[3 * 5 + 4]]).toEqual([1, -1, 0.5]);
  });

  it('gives no cosine to filters of zeros and counts them', () => {
    const { matrix, zeros, norms } = atOnce(
      cosinesOf(
        filtersOf([
          [3, 4],
          [0, 0],
          [-0, 0],
        ]),
        'none',
      ),
    );
    expect(zeros).toBe(2);
    expect([...matrix]).toEqual([1, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN]);
    expect([...norms]).toEqual([5, 0, 0]);
  });

  it('centers each filter: the cosine becomes the correlation of Pearson', () => {
    const rows = [
      [1, 2, 4, 8],
      [3, 1, 4, 1],
      [7, 7, 7, 7],
    ];
    const { matrix, zeros, norms } = atOnce(cosinesOf(filtersOf(rows), 'filter'));
    const [x = [], y = []] = rows;
    expect(matrix[1]).toBeCloseTo(product(x, y) / Math.sqrt(product(x, x) * product(y, y)), 14);
    expect(zeros).toBe(1);
    expect(norms[2]).toBe(14);
  });

  it('centers the layer: two filters become opposite, equal ones lose their direction', () => {
    expect(
      atOnce(
        cosinesOf(
          filtersOf([
            [1, 2],
            [5, -3],
          ]),
          'layer',
        ),
      ).matrix[1],
    ).toBe(-1);
    expect(
      atOnce(
        cosinesOf(
          filtersOf([
            [0.1, 0.2],
            [0.1, 0.2],
            [0.1, 0.2],
          ]),
          'layer',
        ),
      ).zeros,
    ).toBe(3);
  });

  it('refuses weights that are not finite', () => {
    expect(() =>
      atOnce(
        cosinesOf(
          filtersOf([
            [1, 2],
            [3, NaN],
          ]),
          'none',
        ),
      ),
    ).toThrow(new StageFailure('Cannot compare filters: filter 1 has a weight that is NaN'));
  });
});
