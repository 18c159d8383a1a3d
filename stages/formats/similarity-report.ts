import type { DrawnNull } from '../statistics/drawn-null.ts';
import type { Ignored } from '../statistics/likeness.ts';
import type { RankTest } from '../statistics/rank-test.ts';

/** The weights after training, before it, or after an epoch. */
export type Snapshot = 'final' | 'initial' | `epoch-${number}`;

/** The content of a `similarity` artifact. */
export interface SimilarityReport {
  readonly center: 'none' | 'filter' | 'layer';
  /** What likenesses ignore; empty: they are cosines of filters as they are. */
  readonly upTo: readonly Ignored[];
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
  /** Dimensions that the directions lie in: the weights of a filter, less one centered by filter. */
  readonly dimension: number;
  readonly mostSimilar: Pair | null;
  /** The largest cosine of a pair; null without pairs, as the next three. */
  readonly largestCosine: number | null;
  /** The mean, over filters, of the largest cosine with another filter. */
  readonly nearestCosine: number | null;
  /** The mean over pairs. */
  readonly meanCosine: number | null;
  /** How many directions filters would need at least, if they used each as much: n² / Σ c² over all cosines. */
  readonly effectiveRank: number | null;
  /** What likenesses ignore, as in the report. */
  readonly upTo: readonly Ignored[];
  /** How much the layer uses each direction; null where it was not computed. */
  readonly spectrum: Spectrum | null;
  /** How far training moved the filters; null before it, or where the initial weights were not asked for. */
  readonly drift: Drift | null;
  /** Nulls that layers were drawn from, in the order asked for. */
  readonly nulls: readonly NullReport[];
  /** Nulls that were asked for and not drawn, and why. */
  readonly leftOut: readonly { readonly null: DrawnNull; readonly reason: string }[];
  /** The thresholds of all curves, and the ratio of similar pairs at each; null where nothing was drawn. */
  readonly curve: { readonly thresholds: readonly number[]; readonly ratios: readonly number[] } | null;
  /** null without model and data. */
  readonly activations: ActivationReport | null;
  readonly thresholds: readonly ThresholdResult[];
}

/** The eigenvalues of the matrix of cosines, each divided by the number of filters: shares that add up to 1, greatest first. */
export interface Spectrum {
  readonly shares: readonly number[];
  readonly nulls: readonly SpectrumOfNull[];
}

/** Spectra of layers drawn from a null: the median, and the band that whole spectra stay in for 95 of 100 layers. */
export interface SpectrumOfNull {
  readonly null: DrawnNull;
  readonly draws: number;
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Of the whole spectrum: at most 0.05 where it leaves the band. */
  readonly p: number;
}

/** Filters beside themselves before training. Numbers are null where no filter has a direction in both. */
export interface Drift {
  /** The cosine of a filter's weights with its own before training: the mean over filters, and the least. 1: not turned. */
  readonly meanCosine: number | null;
  readonly leastCosine: number | null;
  /** The median of the norm divided by that before training. */
  readonly normRatio: number | null;
}

/** What a test says, at the 5 % level of all tests of the step together. */
export type Verdict = 'more than' | 'fewer than' | 'no evidence against';

/** One statistic beside what a null gives. */
export interface Tested extends RankTest {
  /** `observed / mean`; null for cosines, or without value. */
  readonly lift: number | null;
  /** p after correction for everything that the step tests. */
  readonly pStep: number;
  readonly verdict: Verdict;
}

/** A layer beside others drawn from a null. */
export interface NullReport {
  readonly null: DrawnNull;
  /** Layers drawn. */
  readonly draws: number;
  /** Of the layer as a whole, over all statistics: by extreme rank lengths. */
  readonly p: number;
  /** The same after Holm's correction over all layers, snapshots and nulls of the step. */
  readonly pStep: number;
  readonly largestCosine: Tested;
  readonly nearestCosine: Tested;
  readonly meanCosine: Tested;
  readonly effectiveRank: Tested;
  readonly thresholds: readonly {
    readonly threshold: number;
    readonly similarPairs: Tested;
    readonly oppositePairs: Tested;
    readonly clusters: Tested;
    /** Similar pairs of each draw, ascending. */
    readonly drawnPairs: readonly number[];
  }[];
  /** The ratio of similar pairs along the curve: median, and the band that whole curves stay in for 95 of 100 layers. */
  readonly curve: {
    readonly median: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
    /** Of the whole curve: at most 0.05 where it leaves the band. */
    readonly p: number;
  };
}

/** What a threshold finds. A number is null where it has no meaning: a ratio of no pairs. */
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
  /** The probability that two isotropic random filters are similar, exactly; null when centered by layer, which moves it. */
  readonly chance: number | null;
  /** `chance * possiblePairs`. */
  readonly expectedPairs: number | null;
  /** Standard deviations between the ratio and chance, to read; verdicts come from p. */
  readonly z: number | null;
  /** `ratioPairs / chance`. */
  readonly lift: number | null;
  /** The same layer before training; null in the entry of that snapshot itself, or where it was not asked for. */
  readonly initial: BeforeTraining | null;
  /** The threshold that would be as strict for this dimension as `threshold` is for 3x3x1 filters. */
  readonly equalSurprise: number | null;
  /** The ratio and what each null says of it, in words. */
  readonly statement: string;
}

/** One layer is one draw: it gives a ratio to compare with, and no p value. */
export interface BeforeTraining {
  readonly pairs: number;
  readonly ratioPairs: number | null;
  readonly oppositePairs: number;
  /** The ratio divided by this one; null where that is 0. */
  readonly lift: number | null;
  /** Pairs that are similar before and after training. */
  readonly both: number;
  /** How many there would be if the two had nothing to do with each other: `pairs` of the layer times `ratioPairs`. */
  readonly expectedBoth: number | null;
}

/** Two filters, `filter` < `other`, counted from 0. */
export interface Pair {
  readonly filter: number;
  readonly other: number;
  readonly cosine: number;
  /** ‖other‖ / ‖filter‖: what merging the two multiplies by; null where `filter` is zero, and has a direction by centering only. */
  readonly normRatio: number | null;
  /** Which movement of `other` is so alike, in words; empty: none. Absent where filters are compared as they are. */
  readonly movement?: string;
}

/** How alike the responses of filters are, beside how alike their weights are. */
export interface ActivationReport {
  /** Probe images. */
  readonly images: number;
  /** Windows of them that the correlations are computed over. */
  readonly patches: number;
  /** Filters, counted from 0, whose activation is 0 everywhere on all probe images. */
  readonly dead: readonly number[];
  /** Spearman's rank correlation, over all pairs, of the cosine and the correlation of the responses. */
  readonly rankCorrelation: { readonly pre: number | null; readonly post: number | null };
  /** What counts as a high correlation here. */
  readonly high: number;
  /**
   * The standard error of a correlation, typical for pairs of this layer: by leaving out a tenth of the images at a time. null
   * for fewer than two images.
   */
  readonly standardError: { readonly pre: number | null; readonly post: number | null };
  /**
   * Shares of pairs whose responses correlate highly: all, and those of random filters, isotropic directions with the norms and
   * biases of the layer's filters.
   */
  readonly all: HighShare;
  readonly random: HighShare;
  /** Linear CKA of the layer's responses after the activation with those of other filters on the same images. */
  readonly cka: LayerCka;
  /** The same of the similar pairs only, beside random pairs whose weights have the same cosines, norms and biases. */
  readonly similar: readonly ({ readonly threshold: number; readonly random: HighShare } & HighShare)[];
}

/** Shares are null without pairs. `pre` is before the activation, `post` after it. */
export interface HighShare {
  readonly pairs: number;
  readonly pre: number | null;
  readonly post: number | null;
  /** The mean linear CKA of the two filters of a pair, after the activation: the square of the correlation. */
  readonly cka: number | null;
}

/** 1: the same up to rotation and scale; null where it has no value, or was not asked for. */
export interface LayerCka {
  /** With as many filters of random directions, of the norms and biases of the layer. */
  readonly random: number | null;
  /** With the layer before training, at the same places of the same images. */
  readonly initial: number | null;
}

/** ` up to shift and sign`, to follow "cosine"; empty where nothing is ignored. */
export function upToWords(upTo: readonly Ignored[]): string {
  if (upTo.length === 0) return '';
  const last = upTo.at(-1) ?? '';
  return ` up to ${upTo.length === 1 ? last : `${upTo.slice(0, -1).join(', ')} and ${last}`}`;
}

/** ` · cosines up to shift and sign`, to follow the number of pairs in a subtitle; empty where nothing is ignored. */
export function upToNote(upTo: readonly Ignored[]): string {
  return upTo.length === 0 ? '' : ` · cosines${upToWords(upTo)}`;
}

/** ` up to shift and sign`, to follow "cosine" above several layers; empty where they differ in what is ignored. */
export function upToOfAll(entries: readonly Pick<SimilarityEntry, 'upTo'>[]): string {
  const [first = '', ...others] = new Set(entries.map(({ upTo }) => upToWords(upTo)));
  return others.length === 0 ? first : '';
}
