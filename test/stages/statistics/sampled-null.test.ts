import { describe, expect, it } from 'vitest';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import { countPairs } from '../../../stages/similarity/measure.ts';
import { chanceAbove } from '../../../stages/statistics/chance.ts';
import { gaussianOf, isotropicProducts, spectralProducts } from '../../../stages/statistics/random-filters.ts';
import { drawAnisotropic, drawPermuted, shrunkSpectrum } from '../../../stages/statistics/sampled-null.ts';
import type { Drawing } from '../../../stages/statistics/sampled-null.ts';
import { eigenvalues } from '../../../stages/statistics/spectrum.ts';
import { countClusters, expectedClusters } from '../../../stages/similarity/clusters.ts';
import { normalFilters, uniforms } from './random.ts';
import { atOnce } from '../../../engine/core/slices.ts';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function drawing(rows: Float64Array, count: number, more: Partial<Drawing> = {}): Drawing {
  const shape = { count, dimension: rows.length / count };
  return { rows, shape, center: 'none', thresholds: [0.5], draws: 100, seed: 1, ...more };
}

/** A symmetric matrix with known eigenvalues: H D H with H = I - 2 u uᵀ, a reflection. */
function reflected(values: readonly number[], seed: number): Float64Array {
  const size = values.length;
  const raw = Array.from(normalFilters(1, size, uniforms(seed)));
  const norm = Math.hypot(...raw);
  const u = raw.map((value) => value / norm);
  const h = (i: number, j: number): number => (i === j ? 1 : 0) - 2 * (u[i] ?? 0) * (u[j] ?? 0);
  return Float64Array.from({ length: size * size }, (_, at) =>
    values.reduce((sum, value, k) => sum + h(Math.floor(at / size), k) * value * h(k, at % size), 0),
  );
}

describe('eigenvalues()', () => {
  it('finds the eigenvalues of matrices made of them, the greatest first', () => {
    for (const values of [
      [3],
      [5, -2],
      [7, 7, 7, 1],
      [100, 10, 1, 0.1, 0, 0],
      Array.from({ length: 40 }, (_, i) => (39 - i) ** 2),
    ]) {
      for (const seed of [1, 2, 3]) {
        const found = atOnce(eigenvalues(reflected(values, seed), values.length));
        for (const [index, value] of values.entries()) {
          expect(Math.abs((found[index] ?? NaN) - value)).toBeLessThan(1e-12 * Math.max(...values.map(Math.abs)));
        }
      }
    }
  });
  it('handles diagonal, zero and empty matrices', () => {
    expect([...atOnce(eigenvalues(Float64Array.of(2, 0, 0, 0, -1, 0, 0, 0, 5), 3))]).toEqual([5, 2, -1]);
    expect([...atOnce(eigenvalues(new Float64Array(9), 3))]).toEqual([0, 0, 0]);
    expect([...atOnce(eigenvalues(new Float64Array(), 0))]).toEqual([]);
  });
});

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

describe('spectralProducts()', () => {
  it('gives second moments of the given spectrum, the rest of the space included', () => {
    const spectrum = { values: [9, 4], rest: 0.5, restDimension: 30 };
    const gaussian = gaussianOf(3, 'test');
    const products = Array.from({ length: 200 }, () => atOnce(spectralProducts(20, spectrum, gaussian)));
    // E |w|² = tr S = 9 + 4 + 15; E (w·v)² = tr S² = 81 + 16 + 7.5
    const squares = products.flatMap((each) => Array.from({ length: 20 }, (_, i) => each[i * 21] ?? NaN));
    const inner = products.flatMap((each) => Array.from({ length: 19 }, (_, i) => (each[i * 20 + i + 1] ?? NaN) ** 2));
    expect(mean(squares) / 28).toBeCloseTo(1, 1);
    expect(mean(inner) / 104.5).toBeGreaterThan(0.9);
    expect(mean(inner) / 104.5).toBeLessThan(1.1);
  });
});

describe('shrunkSpectrum()', () => {
  it('keeps the trace, and gives the same from filters and from their transpose', () => {
    for (const [count, dimension] of [
      [50, 9],
      [9, 50],
    ] as const) {
      const rows = Float64Array.from(
        normalFilters(count, dimension, uniforms(7)),
        (w, at) => w * (1 + (at % dimension)),
      );
      const { spectrum } = atOnce(shrunkSpectrum(rows, { count, dimension, freedom: dimension }));
      const trace = spectrum.values.reduce((sum, value) => sum + value, 0) + spectrum.rest * spectrum.restDimension;
      expect(trace).toBeCloseTo(rows.reduce((sum, weight) => sum + weight * weight, 0) / count, 8);
      expect(spectrum.values.length + spectrum.restDimension).toBe(dimension);
    }
  });
  it('is the formula of Ledoit and Wolf, from whole matrices', () => {
    const [count, dimension] = [12, 5];
    const rows = Float64Array.from(
      normalFilters(count, dimension, uniforms(9)),
      (w, at) => w * (1 + 2 * (at % dimension)),
    );
    const row = (i: number): number[] => [...rows.subarray(i * dimension, (i + 1) * dimension)];
    const moment = (a: number, b: number): number =>
      mean(Array.from({ length: count }, (_, i) => (row(i)[a] ?? 0) * (row(i)[b] ?? 0)));
    const places = Array.from(
      { length: dimension ** 2 },
      (_, at) => [Math.floor(at / dimension), at % dimension] as const,
    );
    const mu = mean(Array.from({ length: dimension }, (_, k) => moment(k, k)));
    const d2 = places.reduce((sum, [a, b]) => sum + (moment(a, b) - (a === b ? mu : 0)) ** 2, 0);
    let b2 = 0;
    for (let i = 0; i < count; i++) {
      for (const [a, b] of places) b2 += ((row(i)[a] ?? 0) * (row(i)[b] ?? 0) - moment(a, b)) ** 2 / count ** 2;
    }
    expect(atOnce(shrunkSpectrum(rows, { count, dimension, freedom: dimension })).shrinkage).toBeCloseTo(b2 / d2, 12);
  });
});

describe('drawAnisotropic()', () => {
  it('gives chance for isotropic filters, with few filters of many weights too', () => {
    for (const [count, dimension, threshold] of [
      [32, 9, 0.5],
      [24, 288, 0.1],
    ] as const) {
      const rows = Float64Array.from(normalFilters(count, dimension, uniforms(3)));
      const { ratios, shrinkage } = atOnce(drawAnisotropic(drawing(rows, count, { thresholds: [threshold] })));
      expect(shrinkage).toBeGreaterThan(0.8);
      expect(Math.abs(mean(ratios[0] ?? []) - chanceAbove(dimension, threshold))).toBeLessThan(0.015);
    }
  });
  it('explains pairs by a shared subspace: filters of 9 weights that lie near a plane', () => {
    const rows = Float64Array.from(normalFilters(200, 9, uniforms(4)), (w, at) => (at % 9 < 2 ? w : 0.01 * w));
    const { ratios } = atOnce(drawAnisotropic(drawing(rows, 200)));
    // On a circle, P(cos > ½) = 1/3.
    expect(mean(ratios[0] ?? [])).toBeCloseTo(1 / 3, 1);
    const { ratios: permuted } = atOnce(drawPermuted(drawing(rows, 200)));
    expect(mean(permuted[0] ?? [])).toBeLessThan(0.25);
  });
});

describe('drawPermuted()', () => {
  it('finds the pairs that the distribution of single weights gives', () => {
    // All weights are 1 or a half: any filters are alike, and so are permuted ones.
    const rows = Float64Array.from({ length: 40 * 9 }, (_, at) => (at % 3 === 0 ? 0.5 : 1));
    const { ratios, filters } = atOnce(drawPermuted(drawing(rows, 40)));
    expect(filters).toBe(40);
    expect(ratios[0]).toEqual(Array.from({ length: 100 }, () => 1));
  });
  it('uses each weight once: of one weight that is not zero, one filter has a direction', () => {
    const rows = new Float64Array(20 * 9);
    rows[50] = 3;
    expect(atOnce(drawPermuted(drawing(rows, 20))).ratios[0]?.every((ratio) => ratio === 0)).toBe(true);
  });
  it('draws with few filters at a time where all would take too long', () => {
    const rows = Float64Array.from(normalFilters(128, 6400, uniforms(6)));
    const { filters, ratios } = atOnce(drawPermuted(drawing(rows, 128, { thresholds: [0.01] })));
    expect(filters).toBeLessThan(100);
    expect(filters).toBeGreaterThan(10);
    expect(ratios[0]).toHaveLength(20);
    expect(mean(ratios[0] ?? [])).toBeCloseTo(chanceAbove(6400, 0.01), 1);
  });
  it('gives the same draws for the same seed, and others for another', () => {
    const rows = Float64Array.from(normalFilters(16, 9, uniforms(8)));
    const draw = (seed: number): unknown => atOnce(drawPermuted(drawing(rows, 16, { seed }))).ratios;
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(atOnce(drawAnisotropic(drawing(rows, 16)))).toEqual(atOnce(drawAnisotropic(drawing(rows, 16))));
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
});

describe('expectedClusters()', () => {
  // SCIENCE 2.3: means of 25 to 60 draws
  it.each([
    [32, 9, [18.9, 22.7]],
    [128, 9, [52.8, 65.1]],
    [256, 25, [183, 239]],
  ])('gives the measured numbers for %i filters of %i weights', (count, dimension, [half, more]) => {
    const [found = NaN, foundMore = NaN] = atOnce(expectedClusters({ count, dimension }, [0.5, 0.6], 1));
    expect(Math.abs(found / (half ?? 0) - 1)).toBeLessThan(0.05);
    expect(Math.abs(foundMore / (more ?? 0) - 1)).toBeLessThan(0.05);
  });
  it('counts as countClusters() does', () => {
    const weights = normalFilters(32, 9, uniforms(11));
    const cosines = atOnce(cosinesOf({ weights, count: 32, dimension: 9 }, 'none'));
    const [own = 0] = atOnce(countClusters(cosines.matrix.slice(), 32, [0.5]));
    expect(Math.abs(own - 18.9)).toBeLessThan(5);
    expect(countPairs(cosines, 0.5).pairs).toBeGreaterThan(0);
  });
});
