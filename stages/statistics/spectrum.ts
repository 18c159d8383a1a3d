import type { Slices } from '../../engine/core/slices.ts';

/**
 * The eigenvalues of a symmetric matrix, the greatest first, by Householder's reduction to tridiagonal form and the QL method
 * with implicit shifts (EISPACK's tred1 and tql1). Takes about 4/3 n³ multiplications.
 *
 * @param matrix `[size, size]`, row by row; only the lower half is read; overwritten
 * @throws Error if the QL method does not converge: a bug, because it does for every finite matrix
 */
export function* eigenvalues(matrix: Float64Array, size: number): Slices<Float64Array> {
  const { diagonal, beside } = yield* tridiagonal(matrix, size);
  for (let l = 0; l < size; l++) {
    for (let round = 0; ; round++) {
      let m = l;
      while (m < size - 1 && !isNegligible(beside[m] as number, diagonal[m] as number, diagonal[m + 1] as number)) m++;
      if (m === l) break;
      if (round === 60) throw new Error('Internal error: no eigenvalues after 60 rounds');
      rotate(diagonal, beside, [l, m]);
    }
    yield;
  }
  return diagonal.sort().reverse();
}

/** One round of QL with an implicit shift on the block l .. m. */
function rotate(diagonal: Float64Array, beside: Float64Array, [l, m]: readonly [number, number]): void {
  const half = ((diagonal[l + 1] as number) - (diagonal[l] as number)) / (2 * (beside[l] as number));
  const root = Math.hypot(half, 1);
  let g = (diagonal[m] as number) - (diagonal[l] as number);
  g += (beside[l] as number) / (half + (half < 0 ? -root : root));
  let [sine, cosine, carried] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * (beside[i] as number);
    const b = cosine * (beside[i] as number);
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1] = (diagonal[i + 1] as number) - carried;
      beside[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = (diagonal[i + 1] as number) - carried;
    const turned = ((diagonal[i] as number) - g) * sine + 2 * cosine * b;
    carried = sine * turned;
    diagonal[i + 1] = g + carried;
    g = cosine * turned - b;
  }
  diagonal[l] = (diagonal[l] as number) - carried;
  beside[l] = g;
  beside[m] = 0;
}

function isNegligible(value: number, one: number, other: number): boolean {
  return Math.abs(value) <= Number.EPSILON * (Math.abs(one) + Math.abs(other));
}

/** Householder's reduction of `a`, which is overwritten. `beside[i]` is the entry between rows i and i + 1; the last is 0. */
function* tridiagonal(
  a: Float64Array,
  size: number,
): Slices<{ readonly diagonal: Float64Array; readonly beside: Float64Array }> {
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
 * @returns that element: the entry beside the diagonal
 */
function mirror(a: Float64Array, i: number, { size, p }: { readonly size: number; readonly p: Float64Array }): number {
  const row = a.subarray(i * size, i * size + i);
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  const end = row[i - 1] as number;
  const mirrored = end > 0 ? -norm : norm;
  if (norm === 0) return mirrored;
  const h = norm * norm - end * mirrored;
  row[i - 1] = end - mirrored;
  // p = A u / h, then q = p - (uᵀp / 2h) u, then A -= q uᵀ + u qᵀ; only the lower half of A is kept.
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
