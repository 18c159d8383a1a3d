// Layers drawn from nulls as filters, for what the inner products of all pairs do not tell.

import type { Slices } from '../../engine/core/slices.ts';
import { randomOf } from '../../nn/random.ts';
import { centerRows } from './cosines.ts';
import type { DrawnNull, LayerRows } from './drawn-null.ts';
import type { Shape } from './products.ts';
import { gaussianOf } from './random-filters.ts';
import { prepareRowRotation } from './rotation.ts';
import { square } from './square.ts';

/** Gives the filters of another layer with each call, float64 `[count, dimension]`, before any centering. */
type RowDrawer = () => Slices<Float64Array>;

/**
 * How to draw the filters of layers.
 *
 * @param seed of a stream of random numbers that nothing else uses; the same seed gives the same layers in the same order
 */
export function* prepareRows(kind: DrawnNull, layer: LayerRows, seed: number): Slices<RowDrawer> {
  if (kind === 'permuted') return permuted(layer, seed);
  if (kind === 'isotropic') return isotropic(layer, seed);
  const { count, dimension, center } = layer;
  const rows = layer.rows.slice();
  if (center === 'filter') centerRows(rows, layer, center);
  const about = kind === 'rotated' ? 'mean' : 'zero';
  return yield* prepareRowRotation({ rows, count, dimension, about }, gaussianOf(seed, kind));
}

function isotropic({ rows, count, dimension }: LayerRows, seed: number): RowDrawer {
  const gaussian = gaussianOf(seed, 'isotropic');
  const norms = normsOf(rows, { count, dimension });
  return function* () {
    const drawn = new Float64Array(rows.length);
    for (let filter = 0; filter < count; filter++) {
      const row = drawn.subarray(filter * dimension, (filter + 1) * dimension);
      gaussian.put(row, dimension);
      const scale = (norms[filter] as number) / Math.sqrt(row.reduce((sum, weight) => sum + square(weight), 0));
      for (let k = 0; k < dimension; k++) row[k] = (row[k] as number) * scale;
      if (filter % 64 === 0) yield;
    }
    return drawn;
  };
}

function permuted({ rows, count, dimension }: LayerRows, seed: number): RowDrawer {
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
    return weights.slice();
  };
}

/** The Euclidean norm of each filter. */
export function normsOf(rows: Float64Array, { count, dimension }: Shape): Float64Array {
  return Float64Array.from({ length: count }, (_, filter) =>
    Math.sqrt(
      rows.subarray(filter * dimension, (filter + 1) * dimension).reduce((sum, weight) => sum + square(weight), 0),
    ),
  );
}
