import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chanceBand,
  compareShares,
  compareWithChance,
  compareWithDraws,
} from '../../../stages/statistics/compare-with-chance.ts';
import type { Share } from '../../../stages/statistics/compare-with-chance.ts';

function of(possible: number, pairs: number): Share {
  return { pairs, possible };
}

/** Pascal's triangle, exact. */
function choose(n: number, k: number): bigint {
  let value = 1n;
  for (let i = 1; i <= k; i++) value = (value * BigInt(n - k + i)) / BigInt(i);
  return k < 0 || k > n ? 0n : value;
}

/** Σ of the binomial probabilities of `from` .. `to`. */
function binomialSum(n: number, p: number, [from, to]: readonly [number, number]): number {
  let sum = 0;
  for (let k = from; k <= to; k++) sum += Number(choose(n, k)) * p ** k * (1 - p) ** (n - k);
  return sum;
}

function verdictOf(pairs: number): string | null {
  return compareWithChance(of(496, pairs), 289 / 4096).verdict;
}

describe('compareWithChance()', () => {
  it('counts standard deviations', () => {
    const { z } = compareWithChance(of(496, 50), 289 / 4096);
    // 496 · 289/4096 = 34.996 expected, √(34.996 · 3807/4096) = 5.7032
    expect(z).toBeCloseTo((50 - 34.99609375) / Math.sqrt(34.99609375 * (3807 / 4096)), 12);
  });

  it('doubles the exact tail of the binomial distribution', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(60),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (possible, some, chance) => {
          const pairs = some % (possible + 1);
          const above = pairs > possible * chance;
          const tail = binomialSum(possible, chance, above ? [pairs, possible] : [0, pairs]);
          const { pValue, verdict } = compareWithChance(of(possible, pairs), chance);
          expect(Math.abs((pValue ?? NaN) - Math.min(1, 2 * tail))).toBeLessThan(1e-11);
          expect(verdict).toBe(tail > 0.025 ? 'at' : above ? 'above' : 'below');
        },
      ),
    );
  });

  it('agrees with the band of the normal approximation where many pairs are expected', () => {
    // SCIENCE 2.3: 5.0 .. 9.5 % of 496 pairs
    expect(['25', '35', '46'].map((pairs) => verdictOf(Number(pairs)))).toEqual(['at', 'at', 'at']);
    expect([22, 23, 48, 60].map(verdictOf)).toEqual(['below', 'below', 'above', 'above']);
  });

  it('does not take one pair for a surprise where z does', () => {
    // 0.03 pairs expected: z = 5.6, but chance gives one in 3 of 100 layers
    const { z, pValue, verdict } = compareWithChance(of(120, 1), 0.03 / 120);
    expect(z).toBeGreaterThan(5);
    expect(pValue).toBeCloseTo(2 * (1 - (1 - 0.03 / 120) ** 120), 12);
    expect(verdict).toBe('at');
    expect(compareWithChance(of(120, 2), 0.03 / 120).verdict).toBe('above');
    expect(compareWithChance(of(496, 1), 3.4e-52)).toMatchObject({ verdict: 'above' });
    expect(compareWithChance(of(496, 1), 3.4e-52).pValue).toBeCloseTo(2 * 496 * 3.4e-52, 60);
  });

  it('takes any pair for a surprise where chance gives none, and none for none', () => {
    expect(compareWithChance(of(496, 1), 0)).toEqual({ z: null, pValue: 0, verdict: 'above' });
    expect(compareWithChance(of(496, 0), 0)).toEqual({ z: null, pValue: 1, verdict: 'at' });
    expect(compareWithChance(of(496, 248), 1)).toEqual({ z: null, pValue: 0, verdict: 'below' });
    expect(compareWithChance(of(496, 496), 1)).toEqual({ z: null, pValue: 1, verdict: 'at' });
    expect(compareWithChance(of(0, 0), 0.07)).toEqual({ z: null, pValue: null, verdict: null });
  });

  it('holds for as many pairs as 1024 filters have', () => {
    const possible = (1024 * 1023) / 2;
    const expected = possible * (289 / 4096);
    const sd = Math.sqrt(expected * (3807 / 4096));
    const { pValue, z } = compareWithChance(of(possible, Math.round(expected + 2 * sd)), 289 / 4096);
    expect(z).toBeCloseTo(2, 2);
    expect(pValue).toBeCloseTo(0.0455, 3); // of the normal distribution
    expect(compareWithChance(of(possible, 0), 289 / 4096)).toMatchObject({ pValue: 0, verdict: 'below' });
  });
});

describe('chanceBand()', () => {
  it('gives the bands of SCIENCE 2.3', () => {
    for (const [filters, chance, low, high] of [
      [32, 289 / 4096, 0.05, 0.095],
      [64, 289 / 4096, 0.059, 0.082],
      [32, 521 / 15625, 0.018, 0.05],
      [256, 521 / 15625, 0.032, 0.035],
    ] as const) {
      const band = chanceBand(chance, (filters * (filters - 1)) / 2);
      expect(Math.abs(band[0] - low)).toBeLessThan(0.0025);
      expect(Math.abs(band[1] - high)).toBeLessThan(0.0025);
    }
  });
  it('holds what is at chance, and nothing else, where few pairs are expected', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (possible, part) => {
        const chance = part * Math.min(1, 9 / possible);
        for (const each of [chance, 1 - chance]) {
          const [low, high] = chanceBand(each, possible).map((ratio) => Math.round(ratio * possible));
          for (const pairs of [low, high]) {
            const { pValue } = compareWithChance(of(possible, pairs ?? -1), each);
            expect(pValue).toBeGreaterThan(0.05 - 1e-9);
          }
          const outside = [(low ?? 0) - 1, (high ?? 0) + 1].filter((pairs) => pairs >= 0 && pairs <= possible);
          for (const pairs of outside) {
            expect(compareWithChance(of(possible, pairs), each).pValue).toBeLessThan(0.05 + 1e-9);
          }
        }
      }),
    );
  });
  it('is the only value there is without chance, and everything without pairs', () => {
    expect(chanceBand(0, 100)).toEqual([0, 0]);
    expect(chanceBand(3e-52, 120)).toEqual([0, 0]);
    expect(chanceBand(1, 100)).toEqual([1, 1]);
    expect(chanceBand(0.5, 0)).toEqual([0, 1]);
  });
});

describe('compareShares()', () => {
  it('is the exact test of Fisher, of the nearer side, doubled', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(),
        fc.nat(),
        (n, m, a, b) => {
          const [x, y] = [a % (n + 1), b % (m + 1)];
          const above = x / n > y / m;
          const all = Number(choose(n + m, x + y));
          let tail = 0;
          for (let k = 0; k <= n; k++) {
            const beyond = above ? k >= x : k <= x;
            if (beyond && x + y - k >= 0) tail += Number(choose(n, k) * choose(m, x + y - k)) / all;
          }
          const { pValue, verdict } = compareShares(of(n, x), of(m, y));
          expect(Math.abs((pValue ?? NaN) - Math.min(1, 2 * tail))).toBeLessThan(1e-11);
          expect(verdict).toBe(tail > 0.025 ? 'at' : above ? 'above' : 'below');
        },
      ),
    );
  });

  it('gives z of two proportions with a pooled variance', () => {
    // z = (0.12 - 0.08) / √(0.1 · 0.9 · 2 / 500) = 2.108185
    expect(compareShares(of(500, 60), of(500, 40)).z).toBeCloseTo(2.108185, 6);
    expect(compareShares(of(500, 64), of(500, 40)).verdict).toBe('above');
    expect(compareShares(of(500, 40), of(500, 64)).verdict).toBe('below');
    expect(compareShares(of(500, 55), of(500, 50)).verdict).toBe('at');
    expect(compareShares(of(500, 0), of(500, 0))).toEqual({ z: null, pValue: 1, verdict: 'at' });
    // 3 of 6 and 1 of 10: m = 4/16, z = 0.4 / √(3/16 · 16/60) = 0.4 / √0.05
    expect(compareShares(of(6, 3), of(10, 1)).z).toBeCloseTo(1.788854, 6);
    expect(compareShares(of(0, 0), of(10, 1))).toEqual({ z: null, pValue: null, verdict: null });
  });
});

describe('compareWithDraws()', () => {
  const ratios = [0.1, 0.12, 0.14, 0.16, 0.18];

  it('takes mean, spread and rank of the draws', () => {
    // variance 0.001; that of the mean is a fifth of it
    const found = compareWithDraws(of(496, 99), { ratios, possible: 496 });
    expect(found.mean).toBeCloseTo(0.14, 12);
    expect(found.sd).toBeCloseTo(Math.sqrt(0.001), 12);
    expect(found.z).toBeCloseTo((99 / 496 - 0.14) / Math.sqrt(0.001 * 1.2), 12);
    expect(found.pValue).toBeCloseTo(2 / 6, 12);
    expect(found.verdict).toBe('at');
    expect(compareWithDraws(of(496, 60), { ratios, possible: 496 }).pValue).toBeCloseTo((2 * 3) / 6, 12);
    expect(compareWithDraws(of(496, 150), { ratios, possible: 496 }).verdict).toBe('above');
    expect(compareWithDraws(of(496, 20), { ratios, possible: 496 }).verdict).toBe('below');
  });

  it('scales the spread of draws with fewer filters', () => {
    const found = compareWithDraws(of(496, 99), { ratios, possible: 124 });
    expect(found.sd).toBeCloseTo(Math.sqrt(0.001 / 4), 12);
    expect(found.z).toBeCloseTo((99 / 496 - 0.14) / Math.sqrt(0.001 / 4 + 0.001 / 5), 12);
  });

  it('compares counts where few pairs are expected', () => {
    const none = Array.from({ length: 20 }, () => 0);
    expect(compareWithDraws(of(496, 3), { ratios: none, possible: 496 })).toEqual({
      mean: 0,
      sd: 0,
      z: null,
      pValue: compareShares(of(496, 3), of(20 * 496, 0)).pValue,
      verdict: 'above',
    });
    expect(compareWithDraws(of(496, 0), { ratios: none, possible: 496 }).verdict).toBe('at');
    // 2 pairs in 20 draws, so 0.1 expected: one pair is no surprise (p = 0.14)
    const few = none.map((_, index) => (index < 2 ? 1 / 496 : 0));
    expect(compareWithDraws(of(496, 1), { ratios: few, possible: 496 })).toMatchObject({ verdict: 'at' });
  });

  it('has nothing to say of no pairs', () => {
    const nothing = { mean: null, sd: null, z: null, pValue: null, verdict: null };
    expect(compareWithDraws(of(0, 0), { ratios, possible: 10 })).toEqual(nothing);
    expect(compareWithDraws(of(10, 0), { ratios: [], possible: 10 })).toEqual(nothing);
  });
});
