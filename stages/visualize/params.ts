import type { CompareParams } from './compare.ts';
import type { ConfusionParams } from './confusion-matrix.ts';
import type { FloorParams } from './floor.ts';
import type { LatentParams } from './latent.ts';
import type { ManifoldParams } from './manifold.ts';
import type { MistakesParams } from './mistakes.ts';
import type { NetworkParams } from './network.ts';

/** Loss and accuracy over epochs. */
export interface CurvesParams {
  readonly kind: 'curves';
  readonly title?: string;
  /** Of these, the ones that the histories have. */
  readonly panels: readonly ('loss' | 'accuracy' | 'reconstruction' | 'kl')[];
  /** `training` and `validation` are in evaluation mode, `running` is the mean over the batches of an epoch. */
  readonly series: readonly ('validation' | 'training' | 'running')[];
  /** The first epoch drawn. */
  readonly from: number;
  readonly lossScale: 'linear' | 'log';
  /** One for each line, in the order of the histories; without them, their places in the sweep. */
  readonly names?: readonly string[];
}

/** A similarity matrix as pixels. */
export interface HeatMapParams {
  readonly kind: 'heat-map';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly snapshot: Snapshot;
  readonly order: 'clustered' | 'index';
  /** Similarity drawn in the end colours; left out: the smallest round number that no pair exceeds. */
  readonly limit?: number;
}

/** The paper's figures 7 to 9. */
export interface ContactSheetParams {
  readonly kind: 'contact-sheet';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  /** Left out, the class is 7 where there is such a class, else the last one. */
  readonly probe: { readonly split: 'test' | 'validation' | 'train'; readonly class?: number };
}

/** Pairwise cosines against what chance gives. */
export interface HistogramParams {
  readonly kind: 'histogram';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly snapshot: Snapshot;
  readonly bins: number;
}

/** The ratio of similar pairs for every threshold. */
export interface RatioThresholdParams {
  readonly kind: 'ratio-threshold';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly range: 'positive' | 'whole';
  readonly ratioScale: 'linear' | 'log';
}

/** The ratio of similar pairs against the number of filters. */
export interface RatioFiltersParams {
  readonly kind: 'ratio-filters';
  readonly title?: string;
  /** Left out: all layers. */
  readonly layers?: readonly string[];
}

/** The ratio of similar pairs from epoch to epoch. */
export interface RatioEpochsParams {
  readonly kind: 'ratio-epochs';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
}

/** Alike weights against alike responses. */
export interface CosineActivationParams {
  readonly kind: 'cosine-activation';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly snapshot: Snapshot;
}

/** One row for each sweep point, layer and threshold. */
export interface SummaryParams {
  readonly kind: 'summary';
  /** Left out: all layers. */
  readonly layers?: readonly string[];
}

export type Snapshot = 'initial' | 'final';

export type VisualizeParams =
  | CurvesParams
  | HeatMapParams
  | ContactSheetParams
  | HistogramParams
  | RatioThresholdParams
  | RatioFiltersParams
  | RatioEpochsParams
  | CosineActivationParams
  | SummaryParams
  | ConfusionParams
  | MistakesParams
  | NetworkParams
  | CompareParams
  | LatentParams
  | ManifoldParams
  | FloorParams;
