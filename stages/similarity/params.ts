import type { DrawnNull } from '../statistics/drawn-null.ts';
import type { Ignored } from '../statistics/likeness.ts';

/** What a layer is compared with: layers drawn at random, or itself before training. */
export type Null = DrawnNull | 'initial';

export interface SimilarityParams {
  /** Cosines, -1 .. 1. */
  readonly thresholds: readonly number[];
  /** Layer -> its own thresholds instead. */
  readonly layerThresholds: Readonly<Record<string, readonly number[]>>;
  /** `epochs`: all that the training kept in between. */
  readonly snapshots: readonly ('final' | 'initial' | 'epochs')[];
  readonly nulls: readonly Null[];
  /** Layers drawn from each null; `auto`: as many as take a few seconds. */
  readonly nullDraws: number | 'auto';
  readonly center: 'none' | 'filter' | 'layer';
  /** What may be done to one of two filters before they are compared; empty: nothing. */
  readonly upTo: readonly Ignored[];
  /** A share of the median norm. */
  readonly smallNorm: number;
  /** The images that activations are computed for, where `model` and `data` are connected. */
  readonly probe: { readonly split: 'test' | 'validation' | 'train'; readonly images: number };
}
