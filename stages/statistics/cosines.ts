import { StageFailure } from '../../engine/core/failure.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { square } from './square.ts';

/** The filters of one layer, one after the other. */
export interface Filters {
  /** float32 `[count, dimension]`. */
  readonly weights: Float32Array;
  readonly count: number;
  readonly dimension: number;
}

/** How many filters, of how many weights each. */
export interface Shape {
  readonly count: number;
  readonly dimension: number;
}

/** What is subtracted from filters before they are compared. */
export type Center = 'none' | 'filter' | 'layer';

/** How alike the directions of a layer's filters are. */
export interface Cosines {
  readonly count: number;
  /** `[count, count]`, -1 .. 1, symmetric, 1 on the diagonal. NaN in the row and column of a filter without direction. */
  readonly matrix: Float64Array;
  /** `[count, count]`: inner products of the filters, after centering; only if they were asked for. */
  readonly products: Float64Array | undefined;
  /** `[count]`: the Euclidean norm of each filter, before any centering. */
  readonly norms: Float64Array;
  /** Filters without direction: all weights are 0, after centering. */
  readonly zeros: number;
}

/**
 * The cosine of every pair of filters (SCIENCE 2.2), in float64. `center: filter` subtracts from each filter the mean of its
 * weights, `layer` from all filters their mean.
 *
 * A cosine is w·v / √(w·w · v·v) rather than the product of two normalised vectors: copies of a filter come out at exactly
 * 1, and simple ratios at exactly 0.5, so that a strict comparison with a threshold means what it says.
 *
 * @param options.products whether to return the inner products too, which take as much memory as the cosines
 * @throws StageFailure if a weight is not finite
 */
export function* cosinesOf(
  filters: Filters,
  center: Center,
  options: { readonly products?: boolean } = {},
): Slices<Cosines> {
  const { count } = filters;
  const rows = new Float64Array(filters.weights); // Float64Array.from() would take twenty times as long
  const bad = rows.findIndex((weight) => !Number.isFinite(weight));
  if (bad >= 0) {
    const filter = Math.floor(bad / filters.dimension);
    throw new StageFailure(`Cannot compare filters: filter ${filter} has a weight that is ${rows[bad]}`);
  }
  const norms = Float64Array.from({ length: count }, (_, filter) => Math.sqrt(squaredNorm(rows, filter, filters)));
  centerRows(rows, filters, center);
  const gramian = yield* gram(rows, filters);
  const products = options.products === true ? gramian.slice() : undefined;
  const { matrix, zeros } = yield* cosinesOfGram(gramian, count);
  return { count, matrix, products, norms, zeros };
}

/**
 * Turns inner products into cosines, in place.
 *
 * @param products `[count, count]`
 * @returns `zeros`: how many squared norms on the diagonal are 0
 */
export function* cosinesOfGram(
  products: Float64Array,
  count: number,
): Slices<{ readonly matrix: Float64Array; readonly zeros: number }> {
  const squares = Float64Array.from({ length: count }, (_, filter) => products[filter * count + filter] as number);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      // A filter without direction gives 0 / 0 = NaN. Rounding may leave the cosine of parallel filters outside -1 .. 1.
      const cosine = (products[i * count + j] as number) / Math.sqrt((squares[i] as number) * (squares[j] as number));
      const bounded = cosine > 1 ? 1 : cosine < -1 ? -1 : cosine;
      products[i * count + j] = bounded;
      products[j * count + i] = bounded;
    }
    if (i % 16 === 0 || count > 1024) yield;
  }
  return { matrix: products, zeros: squares.filter((square) => square === 0).length };
}

/**
 * The filters that have a direction, and the cosines between them.
 *
 * @returns `kept`: their numbers in the layer; `matrix`: `[kept, kept]`, without NaN
 */
export function directedOnly({ count, matrix }: Pick<Cosines, 'count' | 'matrix'>): {
  readonly kept: readonly number[];
  readonly matrix: Float64Array;
} {
  const kept = Array.from({ length: count }, (_, filter) => filter).filter(
    (filter) => !Number.isNaN(matrix[filter * count + filter]),
  );
  if (kept.length === count) return { kept, matrix };
  const directed = new Float64Array(kept.length * kept.length);
  for (let row = 0; row < kept.length; row++) {
    const start = (kept[row] as number) * count;
    for (let column = 0; column < kept.length; column++) {
      directed[row * kept.length + column] = matrix[start + (kept[column] as number)] as number;
    }
  }
  return { kept, matrix: directed };
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
  const { count, dimension } = shape;
  const products = new Float64Array(count * count);
  for (let start = 0; start < dimension; start += STRETCH) {
    const end = Math.min(start + STRETCH, dimension);
    for (let i = 0; i < count; i += 2) {
      addProducts(products, rows, shape, { i, start, end: lower ? Math.min(end, i + 2) : end });
      if (dimension >= 64 || i % 64 === 0) yield;
    }
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) products[i * count + j] = products[j * count + i] as number;
    if (i % 64 === 0) yield;
  }
  return products;
}

/** Columns of a stretch: six rows of them fit into the first-level cache. */
const STRETCH = 512;

/** Adds the products of rows i and i + 1 with all rows from i, over the columns from `start` to `end`. */
function addProducts(
  products: Float64Array,
  rows: Float64Array,
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
      const c1 = rows[j * dimension + k] as number;
      const c2 = rows[j2 * dimension + k] as number;
      const c3 = rows[j3 * dimension + k] as number;
      const c4 = rows[j4 * dimension + k] as number;
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

/** Centers as `center` says, in place. */
export function centerRows(rows: Float64Array, shape: Shape, center: Center): void {
  if (center === 'filter') subtractFilterMeans(rows, shape);
  if (center === 'layer') subtractMeanFilter(rows, shape);
}

function squaredNorm(rows: Float64Array, filter: number, { dimension }: Filters): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) sum += square(rows[filter * dimension + k] as number);
  return sum;
}

function subtractFilterMeans(rows: Float64Array, { count, dimension }: Shape): void {
  for (let filter = 0; filter < count; filter++) {
    const row = rows.subarray(filter * dimension, (filter + 1) * dimension);
    const mean = row.reduce((sum, weight) => sum + weight, 0) / dimension;
    for (const [k, weight] of row.entries()) row[k] = weight - mean;
  }
}

function subtractMeanFilter(rows: Float64Array, { count, dimension }: Shape): void {
  for (let k = 0; k < dimension; k++) {
    let sum = 0;
    for (let filter = 0; filter < count; filter++) sum += rows[filter * dimension + k] as number;
    const mean = sum / count;
    for (let filter = 0; filter < count; filter++) {
      rows[filter * dimension + k] = (rows[filter * dimension + k] as number) - mean;
    }
  }
}
