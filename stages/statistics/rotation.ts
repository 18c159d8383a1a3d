import type { Slices } from '../../engine/core/slices.ts';
import { gram } from './products.ts';
import type { Shape } from './products.ts';
import { mirrorSymmetric, rotateRows, rotateTridiagonal } from './haar.ts';
import type { Gaussian } from './random-filters.ts';
import { tridiagonal } from './tridiagonal.ts';

/** Filters, and what stays where it is when they are turned: their mean, or only zero. */
export interface Turned extends Shape {
  /** float64 `[count, dimension]`. */
  readonly rows: Float64Array;
  readonly about: 'mean' | 'zero';
}

/** Multiplications of a draw, by whichever way takes fewer. */
export function rotationWork({ count, dimension }: Shape): number {
  return Math.min(rowsWork({ count, dimension }), tridiagonalWork(count));
}

function rowsWork({ count, dimension }: Shape): number {
  return 2 * count * dimension ** 2 + (count ** 2 * dimension) / 2;
}

function tridiagonalWork(count: number): number {
  return (2 / 3) * count ** 3;
}

/**
 * How to turn a layer by uniformly random rotations of its filters among themselves (rotation tests: Langsrud 2005, Statistics
 * and Computing 15, 53-60; Wedderburn 1975). Filters that are independent draws of any Gaussian have, given their mean and
 * covariance, the distribution of X* = 1x + H O Hᵀ X, with x the mean row, H orthonormal columns orthogonal to 1, and O a
 * uniformly random rotation; with mean 0, given their second moments, that of O X. So a statistic of the layer is one of
 * as many as are drawn, exactly, whatever n, d and the covariance are.
 *
 * @returns gives the inner products of the filters of another layer with each call, `[count, count]`
 */
export function* prepareRotation(turned: Turned, gaussian: Gaussian): Slices<() => Slices<Float64Array>> {
  const { count } = turned;
  if (rowsWork(turned) < tridiagonalWork(count) && turned.dimension < count) return yield* byRows(turned, gaussian);
  return yield* byProducts(turned, gaussian);
}

/**
 * P = I - beta v vᵀ takes the direction of 1 to the last axis. So the other axes of P X are Hᵀ X, and the last row is √n x.
 */
function meanMirror(count: number): { readonly v: Float64Array; readonly beta: number } {
  const v = new Float64Array(count).fill(1 / Math.sqrt(count));
  v[count - 1] = (v[count - 1] as number) - 1;
  const square = v.reduce((sum, value) => sum + value * value, 0);
  return { v, beta: square > 0 ? 2 / square : 0 };
}

/** From the inner products of all filters: P X Xᵀ P = V T Vᵀ with T tridiagonal, and O V is as random as O. */
function* byProducts(
  { rows, count, dimension, about }: Turned,
  gaussian: Gaussian,
): Slices<() => Slices<Float64Array>> {
  const products = yield* gram(rows, { count, dimension });
  const mirror = about === 'mean' ? meanMirror(count) : undefined;
  if (mirror !== undefined) mirrorSymmetric(products, mirror);
  const reduced = yield* tridiagonal(products, count);
  return function* () {
    yield* rotateTridiagonal(reduced, products, { fixed: mirror === undefined ? 0 : 1, gaussian });
    if (mirror !== undefined) mirrorSymmetric(products, mirror);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < i; j++) products[j * count + i] = products[i * count + j] as number;
    }
    return products;
  };
}

/** For few weights. */
function* byRows(turned: Turned, gaussian: Gaussian): Slices<() => Slices<Float64Array>> {
  const draw = yield* prepareRowRotation(turned, gaussian);
  return function* () {
    return yield* gram(yield* draw(), turned);
  };
}

/**
 * How to turn a layer as `prepareRotation` does, for what needs the filters themselves.
 *
 * @returns gives the filters of another layer with each call, `[count, dimension]`
 */
export function* prepareRowRotation(
  { rows, count, dimension, about }: Turned,
  gaussian: Gaussian,
): Slices<() => Slices<Float64Array>> {
  const centered = rows.slice();
  const mean = new Float64Array(dimension);
  const mirror = about === 'mean' ? meanMirror(count) : undefined;
  if (mirror !== undefined) subtractMean(centered, { count, dimension }, mean);
  const turned = { count: mirror === undefined ? count : count - 1, columns: dimension };
  let axes: Float64Array;
  if (dimension < turned.count) {
    axes = yield* triangle(centered, { count, dimension });
  } else {
    // Hᵀ X itself: what is left of it when the mirror has put the mean, which is 0, into the last row.
    if (mirror !== undefined) mirrorRows(centered, { ...mirror, dimension });
    axes = centered.subarray(0, turned.count * dimension);
  }
  return function* () {
    const drawn = new Float64Array(rows.length);
    drawn.set(yield* rotateRows(axes, turned, gaussian));
    if (mirror !== undefined) mirrorRows(drawn, { ...mirror, dimension });
    for (let at = 0; at < drawn.length; at++) drawn[at] = (drawn[at] as number) + (mean[at % dimension] as number);
    return drawn;
  };
}

/** R with Hᵀ X = U R and orthonormal columns U: O U is as random as the first columns of O. */
function* triangle(centered: Float64Array, { count, dimension }: Shape): Slices<Float64Array> {
  const columns = new Float64Array(centered.length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dimension; k++) columns[k * count + i] = centered[i * dimension + k] as number;
  }
  return rootOf(yield* gram(columns, { count: dimension, dimension: count }), dimension);
}

function subtractMean(rows: Float64Array, { count, dimension }: Shape, mean: Float64Array): void {
  for (const [at, weight] of rows.entries()) mean[at % dimension] = (mean[at % dimension] as number) + weight / count;
  for (let at = 0; at < rows.length; at++) rows[at] = (rows[at] as number) - (mean[at % dimension] as number);
}

/** B <- (I - beta v vᵀ) B, `[v.length, dimension]`. */
function mirrorRows(
  rows: Float64Array,
  { v, beta, dimension }: { readonly v: Float64Array; readonly beta: number; readonly dimension: number },
): void {
  for (let k = 0; k < dimension; k++) {
    let share = 0;
    for (let i = 0; i < v.length; i++) share += (v[i] as number) * (rows[i * dimension + k] as number);
    share *= beta;
    for (let i = 0; i < v.length; i++) {
      rows[i * dimension + k] = (rows[i * dimension + k] as number) - share * (v[i] as number);
    }
  }
}

/**
 * R with Rᵀ R = S, by Cholesky's method. Directions in which S is zero but for rounding have rows of zeros.
 *
 * @param moments S, symmetric and without negative eigenvalues, `[size, size]`
 */
function rootOf(moments: Float64Array, size: number): Float64Array {
  const root = new Float64Array(size * size);
  let most = 0;
  for (let k = 0; k < size; k++) most = Math.max(most, moments[k * size + k] as number);
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      let sum = moments[row * size + column] as number;
      for (let k = 0; k < row; k++) sum -= (root[k * size + row] as number) * (root[k * size + column] as number);
      if (column === row) {
        if (sum <= most * size * Number.EPSILON) break;
        root[row * size + row] = Math.sqrt(sum);
      } else {
        root[row * size + column] = sum / (root[row * size + row] as number);
      }
    }
  }
  return root;
}
