import type {
  ActivationReport,
  Draws,
  LayerOfFilters,
  Pair,
  SimilarityEntry,
  ThresholdResult,
} from '../formats/similarity-report.ts';
import { percent, signed } from '../drawing/number.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { countClusters, expectedClusters } from './clusters.ts';
import { compareShares, compareWithChance, compareWithDraws } from '../statistics/compare-with-chance.ts';
import type { Share, Verdict } from '../statistics/compare-with-chance.ts';
import { directedOnly } from '../statistics/cosines.ts';
import type { Cosines } from '../statistics/cosines.ts';
import { countPairs, countSmall } from './measure.ts';
import { chanceAbove, equalSurprise } from '../statistics/chance.ts';
import type { Drawn } from '../statistics/sampled-null.ts';
import type { SimilarityParams } from './params.ts';
import type { Snapshot } from '../formats/similarity-report.ts';

/** A 3x3x1 filter has 9 weights: the first layer of the paper's network, to which its thresholds were set. */
const REFERENCE_DIMENSION = 9;

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
  if (ratioPairs === null) return 'Fewer than two non-zero filters: nothing to compare.';
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
