import { defineStage } from '../../engine/stage.ts';
import type { OutputPort, Stage } from '../../engine/stage.ts';
import { readSchema } from '../../schema/read.ts';
import type { CompareParams } from './compare.ts';
import type { ConfusionParams } from './confusion.ts';
import type { FloorParams } from './floor.ts';
import { infer } from './infer.ts';
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

/** Where in the sweep a figure is drawn, as its subtitle says it; from the engine, not from the file. */
export interface Placed {
  readonly place?: string;
}

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

const OUTPUTS = {
  image: { kind: 'image', extension: 'png' },
  chart: { kind: 'chart', extension: 'svg' },
  table: { kind: 'table', extension: 'csv' },
  pairs: { kind: 'table', extension: 'csv' },
} as const satisfies Record<string, OutputPort>;

const OUTPUTS_OF: Readonly<Record<VisualizeParams['kind'], readonly (keyof typeof OUTPUTS)[]>> = {
  curves: ['image', 'chart'],
  'heat-map': ['image'],
  'contact-sheet': ['image'],
  histogram: ['image', 'chart'],
  'ratio-threshold': ['image', 'chart'],
  'ratio-filters': ['image', 'chart'],
  'ratio-epochs': ['image', 'chart'],
  'cosine-activation': ['image', 'chart'],
  summary: ['table'],
  confusion: ['image', 'table'],
  mistakes: ['image', 'table'],
  network: ['image', 'chart', 'table'],
  compare: ['image', 'table', 'pairs'],
  latent: ['image', 'chart', 'table'],
  manifold: ['image'],
  floor: ['image', 'chart', 'table'],
};

/** The outputs that a step has: they depend on its kind. */
export function outputsOf({ kind }: VisualizeParams): Record<string, OutputPort> {
  return Object.fromEntries(OUTPUTS_OF[kind].map((port) => [port, OUTPUTS[port]]));
}

export const visualize: Stage = defineStage<VisualizeParams>({
  name: 'visualize',
  schema: readSchema('stages/visualize'),
  outputs: OUTPUTS,
  outputsOf,
  determinism: 'bitwise',
  seeded: false,
  numeric: false,
  isolated: true,
  // All pictures say where in the sweep they were drawn; a table has no place for it.
  pointed: ({ kind }) => kind !== 'summary',
  infer,
  load: () => import('./run.ts'),
});
