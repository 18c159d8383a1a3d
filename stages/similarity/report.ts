import { chanceAbove, equalSurprise } from './null.ts';
import type { Cosines } from './cosines.ts';
import { compareWithChance, compareWithInitial, countPairs, countSmall } from './measure.ts';
import type { Pair, Share, Verdict } from './measure.ts';
import type { SimilarityParams, Snapshot } from './stage.ts';

/** A 3x3x1 filter has 9 weights: the first layer of the paper's network, to which its thresholds were set. */
const REFERENCE_DIMENSION = 9;

/** The content of a `similarity` artifact. */
export interface SimilarityReport {
  readonly center: SimilarityParams['center'];
  readonly smallNorm: number;
  /** By layer, then by snapshot. */
  readonly entries: readonly SimilarityEntry[];
}

/** A layer of a `filters` artifact. */
export interface FilterLayer {
  readonly name: string;
  readonly type: string;
  readonly filters: number;
  readonly kernel: readonly [height: number, width: number];
  readonly channels: number;
}

/** One snapshot of one layer. */
export interface SimilarityEntry {
  readonly layer: string;
  readonly type: string;
  readonly kernel: readonly [height: number, width: number];
  readonly channels: number;
  readonly snapshot: Snapshot;
  /** All filters of the layer. */
  readonly filters: number;
  /** Of these, filters without direction, which are not compared. */
  readonly zeroFilters: number;
  /** Filters whose norm is small beside the others'. */
  readonly smallFilters: number;
  /** `filters - zeroFilters`. Ratios refer to these. */
  readonly comparedFilters: number;
  /** n (n - 1) / 2 of the compared filters. */
  readonly possiblePairs: number;
  /** Dimensions of the random filters that chance is computed for: the weights of a filter, less one centered by filter. */
  readonly dimension: number;
  readonly mostSimilar: Pair | null;
  readonly thresholds: readonly ThresholdResult[];
}

/** What a threshold finds. A number is null where it has no meaning (a ratio of no pairs) or its null was not asked for. */
export interface ThresholdResult {
  readonly threshold: number;
  readonly pairs: number;
  /** `pairs / possiblePairs`: the paper's "ratio of similar pairs". */
  readonly ratioPairs: number | null;
  /** Share of the filters that are in at least one similar pair. */
  readonly ratioFilters: number | null;
  /** `pairs / comparedFilters`. */
  readonly pairsPerFilter: number | null;
  readonly oppositePairs: number;
  /** The probability that two isotropic random filters are similar. An approximation when centered by layer. */
  readonly chance: number | null;
  /** `chance * possiblePairs`. */
  readonly expectedPairs: number | null;
  readonly z: number | null;
  /** `ratioPairs / chance`. */
  readonly lift: number | null;
  readonly verdict: Verdict | null;
  /** The ratio of similar pairs before training; null in the entry of that snapshot itself. */
  readonly initialRatio: number | null;
  readonly initialZ: number | null;
  readonly initialVerdict: Verdict | null;
  /** The threshold that would be as strict for this dimension as `threshold` is for 3x3x1 filters. */
  readonly equalSurprise: number | null;
}

/** What there is to report of one snapshot of one layer. */
export interface Measured {
  readonly snapshot: Snapshot;
  readonly cosines: Cosines;
  /** The cosines before training, to compare with; undefined: no such comparison. */
  readonly initial: Cosines | undefined;
  readonly mostSimilar: Pair | undefined;
}

/** Counts and compares one snapshot of one layer at each of its thresholds. */
export function reportEntry(
  layer: FilterLayer,
  params: SimilarityParams,
  { snapshot, cosines, initial, mostSimilar }: Measured,
): SimilarityEntry {
  const { name, type, kernel, channels, filters } = layer;
  const compared = filters - cosines.zeros;
  const dimension = kernel[0] * kernel[1] * channels - (params.center === 'filter' ? 1 : 0);
  const thresholds = params.layerThresholds[name] ?? params.thresholds;
  return {
    layer: name,
    type,
    kernel,
    channels,
    snapshot,
    filters,
    zeroFilters: cosines.zeros,
    smallFilters: countSmall(cosines, params.smallNorm),
    comparedFilters: compared,
    possiblePairs: pairsOf(compared),
    dimension,
    mostSimilar: mostSimilar ?? null,
    thresholds: thresholds.map((threshold) => {
      const analytic = params.nulls.includes('analytic') && dimension > 0;
      return measureThreshold(threshold, { cosines, initial, dimension: analytic ? dimension : undefined });
    }),
  };
}

function measureThreshold(
  threshold: number,
  { cosines, initial, dimension }: { cosines: Cosines; initial: Cosines | undefined; dimension: number | undefined },
): ThresholdResult {
  const compared = cosines.count - cosines.zeros;
  const possible = pairsOf(compared);
  const { pairs, oppositePairs, filtersInPairs } = countPairs(cosines, threshold);
  const ratio = quotient(pairs, possible);
  const chance = dimension === undefined ? null : chanceAbove(dimension, threshold);
  const before = initial && shareAbove(initial, threshold);
  const byChance = ratio === null || chance === null ? undefined : compareWithChance(ratio, chance, possible);
  const byInitial = before && compareWithInitial({ pairs, possible }, before);
  return {
    threshold,
    pairs,
    ratioPairs: ratio,
    ratioFilters: quotient(filtersInPairs, compared),
    pairsPerFilter: quotient(pairs, compared),
    oppositePairs,
    chance,
    expectedPairs: chance === null ? null : chance * possible,
    z: byChance?.z ?? null,
    lift: ratio === null || chance === null ? null : quotient(ratio, chance),
    verdict: byChance?.verdict ?? null,
    initialRatio: before ? quotient(before.pairs, before.possible) : null,
    initialZ: byInitial?.z ?? null,
    initialVerdict: byInitial?.verdict ?? null,
    equalSurprise: dimension === undefined ? null : equalSurprise(dimension, threshold, REFERENCE_DIMENSION),
  };
}

function shareAbove(cosines: Cosines, threshold: number): Share {
  return { pairs: countPairs(cosines, threshold).pairs, possible: pairsOf(cosines.count - cosines.zeros) };
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** null where the quotient has no value, or one too great for a double. */
function quotient(above: number, below: number): number | null {
  const value = above / below;
  return Number.isFinite(value) ? value : null;
}
