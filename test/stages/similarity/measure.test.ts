import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cosines } from '../../../stages/statistics/cosines.ts';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import { countPairs, countSmall, mostSimilarPairs } from '../../../stages/similarity/measure.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';
import { atOnce } from '../../../engine/core/slices.ts';

const some = (seed: number, count = 13): Cosines => {
  const weights = normalFilters(count, 4, uniforms(seed));
  weights.fill(0, 4, 8); // filter 1 has no direction
  return atOnce(cosinesOf({ weights, count, dimension: 4 }, 'none'));
};

function withNorms(norms: readonly number[]): Cosines {
  return {
    count: norms.length,
    products: new Float64Array(),
    matrix: new Float64Array(0),
    norms: Float64Array.from(norms),
    zeros: 0,
  };
}

describe('countPairs()', () => {
  it('agrees with sets of pairs, for any threshold', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: -1, max: 1, noNaN: true }), (seed, threshold) => {
        const cosines = some(seed);
        const indices = Array.from({ length: 13 }, (_, i) => i).filter((i) => i !== 1);
        const all = indices.flatMap((i) => indices.filter((j) => j > i).map((j) => [i, j] as const));
        const cosine = ([i, j]: readonly [number, number]): number => cosines.matrix[i * 13 + j] ?? NaN;
        const similar = all.filter((pair) => cosine(pair) > threshold);
        expect(countPairs(cosines, threshold)).toEqual({
          pairs: similar.length,
          oppositePairs: all.filter((pair) => cosine(pair) < -threshold).length,
          filtersInPairs: new Set(similar.flat()).size,
        });
      }),
    );
  });

  it('does not count a pair at the threshold itself', () => {
    const rows = Float32Array.of(1, 1, 0, 0, 1, 0, 1, 0);
    const cosines = atOnce(cosinesOf({ weights: rows, count: 2, dimension: 4 }, 'none'));
    expect(countPairs(cosines, 0.5)).toEqual({ pairs: 0, oppositePairs: 0, filtersInPairs: 0 });
    expect(countPairs(cosines, 0.4999999999999999)).toEqual({ pairs: 1, oppositePairs: 0, filtersInPairs: 2 });
    const opposite = atOnce(
      cosinesOf({ weights: rows.map((w, k) => (k < 4 ? w : -w)), count: 2, dimension: 4 }, 'none'),
    );
    expect(countPairs(opposite, 0.5).oppositePairs).toBe(0);
    expect(countPairs(opposite, 0.4999999999999999).oppositePairs).toBe(1);
  });
});

describe('mostSimilarPairs() + more pairs than it keeps', () => {
  it('gives the first ones of a full sort, ties in the order of the filters', () => {
    const count = 120;
    const uniform = uniforms(3);
    const matrix = new Float64Array(count * count);
    // Few different values: ties are everywhere, also at the limit.
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) matrix[i * count + j] = Math.floor(uniform() * 9);
    const cosines = { count, matrix, products: undefined, norms: new Float64Array(count).fill(1), zeros: 0 };
    const all = Array.from({ length: count * count }, (_, place) => place)
      .filter((place) => Math.floor(place / count) < place % count)
      .sort((a, b) => (matrix[b] ?? 0) - (matrix[a] ?? 0) || a - b);
    for (const limit of [1, 7, 600, 3000, all.length]) {
      const found = atOnce(mostSimilarPairs(cosines, limit)).map(({ filter, other }) => filter * count + other);
      expect(found).toEqual(all.slice(0, limit));
    }
  });

  it('has no ratio of norms where the first filter is zero', () => {
    const matrix = Float64Array.of(1, 0.5, 0.5, 1);
    const cosines = { count: 2, matrix, products: undefined, norms: Float64Array.of(0, 3), zeros: 0 };
    expect(atOnce(mostSimilarPairs(cosines, 5))).toEqual([{ filter: 0, other: 1, cosine: 0.5, normRatio: null }]);
  });
});

describe('mostSimilarPairs()', () => {
  it('lists all pairs with a direction, the most similar first, with the norms to merge by', () => {
    const cosines = some(3);
    const pairs = atOnce(mostSimilarPairs(cosines, Infinity));
    expect(pairs.length).toBe((12 * 11) / 2);
    expect(pairs.map((pair) => pair.cosine)).toEqual(pairs.map((pair) => pair.cosine).toSorted((a, b) => b - a));
    expect(new Set(pairs.map(({ filter, other }) => `${filter} ${other}`)).size).toBe(66);
    for (const { filter, other, cosine, normRatio } of pairs) {
      expect(filter).toBeLessThan(other);
      expect(cosine).toBe(cosines.matrix[other * 13 + filter]);
      expect((normRatio ?? NaN) * (cosines.norms[filter] ?? NaN)).toBeCloseTo(cosines.norms[other] ?? NaN, 12);
    }
    expect(atOnce(mostSimilarPairs(cosines, 2))).toEqual(pairs.slice(0, 2));
  });

  it('orders equal pairs by their filters', () => {
    const weights = Float32Array.of(1, 0, 2, 0, 0, 1, 4, 0);
    const pairs = atOnce(mostSimilarPairs(atOnce(cosinesOf({ weights, count: 4, dimension: 2 }, 'none')), 4));
    expect(pairs.map(({ filter, other, normRatio }) => [filter, other, normRatio])).toEqual([
      [0, 1, 2],
      [0, 3, 4],
      [1, 3, 2],
      [0, 2, 1],
    ]);
  });
});

describe('countSmall()', () => {
  it('compares with the median norm, strictly', () => {
    expect(countSmall(withNorms([1, 10, 100, 0.99]), 0.1)).toBe(0); // median 5.5
    expect(countSmall(withNorms([1, 10, 10, 10, 0.99]), 0.1)).toBe(1);
    expect(countSmall(withNorms([0, 0, 0, 1]), 0.1)).toBe(3);
    expect(countSmall(withNorms([3]), 1)).toBe(0);
  });
});
