import { isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Inference, Stage } from '../../engine/core/stage.ts';
import { LAYERS } from '../../nn/layers/index.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import { readSchema } from '../../schema/read.ts';
import { codeOfKnown } from '../training/part-code.ts';
import { selectLayers } from './select.ts';
import type { KnownLayer } from './select.ts';

export interface ExtractFiltersParams {
  /** Names of layers; undefined: all convolutions. */
  readonly layers?: readonly string[];
}

/** Knows the layers that come with Assay. */
export const extractFilters: Stage = extractFiltersWith(LAYERS);

/** The stage `extract-filters` for models of these layers. */
export function extractFiltersWith(kinds: LayerKinds): Stage {
  return defineStage<ExtractFiltersParams>({
    name: 'extract-filters',
    schema: readSchema('stages/extract-filters'),
    outputs: { filters: { kind: 'filters', extension: 'safetensors' } },
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: false,
    infer,
    code: (_, { model }) => ['extract-filters', ...codeOfKnown(model, kinds)],
    load: async () => {
      const { run } = await import('./run.ts');
      return { run: (context) => run(context, kinds) };
    },
  });
}

/** A layer in the inference of a `model`. */
interface InferredLayer extends KnownLayer {
  /** Of the output for one image: `[height, width, filters]`, or `[units]`. */
  readonly shape: readonly number[];
  /** The places of the layers that it reads, -1 for the image; left out: the layer before. */
  readonly inputs?: readonly number[];
}

/** The inference of a `model`, as far as it is read here. */
interface InferredModel {
  readonly input: readonly number[];
  readonly layers: readonly InferredLayer[];
  /** Epochs whose weights the training keeps, beside those before and after it. */
  readonly kept?: readonly number[];
}

/**
 * Inference of `filters`: `{ layers: [{ name, filters, dimension, kernel }], snapshots }`, where `dimension` counts the weights of
 * one filter and `snapshots` are names in the order of training.
 */
function infer(params: ExtractFiltersParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const known = inputs['model']?.[0];
  if (!isObject(known) || known['layers'] === undefined) return {};
  const model = known as unknown as InferredModel;
  const { chosen, problems } = selectLayers(params.layers, model.layers);
  const layers = chosen.map((layer) => ({
    name: layer.name,
    filters: layer.shape.at(-1) ?? 0,
    dimension: dimensionOf(layer, model),
    kernel: layer.kernel ?? [1, 1],
  }));
  const snapshots = ['initial', ...(model.kept ?? []).map((epoch) => `epoch-${epoch}`), 'final'];
  return { outputs: { filters: { layers, snapshots } }, problems };
}

/** Weights of one filter: over a window of all channels of the layer that it reads, or over all its values. */
function dimensionOf(layer: InferredLayer, { input, layers }: InferredModel): number {
  const [place = layers.indexOf(layer) - 1] = layer.inputs ?? [];
  const before = layers[place]?.shape ?? input;
  const [height, width] = layer.kernel ?? [1, 1];
  return height * width * (before.at(-1) ?? 0);
}
