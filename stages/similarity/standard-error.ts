import type { Slices } from '../../engine/core/slices.ts';
import { centerRows } from '../statistics/cosines.ts';
import { gram } from '../statistics/products.ts';
import type { Shape } from '../statistics/products.ts';
import { activated } from './correlation.ts';
import type { FilterLayer } from './patches.ts';
import { square } from '../statistics/square.ts';

/** Groups of images, one of which is left out at a time. */
const GROUPS = 10;
/** Filters whose pairs are looked at: 2016 pairs tell what is typical. */
const MOST_FILTERS = 64;

/**
 * The standard error of the correlation of two responses, the root mean square over pairs: by the jackknife over groups of
 * images (Efron and Stein 1981), because windows of one image are alike. √((G - 1)/G Σ (r₋ - mean)²) for G groups.
 *
 * @param linear responses `[count, patches]`, those of one image after those of another, as many of each
 * @returns null for fewer than two images, or where no pair varies
 */
export function* standardErrors(
  linear: Float64Array,
  { count, images, layer }: { readonly count: number; readonly images: number; readonly layer: FilterLayer },
): Slices<{ readonly pre: number | null; readonly post: number | null }> {
  const patches = linear.length / Math.max(count, 1);
  const filters = Math.min(count, MOST_FILTERS);
  const groups = Math.min(GROUPS, images);
  if (groups < 2 || filters < 2) return { pre: null, post: null };
  const some = linear.subarray(0, filters * patches);
  const each = patches / images;
  // Where a group of whole images ends.
  const ends = Array.from({ length: groups }, (_, group) => Math.round((images * (group + 1)) / groups) * each);
  const parts = { filters, patches, ends };
  return { pre: yield* jackknife(some, parts), post: yield* jackknife(activated(some, layer), parts) };
}

/** Sums over groups of images are taken once; leaving a group out subtracts its sums from those of all. */
function* jackknife(
  rows: Float64Array,
  { filters, patches, ends }: { readonly filters: number; readonly patches: number; readonly ends: readonly number[] },
): Slices<number | null> {
  const centered = rows.slice();
  centerRows(centered, { count: filters, dimension: patches }, 'filter');
  const groups: Sums[] = [];
  for (const [group, end] of ends.entries()) {
    const start = ends[group - 1] ?? 0;
    const part = new Float64Array(filters * (end - start));
    for (let filter = 0; filter < filters; filter++) {
      part.set(centered.subarray(filter * patches + start, filter * patches + end), filter * (end - start));
    }
    groups.push(yield* sumsOf(part, { count: filters, dimension: end - start }));
  }
  let [squares, pairs] = [0, 0];
  for (let i = 0; i < filters; i++) {
    for (let j = i + 1; j < filters; j++) {
      const values = groups.map((left) => correlationWithout(groups, left, { i, j, filters }));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      if (Number.isNaN(mean)) continue;
      const spread = values.reduce((sum, value) => sum + square(value - mean), 0);
      squares += ((values.length - 1) / values.length) * spread;
      pairs++;
    }
    yield;
  }
  return pairs === 0 ? null : Math.sqrt(squares / pairs);
}

/** Of the patches of one group: how many there are, sums of responses, and sums of products of two responses. */
interface Sums {
  readonly count: number;
  readonly single: Float64Array;
  readonly products: Float64Array;
}

function* sumsOf(part: Float64Array, shape: Shape): Slices<Sums> {
  const { count: filters, dimension } = shape;
  const single = Float64Array.from({ length: filters }, (_, filter) =>
    part.subarray(filter * dimension, (filter + 1) * dimension).reduce((sum, value) => sum + value, 0),
  );
  return { count: dimension, single, products: yield* gram(part, shape) };
}

function correlationWithout(
  groups: readonly Sums[],
  left: Sums,
  { i, j, filters }: { readonly i: number; readonly j: number; readonly filters: number },
): number {
  const total = (of: (sums: Sums) => number): number =>
    groups.reduce((sum, group) => sum + (group === left ? 0 : of(group)), 0);
  const count = total((sums) => sums.count);
  const meanOf = (filter: number): number => total(({ single }) => single[filter] as number) / count;
  const covariance = (a: number, b: number): number =>
    total(({ products }) => products[a * filters + b] as number) / count - meanOf(a) * meanOf(b);
  return covariance(i, j) / Math.sqrt(covariance(i, i) * covariance(j, j));
}
