// Are there more or fewer similar pairs than a null gives? Counts of pairs are compared by exact tails, because the normal
// approximation |z| > 1.96 fails where few pairs are expected: with 0.02 expected pairs, one pair has z = 7 but p = 0.02.

/** Above or below what a null gives, in a two-sided test at the 5 % level; else at it. */
export type Verdict = 'above' | 'at' | 'below';

export interface Comparison {
  /** Standard deviations from what the null gives; null if it has no spread, or if there are no pairs. */
  readonly z: number | null;
  /** Two-sided: the probability that the null gives a count as extreme, or more; null if there are no pairs. */
  readonly pValue: number | null;
  readonly verdict: Verdict | null;
}

/** Some pairs of all pairs. */
export interface Share {
  readonly pairs: number;
  readonly possible: number;
}

const NOTHING: Comparison = { z: null, pValue: null, verdict: null };
/** Of each side: 5 % together. */
const LEVEL = 0.025;

/**
 * Similar pairs against the chance p of each: z = (R - p) / √(p (1 - p) / N), and the exact tail of the binomial distribution.
 * The deviation is exact because pairs of isotropic random directions are pairwise independent (SCIENCE 2.3). The tail assumes
 * that they are all independent, which is nearly so if there are many more pairs than filters.
 */
export function compareWithChance({ pairs, possible }: Share, chance: number): Comparison {
  if (possible === 0) return NOTHING;
  const variance = (chance * (1 - chance)) / possible;
  const above = pairs > possible * chance;
  const odds = chance / (1 - chance);
  // Pr(k + 1) / Pr(k) = (N - k) / (k + 1) · p / (1 - p)
  const tail = tailSum(pairs, above, {
    logProbability: logBinomial({ pairs, possible }, chance),
    ratio: (k) => ((possible - k) / (k + 1)) * odds,
    last: above ? possible : 0,
  });
  return judged(pairs / possible - chance, variance, tail);
}

/**
 * The ratios between which chance stays in 95 of 100 layers: at most 2.5 % lie below and at most 2.5 % above. Where 10 or more
 * pairs are expected, p ± 1.96 √(p (1 - p) / N).
 */
export function chanceBand(chance: number, possible: number): readonly [low: number, high: number] {
  if (possible === 0) return [0, 1];
  if (Math.min(chance, 1 - chance) * possible >= 10) {
    const reach = 1.959964 * Math.sqrt((chance * (1 - chance)) / possible);
    return [chance - reach, chance + reach];
  }
  if (chance > 0.5) {
    const [low, high] = chanceBand(1 - chance, possible);
    return [1 - high, 1 - low];
  }
  const quantile = (level: number): number => {
    let below = 0;
    for (let pairs = 0; pairs < possible; pairs++) {
      below += Math.exp(logBinomial({ pairs, possible }, chance));
      // Rounding leaves sums of probabilities a little below 1.
      if (below >= level - 1e-12) return pairs / possible;
    }
    return 1;
  };
  return [quantile(LEVEL), quantile(1 - LEVEL)];
}

/**
 * Similar pairs of two layers, or of a layer and of layers drawn from a null: Fisher's exact test, which asks how the similar
 * pairs of both together are divided between the two, and z of two proportions with a pooled variance,
 * (R - R₀) / √(m (1 - m) (1/N + 1/N₀)), m the ratio of all pairs together.
 *
 * Trained weights depend on the initial ones. If that makes the ratios alike, the test finds too little rather than too much.
 */
export function compareShares(share: Share, other: Share): Comparison {
  if (share.possible === 0 || other.possible === 0) return NOTHING;
  const [pairs, all] = [share.pairs + other.pairs, share.possible + other.possible];
  const pooled = pairs / all;
  const variance = pooled * (1 - pooled) * (1 / share.possible + 1 / other.possible);
  const difference = share.pairs / share.possible - other.pairs / other.possible;
  // Hypergeometric: Pr(k + 1) / Pr(k) = (N - k) (s - k) / ((k + 1) (N₀ - s + k + 1)), s pairs together
  const tail = tailSum(share.pairs, difference > 0, {
    logProbability:
      logChoose(share.possible, share.pairs) + logChoose(other.possible, other.pairs) - logChoose(all, pairs),
    ratio: (k) => ((share.possible - k) * (pairs - k)) / ((k + 1) * (other.possible - pairs + k + 1)),
    last: difference > 0 ? Math.min(share.possible, pairs) : Math.max(0, pairs - other.possible),
  });
  return judged(difference, variance, tail);
}

/**
 * A share against ratios drawn from a null. z uses the spread of the draws; the p-value is by rank,
 * 2 (1 + draws as extreme) / (1 + draws). If fewer than 10 similar pairs are expected, or fewer than 10 others, ratios of draws
 * say little: p and verdict then come from `compareShares` with all pairs drawn.
 *
 * @param drawn.ratios one for each draw
 * @param drawn.possible pairs of one draw. If the layer has more, the spread is scaled as for independent pairs
 */
export function compareWithDraws(
  share: Share,
  drawn: { readonly ratios: readonly number[]; readonly possible: number },
): Comparison & { readonly mean: number | null; readonly sd: number | null } {
  const { ratios, possible } = drawn;
  if (share.possible === 0 || possible === 0 || ratios.length < 2) return { ...NOTHING, mean: null, sd: null };
  const mean = sum(ratios) / ratios.length;
  const spread = sum(ratios.map((ratio) => (ratio - mean) ** 2)) / (ratios.length - 1);
  const ownSpread = (spread * possible) / share.possible;
  const ratio = share.pairs / share.possible;
  const difference = ratio - mean;
  // The mean is known only as well as the spread of the draws allows.
  const variance = ownSpread + spread / ratios.length;
  const z = variance > 0 ? difference / Math.sqrt(variance) : null;
  const summary = { mean, sd: Math.sqrt(ownSpread), z };
  const expected = Math.min(mean, 1 - mean) * share.possible;
  if (expected < 10 || z === null) {
    const others = { pairs: Math.round(mean * possible * ratios.length), possible: possible * ratios.length };
    const { pValue, verdict } = compareShares(share, others);
    return { ...summary, pValue, verdict };
  }
  const farther = ratios.filter((each) => (difference > 0 ? each >= ratio : each <= ratio)).length;
  const pValue = Math.min(1, (2 * (1 + farther)) / (1 + ratios.length));
  return { ...summary, pValue, verdict: Math.abs(z) < 1.96 ? 'at' : difference > 0 ? 'above' : 'below' };
}

function judged(difference: number, variance: number, tail: number): Comparison {
  const z = variance > 0 ? difference / Math.sqrt(variance) : null;
  const verdict = tail > LEVEL ? 'at' : difference > 0 ? 'above' : 'below';
  return { z, pValue: Math.min(1, 2 * tail), verdict };
}

/**
 * The probability of `start` and all values beyond it, upwards or downwards. `start` is on that side of the mean, so the terms
 * get smaller.
 */
function tailSum(
  start: number,
  upwards: boolean,
  {
    logProbability,
    ratio,
    last,
  }: { readonly logProbability: number; readonly ratio: (k: number) => number; readonly last: number },
): number {
  let total = 1;
  let term = 1;
  for (let k = start; k !== last && term > total * 1e-17; k += upwards ? 1 : -1) {
    term *= upwards ? ratio(k) : 1 / ratio(k - 1);
    total += term;
  }
  return Math.min(1, Math.exp(logProbability + Math.log(total)));
}

function logBinomial({ pairs, possible }: Share, chance: number): number {
  // 0 · log 0 is 0 here.
  const power = (count: number, logged: number): number => (count === 0 ? 0 : count * logged);
  return logChoose(possible, pairs) + power(pairs, Math.log(chance)) + power(possible - pairs, Math.log1p(-chance));
}

/** The logarithm of the binomial coefficient. */
function logChoose(count: number, chosen: number): number {
  const few = Math.min(chosen, count - chosen);
  let log = 0;
  for (let k = 1; k <= few; k++) log += Math.log((count - few + k) / k);
  return log;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
