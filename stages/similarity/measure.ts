import type { Pair } from '../formats/similarity-report.ts';
import type { Slices } from '../../engine/core/slices.ts';
import type { Cosines } from '../statistics/cosines.ts';

/** Which pairs i < j of a layer's filters are similar: those with a cosine greater than the threshold (SCIENCE 1.5, S2). */
export interface PairCounts {
  /** Similar pairs. */
  readonly pairs: number;
  /** Pairs with a cosine less than -threshold. */
  readonly oppositePairs: number;
  /** Filters that are in at least one similar pair. */
  readonly filtersInPairs: number;
}

/** Counts the pairs beyond one threshold; filters without direction are in none. */
export function countPairs({ matrix, count }: Cosines, threshold: number): PairCounts {
  let pairs = 0;
  let oppositePairs = 0;
  const paired = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const cosine = matrix[i * count + j] as number; // NaN is neither above nor below anything
      if (cosine < -threshold) oppositePairs++;
      if (!(cosine > threshold)) continue;
      pairs++;
      paired[i] = 1;
      paired[j] = 1;
    }
  }
  return { pairs, oppositePairs, filtersInPairs: paired.reduce((sum, one) => sum + one, 0) };
}

/** Places are sorted when so many have gathered. */
const BUFFER = 1024;

/**
 * The `limit` most similar pairs, the most similar first; equal ones in the order of their filters. Of the pairs looked at so
 * far it keeps no more than twice as many: a layer of 8192 filters has 33 million.
 */
export function* mostSimilarPairs({ matrix, norms, count }: Cosines, limit: number): Slices<Pair[]> {
  let places: number[] = [];
  let floor = -Infinity;
  const keepBest = (): void => {
    places.sort((a, b) => (matrix[b] as number) - (matrix[a] as number) || a - b);
    if (places.length < limit) return;
    places = places.slice(0, limit);
    // A later pair that is only as similar comes after all of these.
    floor = matrix[places[limit - 1] ?? 0] as number;
  };
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      // NaN is not above anything.
      if (!((matrix[i * count + j] as number) > floor)) continue;
      places.push(i * count + j);
      if (places.length >= Math.max(2 * limit, BUFFER)) keepBest();
    }
    yield;
  }
  keepBest();
  return places.map((place) => {
    const [filter, other] = [Math.floor(place / count), place % count];
    const ratio = (norms[other] as number) / (norms[filter] as number);
    return { filter, other, cosine: matrix[place] as number, normRatio: Number.isFinite(ratio) ? ratio : null };
  });
}

/** How many filters have a norm less than `share` of the median norm, those of norm 0 among them. */
export function countSmall({ norms }: Cosines, share: number): number {
  const sorted = norms.toSorted();
  const upper = sorted.length >> 1;
  const median = ((sorted[upper] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
  return norms.filter((norm) => norm < share * median || norm === 0).length;
}
