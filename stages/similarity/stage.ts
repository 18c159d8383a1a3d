import { didYouMean } from '../../engine/diagnostic.ts';
import { isObject } from '../../engine/json.ts';
import type { Json } from '../../engine/json.ts';
import { defineStage } from '../../engine/stage.ts';
import type { Inference, Problem, Stage } from '../../engine/stage.ts';
import { readSchema } from '../../schema/read.ts';

/** The weights after training, or before it. */
export type Snapshot = 'final' | 'initial';

export interface SimilarityParams {
  /** Cosines, -1 .. 1. */
  readonly thresholds: readonly number[];
  /** Layer -> its own thresholds instead. */
  readonly layerThresholds: Readonly<Record<string, readonly number[]>>;
  readonly snapshots: readonly Snapshot[];
  readonly nulls: readonly ('analytic' | 'initial')[];
  readonly center: 'none' | 'filter' | 'layer';
  /** A share of the median norm. */
  readonly smallNorm: number;
}

export const similarity: Stage = defineStage<SimilarityParams>({
  name: 'similarity',
  schema: readSchema('stages/similarity'),
  outputs: {
    similarity: { kind: 'similarity', extension: 'json' },
    matrix: { kind: 'matrix', extension: 'safetensors' },
    table: { kind: 'table', extension: 'csv' },
    pairs: { kind: 'table', extension: 'csv' },
  },
  determinism: 'bitwise',
  seeded: false,
  numeric: false,
  isolated: false,
  infer,
  load: () => import('./run.ts'),
});

/**
 * Inference of `similarity` and `matrix`: `{ layers: [{ name, filters, dimension }], snapshots }`, the layers as the step that
 * extracts the filters infers them.
 */
function infer(params: SimilarityParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const known = inputs['filters']?.[0];
  if (!isObject(known) || !Array.isArray(known['layers'])) return {};
  const layers = known['layers'] as unknown as readonly { readonly name: string }[];
  const names = layers.map(({ name }) => name);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const unknown = Object.keys(params.layerThresholds).filter((name) => !names.includes(name));
  const problems = unknown.map((name): Problem => {
    const message = `Unknown layer "${name}": the filters are of ${quoted}${didYouMean(name, names)}`;
    return { path: ['layerThresholds', name], message };
  });
  const outcome = { layers: known['layers'], snapshots: params.snapshots };
  return { outputs: { similarity: outcome, matrix: outcome }, problems };
}
