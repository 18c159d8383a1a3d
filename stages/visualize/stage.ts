import { didYouMean } from '../../engine/diagnostic.ts';
import { isObject } from '../../engine/json.ts';
import type { Json } from '../../engine/json.ts';
import { defineStage } from '../../engine/stage.ts';
import type { Inference, OutputPort, Problem, Stage } from '../../engine/stage.ts';
import { readSchema } from '../../schema/read.ts';
import type { CompareParams } from './compare.ts';
import type { ConfusionParams } from './confusion.ts';
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
  infer,
  load: () => import('./run.ts'),
});

/** What the stage that compares filters infers of its reports and matrices. */
interface Compared {
  readonly layers: readonly { readonly name: string }[];
  readonly snapshots: readonly string[];
  /** Whether their responses to images were compared too. */
  readonly activations?: boolean;
}

/** Kinds that draw trainings and networks, not filters. */
const OTHERS = ['curves', 'confusion', 'mistakes', 'network', 'compare', 'latent', 'manifold', 'floor'] as const;
type FilterParams = Exclude<VisualizeParams, { readonly kind: (typeof OTHERS)[number] }>;

function infer(params: VisualizeParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  if (isAboutFilters(params)) return inferFilters(params, inputs);
  const [network] = inputs['autoencoder'] ?? [];
  const latent = isObject(network) ? network['latent'] : undefined;
  if (params.kind !== 'manifold' || typeof latent !== 'number' || latent === 2) return {};
  const message = `Cannot draw a plane of codes of ${latent} numbers: "latent" of the step before must be 2`;
  return { problems: [{ path: ['kind'], message }] };
}

function isAboutFilters(params: VisualizeParams): params is FilterParams {
  return !(OTHERS as readonly string[]).includes(params.kind);
}

/** Checks the layers and snapshots asked for against those that were compared, as far as they are known. */
function inferFilters(params: FilterParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const known = [...(inputs['matrix'] ?? []), ...(inputs['similarity'] ?? [])].find(isCompared);
  if (known === undefined) return {};
  const names = known.layers.map(({ name }) => name);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const problems: Problem[] = [];
  const check = (layer: string, path: Problem['path']): void => {
    if (names.includes(layer)) return;
    problems.push({
      path,
      message: `Unknown layer "${layer}": the filters are of ${quoted}${didYouMean(layer, names)}`,
    });
  };
  if (params.kind === 'summary' || params.kind === 'ratio-filters') {
    for (const [index, layer] of (params.layers ?? []).entries()) check(layer, ['layers', index]);
  } else if (params.layer !== undefined) check(params.layer, ['layer']);
  else if (names.length > 1)
    problems.push({ path: ['kind'], message: `Missing "layer": the filters are of ${quoted}` });
  if (params.kind === 'ratio-epochs') {
    if (known.snapshots.some((name) => name.startsWith('epoch-'))) return { problems };
    const message = 'Weights of single epochs were not compared: "snapshots" of the step before needs "epochs"';
    return { problems: [...problems, { path: ['kind'], message }] };
  }
  if (params.kind === 'cosine-activation' && known.activations === false) {
    const message = 'Activations were not compared: the step before needs "model" and "data"';
    problems.push({ path: ['kind'], message });
  }
  const snapshot = 'snapshot' in params ? params.snapshot : 'final';
  if (!known.snapshots.includes(snapshot)) {
    const message = `The ${snapshot} weights were not compared: "snapshots" of the step before has only ${known.snapshots.join(', ')}`;
    problems.push({ path: 'snapshot' in params ? ['snapshot'] : ['kind'], message });
  }
  return { problems };
}

function isCompared(value: Json): value is Json & Compared {
  return isObject(value) && Array.isArray(value['layers']) && Array.isArray(value['snapshots']);
}
