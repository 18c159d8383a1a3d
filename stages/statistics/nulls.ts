// A null is a way to draw a whole layer. What is drawn is the matrix of inner products of its filters after the centering that
// the step asks for: all that similarities depend on.

import type { Slices } from '../../engine/core/slices.ts';
import { randomOf } from '../../nn/random.ts';
import { centerRows, gram } from './cosines.ts';
import type { Center, Shape } from './cosines.ts';
import { gaussianOf, isotropicProducts } from './random-filters.ts';
import { prepareRotation, rotationWork } from './rotation.ts';

/**
 * `isotropic`: independent directions, uniform on the sphere, with the norms of the layer's filters. `permuted`: the weights of
 * each filter in random order. `rotated`: the layer turned at random about its mean filter, so with the same mean and the same
 * covariance. `rotated-about-zero`: turned about 0, so with the same second moments and no mean.
 */
export type DrawnNull = 'isotropic' | 'permuted' | 'rotated' | 'rotated-about-zero';

/** Filters as they are, before any centering. */
export interface LayerRows extends Shape {
  /** float64 `[count, dimension]`. */
  readonly rows: Float64Array;
  readonly center: Center;
}

/** Gives the inner products of another layer with each call, float64 `[count, count]`; the next call may overwrite them. */
export type Drawer = () => Slices<Float64Array>;

/**
 * How to draw layers.
 *
 * @param seed of a stream of random numbers that nothing else uses; the same seed gives the same layers in the same order
 */
export function* prepareNull(kind: DrawnNull, layer: LayerRows, seed: number): Slices<Drawer> {
  if (kind === 'permuted') return permuted(layer, seed);
  if (kind === 'isotropic') return isotropic(layer, seed);
  const { rows, count, dimension, center } = layer;
  const moved = rows.slice();
  // The mean filter is subtracted from what is drawn: turned about 0, a layer without mean gets another one.
  if (center === 'filter') centerRows(moved, layer, center);
  const fixed = kind === 'rotated' ? 'mean' : 'zero';
  const draw = yield* prepareRotation({ rows: moved, count, dimension, about: fixed }, gaussianOf(seed, kind));
  return function* () {
    const products = yield* draw();
    if (center === 'layer') centerProducts(products, count);
    return products;
  };
}

function isotropic({ rows, count, dimension, center }: LayerRows, seed: number): Drawer {
  const gaussian = gaussianOf(seed, 'isotropic');
  const norms = Float64Array.from({ length: count }, (_, i) =>
    Math.sqrt(rows.subarray(i * dimension, (i + 1) * dimension).reduce((sum, weight) => sum + weight * weight, 0)),
  );
  // A direction without its mean is a direction in one dimension less.
  const shape = { count, dimension: center === 'filter' ? dimension - 1 : dimension };
  return function* () {
    const products = yield* isotropicProducts(shape, gaussian, norms);
    if (center === 'layer') centerProducts(products, count);
    return products;
  };
}

function permuted({ rows, count, dimension, center }: LayerRows, seed: number): Drawer {
  const random = randomOf(seed, 'permuted');
  const weights = rows.slice();
  return function* () {
    // What a shuffle (Fisher-Yates) starts from does not matter, so draws follow one another.
    for (let filter = 0; filter < count; filter++) {
      const start = filter * dimension;
      for (let place = dimension - 1; place > 0; place--) {
        const other = start + random.below(place + 1);
        const moved = weights[start + place] as number;
        weights[start + place] = weights[other] as number;
        weights[other] = moved;
      }
      if (filter % 64 === 0) yield;
    }
    const drawn = weights.slice();
    centerRows(drawn, { count, dimension }, center);
    return yield* gram(drawn, { count, dimension });
  };
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
export function workOf(kind: DrawnNull, { count, dimension }: Shape): number {
  const measuring = MEASURE_WORK * count ** 2;
  if (kind === 'permuted') return measuring + RANDOM_WORK * count * dimension + (count ** 2 * dimension) / 2;
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
