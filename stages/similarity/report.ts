import type {
  ActivationReport,
  BeforeTraining,
  Drift,
  LayerOfFilters,
  NullReport,
  Pair,
  SimilarityEntry,
  Snapshot,
  Spectrum,
  ThresholdResult,
} from '../formats/similarity-report.ts';
import { fixed, percent } from '../drawing/number.ts';
import { OF_THRESHOLD } from '../statistics/layer-statistics.ts';
import { chanceAbove, deviationFromChance, equalSurprise } from '../statistics/chance.ts';
import type { Cosines } from '../statistics/cosines.ts';
import { countBoth } from './drift.ts';
import { countPairs, countSmall } from './measure.ts';
import { upToWords } from '../formats/similarity-report.ts';
import type { SimilarityParams } from './params.ts';

/** A 3x3x1 filter has 9 weights: the first layer of the paper's network, to which its thresholds were set. */
const REFERENCE_DIMENSION = 9;

/** What there is to report of one snapshot of one layer. */
export interface Measured {
  readonly snapshot: Snapshot;
  readonly epoch: number | null;
  readonly cosines: Cosines;
  /** What `measureLayer` gives; undefined without two filters to compare. */
  readonly observed: Float64Array | undefined;
  /** The cosines before training, to compare with; undefined: no such comparison. */
  readonly initial: Cosines | undefined;
  readonly drift: Drift | undefined;
  readonly spectrum: Spectrum | undefined;
  readonly mostSimilar: Pair | undefined;
  readonly leftOut: SimilarityEntry['leftOut'];
  /** The thresholds of the curve; empty: no curve. */
  readonly grid: readonly number[];
  readonly activations: ActivationReport | undefined;
}

/** The thresholds of a layer. */
export function thresholdsOf(layer: string, params: SimilarityParams): readonly number[] {
  return params.layerThresholds[layer] ?? params.thresholds;
}

/** The dimensions that the directions of a layer's filters lie in. */
export function dimensionOf({ kernel, channels }: LayerOfFilters, center: SimilarityParams['center']): number {
  return kernel[0] * kernel[1] * channels - (center === 'filter' ? 1 : 0);
}

/** Puts together what is known of one snapshot of one layer but for what nulls say of it. */
export function reportEntry(layer: LayerOfFilters, params: SimilarityParams, measured: Measured): SimilarityEntry {
  const { name, type, kernel, channels, filters } = layer;
  const { cosines, snapshot, epoch, observed, grid } = measured;
  const compared = filters - cosines.zeros;
  const thresholds = thresholdsOf(name, params);
  const start = OF_THRESHOLD.length * thresholds.length;
  const curve = observed?.subarray(observed.length - grid.length);
  return {
    layer: name,
    type,
    kernel,
    channels,
    snapshot,
    epoch,
    filters,
    zeroFilters: cosines.zeros,
    smallFilters: countSmall(cosines, params.smallNorm),
    comparedFilters: compared,
    possiblePairs: pairsOf(compared),
    dimension: dimensionOf(layer, params.center),
    upTo: params.upTo,
    mostSimilar: measured.mostSimilar ?? null,
    largestCosine: observed?.[start] ?? null,
    nearestCosine: observed?.[start + 1] ?? null,
    meanCosine: observed?.[start + 2] ?? null,
    effectiveRank: observed?.[start + 3] ?? null,
    spectrum: measured.spectrum ?? null,
    drift: measured.drift ?? null,
    nulls: [],
    leftOut: measured.leftOut,
    curve:
      curve === undefined || grid.length === 0
        ? null
        : {
            thresholds: grid,
            ratios: Array.from(curve, (pairs) => Number((pairs / pairsOf(compared)).toPrecision(9))),
          },
    activations: measured.activations ?? null,
    thresholds: thresholds.map((threshold, index) =>
      measureThreshold(threshold, {
        ...measured,
        chance: chanceOf(layer, params, threshold),
        upTo: params.upTo,
        dimension: dimensionOf(layer, params.center),
        clusters: observed?.[OF_THRESHOLD.length * index + 2] ?? compared,
      }),
    ),
  };
}

/**
 * Exact for isotropic directions, and for those that are centered by filter; a mean filter taken away moves it. Up to sign it
 * is that of both signs; up to other movements there is no formula.
 */
function chanceOf(layer: LayerOfFilters, { center, nulls, upTo }: SimilarityParams, threshold: number): number | null {
  const dimension = dimensionOf(layer, center);
  if (!nulls.includes('isotropic') || center === 'layer' || dimension < 1) return null;
  if (upTo.some((ignored) => ignored !== 'sign')) return null;
  const oneSign = chanceAbove(dimension, threshold);
  if (upTo.length === 0) return oneSign;
  return threshold < 0 ? 1 : 2 * oneSign;
}

interface AtThreshold extends Measured {
  readonly chance: number | null;
  readonly dimension: number;
  readonly upTo: SimilarityParams['upTo'];
  readonly clusters: number;
}

function measureThreshold(threshold: number, at: AtThreshold): ThresholdResult {
  const { cosines, initial, chance, dimension, clusters, upTo } = at;
  const compared = cosines.count - cosines.zeros;
  const possible = pairsOf(compared);
  const { pairs, oppositePairs, filtersInPairs } = countPairs(cosines, threshold);
  const ratio = quotient(pairs, possible);
  const result = {
    threshold,
    pairs,
    ratioPairs: ratio,
    ratioFilters: quotient(filtersInPairs, compared),
    pairsPerFilter: quotient(pairs, compared),
    oppositePairs,
    clusters,
    redundantFilters: compared - clusters,
    chance,
    expectedPairs: chance === null ? null : chance * possible,
    z: chance === null ? null : deviationFromChance({ pairs, possible }, chance),
    lift: ratio === null || chance === null ? null : quotient(ratio, chance),
    initial: initial === undefined ? null : beforeTraining(cosines, initial, { threshold, ratio }),
    equalSurprise:
      dimension < 1 || upTo.some((ignored) => ignored !== 'sign')
        ? null
        : equalSurprise(dimension, threshold, REFERENCE_DIMENSION),
  };
  return { ...result, statement: stateResult(result, { possible, upTo, nulls: [] }) };
}

/** Adds what nulls say, which is known when all of the step is compared. */
export function withNulls(entry: SimilarityEntry, nulls: readonly NullReport[]): SimilarityEntry {
  const thresholds = entry.thresholds.map((result) => ({
    ...result,
    statement: stateResult(result, { possible: entry.possiblePairs, upTo: entry.upTo, nulls }),
  }));
  return { ...entry, nulls, thresholds };
}

function beforeTraining(
  cosines: Cosines,
  initial: Cosines,
  { threshold, ratio }: { readonly threshold: number; readonly ratio: number | null },
): BeforeTraining {
  const { pairs, oppositePairs } = countPairs(initial, threshold);
  const before = quotient(pairs, pairsOf(initial.count - initial.zeros));
  const lift = ratio === null || before === null ? null : quotient(ratio, before);
  const expectedBoth = before === null ? null : countPairs(cosines, threshold).pairs * before;
  return { pairs, ratioPairs: before, oppositePairs, lift, both: countBoth(cosines, initial, threshold), expectedBoth };
}

/**
 * One sentence: `45 of 496 pairs (9.07 %) have a cosine above 0.5: more than isotropic gives (7.06 %, 5.0 % to 9.3 %, p 0.03), …`.
 * The p is that after correction.
 */
function stateResult(
  { pairs, ratioPairs, threshold, initial }: Omit<ThresholdResult, 'statement'>,
  of: {
    readonly possible: number;
    readonly upTo: SimilarityParams['upTo'];
    readonly nulls: readonly NullReport[];
  },
): string {
  const { possible, upTo, nulls } = of;
  if (ratioPairs === null) return 'Fewer than two non-zero filters: nothing to compare.';
  const parts = nulls.flatMap(({ null: name, thresholds }) => {
    const tested = thresholds.find((each) => each.threshold === threshold)?.similarPairs;
    if (tested === undefined) return [];
    const { verdict, median, low, high, pStep } = tested;
    const [middle, least, most] = [median, low, high].map((count) => percent(count / possible));
    return [`${verdict} ${name} (${middle}, ${least} to ${most}; p ${probability(pStep)})`];
  });
  const before = initial?.ratioPairs ?? null;
  if (before !== null) parts.push(`${percent(before)} before training`);
  const found = `${pairs} of ${possible} pairs (${percent(ratioPairs)}) have a cosine above ${threshold}${upToWords(upTo)}`;
  return parts.length === 0 ? `${found}.` : `${found}: ${parts.join(', ')}.`;
}

function probability(p: number): string {
  return p < 0.001 ? '< 0.001' : fixed(p, p < 0.1 ? 3 : 2);
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** null where the quotient has no value, or one too great for a double. */
function quotient(above: number, below: number): number | null {
  const value = above / below;
  return Number.isFinite(value) ? value : null;
}
