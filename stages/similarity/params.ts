/** What a ratio of similar pairs is compared with. */
export type Null = 'analytic' | 'initial' | 'permutation' | 'anisotropic';

export interface SimilarityParams {
  /** Cosines, -1 .. 1. */
  readonly thresholds: readonly number[];
  /** Layer -> its own thresholds instead. */
  readonly layerThresholds: Readonly<Record<string, readonly number[]>>;
  /** `epochs`: all that the training kept in between. */
  readonly snapshots: readonly ('final' | 'initial' | 'epochs')[];
  readonly nulls: readonly Null[];
  /** At most so many draws of each sampled null. */
  readonly nullDraws: number;
  readonly nullSeed: number;
  readonly center: 'none' | 'filter' | 'layer';
  /** A share of the median norm. */
  readonly smallNorm: number;
  /** The images that activations are computed for, where `model` and `data` are connected. */
  readonly probe: { readonly split: 'test' | 'validation' | 'train'; readonly images: number };
}
