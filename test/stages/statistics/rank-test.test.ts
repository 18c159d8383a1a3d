import { describe, expect, it } from 'vitest';
import { envelopeOf, extremeness, holm, levelsOf, rankTest } from '../../../stages/statistics/rank-test.ts';
import { uniforms } from './random.ts';

describe('rankTest()', () => {
  const draws = Float64Array.from({ length: 999 }, (_, at) => at + 1);
  it('counts the draws that are as far out, the observed value among them, and doubles the smaller side', () => {
    expect(rankTest(1000, draws)).toMatchObject({ p: 2 / 1000, median: 500, mean: 500, low: 25, high: 975 });
    expect(rankTest(999, draws).p).toBe(4 / 1000);
    expect(rankTest(1, draws).p).toBe(4 / 1000);
    expect(rankTest(500, draws).p).toBe(1);
  });
  it('has p <= 0.05 exactly where the value is outside of low .. high', () => {
    for (const value of [24, 25, 975, 976]) {
      const { p, low, high } = rankTest(value, draws);
      expect(p <= 0.05).toBe(value < low || value > high);
    }
  });
  it('counts standard deviations of the draws', () => {
    const { z } = rankTest(4, Float64Array.of(1, 2, 3));
    expect(z).toBeCloseTo(2, 12);
  });
  it('takes sums in another order for the same value, and gives no z where draws do not vary', () => {
    // 0.1 + 0.2 + 0.3 in two orders.
    const alike = Float64Array.of(0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1, 0.6);
    expect(rankTest(0.6, alike)).toMatchObject({ z: null, p: 1 });
  });
});

describe('extremeness()', () => {
  /** By definition, pair by pair. */
  function naive(rows: readonly (readonly number[])[]): number[] {
    const lengths = rows.map((row) =>
      row
        .map((value, place) => {
          const below = rows.filter((other) => (other[place] ?? 0) <= value).length;
          const above = rows.filter((other) => (other[place] ?? 0) >= value).length;
          return Math.min(below, above);
        })
        .sort((a, b) => a - b),
    );
    const before = (a: readonly number[], b: readonly number[]): boolean => {
      const place = a.findIndex((rank, at) => rank !== b[at]);
      return place < 0 || (a[place] ?? 0) < (b[place] ?? 0);
    };
    return lengths.map((own) => lengths.filter((other) => before(other, own)).length / rows.length);
  }
  it('is the share of vectors that are as extreme, as defined', () => {
    const uniform = uniforms(3);
    for (const [count, size] of [
      [1, 1],
      [20, 1],
      [40, 3],
      [60, 8],
    ] as const) {
      const rows = Array.from({ length: count }, () => Array.from({ length: size }, () => Math.floor(uniform() * 15)));
      const found = extremeness({ values: Float64Array.from(rows.flat()), count, size });
      expect([...found]).toEqual(naive(rows));
    }
  });
  it('is at most 0.05 for 5 of 100 exchangeable vectors, at most', () => {
    const uniform = uniforms(4);
    const [count, size] = [200, 6];
    let found = 0;
    for (let time = 0; time < 300; time++) {
      // Places depend on each other, as thresholds do.
      const values = new Float64Array(count * size);
      for (let each = 0; each < count; each++) {
        let sum = 0;
        for (let place = 0; place < size; place++) values[each * size + place] = sum += uniform() - 0.5;
      }
      if ((extremeness({ values, count, size })[0] ?? 1) <= 0.05) found++;
    }
    // Binomial(300, 0.05): mean 15, standard deviation 3.8
    expect(Math.abs(found - 15)).toBeLessThan(4 * 3.8);
  });
});

describe('envelopeOf() and levelsOf()', () => {
  it('hold whole vectors: what was observed is outside somewhere exactly if it is extreme as a whole', () => {
    const uniform = uniforms(8);
    for (const shift of [0, 0.3, 0.5, 0.6, 0.9]) {
      const [count, size] = [100, 4];
      const values = Float64Array.from({ length: count * size }, () => uniform());
      values[2] = shift + 0.1;
      const curves = { values, count, size };
      const extreme = extremeness(curves);
      const { low, high } = envelopeOf(curves, extreme);
      const outside = Array.from({ length: size }, (_, place) => {
        const own = values[place] ?? 0;
        return own < (low[place] ?? 0) || own > (high[place] ?? 0);
      });
      expect(outside.some(Boolean)).toBe((extreme[0] ?? 1) <= 0.05);
      expect([...levelsOf(curves, extreme)].map((level) => level <= 0.05)).toEqual(outside);
    }
  });
  it('name the place', () => {
    const [count, size] = [400, 3];
    const uniform = uniforms(9);
    const values = Float64Array.from({ length: count * size }, () => uniform());
    values[1] = 7;
    const levels = levelsOf({ values, count, size }, extremeness({ values, count, size }));
    expect([...levels].map((level) => level <= 0.05)).toEqual([false, true, false]);
  });
});

describe('holm()', () => {
  it('corrects as worked out by hand', () => {
    const close = (p: number): number => expect.closeTo(p, 12) as number;
    // Sorted 0.01, 0.02, 0.03, 0.5: times 4, 3, 2, 1, and never below the one before.
    expect(holm([0.02, 0.5, 0.01, 0.03]).map(({ p }) => p)).toEqual([
      close(0.06),
      close(0.5),
      close(0.04),
      close(0.06),
    ]);
    expect(holm([0.6, 0.7]).map(({ p }) => p)).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
