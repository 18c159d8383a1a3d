import type { Cosines } from './cosines.ts';

/** Which pairs i < j of a layer's filters are similar: those with a cosine greater than the threshold (SCIENCE 1.5, S2). */
export interface PairCounts {
  /** Similar pairs. */
  readonly pairs: number;
  /** Pairs with a cosine less than -threshold. */
  readonly oppositePairs: number;
  /** Filters that are in at least one similar pair. */
  readonly filtersInPairs: number;
}

/** Two filters, `filter` < `other`, counted from 0. */
export interface Pair {
  readonly filter: number;
  readonly other: number;
  readonly cosine: number;
  /** ‖other‖ / ‖filter‖: what merging the two multiplies by. */
  readonly normRatio: number;
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

/** The `limit` most similar pairs, the most similar first; equal ones in the order of their filters. */
export function mostSimilarPairs({ matrix, norms, count }: Cosines, limit: number): Pair[] {
  const places: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) if (!Number.isNaN(matrix[i * count + j])) places.push(i * count + j);
  }
  places.sort((a, b) => (matrix[b] as number) - (matrix[a] as number) || a - b);
  return places.slice(0, limit).map((place) => {
    const [filter, other] = [Math.floor(place / count), place % count];
    const normRatio = (norms[other] as number) / (norms[filter] as number);
    return { filter, other, cosine: matrix[place] as number, normRatio };
  });
}

/** How many filters have a norm less than `share` of the median norm, those of norm 0 among them. */
export function countSmall({ norms }: Cosines, share: number): number {
  const sorted = norms.toSorted();
  const upper = sorted.length >> 1;
  const median = ((sorted[upper] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
  return norms.filter((norm) => norm < share * median || norm === 0).length;
}

/** Above or below what chance gives, at the 5 % level of a two-sided test; else at chance. */
export type Verdict = 'above' | 'at' | 'below';

export interface Comparison {
  /** Standard deviations from what the null gives; null where it has no spread, or without pairs. */
  readonly z: number | null;
  readonly verdict: Verdict | null;
}

const NO_COMPARISON: Comparison = { z: null, verdict: null };

/**
 * A ratio of `possible` pairs against the chance p of each: z = (R - p) / √(p (1 - p) / N). The deviation is exact, because
 * pairs of isotropic random directions are independent two by two (SCIENCE 2.3).
 */
export function compareWithChance(ratio: number, chance: number, possible: number): Comparison {
  return possible === 0 ? NO_COMPARISON : compare(ratio - chance, (chance * (1 - chance)) / possible);
}

/** So many pairs of so many. */
export interface Share {
  readonly pairs: number;
  readonly possible: number;
}

/**
 * The similar pairs after training against those before it. Both ratios are samples, so this is the test of two proportions
 * with a pooled variance: z = (R - R₀) / √(m (1 - m) (1/N + 1/N₀)), m the ratio of all pairs together. Trained weights depend
 * on the initial ones; where that makes the ratios alike, this z is too small rather than too great.
 */
export function compareWithInitial(final: Share, initial: Share): Comparison {
  if (final.possible === 0 || initial.possible === 0) return NO_COMPARISON;
  const pooled = (final.pairs + initial.pairs) / (final.possible + initial.possible);
  const variance = pooled * (1 - pooled) * (1 / final.possible + 1 / initial.possible);
  return compare(final.pairs / final.possible - initial.pairs / initial.possible, variance);
}

function compare(difference: number, variance: number): Comparison {
  // Without spread the null knows the ratio for certain, and any difference is significant.
  const z = variance > 0 ? difference / Math.sqrt(variance) : null;
  const distance = z ?? Math.sign(difference) * Infinity;
  return { z, verdict: distance >= 1.96 ? 'above' : distance <= -1.96 ? 'below' : 'at' };
}
