import type { Comparison, Verdict } from '../statistics/compare-with-chance.ts';

/** The weights after training, before it, or after an epoch. */
export type Snapshot = 'final' | 'initial' | `epoch-${number}`;

/** The content of a `similarity` artifact. */
export interface SimilarityReport {
  readonly center: 'none' | 'filter' | 'layer';
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

/** Two filters, `filter` < `other`, counted from 0. */
export interface Pair {
  readonly filter: number;
  readonly other: number;
  readonly cosine: number;
  /** ‖other‖ / ‖filter‖: what merging the two multiplies by; null where `filter` is zero, and has a direction by centering only. */
  readonly normRatio: number | null;
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
  /** Shares of pairs whose responses correlate highly: all, and those of isotropic random filters without bias. */
  readonly all: HighShare;
  readonly random: HighShare;
  /** The same of the similar pairs only. */
  readonly similar: readonly ({ readonly threshold: number } & HighShare)[];
}

/** Shares are null without pairs. `pre` is before the activation, `post` after it. */
export interface HighShare {
  readonly pairs: number;
  readonly pre: number | null;
  readonly post: number | null;
}
