import type { Slices } from '../../engine/core/slices.ts';
import type { Gaussian } from './random-filters.ts';
import { square } from './square.ts';

// Random rotations, uniform over all orthogonal matrices (Haar), by the subgroup algorithm (Diaconis and Shahshahani 1987,
// Prob. Eng. Inf. Sci. 1, 15-32): Q of size k is a reflection that takes the last axis to a uniformly random direction, times
// a uniform Q of size k - 1 on the other axes. No matrix Q is made: the reflections are applied one after the other.

/** A reflection I - beta v vᵀ that takes the last axis to a random direction. Of size 1 it is 1 or -1. */
interface Mirror {
  /** The first `size` values belong to it. */
  readonly v: Float64Array;
  readonly size: number;
  readonly beta: number;
}

/**
 * Draws the reflection of one step.
 *
 * @param room.v receives the vector
 * @param room.direction receives where the last axis goes, a unit vector
 */
function drawMirror(
  size: number,
  { v, direction }: { readonly v: Float64Array; readonly direction: Float64Array },
  gaussian: Gaussian,
): Mirror {
  gaussian.put(v, size);
  let rest = 0;
  for (let i = 0; i < size - 1; i++) rest += square(v[i] as number);
  const last = v[size - 1] as number;
  const length = Math.sqrt(rest + last * last);
  for (let i = 0; i < size; i++) direction[i] = (v[i] as number) / length;
  // last - length, without the loss of digits of two numbers nearly alike.
  const end = last > 0 ? -rest / (last + length) : last - length;
  v[size - 1] = end;
  const whole = rest + end * end;
  return { v, size, beta: whole > 0 ? 2 / whole : 0 };
}

/** A symmetric matrix that is zero but for its diagonal and what stands beside it. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** `beside[i]` is between rows i and i + 1; the last one is not read. */
  readonly beside: Float64Array;
}

/**
 * Q T Qᵀ with Q uniformly random on the first `size - fixed` axes, and the identity on the others: about 2/3 n³
 * multiplications, because before step k only the first k rows are full.
 *
 * @param into `[size, size]`; its lower half and diagonal receive the result
 * @param options.fixed axes at the end that stay: 0 or 1
 */
export function* rotateTridiagonal(
  { diagonal, beside }: Tridiagonal,
  into: Float64Array,
  { fixed, gaussian }: { readonly fixed: 0 | 1; readonly gaussian: Gaussian },
): Slices<void> {
  const size = diagonal.length;
  const turned = size - fixed;
  const direction = new Float64Array(size);
  let next: Float64Array = new Float64Array(size);
  // The update -= v wᵀ + w vᵀ of a step is done together with the product of the next one: each element is read once a step.
  let update: Update = { v: new Float64Array(size), w: new Float64Array(size) };
  if (size > 0) into[0] = diagonal[0] as number;
  if (turned > 0) drawMirror(1, { v: next, direction }, gaussian); // 1 or -1: the diagonal does not notice, what is beside it does
  for (let k = 1; k < size; k++) {
    const row = k * size;
    const coupling = beside[k - 1] as number;
    if (k < turned) {
      const product = new Float64Array(size);
      // What stood beside the last axis of the step before went where that axis went.
      for (let j = 0; j < k; j++) into[row + j] = coupling * (direction[j] as number);
      into[row + k] = diagonal[k] as number;
      const { beta } = drawMirror(k + 1, { v: next, direction }, gaussian);
      updateAndMultiply(into, { size: k, stride: size, update, by: next, product });
      multiplyRow(into, { row: k, stride: size, by: next, product });
      const done = update.v;
      update = { v: next, w: mirrored(next, { product, size: k + 1, beta }) };
      next = done;
    } else {
      for (let j = 0; j < k; j++) into[row + j] = coupling * (direction[j] as number);
      into[row + k] = diagonal[k] as number;
    }
    if (k % 16 === 0) yield;
  }
  applyUpdate(into, { size: turned, stride: size, update });
}

/** A -= v wᵀ + w vᵀ. */
interface Update {
  readonly v: Float64Array;
  readonly w: Float64Array;
}

/** w = beta p - (beta² vᵀp / 2) v with p = A v, in the place of p: then H A H = A - v wᵀ - w vᵀ. */
function mirrored(
  v: Float64Array,
  { product, size, beta }: { readonly product: Float64Array; readonly size: number; readonly beta: number },
): Float64Array {
  let share = 0;
  for (let i = 0; i < size; i++) share += (v[i] as number) * (product[i] as number);
  share *= (beta * beta) / 2;
  for (let i = 0; i < size; i++) product[i] = beta * (product[i] as number) - share * (v[i] as number);
  return product;
}

interface Updating {
  readonly size: number;
  readonly stride: number;
  readonly update: Update;
  readonly by: Float64Array;
  readonly product: Float64Array;
}

/**
 * Updates the lower half of the first `size` rows of A, and adds A `by` to `product`. Four rows at a time: so each number that
 * is read or written serves four products.
 */
function updateAndMultiply(a: Float64Array, updating: Updating): void {
  const { size, stride, update, by, product } = updating;
  const { v, w } = update;
  for (let i = 0; i + 3 < size; i += 4) {
    // No destructuring here: that of an array calls its iterator, which would take longer than the work.
    const r1 = i * stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    const r4 = r3 + stride;
    const v1 = v[i] as number;
    const v2 = v[i + 1] as number;
    const v3 = v[i + 2] as number;
    const v4 = v[i + 3] as number;
    const w1 = w[i] as number;
    const w2 = w[i + 1] as number;
    const w3 = w[i + 2] as number;
    const w4 = w[i + 3] as number;
    const n1 = by[i] as number;
    const n2 = by[i + 1] as number;
    const n3 = by[i + 2] as number;
    const n4 = by[i + 3] as number;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    for (let j = 0; j < i; j++) {
      const vj = v[j] as number;
      const wj = w[j] as number;
      const nj = by[j] as number;
      const x1 = (a[r1 + j] as number) - (v1 * wj + w1 * vj);
      const x2 = (a[r2 + j] as number) - (v2 * wj + w2 * vj);
      const x3 = (a[r3 + j] as number) - (v3 * wj + w3 * vj);
      const x4 = (a[r4 + j] as number) - (v4 * wj + w4 * vj);
      a[r1 + j] = x1;
      a[r2 + j] = x2;
      a[r3 + j] = x3;
      a[r4 + j] = x4;
      s1 += x1 * nj;
      s2 += x2 * nj;
      s3 += x3 * nj;
      s4 += x4 * nj;
      product[j] = (product[j] as number) + (x1 * n1 + x2 * n2) + (x3 * n3 + x4 * n4);
    }
    product[i] = s1;
    product[i + 1] = s2;
    product[i + 2] = s3;
    product[i + 3] = s4;
    finishRows(a, updating, { from: i, to: i + 4, start: i });
  }
  finishRows(a, updating, { from: size - (size % 4), to: size, start: 0 });
}

/** The same of the rows `from` .. `to - 1`, from column `start` on. */
function finishRows(
  a: Float64Array,
  { stride, update, by, product }: Updating,
  { from, to, start }: { readonly from: number; readonly to: number; readonly start: number },
): void {
  const { v, w } = update;
  for (let i = from; i < to; i++) {
    const row = i * stride;
    const vi = v[i] as number;
    const wi = w[i] as number;
    const ni = by[i] as number;
    let sum = 0;
    for (let j = start; j < i; j++) {
      const x = (a[row + j] as number) - (vi * (w[j] as number) + wi * (v[j] as number));
      a[row + j] = x;
      sum += x * (by[j] as number);
      product[j] = (product[j] as number) + x * ni;
    }
    const own = (a[row + i] as number) - 2 * vi * wi;
    a[row + i] = own;
    product[i] = (product[i] as number) + sum + own * ni;
  }
}

/** Adds the last row of A `by`, a row that needs no update, and what its column gives the rows before. */
function multiplyRow(
  a: Float64Array,
  part: { readonly row: number; readonly stride: number; readonly by: Float64Array; readonly product: Float64Array },
): void {
  const { row, stride, by, product } = part;
  const start = row * stride;
  const own = by[row] as number;
  let sum = (a[start + row] as number) * own;
  for (let j = 0; j < row; j++) {
    const x = a[start + j] as number;
    sum += x * (by[j] as number);
    product[j] = (product[j] as number) + x * own;
  }
  product[row] = sum;
}

function applyUpdate(
  a: Float64Array,
  { size, stride, update }: { readonly size: number; readonly stride: number; readonly update: Update },
): void {
  const { v, w } = update;
  for (let i = 0; i < size; i++) {
    const row = i * stride;
    const vi = v[i] as number;
    const wi = w[i] as number;
    for (let j = 0; j <= i; j++) a[row + j] = (a[row + j] as number) - (vi * (w[j] as number) + wi * (v[j] as number));
  }
}

/**
 * Q B with Q uniformly random of size `count`, where B is zero but for its last rows.
 *
 * @param lower the last rows of B, `[rank, columns]`, rank <= count
 * @returns float64 `[count, columns]`
 */
export function* rotateRows(
  lower: Float64Array,
  { count, columns }: { readonly count: number; readonly columns: number },
  gaussian: Gaussian,
): Slices<Float64Array> {
  const rank = columns === 0 ? 0 : lower.length / columns;
  const rows = new Float64Array(count * columns);
  rows.set(lower, (count - rank) * columns);
  const room = { v: new Float64Array(count), direction: new Float64Array(count) };
  const share = new Float64Array(columns);
  for (let size = count - rank + 1; size <= count; size++) {
    const { v, beta } = drawMirror(size, room, gaussian);
    share.fill(0);
    // What is above the last rows is zero until the first of them is mirrored.
    for (let i = size === count - rank + 1 ? size - 1 : 0; i < size; i++) {
      const u = v[i] as number;
      for (let k = 0, at = i * columns; k < columns; k++, at++) {
        share[k] = (share[k] as number) + u * (rows[at] as number);
      }
    }
    for (let k = 0; k < columns; k++) share[k] = -beta * (share[k] as number);
    for (let i = 0; i < size; i++) {
      const u = v[i] as number;
      for (let k = 0, at = i * columns; k < columns; k++, at++)
        rows[at] = (rows[at] as number) + u * (share[k] as number);
    }
    if (size % 8 === 0) yield;
  }
  return rows;
}

/** A <- H A H of the lower half of A, `[size, size]`, with H = I - beta v vᵀ. */
export function mirrorSymmetric(
  a: Float64Array,
  { v, beta }: { readonly v: Float64Array; readonly beta: number },
): void {
  const size = v.length;
  const product = new Float64Array(size);
  for (let row = 0; row < size; row++) multiplyRow(a, { row, stride: size, by: v, product });
  applyUpdate(a, { size, stride: size, update: { v, w: mirrored(v, { product, size, beta }) } });
}
