import type { Slices } from '../../engine/core/slices.ts';
import type { Tridiagonal } from './haar.ts';

/**
 * The tridiagonal matrix T = Vᵀ A V of a symmetric A with an orthogonal V that leaves the last axis alone: Householder's
 * reduction (EISPACK's tred1), about 4/3 n³ multiplications.
 *
 * @param a `[size, size]`, row by row; only the lower half is read, and all is overwritten
 */
export function* tridiagonal(a: Float64Array, size: number): Slices<Tridiagonal> {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const p = new Float64Array(size);
  for (let i = size - 1; i > 0; i--) {
    diagonal[i] = a[i * size + i] as number;
    beside[i - 1] = mirror(a, i, { size, p });
    yield;
  }
  if (size > 0) diagonal[0] = a[0] as number;
  return { diagonal, beside };
}

/**
 * Mirrors row i, left of the diagonal, onto its last element.
 *
 * @param room.p `[size]`, overwritten
 * @returns that element: what stands beside the diagonal
 */
function mirror(a: Float64Array, i: number, { size, p }: { readonly size: number; readonly p: Float64Array }): number {
  const row = a.subarray(i * size, i * size + i);
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  const end = row[i - 1] as number;
  const mirrored = end > 0 ? -norm : norm;
  if (norm === 0) return mirrored;
  const h = norm * norm - end * mirrored;
  row[i - 1] = end - mirrored;
  // p = A u / h, then q = p - (uᵀp / 2h) u, then A -= q uᵀ + u qᵀ; of A only the lower half is kept.
  p.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const u = row[j] as number;
    let sum = (a[j * size + j] as number) * u;
    for (let k = 0; k < j; k++) {
      const value = a[j * size + k] as number;
      sum += value * (row[k] as number);
      p[k] = (p[k] as number) + value * u;
    }
    p[j] = (p[j] as number) + sum;
  }
  let share = 0;
  for (let j = 0; j < i; j++) {
    p[j] = (p[j] as number) / h;
    share += (p[j] as number) * (row[j] as number);
  }
  share /= 2 * h;
  for (let j = 0; j < i; j++) p[j] = (p[j] as number) - share * (row[j] as number);
  for (let j = 0; j < i; j++) {
    const [u, q] = [row[j] as number, p[j] as number];
    for (let k = 0; k <= j; k++) {
      a[j * size + k] = (a[j * size + k] as number) - u * (p[k] as number) - q * (row[k] as number);
    }
  }
  return mirrored;
}
