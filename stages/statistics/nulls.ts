// A null is a way to draw a whole layer. What is drawn is the matrix of inner products of its filters after the centering that
// the step asks for: all that cosines depend on. Where filters are moved before they are compared, it is the filters themselves.

import type { Slices } from '../../engine/core/slices.ts';
import { centerRows } from './cosines.ts';
import type { DrawnNull, LayerRows } from './drawn-null.ts';
import { normsOf, prepareRows } from './drawn-rows.ts';
import { ignoreSign, likeProducts } from './likeness.ts';
import type { Likeness } from './likeness.ts';
import type { Shape } from './products.ts';
import { gaussianOf, isotropicProducts } from './random-filters.ts';
import { prepareRotation, rotationWork } from './rotation.ts';

/** Gives what is divided by norms to give the likenesses of another layer, float64 `[count, count]`; the next call may overwrite it. */
export type Drawer = () => Slices<Float64Array>;

/**
 * How to draw layers.
 *
 * @param seed of a stream of random numbers that nothing else uses; the same seed gives the same layers in the same order
 */
export function* prepareNull(kind: DrawnNull, layer: LayerRows, seed: number): Slices<Drawer> {
  const { upTo } = layer;
  if (kind === 'permuted' || moves(upTo)) return yield* fromRows(kind, layer, seed);
  const draw = kind === 'isotropic' ? isotropic(layer, seed) : yield* rotated(kind, layer, seed);
  const { count, center } = layer;
  return function* () {
    const products = yield* draw();
    if (center === 'layer') centerProducts(products, count);
    if (upTo !== undefined) ignoreSign(products);
    return products;
  };
}

/** Whether filters have to be moved, for which inner products of all pairs are not enough. */
function moves(upTo: Likeness | undefined): boolean {
  return upTo !== undefined && upTo.movements.length > 1;
}

function* fromRows(kind: DrawnNull, layer: LayerRows, seed: number): Slices<Drawer> {
  const draw = yield* prepareRows(kind, layer, seed);
  return function* () {
    const rows = yield* draw();
    centerRows(rows, layer, layer.center);
    return yield* likeProducts(rows, layer, layer.upTo);
  };
}

function* rotated(kind: DrawnNull, { rows, count, dimension, center }: LayerRows, seed: number): Slices<Drawer> {
  const moved = rows.slice();
  // The mean filter is subtracted from what is drawn: turned about 0, a layer without mean gets another one.
  if (center === 'filter') centerRows(moved, { count, dimension }, center);
  const about = kind === 'rotated' ? 'mean' : 'zero';
  return yield* prepareRotation({ rows: moved, count, dimension, about }, gaussianOf(seed, kind));
}

function isotropic({ rows, count, dimension, center }: LayerRows, seed: number): Drawer {
  const gaussian = gaussianOf(seed, 'isotropic');
  const norms = normsOf(rows, { count, dimension });
  // A direction without its mean is a direction in one dimension less.
  const shape = { count, dimension: center === 'filter' ? dimension - 1 : dimension };
  return () => isotropicProducts(shape, gaussian, norms);
}

/** Inner products of filters from which their mean is subtracted, in place: of each the means of its row and its column. */
export function centerProducts(products: Float64Array, count: number): void {
  const means = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < count; j++) sum += products[i * count + j] as number;
    means[i] = sum / count;
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / count;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      products[i * count + j] =
        (products[i * count + j] as number) - (means[i] as number) - (means[j] as number) + mean;
    }
  }
}

/**
 * What a draw takes, in operations of about two thirds of a nanosecond: drawing the layer, and measuring it.
 *
 * It is computed from the size alone: how many layers are drawn must not depend on how quick a machine is.
 */
export function workOf(kind: DrawnNull, { count, dimension, upTo }: Shape & Pick<LayerRows, 'upTo'>): number {
  const measuring = MEASURE_WORK * count ** 2;
  const products = (count ** 2 * dimension) / 2;
  if (moves(upTo)) {
    const drawing = RANDOM_WORK * count * dimension + (kind.startsWith('rotated') ? 2 * products * 2 : 0);
    return measuring + drawing + (upTo?.movements.length ?? 1) * (products + MOVE_WORK * count * dimension);
  }
  if (kind === 'permuted') return measuring + RANDOM_WORK * count * dimension + products;
  if (kind === 'isotropic') {
    const columns = Math.min(count, dimension);
    return measuring + RANDOM_WORK * count * columns * (1 - columns / count / 2) + (count ** 2 * columns) / 2;
  }
  return measuring + (RANDOM_WORK * count * Math.min(count, dimension)) / 2 + rotationWork({ count, dimension });
}

/** Operations for each pair of filters: its cosine, counts at thresholds, clusters. */
const MEASURE_WORK = 30;
/** Operations for a random number. */
const RANDOM_WORK = 50;
/** Operations to move a weight. */
const MOVE_WORK = 3;
