import type { Slices } from '../../engine/core/slices.ts';
import { permutation } from '../../nn/random.ts';
import { filterRows, keepFilters, mergeFilters } from '../../nn/removal.ts';
import type { Network, Seam } from '../../nn/removal.ts';
import type { Removal } from '../formats/removal-report.ts';

/** One removal of a course, and the network after it. */
export interface CourseStep {
  readonly removal: Removal;
  /** To be called before the next step is taken. */
  readonly network: () => Network;
}

/** The cosines of a layer's filters and their norms, as `cosinesOf` gives them. */
export interface Likeness {
  readonly count: number;
  /** `[count, count]`; NaN where a filter has no direction. */
  readonly matrix: Float64Array;
  readonly norms: Float64Array;
}

/**
 * Which filter goes next while the most similar pair loses the one with the smaller norm; of equal norms, the later one. Of
 * equally similar pairs the first counts. Filters without direction go last, the smallest norm first. All but one go.
 */
export function* similarRemovals({ count, matrix, norms }: Likeness): Slices<readonly Removal[]> {
  const left = new Set(Array.from({ length: count }, (_, filter) => filter));
  const removals: Removal[] = [];
  while (left.size > 1) {
    const pair = mostSimilar(matrix, count, left);
    const removal = pair === undefined ? { filter: smallest(norms, left) } : removalOf(pair, norms);
    removals.push(removal);
    left.delete(removal.filter);
    yield;
  }
  return removals;
}

/** The filters by ascending values, the first of equals first; all but the last. */
export function ascendingRemovals(values: Float64Array): readonly Removal[] {
  const order = Array.from(values, (_, filter) => filter);
  order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  return order.slice(0, -1).map((filter) => ({ filter }));
}

/** All filters but one in a random order; each `order` of a seed is another. */
export function randomRemovals(filters: number, { seed, order }: { seed: number; order: number }): readonly Removal[] {
  return Array.from(permutation(filters, { seed, epoch: order }))
    .slice(0, -1)
    .map((filter) => ({ filter }));
}

/** Takes filters out in this order, the others staying as they are. */
export function* dropCourse(
  network: Network,
  seam: Seam,
  removals: readonly Removal[],
): Generator<CourseStep, void, undefined> {
  const left = new Set(Array.from({ length: seam.filters }, (_, filter) => filter));
  for (const removal of removals) {
    left.delete(removal.filter);
    yield { removal, network: () => keepFilters(network, seam, [...left]) };
  }
}

/**
 * Merges the most similar pair, then the most similar one of what is left, and so on. The merged filter has the place of the
 * one with the larger norm. Where fewer than two filters with a direction are left, the smallest norm goes unmerged.
 */
export function* mergeCourse(network: Network, seam: Seam, likeness: Likeness): Generator<CourseStep, void, undefined> {
  const { count } = likeness;
  const [matrix, norms] = [likeness.matrix.slice(), likeness.norms.slice()];
  const left = new Set(Array.from({ length: count }, (_, filter) => filter));
  let current = network;
  while (left.size > 1) {
    const pair = mostSimilar(matrix, count, left);
    const removal = pair === undefined ? { filter: smallest(norms, left) } : removalOf(pair, norms);
    left.delete(removal.filter);
    if ('like' in removal) {
      current = mergeFilters(current, seam, { into: removal.like, from: removal.filter });
      const kernel = current.weights[`${seam.layer.name}.kernel`];
      if (kernel === undefined) throw new Error('Internal error: the merged layer has no kernel');
      updateLikeness({ count, matrix, norms }, filterRows(kernel), removal.like);
    }
    const after = current;
    yield { removal, network: () => keepFilters(after, seam, [...left]) };
  }
}

interface Pair {
  readonly filters: readonly [number, number];
  readonly cosine: number;
}

/** The pair with the largest cosine among the filters that are left; undefined where none has a cosine. */
function mostSimilar(matrix: Float64Array, count: number, left: ReadonlySet<number>): Pair | undefined {
  const filters = [...left];
  let best: Pair | undefined;
  for (const [place, one] of filters.entries()) {
    for (let at = place + 1; at < filters.length; at += 1) {
      const other = filters[at] ?? 0;
      const cosine = matrix[one * count + other] ?? Number.NaN;
      if (cosine > (best?.cosine ?? -Infinity)) best = { filters: [one, other], cosine };
    }
  }
  return best;
}

function removalOf(
  { filters: [one, other], cosine }: Pair,
  norms: Float64Array,
): { readonly filter: number; readonly like: number; readonly cosine: number } {
  const firstIsSmaller = (norms[one] ?? 0) < (norms[other] ?? 0);
  const [filter, like] = firstIsSmaller ? [one, other] : [other, one];
  return { filter, like, cosine };
}

function smallest(norms: Float64Array, left: ReadonlySet<number>): number {
  return [...left].reduce((best, filter) => ((norms[filter] ?? 0) < (norms[best] ?? 0) ? filter : best));
}

/** The norm of a filter that has changed, and its cosines with all others. */
function updateLikeness({ count, matrix, norms }: Likeness, rows: Float64Array, changed: number): void {
  const dimension = rows.length / count;
  const product = (one: number, other: number): number => {
    let sum = 0;
    for (let at = 0; at < dimension; at += 1) {
      sum += (rows[one * dimension + at] ?? 0) * (rows[other * dimension + at] ?? 0);
    }
    return sum;
  };
  const own = product(changed, changed);
  norms[changed] = Math.sqrt(own);
  for (let other = 0; other < count; other += 1) {
    const length = Math.sqrt(own * product(other, other));
    const cosine = length === 0 ? Number.NaN : Math.min(Math.max(product(changed, other) / length, -1), 1);
    matrix[changed * count + other] = cosine;
    matrix[other * count + changed] = cosine;
  }
}
