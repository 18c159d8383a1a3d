import { isObject } from '../../engine/json.ts';
import type { Json, JsonObject } from '../../engine/json.ts';
import { defineStage } from '../../engine/stage.ts';
import type { Inference, Stage } from '../../engine/stage.ts';
import { readSchema } from '../../schema/read.ts';
import { selectLayers } from './select.ts';
import type { KnownLayer } from './select.ts';

export interface ExtractFiltersParams {
  /** Names of layers; undefined: all convolutions. */
  readonly layers?: readonly string[];
}

export const extractFilters: Stage = defineStage<ExtractFiltersParams>({
  name: 'extract-filters',
  schema: readSchema('stages/extract-filters'),
  outputs: { filters: { kind: 'filters', extension: 'safetensors' } },
  determinism: 'bitwise',
  seeded: false,
  numeric: false,
  isolated: false,
  infer,
  load: () => import('./run.ts'),
});

/** A layer in the inference of a `model`. `shape` is that of its output for one image. */
interface InferredLayer extends KnownLayer {
  readonly shape?: readonly number[];
  readonly filters?: number;
  readonly kernel?: readonly [height: number, width: number];
  readonly channels?: number;
}

/**
 * Inference of `filters`: `{ layers: [{ name, filters?, dimension? }] }`, where `dimension` counts the weights of one filter.
 * What the model's own inference does not tell is left out.
 */
function infer(params: ExtractFiltersParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const model = inputs['model']?.[0];
  if (!isObject(model) || !Array.isArray(model['layers'])) return {};
  const { chosen, problems } = selectLayers(params.layers, model['layers'] as unknown as readonly InferredLayer[]);
  return { outputs: { filters: { layers: chosen.map(filterCounts) } }, problems };
}

function filterCounts({ name, filters, shape, kernel, channels }: InferredLayer): JsonObject {
  const count = filters ?? shape?.at(-1);
  const [height, width] = kernel ?? [1, 1];
  return {
    name,
    ...(count !== undefined && { filters: count }),
    ...(channels !== undefined && { dimension: height * width * channels }),
  };
}
