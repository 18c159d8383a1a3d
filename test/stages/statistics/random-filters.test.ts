import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { chanceAbove } from '../../../stages/statistics/chance.ts';
import { gaussianOf, isotropicProducts } from '../../../stages/statistics/random-filters.ts';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('isotropicProducts()', () => {
  it('draws filters whose cosines are as frequent as chance says', () => {
    for (const [count, dimension, threshold] of [
      [64, 9, 0.5],
      [64, 9, 0.6],
      [60, 100, 0.15],
      [40, 40, 0.2],
      [12, 2, 0.3],
    ] as const) {
      const gaussian = gaussianOf(5, 'test');
      const ratios = Array.from({ length: 40 }, () => {
        const products = atOnce(isotropicProducts({ count, dimension }, gaussian));
        let pairs = 0;
        for (let i = 0; i < count; i++) {
          for (let j = i + 1; j < count; j++) {
            const scale = Math.sqrt((products[i * count + i] ?? 0) * (products[j * count + j] ?? 0));
            if ((products[i * count + j] ?? 0) / scale > threshold) pairs++;
          }
        }
        return pairs / ((count * (count - 1)) / 2);
      });
      const chance = chanceAbove(dimension, threshold);
      const sd = Math.sqrt((chance * (1 - chance)) / ((40 * count * (count - 1)) / 2));
      expect(Math.abs(mean(ratios) - chance)).toBeLessThan(4 * sd);
    }
  });
});

describe('gaussianOf()', () => {
  it('draws squares of lengths that are chi-square: mean d, variance 2 d', () => {
    for (const dimension of [1, 3, 800]) {
      const gaussian = gaussianOf(2, 'lengths');
      const squares = Array.from({ length: 4000 }, () => gaussian.chiSquare(dimension));
      const average = mean(squares);
      const spread = mean(squares.map((square) => (square - average) ** 2));
      expect(Math.abs(average / dimension - 1)).toBeLessThan(4 * Math.sqrt(2 / dimension / 4000));
      expect(spread / (2 * dimension)).toBeGreaterThan(0.8);
      expect(spread / (2 * dimension)).toBeLessThan(1.25);
    }
  });
});
