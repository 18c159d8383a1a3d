import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { chanceAbove } from '../../../stages/statistics/chance.ts';
import { centerRows, cosinesOfGram } from '../../../stages/statistics/cosines.ts';
import { gram } from '../../../stages/statistics/products.ts';
import type { Center } from '../../../stages/statistics/cosines.ts';
import { centerProducts, prepareNull, workOf } from '../../../stages/statistics/nulls.ts';
import type { DrawnNull, LayerRows } from '../../../stages/statistics/drawn-null.ts';
import { normalFilters, uniforms } from './random.ts';

function layer(
  count: number,
  dimension: number,
  more: { seed?: number; center?: Center; mean?: number } = {},
): LayerRows {
  const { seed = 1, center = 'none', mean = 0 } = more;
  const rows = Float64Array.from(normalFilters(count, dimension, uniforms(seed)), (w, at) => w * (1 + (at % 3)) + mean);
  return { rows, count, dimension, center };
}

function draws(kind: DrawnNull, of: LayerRows, count: number, seed = 5): Float64Array[] {
  const draw = atOnce(prepareNull(kind, of, seed));
  return Array.from({ length: count }, () => atOnce(draw()).slice());
}

/** Naive inner products of rows. */
function products({ rows, count, dimension }: LayerRows): Float64Array {
  return Float64Array.from({ length: count * count }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < dimension; k++) {
      sum += (rows[Math.floor(at / count) * dimension + k] ?? 0) * (rows[(at % count) * dimension + k] ?? 0);
    }
    return sum;
  });
}

function trace(matrix: Float64Array, count: number): number {
  return Array.from({ length: count }, (_, i) => matrix[i * count + i] ?? NaN).reduce((a, b) => a + b, 0);
}

function squares(matrix: Float64Array): number {
  return matrix.reduce((sum, value) => sum + value * value, 0);
}

function total(matrix: Float64Array): number {
  return matrix.reduce((sum, value) => sum + value, 0);
}

/** Small and large numbers of weights: both ways to turn a layer. */
const SIZES = [
  [12, 3],
  [12, 9],
  [12, 40],
  [9, 9],
  [2, 5],
  [2, 1],
] as const;

describe('prepareNull("rotated")', () => {
  it.each(SIZES)('keeps the mean filter and the covariance of %i filters of %i weights exactly', (count, dimension) => {
    const of = layer(count, dimension, { mean: 0.7 });
    const own = products(of);
    const centered = own.slice();
    centerProducts(centered, count);
    for (const drawn of draws('rotated', of, 5)) {
      const moved = drawn.slice();
      centerProducts(moved, count);
      // |mean|² n², the trace of the covariance, and that of its square: all moments that inner products know.
      expect(total(drawn)).toBeCloseTo(total(own), 8);
      expect(trace(moved, count)).toBeCloseTo(trace(centered, count), 8);
      expect(squares(moved)).toBeCloseTo(squares(centered), 7);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) expect(drawn[i * count + j]).toBeCloseTo(drawn[j * count + i] ?? NaN, 12);
      }
    }
  });
  it('turns all that is not the mean: filters that differ in one direction only stay on that line', () => {
    // Filters 1 + t along one axis: cosines of differences stay 1 or -1, whatever is drawn.
    const rows = Float64Array.from({ length: 8 * 2 }, (_, at) => (at % 2 === 0 ? 3 : at));
    for (const drawn of draws('rotated', { rows, count: 8, dimension: 2, center: 'layer' }, 4)) {
      const { matrix } = atOnce(cosinesOfGram(drawn, 8));
      for (const cosine of matrix) expect(Math.abs(cosine)).toBeCloseTo(1, 6);
    }
  });
  it.each([
    [6, 2],
    [6, 5],
    [6, 20],
  ])('gives each direction the same share: %i filters of %i weights', (count, dimension) => {
    // Two far filters among near ones: after a uniform rotation each filter is as long as any other, on average.
    const rows = new Float64Array(count * dimension);
    rows[0] = 10;
    rows[dimension + 1] = -5;
    const of: LayerRows = { rows, count, dimension, center: 'none' };
    for (const kind of ['rotated', 'rotated-about-zero'] as const) {
      const many = draws(kind, of, 4000);
      const means = Array.from(
        { length: count },
        (_, i) => many.reduce((sum, d) => sum + (d[i * count + i] ?? 0), 0) / 4000,
      );
      for (const mean of means) expect(Math.abs(mean / (125 / count) - 1)).toBeLessThan(0.12);
    }
  });
  it('draws what a naive rotation draws: the same quantiles of a largest cosine', () => {
    const [count, dimension] = [8, 12];
    const of = layer(count, dimension, { mean: 0.5 });
    const largest = (matrix: Float64Array): number => {
      let most = -1;
      for (let i = 0; i < count; i++) {
        for (let j = i + 1; j < count; j++) {
          const scale = Math.sqrt((matrix[i * count + i] ?? 0) * (matrix[j * count + j] ?? 0));
          most = Math.max(most, (matrix[i * count + j] ?? 0) / scale);
        }
      }
      return most;
    };
    const quick = draws('rotated', of, 3000)
      .map(largest)
      .sort((a, b) => a - b);
    const naive = naiveRotations(of, 3000)
      .map(largest)
      .sort((a, b) => a - b);
    for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      expect(Math.abs((quick[3000 * share] ?? NaN) - (naive[3000 * share] ?? NaN))).toBeLessThan(0.02);
    }
  });
});

/** X* = 1x + H O Hᵀ X by whole matrices: H and O from Gram and Schmidt. */
function naiveRotations({ rows, count, dimension }: LayerRows, times: number): Float64Array[] {
  const uniform = uniforms(77);
  const orthonormal = (vectors: number[][]): number[][] => {
    const kept: number[][] = [];
    for (const vector of vectors) {
      let rest = vector;
      for (const other of kept) {
        const along = rest.reduce((sum, x, at) => sum + x * (other[at] ?? 0), 0);
        rest = rest.map((x, at) => x - along * (other[at] ?? 0));
      }
      const length = Math.hypot(...rest);
      kept.push(rest.map((x) => x / length));
    }
    return kept;
  };
  const gaussians = (n: number): number[][] => Array.from({ length: n }, () => [...normalFilters(1, n, uniform)]);
  const basis = orthonormal([Array.from({ length: count }, () => 1), ...gaussians(count).slice(1)]).slice(1);
  const column = (k: number): number[] => Array.from({ length: count }, (_, i) => rows[i * dimension + k] ?? 0);
  return Array.from({ length: times }, () => {
    const turn = orthonormal(gaussians(count - 1));
    const drawn = new Float64Array(rows.length);
    for (let k = 0; k < dimension; k++) {
      const own = column(k);
      const mean = own.reduce((sum, x) => sum + x, 0) / count;
      const coordinates = basis.map((h) => h.reduce((sum, x, i) => sum + x * (own[i] ?? 0), 0));
      const turned = turn.map((row) => row.reduce((sum, x, a) => sum + x * (coordinates[a] ?? 0), 0));
      for (let i = 0; i < count; i++) {
        drawn[i * dimension + k] = mean + turned.reduce((sum, x, a) => sum + x * (basis[a]?.[i] ?? 0), 0);
      }
    }
    return products({ rows: drawn, count, dimension, center: 'none' });
  });
}

describe('prepareNull("rotated-about-zero")', () => {
  it.each(SIZES)('keeps the second moments of %i filters of %i weights, and no mean', (count, dimension) => {
    const of = layer(count, dimension, { mean: 0.7 });
    const own = products(of);
    const many = draws('rotated-about-zero', of, 300);
    for (const drawn of many) {
      expect(trace(drawn, count)).toBeCloseTo(trace(own, count), 8);
      expect(squares(drawn)).toBeCloseTo(squares(own), 6);
    }
    // |sum of all filters|² is the trace on average: no direction is preferred.
    const means = many.reduce((sum, drawn) => sum + total(drawn), 0) / many.length;
    expect(Math.abs(means / trace(own, count) - 1)).toBeLessThan(0.45);
  });
});

describe('prepareNull("isotropic")', () => {
  it.each([
    [24, 9, 'none'],
    [24, 9, 'filter'],
    [16, 100, 'none'],
  ] as const)(
    'draws cosines that chance describes: %i filters of %i weights, center %s',
    (count, dimension, center) => {
      const threshold = dimension === 9 ? 0.5 : 0.15;
      let above = 0;
      for (const drawn of draws('isotropic', layer(count, dimension, { center }), 200)) {
        const { matrix } = atOnce(cosinesOfGram(drawn, count));
        for (let i = 0; i < count; i++) {
          for (let j = i + 1; j < count; j++) if ((matrix[i * count + j] ?? 0) > threshold) above++;
        }
      }
      const pairs = (200 * count * (count - 1)) / 2;
      const chance = chanceAbove(center === 'filter' ? dimension - 1 : dimension, threshold);
      expect(Math.abs(above / pairs - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / pairs));
    },
  );
  it('gives each direction the norm of its filter', () => {
    const of = layer(7, 5);
    const [drawn = new Float64Array()] = draws('isotropic', of, 1);
    const own = products(of);
    for (let i = 0; i < 7; i++) expect(drawn[i * 8]).toBeCloseTo(own[i * 8] ?? NaN, 10);
  });
});

describe('prepareNull("permuted")', () => {
  it('keeps the weights of each filter, in another order', () => {
    // Rows of one weight each: products of a filter with itself stay, with others they are 0 or the product of the weights.
    const rows = new Float64Array(4 * 6);
    for (let i = 0; i < 4; i++) rows[i * 6 + i] = i + 1;
    const found = new Set<number>();
    for (const drawn of draws('permuted', { rows, count: 4, dimension: 6, center: 'none' }, 50)) {
      for (let i = 0; i < 4; i++) expect(drawn[i * 5]).toBe((i + 1) ** 2);
      found.add(drawn[1] ?? NaN);
    }
    expect([...found].sort((a, b) => a - b)).toEqual([0, 2]);
  });
});

describe('prepareNull() + center', () => {
  it.each(['isotropic', 'permuted', 'rotated', 'rotated-about-zero'] as const)(
    'subtracts the mean filter of what "%s" draws: the sum of all inner products is 0',
    (kind) => {
      for (const drawn of draws(kind, layer(10, 6, { center: 'layer', mean: 1 }), 5)) {
        expect(Math.abs(total(drawn))).toBeLessThan(1e-9 * trace(drawn, 10));
      }
    },
  );
  it('centerProducts() is what centering the filters gives', () => {
    const of = layer(9, 4, { mean: 2 });
    const moved = products(of);
    centerProducts(moved, 9);
    const rows = of.rows.slice();
    centerRows(rows, of, 'layer');
    const expected = atOnce(gram(rows, of));
    for (const [at, value] of moved.entries()) expect(value).toBeCloseTo(expected[at] ?? NaN, 10);
  });
});

describe('prepareNull() + seed', () => {
  it.each(['isotropic', 'permuted', 'rotated', 'rotated-about-zero'] as const)(
    'draws the same layers of "%s" for the same seed, and others for another',
    (kind) => {
      const of = layer(6, 4);
      expect(draws(kind, of, 3, 1)).toEqual(draws(kind, of, 3, 1));
      expect(draws(kind, of, 3, 1)).not.toEqual(draws(kind, of, 3, 2));
    },
  );
});

describe('workOf()', () => {
  it('grows with the filters, and takes the shorter way to turn them', () => {
    const work = (count: number, dimension: number): number => workOf('rotated', { count, dimension });
    expect(work(512, 9)).toBeLessThan(work(512, 800));
    expect(work(256, 800)).toBe(work(256, 6400));
    expect(work(256, 800) * 999).toBeLessThan(1.5e10);
  });
});
