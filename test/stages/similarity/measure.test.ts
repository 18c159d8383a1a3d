import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cosines } from '../../../stages/similarity/cosines.ts';
import { cosinesOf } from '../../../stages/similarity/cosines.ts';
import {
  compareWithChance,
  compareWithInitial,
  countPairs,
  countSmall,
  mostSimilarPairs,
} from '../../../stages/similarity/measure.ts';
import type { Share } from '../../../stages/similarity/measure.ts';
import { normalFilters, uniforms } from './random.ts';

const some = (seed: number, count = 13): Cosines => {
  const weights = normalFilters(count, 4, uniforms(seed));
  weights.fill(0, 4, 8); // filter 1 has no direction
  return cosinesOf({ weights, count, dimension: 4 }, 'none');
};

function withNorms(norms: readonly number[]): Cosines {
  return { count: norms.length, matrix: new Float64Array(0), norms: Float64Array.from(norms), zeros: 0 };
}

function of500(pairs: number): Share {
  return { pairs, possible: 500 };
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
    const cosines = cosinesOf({ weights: rows, count: 2, dimension: 4 }, 'none');
    expect(countPairs(cosines, 0.5)).toEqual({ pairs: 0, oppositePairs: 0, filtersInPairs: 0 });
    expect(countPairs(cosines, 0.4999999999999999)).toEqual({ pairs: 1, oppositePairs: 0, filtersInPairs: 2 });
    const opposite = cosinesOf({ weights: rows.map((w, k) => (k < 4 ? w : -w)), count: 2, dimension: 4 }, 'none');
    expect(countPairs(opposite, 0.5).oppositePairs).toBe(0);
    expect(countPairs(opposite, 0.4999999999999999).oppositePairs).toBe(1);
  });
});

describe('mostSimilarPairs()', () => {
  it('lists all pairs with a direction, the most similar first, with the norms to merge by', () => {
    const cosines = some(3);
    const pairs = mostSimilarPairs(cosines, Infinity);
    expect(pairs.length).toBe((12 * 11) / 2);
    expect(pairs.map((pair) => pair.cosine)).toEqual(pairs.map((pair) => pair.cosine).toSorted((a, b) => b - a));
    expect(new Set(pairs.map(({ filter, other }) => `${filter} ${other}`)).size).toBe(66);
    for (const { filter, other, cosine, normRatio } of pairs) {
      expect(filter).toBeLessThan(other);
      expect(cosine).toBe(cosines.matrix[other * 13 + filter]);
      expect(normRatio * (cosines.norms[filter] ?? NaN)).toBeCloseTo(cosines.norms[other] ?? NaN, 12);
    }
    expect(mostSimilarPairs(cosines, 2)).toEqual(pairs.slice(0, 2));
  });

  it('orders equal pairs by their filters', () => {
    const weights = Float32Array.of(1, 0, 2, 0, 0, 1, 4, 0);
    const pairs = mostSimilarPairs(cosinesOf({ weights, count: 4, dimension: 2 }, 'none'), 4);
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

describe('compareWithChance()', () => {
  it('counts standard deviations', () => {
    // 496 pairs at p = 289/4096: sd = √(p (1-p) / 496) = 0.011498..., 1.96 sd on either side are 4.80 .. 9.309 %
    const { z, verdict } = compareWithChance(50 / 496, 289 / 4096, 496);
    expect(z).toBeCloseTo((50 - 35) / Math.sqrt(496 * (289 / 4096) * (3807 / 4096)), 1);
    expect(verdict).toBe('above');
    expect(compareWithChance(0.093, 289 / 4096, 496).verdict).toBe('at');
    expect(compareWithChance(0.0932, 289 / 4096, 496).verdict).toBe('above');
    expect(compareWithChance(0.0481, 289 / 4096, 496).verdict).toBe('at');
    expect(compareWithChance(0.0479, 289 / 4096, 496).verdict).toBe('below');
  });
  it('takes any pair for a surprise where chance gives none, and none for none', () => {
    expect(compareWithChance(1 / 496, 0, 496)).toEqual({ z: null, verdict: 'above' });
    expect(compareWithChance(0, 0, 496)).toEqual({ z: null, verdict: 'at' });
    expect(compareWithChance(0.5, 1, 496)).toEqual({ z: null, verdict: 'below' });
    expect(compareWithChance(0, 3.4e-52, 120).verdict).toBe('at');
    expect(compareWithChance(NaN, 0.07, 0)).toEqual({ z: null, verdict: null });
  });
});

describe('compareWithInitial()', () => {
  it('is the two-proportion test with a pooled variance', () => {
    // z = (0.12 - 0.08) / √(0.1 · 0.9 · 2 / 500) = 2.108185
    expect(compareWithInitial(of500(60), of500(40)).z).toBeCloseTo(2.108185, 6);
    expect(compareWithInitial(of500(60), of500(40)).verdict).toBe('above');
    expect(compareWithInitial(of500(40), of500(60)).verdict).toBe('below');
    expect(compareWithInitial(of500(55), of500(50)).verdict).toBe('at');
    expect(compareWithInitial(of500(0), of500(0))).toEqual({ z: null, verdict: 'at' });
    // 3 of 6 and 1 of 10: m = 4/16, z = 0.4 / √(3/16 · 16/60) = 0.4 / √0.05
    expect(compareWithInitial({ pairs: 3, possible: 6 }, { pairs: 1, possible: 10 }).z).toBeCloseTo(1.788854, 6);
    expect(compareWithInitial({ pairs: 0, possible: 0 }, of500(1))).toEqual({ z: null, verdict: null });
  });
});
