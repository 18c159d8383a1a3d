import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../engine/core/slices.ts';
import { eigenvalues } from '../../../stages/statistics/eigenvalues.ts';
import { normalFilters, uniforms } from './random.ts';

/** The oracle: Jacobi's rotations, until nothing is left beside the diagonal. */
function jacobi(matrix: Float64Array, size: number): number[] {
  const a = matrix.slice();
  const at = (i: number, j: number): number => a[i * size + j] ?? NaN;
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) === 0) continue;
        const angle = 0.5 * Math.atan2(2 * at(p, q), at(q, q) - at(p, p));
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < size; k++) {
          const [x, y] = [at(k, p), at(k, q)];
          a[k * size + p] = c * x - s * y;
          a[k * size + q] = s * x + c * y;
        }
        for (let k = 0; k < size; k++) {
          const [x, y] = [at(p, k), at(q, k)];
          a[p * size + k] = c * x - s * y;
          a[q * size + k] = s * x + c * y;
        }
      }
    }
  }
  return Array.from({ length: size }, (_, i) => at(i, i)).sort((one, other) => other - one);
}

function symmetric(size: number, seed: number): Float64Array {
  const values = normalFilters(size, size, uniforms(seed));
  return Float64Array.from(values, (value, at) => value + (values[(at % size) * size + Math.floor(at / size)] ?? 0));
}

describe('eigenvalues()', () => {
  it.each([1, 2, 3, 8, 25])('are those that Jacobi finds, greatest first: %i rows', (size) => {
    const matrix = symmetric(size, size);
    const expected = jacobi(matrix, size);
    const found = atOnce(eigenvalues(matrix, size));
    for (const [place, value] of expected.entries()) expect(found[place]).toBeCloseTo(value, 10);
  });
  it('are those of a matrix that falls apart, repeats and zeros among them', () => {
    const matrix = Float64Array.from([2, 1, 0, 0, 1, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0]);
    const found = atOnce(eigenvalues(matrix, 4));
    for (const [place, value] of [3, 3, 1, 0].entries()) expect(found[place]).toBeCloseTo(value, 14);
  });
  it('are n and zeros where all cosines are 1', () => {
    const found = atOnce(eigenvalues(new Float64Array(64 * 64).fill(1), 64));
    expect(found[0]).toBeCloseTo(64, 11);
    for (const value of found.subarray(1)) expect(Math.abs(value)).toBeLessThan(1e-11);
  });
  it('add up to the trace, and their squares to the sum of all squares', () => {
    const matrix = symmetric(90, 7);
    const [trace, squares] = [
      Array.from({ length: 90 }, (_, i) => matrix[i * 91] ?? NaN).reduce((a, b) => a + b),
      matrix.reduce((sum, value) => sum + value * value, 0),
    ];
    const found = atOnce(eigenvalues(matrix, 90));
    expect(found.reduce((a, b) => a + b)).toBeCloseTo(trace, 9);
    expect(found.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(squares, 7);
  });
});
