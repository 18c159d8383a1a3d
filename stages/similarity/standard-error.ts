import type { Slices } from '../../engine/core/slices.ts';
import { activated, correlationsOf } from './correlation.ts';
import type { FilterLayer } from './patches.ts';

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

function* jackknife(
  rows: Float64Array,
  { filters, patches, ends }: { readonly filters: number; readonly patches: number; readonly ends: readonly number[] },
): Slices<number | null> {
  const without: Float64Array[] = [];
  for (const [group, end] of ends.entries()) {
    const start = ends[group - 1] ?? 0;
    const kept = patches - (end - start);
    const part = new Float64Array(filters * kept);
    for (let filter = 0; filter < filters; filter++) {
      const from = filter * patches;
      part.set(rows.subarray(from, from + start), filter * kept);
      part.set(rows.subarray(from + end, from + patches), filter * kept + start);
    }
    without.push(yield* correlationsOf(part, filters));
  }
  let [squares, pairs] = [0, 0];
  for (let i = 0; i < filters; i++) {
    for (let j = i + 1; j < filters; j++) {
      const values = without.map((matrix) => matrix[i * filters + j] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      if (Number.isNaN(mean)) continue;
      const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      squares += ((values.length - 1) / values.length) * spread;
      pairs++;
    }
  }
  return pairs === 0 ? null : Math.sqrt(squares / pairs);
}
