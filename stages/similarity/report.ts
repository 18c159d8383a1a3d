import { percent, signed } from '../drawing/number.ts';
import type { Slices } from '../../engine/core/slices.ts';
import type { ActivationReport } from './activations.ts';
import { countClusters, expectedClusters } from './clusters.ts';
import { compareShares, compareWithChance, compareWithDraws } from './comparison.ts';
import type { Comparison, Share, Verdict } from './comparison.ts';
import { directedOnly } from './cosines.ts';
import type { Cosines } from './cosines.ts';
import { countPairs, countSmall } from './measure.ts';
import type { Pair } from './measure.ts';
import { chanceAbove, equalSurprise } from './null.ts';
import type { Drawn } from './sampled-null.ts';
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
export interface LayerOfFilters {
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
  /** How many epochs the weights were trained for; null where the filters do not say. */
  readonly epoch: number | null;
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
  /** What the sampled nulls were drawn as. */
  readonly draws: { readonly permutation: Draws | null; readonly anisotropic: Draws | null };
  /** null without model and data. */
  readonly activations: ActivationReport | null;
  readonly thresholds: readonly ThresholdResult[];
}

/** How often, and with how many filters, a null was drawn. */
export interface Draws {
  readonly draws: number;
  readonly filters: number;
  readonly shrinkage?: number;
}

/** A ratio beside those of a sampled null. */
export interface SampledResult extends Comparison {
  /** Of the ratio of similar pairs. */
  readonly mean: number | null;
  /** Its standard deviation for as many filters as the layer has. */
  readonly sd: number | null;
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
  /** Complete-linkage clusters of mutually similar filters: how many different filters there are. */
  readonly clusters: number;
  /** `comparedFilters - clusters`. */
  readonly redundantFilters: number;
  /** Clusters of as many isotropic random filters, the mean of a few draws. */
  readonly expectedClusters: number | null;
  /** The probability that two isotropic random filters are similar. An approximation when centered by layer. */
  readonly chance: number | null;
  /** `chance * possiblePairs`. */
  readonly expectedPairs: number | null;
  readonly z: number | null;
  readonly pValue: number | null;
  /** `ratioPairs / chance`. */
  readonly lift: number | null;
  readonly verdict: Verdict | null;
  /** The ratio of similar pairs before training; null in the entry of that snapshot itself. */
  readonly initialRatio: number | null;
  readonly initialZ: number | null;
  readonly initialPValue: number | null;
  readonly initialVerdict: Verdict | null;
  readonly permutation: SampledResult | null;
  readonly anisotropic: SampledResult | null;
  /** The threshold that would be as strict for this dimension as `threshold` is for 3x3x1 filters. */
  readonly equalSurprise: number | null;
  /** The ratio and what each null says of it, in words. */
  readonly statement: string;
}

/** What there is to report of one snapshot of one layer. */
export interface Measured {
  readonly snapshot: Snapshot;
  readonly epoch: number | null;
  readonly cosines: Cosines;
  /** The cosines before training, to compare with; undefined: no such comparison. */
  readonly initial: Cosines | undefined;
  readonly mostSimilar: Pair | undefined;
  readonly permutation: Drawn | undefined;
  readonly anisotropic: Drawn | undefined;
  readonly activations: ActivationReport | undefined;
}

/** The thresholds of a layer. */
export function thresholdsOf(layer: string, params: SimilarityParams): readonly number[] {
  return params.layerThresholds[layer] ?? params.thresholds;
}

/** Counts and compares one snapshot of one layer at each of its thresholds. */
export function* reportEntry(
  layer: LayerOfFilters,
  params: SimilarityParams,
  measured: Measured,
): Slices<SimilarityEntry> {
  const { name, type, kernel, channels, filters } = layer;
  const { cosines, snapshot, epoch, permutation, anisotropic } = measured;
  const compared = filters - cosines.zeros;
  const dimension = kernel[0] * kernel[1] * channels - (params.center === 'filter' ? 1 : 0);
  const thresholds = thresholdsOf(name, params);
  const analytic = params.nulls.includes('analytic') && dimension > 0;
  const { matrix } = directedOnly(cosines);
  // Counting overwrites what it is given.
  const clusters = yield* countClusters(matrix === cosines.matrix ? matrix.slice() : matrix, compared, thresholds);
  const expected = analytic
    ? yield* expectedClusters({ count: compared, dimension }, thresholds, params.nullSeed)
    : undefined;
  const results: ThresholdResult[] = [];
  for (const [index, threshold] of thresholds.entries()) {
    results.push(
      measureThreshold(threshold, {
        ...measured,
        dimension: analytic ? dimension : undefined,
        permuted: permutation && { ratios: permutation.ratios[index] ?? [], possible: pairsOf(permutation.filters) },
        gaussian: anisotropic && { ratios: anisotropic.ratios[index] ?? [], possible: pairsOf(anisotropic.filters) },
        clusters: clusters[index] ?? compared,
        expectedClusters: expected?.[index] ?? null,
      }),
    );
    yield;
  }
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
    dimension,
    mostSimilar: measured.mostSimilar ?? null,
    draws: { permutation: drawsOf(permutation), anisotropic: drawsOf(anisotropic) },
    activations: measured.activations ?? null,
    thresholds: results,
  };
}

interface DrawnRatios {
  readonly ratios: readonly number[];
  readonly possible: number;
}

interface AtThreshold extends Measured {
  /** undefined: no analytic null. */
  readonly dimension: number | undefined;
  readonly permuted: DrawnRatios | undefined;
  readonly gaussian: DrawnRatios | undefined;
  readonly clusters: number;
  readonly expectedClusters: number | null;
}

function measureThreshold(threshold: number, at: AtThreshold): ThresholdResult {
  const { cosines, initial, dimension, permuted, gaussian } = at;
  const compared = cosines.count - cosines.zeros;
  const possible = pairsOf(compared);
  const { pairs, oppositePairs, filtersInPairs } = countPairs(cosines, threshold);
  const ratio = quotient(pairs, possible);
  const share = { pairs, possible };
  const chance = dimension === undefined ? null : chanceAbove(dimension, threshold);
  const before = initial && shareAbove(initial, threshold);
  const byChance = chance === null ? undefined : compareWithChance(share, chance);
  const byInitial = before && compareShares(share, before);
  const result = {
    threshold,
    pairs,
    ratioPairs: ratio,
    ratioFilters: quotient(filtersInPairs, compared),
    pairsPerFilter: quotient(pairs, compared),
    oppositePairs,
    clusters: at.clusters,
    redundantFilters: compared - at.clusters,
    expectedClusters: at.expectedClusters,
    chance,
    expectedPairs: chance === null ? null : chance * possible,
    z: byChance?.z ?? null,
    pValue: byChance?.pValue ?? null,
    lift: ratio === null || chance === null ? null : quotient(ratio, chance),
    verdict: byChance?.verdict ?? null,
    initialRatio: before ? quotient(before.pairs, before.possible) : null,
    initialZ: byInitial?.z ?? null,
    initialPValue: byInitial?.pValue ?? null,
    initialVerdict: byInitial?.verdict ?? null,
    permutation: permuted ? compareWithDraws(share, permuted) : null,
    anisotropic: gaussian ? compareWithDraws(share, gaussian) : null,
    equalSurprise: dimension === undefined ? null : equalSurprise(dimension, threshold, REFERENCE_DIMENSION),
  };
  return { ...result, statement: stateResult(result, possible) };
}

/**
 * One sentence: `45 of 496 pairs (9.07 %) are above 0.5: at chance (7.06 %, z +1.7), above the initial weights (5.24 %, …)`.
 */
function stateResult(result: Omit<ThresholdResult, 'statement'>, possible: number): string {
  const { pairs, ratioPairs, threshold, permutation, anisotropic } = result;
  if (ratioPairs === null) return 'There are fewer than two filters with a direction: nothing to compare.';
  const parts = [
    part('chance', { verdict: result.verdict, ratio: result.chance, z: result.z }),
    part('the initial weights', { verdict: result.initialVerdict, ratio: result.initialRatio, z: result.initialZ }),
    part('permuted weights', { ...(permutation ?? NO_RESULT), ratio: permutation?.mean ?? null }),
    part('Gaussian filters of the same covariance', {
      ...(anisotropic ?? NO_RESULT),
      ratio: anisotropic?.mean ?? null,
    }),
  ].filter((text) => text !== undefined);
  const found = `${pairs} of ${possible} pairs (${percent(ratioPairs)}) have a cosine above ${threshold}`;
  return parts.length === 0 ? `${found}.` : `${found}: ${parts.join(', ')}.`;
}

const NO_RESULT = { verdict: null, z: null };

function part(
  name: string,
  { verdict, ratio, z }: { readonly verdict: Verdict | null; readonly ratio: number | null; readonly z: number | null },
): string | undefined {
  if (verdict === null || ratio === null) return undefined;
  return `${verdict} ${name} (${percent(ratio)}${z === null ? '' : `, z ${signed(z)}`})`;
}

function drawsOf(drawn: Drawn | undefined): Draws | null {
  if (drawn === undefined) return null;
  const { filters, ratios, shrinkage } = drawn;
  return { draws: ratios[0]?.length ?? 0, filters, ...(shrinkage === undefined ? {} : { shrinkage }) };
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
