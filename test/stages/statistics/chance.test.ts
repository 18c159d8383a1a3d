import { describe, expect, it } from 'vitest';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import { countPairs } from '../../../stages/similarity/measure.ts';
import { chanceAbove, deviationFromChance, equalSurprise } from '../../../stages/statistics/chance.ts';
import { normalFilters, uniforms } from './random.ts';
import { atOnce } from '../../../engine/core/slices.ts';

function relativeError(found: number, expected: number): number {
  return Math.abs(found - expected) / Math.abs(expected);
}

/**
 * P(cos > a/b) for odd dimensions in exact arithmetic: (1 - c²)^m is a polynomial, m = (d - 3) / 2, and its integral from a/b
 * to 1 over that from -1 to 1 a fraction of whole numbers.
 */
function exactChance(dimension: number, a: bigint, b: bigint): number {
  const m = (dimension - 3) / 2;
  let common = 1n;
  for (let k = 0; k <= m; k++) common *= BigInt(2 * k + 1);
  // F(c) · common · b^(2m+1), F(c) = Σ (-1)^k binomial(m, k) c^(2k+1) / (2k+1)
  const F = (numerator: bigint): bigint => {
    let sum = 0n;
    let binomial = 1n;
    for (let k = 0; k <= m; k++) {
      const power = numerator ** BigInt(2 * k + 1) * b ** BigInt(2 * (m - k));
      sum += (k % 2 === 0 ? 1n : -1n) * binomial * power * (common / BigInt(2 * k + 1));
      binomial = (binomial * BigInt(m - k)) / BigInt(k + 1);
    }
    return sum;
  };
  const digits = 10n ** 400n;
  return Number(`${((F(b) - F(a)) * digits) / (2n * F(b))}e-400`);
}

describe('chanceAbove()', () => {
  it('gives the exact fractions for 3x3x1 filters', () => {
    expect(relativeError(chanceAbove(9, 0.5), 289 / 4096)).toBeLessThan(1e-14);
    expect(relativeError(chanceAbove(9, 0.6), 521 / 15625)).toBeLessThan(1e-14);
  });

  // mpmath 1.3, 60 digits: ½ I(1-τ²; (d-1)/2, ½) of the double nearest to the threshold.
  it.each([
    [2, 0.3, 0.4030133159793217],
    [4, 0.7, 0.09406020218709368],
    [8, 0.5, 0.0852353303935269],
    [8, 0.6, 0.04381141452070126],
    [9, 0.999, 2.1848760935937576e-12],
    [9, 1e-9, 0.49999999890625],
    [25, 0.5, 0.004646848715196938],
    [25, 0.6, 0.0005973937086924223],
    [27, 0.5, 0.00337044806886766],
    [144, 0.5, 7.617721273469831e-11],
    [144, 0.6, 7.603732693022009e-16],
    [288, 0.5, 5.489267893630443e-20],
    [288, 0.6, 5.992856151638897e-30],
    [400, 0.1, 0.02268185784354678],
    [800, 0.5, 3.434739871695092e-52],
    [800, 0.6, 8.695419255435943e-80],
    [800, 0.9, 1.1407612824848739e-290],
    // Either side of the change from one series to the other, τ²d = 1.
    [800, 0.035, 0.16125227424751357],
    [800, 0.036, 0.15443197869415048],
    [6400, 0.0125, 0.1586741601098298],
    [6400, 0.0126, 0.15674598425047995],
    [2304, 0.5, 2.2554194791771848e-146],
    [2304, 0.6, 9.067142242039725e-226],
    [6400, 0.3, 1.4892485624158677e-133],
    [30_976, 0.01, 0.03920378566899965],
    [30_976, 0.15, 1.2945450089880507e-155],
  ])('agrees with arbitrary precision for d = %i, τ = %f', (dimension, threshold, expected) => {
    expect(relativeError(chanceAbove(dimension, threshold), expected)).toBeLessThan(1e-12);
  });

  it('agrees with the polynomial for odd dimensions', () => {
    for (const dimension of [3, 5, 7, 9, 25, 27, 49, 75, 147]) {
      for (const eighths of [1, 2, 3, 4, 5, 6, 7]) {
        const expected = exactChance(dimension, BigInt(eighths), 8n);
        expect(relativeError(chanceAbove(dimension, eighths / 8), expected)).toBeLessThan(1e-12);
      }
    }
  });

  it('agrees with the closed forms on a circle and a sphere', () => {
    for (const threshold of [-0.99, -0.4, 0.001, 0.2, 0.7, 0.9999]) {
      expect(relativeError(chanceAbove(2, threshold), Math.acos(threshold) / Math.PI)).toBeLessThan(1e-12);
      expect(relativeError(chanceAbove(3, threshold), (1 - threshold) / 2)).toBeLessThan(1e-12);
    }
  });

  it('is symmetric and certain at the ends', () => {
    expect(chanceAbove(9, -0.5)).toBe(1 - chanceAbove(9, 0.5));
    for (const dimension of [1, 2, 9, 800]) {
      expect(chanceAbove(dimension, 0)).toBe(0.5);
      expect(chanceAbove(dimension, 1)).toBe(0);
      // On a line half of the cosines are -1 itself, and not above it.
      expect(chanceAbove(dimension, -1)).toBe(dimension === 1 ? 0.5 : 1);
    }
    expect(chanceAbove(1, 0.9)).toBe(0.5);
    expect(chanceAbove(6400, 0.5)).toBeLessThan(1e-300);
  });

  it('is what random filters give, with the exact deviation √(p (1 - p) / N)', () => {
    const uniform = uniforms(11);
    const [count, dimension, rounds] = [24, 9, 3000];
    const possible = (count * (count - 1)) / 2;
    for (const threshold of [0.5, 0.6]) {
      const ratios = Array.from({ length: rounds }, () => {
        const weights = normalFilters(count, dimension, uniform);
        return countPairs(atOnce(cosinesOf({ weights, count, dimension }, 'none')), threshold).pairs / possible;
      });
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / rounds;
      const sd = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (rounds - 1));
      const chance = chanceAbove(dimension, threshold);
      const expected = Math.sqrt((chance * (1 - chance)) / possible);
      // Four standard errors of a mean and of a deviation (the latter widened for tails heavier than normal).
      expect(Math.abs(mean - chance)).toBeLessThan((4 * expected) / Math.sqrt(rounds));
      expect(Math.abs(sd / expected - 1)).toBeLessThan((4 * 1.2) / Math.sqrt(2 * rounds));
    }
  });

  it('holds for filters centered one by one in one dimension less', () => {
    const uniform = uniforms(5);
    const [count, dimension] = [600, 9];
    const weights = normalFilters(count, dimension, uniform);
    const possible = (count * (count - 1)) / 2;
    const ratio = countPairs(atOnce(cosinesOf({ weights, count, dimension }, 'filter')), 0.5).pairs / possible;
    const chance = chanceAbove(8, 0.5);
    expect(Math.abs(ratio - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / possible));
  });
});

describe('equalSurprise()', () => {
  it('gives the thresholds of SCIENCE 2.3', () => {
    expect(equalSurprise(25, 0.5, 9)).toBeCloseTo(0.297, 3);
    expect(equalSurprise(288, 0.5, 9)).toBeCloseTo(0.087, 3);
    expect(equalSurprise(800, 0.5, 9)).toBeCloseTo(0.052, 3);
    expect(equalSurprise(6400, 0.5, 9)).toBeCloseTo(0.018, 3);
    expect(equalSurprise(25, 0.6, 9)).toBeCloseTo(0.365, 3);
    expect(equalSurprise(800, 0.6, 9)).toBeCloseTo(0.065, 3);
  });
  it('is as likely to be exceeded', () => {
    for (const [dimension, threshold] of [
      [2, 0.5],
      [25, 0.99],
      [800, -0.3],
      [6400, 0.05],
    ] as const) {
      const equal = equalSurprise(dimension, threshold, 9);
      expect(relativeError(chanceAbove(dimension, equal), chanceAbove(9, threshold))).toBeLessThan(1e-9);
    }
  });
  it('leaves the threshold alone where nothing is to be converted', () => {
    expect([
      equalSurprise(9, 0.1, 9),
      equalSurprise(800, 0, 9),
      equalSurprise(800, 1, 9),
      equalSurprise(800, -1, 9),
    ]).toEqual([0.1, 0, 1, -1]);
  });
});

describe('deviationFromChance()', () => {
  it('counts standard deviations', () => {
    // 496 · 289/4096 = 34.996 expected, √(34.996 · 3807/4096) = 5.7032
    const found = deviationFromChance({ pairs: 50, possible: 496 }, 289 / 4096);
    expect(found).toBeCloseTo((50 - 34.99609375) / Math.sqrt(34.99609375 * (3807 / 4096)), 12);
  });
  it('has no value without pairs, or where chance has no spread', () => {
    expect(deviationFromChance({ pairs: 0, possible: 0 }, 0.5)).toBe(null);
    expect(deviationFromChance({ pairs: 3, possible: 3 }, 1)).toBe(null);
  });
});
