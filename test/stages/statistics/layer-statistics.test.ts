import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { cosinesOf, cosinesOfGram } from '../../../stages/statistics/cosines.ts';
import { curveGrid, roundLimit } from '../../../stages/statistics/curve-grid.ts';
import { countClusters, measureLayer, statisticsOf } from '../../../stages/statistics/layer-statistics.ts';
import { gaussianOf, isotropicProducts } from '../../../stages/statistics/random-filters.ts';
import { normalFilters, uniforms } from './random.ts';

function measure(
  cosines: Float64Array,
  count: number,
  thresholds: readonly number[],
  grid: readonly number[],
): number[] {
  const into = new Float64Array(statisticsOf({ thresholds, grid }) + grid.length);
  atOnce(measureLayer(cosines.slice(), count, { thresholds, grid }, into));
  return [...into];
}

describe('measureLayer()', () => {
  it('gives what naive loops give', () => {
    for (const [count, seed] of [
      [2, 1],
      [7, 2],
      [33, 3],
    ] as const) {
      const weights = normalFilters(count, 6, uniforms(seed));
      const { matrix } = atOnce(cosinesOf({ weights, count, dimension: 6 }, 'none'));
      const pairs: number[] = [];
      for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) pairs.push(matrix[i * count + j] ?? NaN);
      const nearest = Array.from({ length: count }, (_, i) =>
        Math.max(...Array.from({ length: count }, (_, j) => (i === j ? -2 : (matrix[i * count + j] ?? NaN)))),
      );
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      const above = (threshold: number): number => pairs.filter((cosine) => cosine > threshold).length;
      const grid = curveGrid(1, 6);
      const found = measure(matrix, count, [0.3, -0.2], grid);
      const clusters = atOnce(countClusters(matrix.slice(), count, [0.3, -0.2]));
      expect(found.slice(0, 6)).toEqual([
        above(0.3),
        pairs.filter((cosine) => cosine < -0.3).length,
        clusters[0],
        above(-0.2),
        pairs.filter((cosine) => cosine < 0.2).length,
        clusters[1],
      ]);
      expect(found[6]).toBe(Math.max(...pairs));
      expect(found[7]).toBeCloseTo(mean(nearest), 12);
      expect(found[8]).toBeCloseTo(mean(pairs), 12);
      const squares = matrix.reduce((sum, cosine) => sum + cosine * cosine, 0);
      expect(found[9]).toBeCloseTo((count * count) / squares, 10);
      expect(found.slice(10)).toEqual(grid.map(above));
    }
  });
});

describe('countClusters()', () => {
  it('counts groups of mutually similar filters', () => {
    // Three filters in a row of 40 degrees each: neighbours are similar (0.77), the ends are not (0.17).
    const angles = [0, 40, 80, 180].map((angle) => (angle * Math.PI) / 180);
    const matrix = Float64Array.from(angles.flatMap((a) => angles.map((b) => Math.cos(a - b))));
    expect(atOnce(countClusters(matrix, 4, [0.5, 0.9, 0.1, -1]))).toEqual([3, 4, 2, 2]);
  });
  it('joins at a cosine above the threshold, not at it', () => {
    expect(atOnce(countClusters(Float64Array.of(1, 0.5, 0.5, 1), 2, [0.5, 0.49]))).toEqual([2, 1]);
  });
  // SCIENCE 2.3: means of 25 to 60 draws
  it.each([
    [32, 9, [18.9, 22.7]],
    [128, 9, [52.8, 65.1]],
    [256, 25, [183, 239]],
  ])('gives the measured numbers for %i isotropic filters of %i weights', (count, dimension, expected) => {
    const gaussian = gaussianOf(1, 'clusters');
    const sums = [0, 0];
    for (let time = 0; time < 10; time++) {
      const { matrix } = atOnce(cosinesOfGram(atOnce(isotropicProducts({ count, dimension }, gaussian)), count));
      for (const [at, clusters] of atOnce(countClusters(matrix, count, [0.5, 0.6])).entries()) {
        sums[at] = (sums[at] ?? 0) + clusters / 10;
      }
    }
    for (const [at, clusters] of expected.entries())
      expect(Math.abs((sums[at] ?? NaN) / clusters - 1)).toBeLessThan(0.05);
  });
});

describe('curveGrid()', () => {
  it('goes as far as cosines go, in equal steps on both sides of 0', () => {
    const grid = curveGrid(0.17, 800);
    expect([grid[0], grid[40], grid.at(-1)]).toEqual([-0.2, 0, 0.2]);
    expect(grid).toHaveLength(81);
    // Random directions in 9 dimensions reach 4/3.
    expect(curveGrid(0.1, 9).at(-1)).toBe(1);
    expect(roundLimit(0.3)).toBe(0.3);
  });
});
