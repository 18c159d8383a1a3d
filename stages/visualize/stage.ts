import { defineStage } from '../../engine/stage.ts';
import type { OutputPort, Stage } from '../../engine/stage.ts';
import { readSchema } from '../../schema/read.ts';

/** Loss and accuracy over epochs. */
export interface CurvesParams {
  readonly kind: 'curves';
  readonly title?: string;
  /** `training` and `validation` are in evaluation mode, `running` is the mean over the batches of an epoch. */
  readonly series: readonly ('validation' | 'training' | 'running')[];
  /** The first epoch drawn. */
  readonly from: number;
  readonly lossScale: 'linear' | 'log';
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
  readonly probe: { readonly split: 'test' | 'validation' | 'train'; readonly class: number };
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

/** One row for each sweep point, layer and threshold. */
export interface SummaryParams {
  readonly kind: 'summary';
  /** Left out: all layers. */
  readonly layers?: readonly string[];
}

export type Snapshot = 'initial' | 'final';
export type VisualizeParams = CurvesParams | HeatMapParams | ContactSheetParams | HistogramParams | SummaryParams;

const OUTPUTS = {
  image: { kind: 'image', extension: 'png' },
  chart: { kind: 'chart', extension: 'svg' },
  table: { kind: 'table', extension: 'csv' },
} as const satisfies Record<string, OutputPort>;

const OUTPUTS_OF: Readonly<Record<VisualizeParams['kind'], readonly (keyof typeof OUTPUTS)[]>> = {
  curves: ['image', 'chart'],
  'heat-map': ['image'],
  'contact-sheet': ['image'],
  histogram: ['image', 'chart'],
  summary: ['table'],
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
  load: () => import('./run.ts'),
});
