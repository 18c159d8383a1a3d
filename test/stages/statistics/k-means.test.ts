import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { randomOf } from '../../../nn/random.ts';
import { kMeans } from '../../../stages/statistics/k-means.ts';
import type { Clustering } from '../../../stages/statistics/k-means.ts';

/** 40 points of three whole numbers, and the least inertia that scikit-learn 1.7 finds for 4 clusters in 200 starts. */
const POINTS = Float64Array.from([
  -2, 5, -3, 6, 0, 3, 0, -7, -2, 1, -3, -4, 1, -2, -5, -2, 3, -1, 3, 5, 0, -3, -4, 0, 3, 1, 2, -1, 1, -1, -1, -4, -5,
  -1, -3, -3, 2, 0, 9, 3, -2, 2, 1, -2, 3, -2, -9, 2, -2, 4, -2, -4, 5, -3, 1, 4, 0, 0, 0, 3, -2, 2, 2, 7, -1, -3, 2,
  -1, 1, 0, 4, -2, 0, -8, -3, 5, -2, -2, -4, 2, 1, -4, 2, 1, 2, -2, 5, 1, 0, -2, -1, 3, -1, 3, 2, 4, 2, 0, -6, 1, 2, 0,
  2, -1, -1, -3, 4, 0, -1, -4, 0, 4, 1, -2, 4, 4, 3, 2, 3, 2,
]);
const LEAST = 364.99025974025966;

const cluster = (values: Float64Array, size: number, clusters: number, start = 0): Clustering =>
  atOnce(kMeans({ size, values }, { clusters, random: randomOf(7, start) }));

describe('kMeans()', () => {
  it('finds the best division that is known, in one of 200 starts, and never a better one', () => {
    const inertias = Array.from({ length: 200 }, (_, start) => cluster(POINTS, 3, 4, start).inertia);
    expect(Math.min(...inertias)).toBeCloseTo(LEAST, 9);
  });

  it('ends where every vector is with its nearest center, and every center is the mean of its vectors', () => {
    const { assignment, centers, inertia } = cluster(POINTS, 3, 5);
    let sum = 0;
    for (let row = 0; row < 40; row++) {
      const distances = Array.from({ length: 5 }, (_, own) =>
        [0, 1, 2].reduce((total, k) => total + ((POINTS[3 * row + k] ?? 0) - (centers[3 * own + k] ?? 0)) ** 2, 0),
      );
      expect(distances[assignment[row] ?? 0]).toBeCloseTo(Math.min(...distances), 12);
      sum += Math.min(...distances);
    }
    expect(inertia).toBeCloseTo(sum, 9);
    for (let own = 0; own < 5; own++) {
      const rows = [...assignment.keys()].filter((row) => assignment[row] === own);
      for (let k = 0; k < 3; k++) {
        const mean = rows.reduce((total, row) => total + (POINTS[3 * row + k] ?? 0), 0) / rows.length;
        expect(centers[3 * own + k]).toBeCloseTo(mean, 12);
      }
    }
  });

  it('gives the same clusters for the same random numbers', () => {
    expect(cluster(POINTS, 3, 4, 3)).toEqual(cluster(POINTS, 3, 4, 3));
  });

  it('leaves no cluster empty, even of equal vectors', () => {
    const equal = new Float64Array(12).fill(2);
    expect(new Set(cluster(equal, 2, 3).assignment).size).toBeLessThanOrEqual(3);
    expect(cluster(equal, 2, 3).inertia).toBe(0);
    const few = Float64Array.of(0, 0, 0, 0, 9, 9);
    expect(new Set(cluster(few, 1, 2).assignment).size).toBe(2);
    expect(cluster(Float64Array.of(1, 2, 3), 1, 3).inertia).toBe(0);
  });
});
