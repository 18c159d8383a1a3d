import type { Slices } from '../../engine/core/slices.ts';

/** How many filters, of how many weights each. */
export interface Shape {
  readonly count: number;
  readonly dimension: number;
}

/**
 * The inner products of all pairs of rows, float64 `[count, count]`. Each is one sum in the order of the weights. Two rows
 * meet four rows at a time, so that eight sums are under way, over stretches of columns that stay in the nearest cache.
 *
 * @param options.lower rows have nothing right of the diagonal, as a triangular matrix: a third of the work
 */
export function* gram(
  rows: Float64Array,
  shape: Shape,
  { lower = false }: { readonly lower?: boolean } = {},
): Slices<Float64Array> {
  const { count } = shape;
  const products = new Float64Array(count * count);
  yield* addAll(products, { rows, others: rows }, shape, lower);
  yield* mirrorUpper(products, count);
  return products;
}

/**
 * The inner products of each row with each of as many others, float64 `[count, count]`: only those right of the diagonal and
 * on it.
 */
export function* crossProducts(rows: Float64Array, others: Float64Array, shape: Shape): Slices<Float64Array> {
  const products = new Float64Array(shape.count ** 2);
  yield* addAll(products, { rows, others }, shape, false);
  return products;
}

/** Gives what is left of the diagonal the values right of it. */
export function* mirrorUpper(matrix: Float64Array, count: number): Slices<void> {
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) matrix[i * count + j] = matrix[j * count + i] as number;
    if (i % 64 === 0) yield;
  }
}

interface Sides {
  readonly rows: Float64Array;
  readonly others: Float64Array;
}

/** Adds all products right of the diagonal and on it. */
function* addAll(products: Float64Array, sides: Sides, shape: Shape, lower: boolean): Slices<void> {
  const { count, dimension } = shape;
  for (let start = 0; start < dimension; start += STRETCH) {
    const end = Math.min(start + STRETCH, dimension);
    for (let i = 0; i < count; i += 2) {
      addProducts(products, sides, shape, { i, start, end: lower ? Math.min(end, i + 2) : end });
      if (dimension >= 64 || i % 64 === 0) yield;
    }
  }
}

/** Columns of a stretch: six rows of them fit into the first-level cache. */
const STRETCH = 512;

/** Adds the products of rows i and i + 1 with all others from i, over the columns from `start` to `end`. */
function addProducts(
  products: Float64Array,
  { rows, others }: Sides,
  { count, dimension }: Shape,
  { i, start, end }: { readonly i: number; readonly start: number; readonly end: number },
): void {
  const last = count - 1;
  // At the end the last row meets the others several times; all but one of the equal sums are lost.
  const i2 = Math.min(i + 1, last);
  for (let j = i; j < count; j += 4) {
    // No destructuring here: that of an array calls its iterator, which takes longer than short sums.
    const j2 = Math.min(j + 1, last);
    const j3 = Math.min(j + 2, last);
    const j4 = Math.min(j + 3, last);
    let a1 = products[i * count + j] as number;
    let a2 = products[i * count + j2] as number;
    let a3 = products[i * count + j3] as number;
    let a4 = products[i * count + j4] as number;
    let b1 = products[i2 * count + j] as number;
    let b2 = products[i2 * count + j2] as number;
    let b3 = products[i2 * count + j3] as number;
    let b4 = products[i2 * count + j4] as number;
    for (let k = start; k < end; k++) {
      const a = rows[i * dimension + k] as number;
      const b = rows[i2 * dimension + k] as number;
      const c1 = others[j * dimension + k] as number;
      const c2 = others[j2 * dimension + k] as number;
      const c3 = others[j3 * dimension + k] as number;
      const c4 = others[j4 * dimension + k] as number;
      a1 += a * c1;
      a2 += a * c2;
      a3 += a * c3;
      a4 += a * c4;
      b1 += b * c1;
      b2 += b * c2;
      b3 += b * c3;
      b4 += b * c4;
    }
    products[i * count + j] = a1;
    products[i * count + j2] = a2;
    products[i * count + j3] = a3;
    products[i * count + j4] = a4;
    products[i2 * count + j] = b1;
    products[i2 * count + j2] = b2;
    products[i2 * count + j3] = b3;
    products[i2 * count + j4] = b4;
  }
}
