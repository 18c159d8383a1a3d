import { StageFailure } from '../../engine/core/failure.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { likeProducts } from './likeness.ts';
import type { Likeness } from './likeness.ts';
import type { Shape } from './products.ts';
import { square } from './square.ts';

/** The filters of one layer, one after the other. */
export interface Filters {
  /** float32 `[count, dimension]`. */
  readonly weights: Float32Array;
  readonly count: number;
  readonly dimension: number;
}

/** What is subtracted from filters before they are compared. */
export type Center = 'none' | 'filter' | 'layer';

/** How alike the directions of a layer's filters are. */
export interface Cosines {
  readonly count: number;
  /**
   * `[count, count]`, -1 .. 1, symmetric, 1 on the diagonal. NaN in the row and column of a filter without direction. Up to
   * movements or sign: the largest cosine that they give.
   */
  readonly matrix: Float64Array;
  /** `[count, count]`: what was divided by norms to give `matrix`; only if it was asked for. */
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
 * @param options.upTo what may be done to one of two filters before they are compared
 * @throws StageFailure if a weight is not finite
 */
export function* cosinesOf(
  filters: Filters,
  center: Center,
  options: { readonly products?: boolean; readonly upTo?: Likeness } = {},
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
  const gramian = yield* likeProducts(rows, filters, options.upTo);
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
