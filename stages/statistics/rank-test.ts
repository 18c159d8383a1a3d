import { square } from './square.ts';
// Tests by rank: under the null, what was observed is one of 1 + B values that are exchangeable, the draws being the others. So
// the share of values as far out as it is a p-value, exactly, whatever their distribution.

/** What a null gives for one statistic, and what was observed beside it. */
export interface RankTest {
  readonly observed: number;
  readonly mean: number;
  readonly median: number;
  /** 95 % of the draws lie in low .. high: p <= 0.05 means that what was observed is outside. */
  readonly low: number;
  readonly high: number;
  /** Standard deviations of the draws between what was observed and their mean; null where they do not vary. */
  readonly z: number | null;
  /** Two-sided: twice the smaller of the shares that are as great and as small, what was observed among them. At most 1. */
  readonly p: number;
}

/** Values so near to each other are alike: sums in another order differ by less. */
const ROUNDING = 1e-9;

function alike(a: number, b: number): boolean {
  return Math.abs(a - b) <= ROUNDING * Math.max(1, Math.abs(a), Math.abs(b));
}

/** @param draws at least one */
export function rankTest(observed: number, draws: Float64Array): RankTest {
  const sorted = draws.toSorted();
  const count = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const spread = Math.sqrt(sorted.reduce((sum, value) => sum + square(value - mean), 0) / Math.max(count - 1, 1));
  let [above, below] = [0, 0];
  for (const value of sorted) {
    if (value >= observed || alike(value, observed)) above++;
    if (value <= observed || alike(value, observed)) below++;
  }
  const out = Math.max(Math.floor(0.025 * (count + 1)) - 1, 0);
  const [lower = NaN, upper = NaN] = [sorted[(count - 1) >> 1], sorted[count >> 1]];
  return {
    observed,
    mean,
    median: (lower + upper) / 2,
    low: sorted[out] ?? NaN,
    high: sorted[count - 1 - out] ?? NaN,
    z: spread <= ROUNDING * Math.max(1, Math.abs(mean)) ? null : (observed - mean) / spread,
    p: Math.min(1, (2 * (1 + Math.min(above, below))) / (1 + count)),
  };
}

/** Vectors of one length, row by row: `[count, size]`. The first is what was observed, the others are draws. */
export interface Curves {
  readonly values: Float64Array;
  readonly count: number;
  readonly size: number;
}

/**
 * How extreme each vector is among all of them: the share of vectors that are as extreme. The one that was observed is so by
 * chance with at most that probability, whatever the dependence of the places.
 *
 * Vectors are compared by extreme rank lengths: by their smallest two-sided rank in a place, of equal ones by the second
 * smallest, and so on (Myllymaki et al. 2017, J. R. Stat. Soc. B 79, 381-404). So one test covers all places, and is not bound
 * to `2 size / (1 + B)`, as smallest ranks alone would be.
 */
export function extremeness({ values, count, size }: Curves): Float64Array {
  const ranks = new Float64Array(count * size);
  const column = new Float64Array(count);
  for (let place = 0; place < size; place++) {
    for (let each = 0; each < count; each++) column[each] = values[each * size + place] as number;
    const [from, to] = ranksOf(column);
    for (let each = 0; each < count; each++) {
      // Counted from the nearer end, equal values at the rank of the innermost of them.
      ranks[each * size + place] = Math.min(to[each] as number, count + 1 - (from[each] as number));
    }
  }
  const rows = Array.from({ length: count }, (_, each) => ranks.subarray(each * size, (each + 1) * size).sort());
  const order = rows.map((_, each) => each).sort((a, b) => compareRows(rows[a], rows[b]));
  const found = new Float64Array(count);
  for (let place = count - 1, last = count; place >= 0; place--) {
    const each = order[place] as number;
    const next = order[place + 1];
    if (next === undefined || compareRows(rows[each], rows[next]) !== 0) last = place + 1;
    found[each] = last / count;
  }
  return found;
}

function compareRows(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  for (let place = 0; place < a.length; place++) {
    const difference = (a[place] as number) - (b[place] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first and the last rank, from 1, of the values that are alike to each. */
function ranksOf(values: Float64Array): readonly [from: Float64Array, to: Float64Array] {
  const sorted = values.toSorted();
  const [from, to] = [new Float64Array(values.length), new Float64Array(values.length)];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    const reach = ROUNDING * Math.max(1, Math.abs(value));
    from[at] = countBelow(sorted, value - reach) + 1;
    to[at] = countBelow(sorted, value + reach);
  }
  return [from, to];
}

/** How many values of an ascending list are below a limit. */
function countBelow(sorted: Float64Array, limit: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as number) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * For each place the smallest level of a global test at which what was observed leaves the envelope there. The envelope at a
 * level holds, place by place, all vectors that are not extreme at it; so a place is outside only if all of the observed one is
 * extreme, and so is every draw that reaches as far at that place.
 */
export function levelsOf({ values, count, size }: Curves, extreme: Float64Array): Float64Array {
  const levels = new Float64Array(size);
  for (let place = 0; place < size; place++) {
    const observed = values[place] as number;
    let [above, below] = [extreme[0] as number, extreme[0] as number];
    for (let each = 1; each < count; each++) {
      const value = values[each * size + place] as number;
      const own = extreme[each] as number;
      if ((value >= observed || alike(value, observed)) && own > above) above = own;
      if ((value <= observed || alike(value, observed)) && own > below) below = own;
    }
    levels[place] = Math.min(above, below);
  }
  return levels;
}

/** Where 95 of 100 whole vectors stay: between the smallest and greatest value of those that are not extreme. */
export function envelopeOf(
  { values, count, size }: Curves,
  extreme: Float64Array,
): { readonly low: Float64Array; readonly high: Float64Array } {
  const [low, high] = [new Float64Array(size).fill(Infinity), new Float64Array(size).fill(-Infinity)];
  for (let each = 0; each < count; each++) {
    if ((extreme[each] as number) <= 0.05) continue;
    for (let place = 0; place < size; place++) {
      const value = values[each * size + place] as number;
      if (value < (low[place] as number)) low[place] = value;
      if (value > (high[place] as number)) high[place] = value;
    }
  }
  return { low, high };
}

/**
 * P-values corrected for how many there are (Holm 1979, Scand. J. Statist. 6, 65-70): if none of the nulls holds wrongly, one
 * or more of them are at most 0.05 with a probability of at most 0.05.
 *
 * @returns in the order given; `factor`: what each was multiplied by
 */
export function holm(pValues: readonly number[]): { readonly p: number; readonly factor: number }[] {
  const order = pValues.map((_, at) => at).sort((a, b) => (pValues[a] as number) - (pValues[b] as number) || a - b);
  const corrected = pValues.map(() => ({ p: 1, factor: 1 }));
  let most = 0;
  for (const [place, at] of order.entries()) {
    const factor = pValues.length - place;
    most = Math.min(1, Math.max(most, factor * (pValues[at] as number)));
    corrected[at] = { p: most, factor };
  }
  return corrected;
}
