import type { Slices } from '../../engine/core/slices.ts';
import { centerRows, cosinesOfGram } from '../statistics/cosines.ts';
import { gram } from '../statistics/products.ts';
import { activateVolume } from '../../nn/activations.ts';
import type { FilterLayer, Patches } from './patches.ts';

/** A correlation above this counts as high. */
export const HIGH = 0.5;

/**
 * What filters make of patches: w·x + b.
 *
 * @param filters.rows `[count, dimension]`
 * @returns `[count, patches]`
 */
export function* responses(
  { values, count: patches, dimension }: Patches,
  filters: { readonly rows: Float64Array; readonly bias: ArrayLike<number>; readonly count: number },
): Slices<Float64Array> {
  const { rows, bias, count } = filters;
  const found = new Float64Array(count * patches);
  for (let patch = 0; patch < patches; patch++) {
    const start = patch * dimension;
    for (let filter = 0; filter < count; filter++) {
      const from = filter * dimension;
      let sum = bias[filter] ?? 0;
      for (let k = 0; k < dimension; k++) sum += (rows[from + k] as number) * (values[start + k] as number);
      found[filter * patches + patch] = sum;
    }
    yield;
  }
  return found;
}

/** Responses after the activation of a layer. */
export function activated(linear: Float64Array, { activation }: FilterLayer): Float64Array {
  // A softmax would need the channels beside each other; the activations of hidden layers work value by value.
  const kind = activation === 'softmax' ? 'linear' : activation;
  const { data } = activateVolume({ height: 1, width: linear.length, channels: 1, data: linear }, kind);
  return data;
}

/**
 * Pearson's correlation of every two rows. Of linear responses this is wᵢᵀ Σ wⱼ / √(wᵢᵀ Σ wᵢ · wⱼᵀ Σ wⱼ) with Σ the
 * covariance of the patches (SCIENCE 2.4), without Σ, which is large for deep layers.
 *
 * @param rows `[count, samples]`; left alone
 * @returns `[count, count]`; NaN where a row is 0 throughout
 */
export function* correlationsOf(rows: Float64Array, count: number): Slices<Float64Array> {
  const shape = { count, dimension: rows.length / count };
  const centered = rows.slice();
  centerRows(centered, shape, 'filter');
  return (yield* cosinesOfGram(yield* gram(centered, shape), count)).matrix;
}

/** Spearman's rank correlation, equal values at their mean rank; null without two values, or if one list is constant. */
export function* rankCorrelation(a: Float64Array, b: Float64Array): Slices<number | null> {
  if (a.length < 2) return null;
  const both = new Float64Array(2 * a.length);
  both.set(yield* ranks(a));
  both.set(yield* ranks(b), a.length);
  const found = (yield* correlationsOf(both, 2))[1] ?? NaN;
  return Number.isNaN(found) ? null : found;
}

/** Values between two pauses. */
const SLICE = 2 ** 17;

function* ranks(values: Float64Array): Slices<Float64Array> {
  const sorted = yield* sort(values);
  const found = new Float64Array(values.length);
  for (const [at, value] of values.entries()) {
    const first = countWhere(sorted, (each) => each < value);
    const last = countWhere(sorted, (each) => each <= value);
    found[at] = (first + last - 1) / 2;
    if (at % SLICE === 0) yield;
  }
  return found;
}

/** How many values at the beginning of a sorted list are so; the others are not. */
function countWhere(sorted: Float64Array, isSo: (value: number) => boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isSo(sorted[middle] as number)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Merge sort of runs that are sorted in one go: the built-in sort of 33 million numbers would take seconds. */
function* sort(values: Float64Array): Slices<Float64Array> {
  let [from, to] = [values.slice(), new Float64Array(values.length)];
  for (let start = 0; start < from.length; start += SLICE) {
    from.subarray(start, start + SLICE).sort();
    yield;
  }
  for (let size = SLICE; size < from.length; size *= 2) {
    for (let start = 0; start < from.length; start += 2 * size) yield* merge(from, to, { start, size });
    [from, to] = [to, from];
  }
  return from;
}

/** Merges two sorted runs of `size`, or what there is of them, which begin at `start`. */
function* merge(
  from: Float64Array,
  to: Float64Array,
  { start, size }: { readonly start: number; readonly size: number },
): Slices<void> {
  const [middle, end] = [Math.min(start + size, from.length), Math.min(start + 2 * size, from.length)];
  let [left, right] = [start, middle];
  for (let at = start; at < end; at++) {
    const fromLeft = left < middle && (right >= end || (from[left] as number) <= (from[right] as number));
    to[at] = from[fromLeft ? left++ : right++] as number;
    if (at % SLICE === 0) yield;
  }
}
