import type { Slices } from '../../engine/core/slices.ts';
import { joinClusters } from './clustering.ts';

/** Of each threshold: pairs above it, pairs below minus it, clusters of filters that are mutually above it. */
export const OF_THRESHOLD = ['similarPairs', 'oppositePairs', 'clusters'] as const;
/**
 * Of the layer: its largest cosine, the mean over filters of the largest cosine with another, the mean of all pairs, and the
 * effective rank: how many directions filters would need at least, if they used each as much. It is the participation ratio of
 * the spectrum of the cosines, (Σλ)² / Σλ² = n² / Σ c².
 */
export const OF_LAYER = ['largestCosine', 'nearestCosine', 'meanCosine', 'effectiveRank'] as const;

/** What to measure. */
export interface Measuring {
  readonly thresholds: readonly number[];
  /** Ascending thresholds in equal steps that pairs are counted above; none: no such curve. */
  readonly grid: readonly number[];
}

/** How many numbers `measureLayer` gives: first the statistics, then the curve. */
export function statisticsOf({ thresholds }: Measuring): number {
  return OF_THRESHOLD.length * thresholds.length + OF_LAYER.length;
}

/**
 * The statistics of a layer, drawn or not.
 *
 * @param cosines `[count, count]` without NaN, count >= 2; what is right of the diagonal is read, and overwritten
 * @param into receives for each threshold `OF_THRESHOLD`, then `OF_LAYER`, then the pairs above each threshold of the grid
 */
export function* measureLayer(
  cosines: Float64Array,
  count: number,
  { thresholds, grid }: Measuring,
  into: Float64Array,
): Slices<void> {
  into.fill(0);
  const nearest = new Float64Array(count).fill(-2);
  const layer = OF_THRESHOLD.length * thresholds.length;
  const curve = into.subarray(layer + OF_LAYER.length);
  const sums = { largest: -2, total: 0, squares: 0 };
  const reading = { cosines, count, nearest, sums };
  for (let i = 0; i < count; i++) {
    readRow(reading, i);
    for (let index = 0; index < thresholds.length; index++) {
      countRow(reading, i, { threshold: thresholds[index] as number, into, at: OF_THRESHOLD.length * index });
    }
    if (curve.length > 0) countCurve(reading, i, { grid, curve });
    if (i % 16 === 15) yield;
  }
  for (let at = curve.length - 2; at >= 0; at--) curve[at] = (curve[at] as number) + (curve[at + 1] as number);
  into[layer] = sums.largest;
  into[layer + 1] = nearest.reduce((sum, cosine) => sum + cosine, 0) / count;
  into[layer + 2] = sums.total / ((count * (count - 1)) / 2);
  into[layer + 3] = (count * count) / (count + 2 * sums.squares);
  const clusters = yield* countClusters(cosines, count, thresholds);
  for (const [index, found] of clusters.entries()) into[OF_THRESHOLD.length * index + 2] = found;
}

interface Reading {
  readonly cosines: Float64Array;
  readonly count: number;
  readonly nearest: Float64Array;
  readonly sums: { largest: number; total: number; squares: number };
}

/** Adds the pairs of filter i with later ones to the sums, and to the nearest of both. */
function readRow({ cosines, count, nearest, sums }: Reading, i: number): void {
  const start = i * count;
  let own = nearest[i] as number;
  let total = 0;
  let squares = 0;
  for (let j = i + 1; j < count; j++) {
    const cosine = cosines[start + j] as number;
    total += cosine;
    squares += cosine * cosine;
    if (cosine > own) own = cosine;
    if (cosine > (nearest[j] as number)) nearest[j] = cosine;
  }
  nearest[i] = own;
  sums.total += total;
  sums.squares += squares;
  if (own > sums.largest) sums.largest = own;
}

/** Adds the similar and opposite pairs of filter i with later ones to two places. */
function countRow(
  { cosines, count }: Reading,
  i: number,
  { threshold, into, at }: { readonly threshold: number; readonly into: Float64Array; readonly at: number },
): void {
  const start = i * count;
  let similar = 0;
  let opposite = 0;
  for (let j = i + 1; j < count; j++) {
    const cosine = cosines[start + j] as number;
    if (cosine > threshold) similar++;
    if (cosine < -threshold) opposite++;
  }
  into[at] = (into[at] as number) + similar;
  into[at + 1] = (into[at + 1] as number) + opposite;
}

/** Counts each pair of filter i with later ones at the last threshold of the grid that it is above. */
function countCurve(
  { cosines, count }: Reading,
  i: number,
  { grid, curve }: { readonly grid: readonly number[]; readonly curve: Float64Array },
): void {
  const from = grid[0] ?? 0;
  const last = grid.length - 1;
  const perUnit = last / ((grid[last] ?? 0) - from);
  const start = i * count;
  for (let j = i + 1; j < count; j++) {
    const place = Math.min(Math.ceil(((cosines[start + j] as number) - from) * perUnit) - 1, last);
    if (place >= 0) curve[place] = (curve[place] as number) + 1;
  }
}

/**
 * In how many clusters of mutually similar filters a layer falls: complete linkage, joined as long as all cosines within a
 * cluster are greater than the threshold (SCIENCE 6-A4). A filter unlike all others is a cluster of its own.
 *
 * @param cosines `[count, count]`, without NaN; what is right of the diagonal is read, and overwritten
 * @returns for each threshold
 */
export function* countClusters(cosines: Float64Array, count: number, thresholds: readonly number[]): Slices<number[]> {
  const joined = yield* joinClusters(cosines, count, Math.min(...thresholds));
  return thresholds.map((threshold) => count - joined.filter(({ similarity }) => similarity > threshold).length);
}
