import type { Slices } from '../../engine/core/slices.ts';
import { joinClusters } from './clustering.ts';

/** What is compared with a null: of each threshold, or of the layer. */
export type Statistic = (typeof OF_THRESHOLD)[number] | (typeof OF_LAYER)[number];

/** Of each threshold: pairs above it, pairs below minus it, clusters of filters that are mutually above it. */
export const OF_THRESHOLD = ['similarPairs', 'oppositePairs', 'clusters'] as const;
/** Of the layer: its largest cosine, the mean over filters of the largest cosine with another, the mean of all pairs. */
export const OF_LAYER = ['largestCosine', 'nearestCosine', 'meanCosine'] as const;

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
  const sums = { largest: -2, total: 0 };
  const curve = into.subarray(layer + OF_LAYER.length);
  for (let i = 0; i < count; i++) {
    readRow(cosines.subarray(i * count, (i + 1) * count), i, { nearest, sums, curve, grid });
    for (const [index, threshold] of thresholds.entries()) {
      countRow(cosines.subarray(i * count + i + 1, (i + 1) * count), threshold, into.subarray(OF_THRESHOLD.length * index));
    }
    if (i % 16 === 0) yield;
  }
  for (let at = curve.length - 2; at >= 0; at--) curve[at] = (curve[at] as number) + (curve[at + 1] as number);
  into[layer] = sums.largest;
  into[layer + 1] = nearest.reduce((sum, cosine) => sum + cosine, 0) / count;
  into[layer + 2] = sums.total / ((count * (count - 1)) / 2);
  const clusters = yield* countClusters(cosines, count, thresholds);
  for (const [index, found] of clusters.entries()) into[OF_THRESHOLD.length * index + 2] = found;
}

/** Adds the pairs of filter i with later ones. */
function readRow(
  row: Float64Array,
  i: number,
  to: {
    readonly nearest: Float64Array;
    readonly sums: { largest: number; total: number };
    readonly curve: Float64Array;
    readonly grid: readonly number[];
  },
): void {
  const { nearest, sums, curve, grid } = to;
  const [from, steps] = [grid[0] ?? 0, grid.length];
  const perUnit = (steps - 1) / ((grid.at(-1) ?? 0) - from);
  let own = nearest[i] as number;
  let total = 0;
  for (let j = i + 1; j < row.length; j++) {
    const cosine = row[j] as number;
    total += cosine;
    if (cosine > own) own = cosine;
    if (cosine > (nearest[j] as number)) nearest[j] = cosine;
    if (steps > 0) {
      // The last place of the grid that the cosine is above.
      const place = Math.min(Math.ceil((cosine - from) * perUnit) - 1, steps - 1);
      if (place >= 0) curve[place] = (curve[place] as number) + 1;
    }
  }
  nearest[i] = own;
  sums.total += total;
  if (own > sums.largest) sums.largest = own;
}

/** Adds the similar and opposite pairs of a row to the first two places. */
function countRow(row: Float64Array, threshold: number, into: Float64Array): void {
  let similar = 0;
  let opposite = 0;
  for (let j = 0; j < row.length; j++) {
    const cosine = row[j] as number;
    if (cosine > threshold) similar++;
    if (cosine < -threshold) opposite++;
  }
  into[0] = (into[0] as number) + similar;
  into[1] = (into[1] as number) + opposite;
}

/**
 * In how many clusters of mutually similar filters a layer falls: complete linkage, joined as long as all cosines within a
 * cluster are greater than the threshold (SCIENCE 6-A4). A filter unlike all others is a cluster of its own.
 *
 * @param cosines `[count, count]`, without NaN; what is right of the diagonal is read, and overwritten
 * @returns for each threshold
 */
export function* countClusters(
  cosines: Float64Array,
  count: number,
  thresholds: readonly number[],
): Slices<number[]> {
  const joined = yield* joinClusters(cosines, count, Math.min(...thresholds));
  return thresholds.map((threshold) => count - joined.filter(({ similarity }) => similarity > threshold).length);
}
