import { describe, expect, it } from 'vitest';
import { chiSquareAbove } from '../../../stages/statistics/chi-square.ts';

/** erfc(√(x / 2)) to the nearest double, from mpmath with 40 digits. */
const VALUES: readonly (readonly [value: number, probability: number])[] = [
  [0.001, 0.9747728793699604],
  [0.5, 0.4795001221869535],
  [1, 0.3173105078629141],
  [2.9999, 0.08326965617919295],
  [3.0001, 0.0832593774905308],
  [3.841458820694124, 0.05000000000000006],
  [10.827566170662733, 0.0009999999999999996],
  [1400, 2.1010145162642176e-306],
];

describe('chiSquareAbove()', () => {
  it.each(VALUES)('gives the tail beyond %d', (value, probability) => {
    expect(Math.abs(chiSquareAbove(value) / probability - 1)).toBeLessThan(1e-12);
  });

  it('agrees with the integral of the density, before and after the change of method', () => {
    // Substituting x = u² takes the pole at 0 away: the tail is √(2/π) ∫ exp(-u²/2) du from √value. Simpson's rule to u = 12.
    for (const value of [0.01, 0.7, 2.9, 2.999999, 3.000001, 3.1, 7, 20]) {
      const [from, to, steps] = [Math.sqrt(value), 12, 20_000];
      const width = (to - from) / steps;
      let sum = 0;
      for (let step = 0; step <= steps; step++) {
        const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
        sum += weight * Math.exp(-((from + step * width) ** 2) / 2);
      }
      const expected = (Math.sqrt(2 / Math.PI) * sum * width) / 3;
      expect(Math.abs(chiSquareAbove(value) / expected - 1)).toBeLessThan(1e-11);
    }
  });

  it('is 1 at 0 and falls to 0 without becoming negative', () => {
    expect(chiSquareAbove(0)).toBe(1);
    expect(chiSquareAbove(1400)).toBeGreaterThan(0);
    expect(chiSquareAbove(1e5)).toBe(0);
  });
});
