/** So many pairs of so many. */
export interface Share {
  readonly pairs: number;
  readonly possible: number;
}

/** Of each side: 5 % together. */
const LEVEL = 0.025;

/**
 * How many standard deviations a share of similar pairs is from the chance p of each: (R - p) / √(p (1 - p) / N). The deviation
 * is exact because pairs of isotropic random directions are independent two by two (SCIENCE 2.3).
 *
 * @returns null without pairs, or where chance has no spread
 */
export function deviationFromChance({ pairs, possible }: Share, chance: number): number | null {
  const variance = (chance * (1 - chance)) / possible;
  return possible > 0 && variance > 0 ? (pairs / possible - chance) / Math.sqrt(variance) : null;
}

/**
 * Between which ratios chance stays in 95 of 100 layers: at most 2.5 % lie below, and at most 2.5 % above. Where 10 pairs and
 * more are expected, p ± 1.96 √(p (1 - p) / N).
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
      // Sums of probabilities end a little below 1.
      if (below >= level - 1e-12) return pairs / possible;
    }
    return 1;
  };
  return [quantile(LEVEL), quantile(1 - LEVEL)];
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
