// Is a count of similar pairs more or less than a null gives? Counts of pairs are compared with exact tails, because the
// normal approximation |z| > 1.96 fails where few pairs are expected: at 0.02 expected pairs, one pair has z = 7 but p = 0.02.
const NOTHING = { z: null, pValue: null, verdict: null };
/** Of each side: 5 % together. */
const LEVEL = 0.025;
/**
 * Similar pairs against the chance p of each: z = (R - p) / √(p (1 - p) / N), and the exact tail of the binomial distribution.
 * The deviation is exact because pairs of isotropic random directions are independent two by two (SCIENCE 2.3); the tail
 * takes them for independent altogether, which is close as long as pairs are many more than filters.
 */
export function compareWithChance({ pairs, possible }, chance) {
    if (possible === 0)
        return NOTHING;
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
 * Between which ratios chance stays in 95 of 100 layers: at most 2.5 % lie below, and at most 2.5 % above. Where 10 pairs and
 * more are expected, p ± 1.96 √(p (1 - p) / N).
 */
export function chanceBand(chance, possible) {
    if (possible === 0)
        return [0, 1];
    if (Math.min(chance, 1 - chance) * possible >= 10) {
        const reach = 1.959964 * Math.sqrt((chance * (1 - chance)) / possible);
        return [chance - reach, chance + reach];
    }
    if (chance > 0.5) {
        const [low, high] = chanceBand(1 - chance, possible);
        return [1 - high, 1 - low];
    }
    const quantile = (level) => {
        let below = 0;
        for (let pairs = 0; pairs < possible; pairs++) {
            below += Math.exp(logBinomial({ pairs, possible }, chance));
            // Sums of probabilities end a little below 1.
            if (below >= level - 1e-12)
                return pairs / possible;
        }
        return 1;
    };
    return [quantile(LEVEL), quantile(1 - LEVEL)];
}
/**
 * Similar pairs of two layers, or of a layer and of layers drawn from a null: the exact test of Fisher, which asks how the
 * pairs of both together fall on the two, and z of two proportions with a pooled variance,
 * (R - R₀) / √(m (1 - m) (1/N + 1/N₀)), m the ratio of all pairs together.
 *
 * Trained weights depend on the initial ones; where that makes the ratios alike, the test finds too little rather than too
 * much.
 */
export function compareShares(share, other) {
    if (share.possible === 0 || other.possible === 0)
        return NOTHING;
    const [pairs, all] = [share.pairs + other.pairs, share.possible + other.possible];
    const pooled = pairs / all;
    const variance = pooled * (1 - pooled) * (1 / share.possible + 1 / other.possible);
    const difference = share.pairs / share.possible - other.pairs / other.possible;
    // Hypergeometric: Pr(k + 1) / Pr(k) = (N - k) (s - k) / ((k + 1) (N₀ - s + k + 1)), s pairs together
    const tail = tailSum(share.pairs, difference > 0, {
        logProbability: logChoose(share.possible, share.pairs) + logChoose(other.possible, other.pairs) - logChoose(all, pairs),
        ratio: (k) => ((share.possible - k) * (pairs - k)) / ((k + 1) * (other.possible - pairs + k + 1)),
        last: difference > 0 ? Math.min(share.possible, pairs) : Math.max(0, pairs - other.possible),
    });
    return judged(difference, variance, tail);
}
/**
 * A share against ratios drawn from a null. z is with the spread of the draws, and the p-value is by rank,
 * 2 (1 + draws as far out) / (1 + draws). Where fewer than 10 pairs are expected, or fewer than 10 are not, ratios of draws
 * say little: p and verdict then come from `compareShares` with all pairs drawn.
 *
 * @param drawn.ratios one for each draw
 * @param drawn.possible pairs of one draw. Fewer than the layer has: their spread is scaled as that of independent pairs
 */
export function compareWithDraws(share, drawn) {
    const { ratios, possible } = drawn;
    if (share.possible === 0 || possible === 0 || ratios.length < 2)
        return { ...NOTHING, mean: null, sd: null };
    const mean = sum(ratios) / ratios.length;
    const spread = sum(ratios.map((ratio) => (ratio - mean) ** 2)) / (ratios.length - 1);
    const ownSpread = (spread * possible) / share.possible;
    const ratio = share.pairs / share.possible;
    const difference = ratio - mean;
    // The mean is only known to the spread of the draws.
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
function judged(difference, variance, tail) {
    const z = variance > 0 ? difference / Math.sqrt(variance) : null;
    const verdict = tail > LEVEL ? 'at' : difference > 0 ? 'above' : 'below';
    return { z, pValue: Math.min(1, 2 * tail), verdict };
}
/**
 * The probability of `start` and all values beyond it, upwards or downwards. `start` lies on that side of the mean, so terms
 * fall.
 */
function tailSum(start, upwards, { logProbability, ratio, last, }) {
    let total = 1;
    let term = 1;
    for (let k = start; k !== last && term > total * 1e-17; k += upwards ? 1 : -1) {
        term *= upwards ? ratio(k) : 1 / ratio(k - 1);
        total += term;
    }
    return Math.min(1, Math.exp(logProbability + Math.log(total)));
}
function logBinomial({ pairs, possible }, chance) {
    // 0 · log 0 is 0 here.
    const power = (count, logged) => (count === 0 ? 0 : count * logged);
    return logChoose(possible, pairs) + power(pairs, Math.log(chance)) + power(possible - pairs, Math.log1p(-chance));
}
/** The logarithm of the binomial coefficient. */
function logChoose(count, chosen) {
    const few = Math.min(chosen, count - chosen);
    let log = 0;
    for (let k = 1; k <= few; k++)
        log += Math.log((count - few + k) / k);
    return log;
}
function sum(values) {
    return values.reduce((total, value) => total + value, 0);
}
