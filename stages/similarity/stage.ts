import type { SimilarityParams } from './params.ts';
import { didYouMean } from '../../engine/core/diagnostic.ts';
import { isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Inference, Problem, Stage } from '../../engine/core/stage.ts';
import { LAYERS } from '../../nn/layers/index.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import { readSchema } from '../../schema/read.ts';
import { codeOfKnown } from '../training/part-code.ts';
import { leadOfSimilarity } from './lead.ts';

/** Knows the layers that come with Assay. */
export const similarity: Stage = similarityWith(LAYERS);

/** The stage `similarity`, which computes the activations of these layers. */
export function similarityWith(kinds: LayerKinds): Stage {
  return defineStage<SimilarityParams>({
    name: 'similarity',
    schema: readSchema('stages/similarity'),
    outputs: {
      similarity: { kind: 'similarity', extension: 'json' },
      matrix: { kind: 'matrix', extension: 'safetensors' },
      table: { kind: 'table', extension: 'csv' },
      tests: { kind: 'table', extension: 'csv' },
      draws: { kind: 'draws', extension: 'safetensors' },
      clusters: { kind: 'table', extension: 'csv' },
      pairs: { kind: 'table', extension: 'csv' },
      pairList: { kind: 'pairs', extension: 'json' },
    },
    determinism: 'bitwise',
    seeded: true,
    numeric: false,
    isolated: false,
    infer,
    lead: leadOfSimilarity,
    code: (_, { model }) => ['similarity', ...codeOfKnown(model, kinds)],
    load: async () => {
      const { run } = await import('./run.ts');
      return { run: (context) => run(context, kinds) };
    },
  });
}

/** Filters of a layer that can be compared: 33 million pairs, and half a gigabyte for each matrix of them. */
const MOST_FILTERS = 8192;

/**
 * Inference of `similarity` and `matrix`: `{ layers: [{ name, filters, dimension }], snapshots }`, the layers as the step that
 * extracts the filters infers them, the snapshots by name; of `similarity` also `activations`, whether it will have them.
 */
function infer(params: SimilarityParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const problems: Problem[] = [];
  const activations = inputs['model'] !== undefined && inputs['data'] !== undefined;
  if (!activations && (inputs['model'] ?? inputs['data']) !== undefined) {
    const [one, other] = inputs['model'] === undefined ? ['data', 'model'] : ['model', 'data'];
    problems.push({ path: [one], message: `Missing "${other}" beside "${one}": activations need both` });
  }
  const known = inputs['filters']?.[0];
  if (!isObject(known) || !Array.isArray(known['layers'])) return { problems };
  const layers = known['layers'] as unknown as readonly { readonly name: string; readonly filters: number }[];
  problems.push(...layers.flatMap(sizeProblems), ...splitProblems(params, inputs));
  const names = layers.map(({ name }) => name);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const unknown = Object.keys(params.layerThresholds).filter((name) => !names.includes(name));
  problems.push(
    ...unknown.map((name): Problem => {
      const message = `Unknown layer "${name}": the filters come from ${quoted}${didYouMean(name, names)}`;
      return { path: ['layerThresholds', name], message };
    }),
  );
  const kept = Array.isArray(known['snapshots']) ? (known['snapshots'] as readonly string[]) : undefined;
  const epochs = kept?.filter((name) => name.startsWith('epoch-'));
  const wanted = params.snapshots.indexOf('epochs');
  if (wanted >= 0 && epochs?.length === 0) {
    const message = 'The training keeps no snapshots';
    const notes = ['Add "snapshots: [1, 2, 5]" to the training step'];
    problems.push({ path: ['snapshots', wanted], message, notes });
  }
  const snapshots = params.snapshots.flatMap((name) => (name === 'epochs' ? (epochs ?? []) : [name]));
  const outcome = { layers: known['layers'], snapshots };
  return { outputs: { similarity: { ...outcome, activations }, matrix: { ...outcome, activations } }, problems };
}

function sizeProblems({ name, filters }: { readonly name: string; readonly filters: number }): Problem[] {
  if (filters <= MOST_FILTERS) return [];
  const gigabytes = ((filters * filters * 8) / 1e9).toFixed(1);
  const message =
    `Layer "${name}" has ${filters} filters, and at most ${MOST_FILTERS} can be compared: ` +
    `each matrix of their pairs would take ${gigabytes} GB`;
  const notes = ['Leave it out: name the other layers in "layers" of the step that extracts the filters'];
  return [{ path: ['filters'], message, notes }];
}

function splitProblems({ probe }: SimilarityParams, inputs: Readonly<Record<string, readonly Json[]>>): Problem[] {
  const [data] = inputs['data'] ?? [];
  if (!isObject(data) || data[probe.split] !== 0) return [];
  return [{ path: ['probe', 'split'], message: `The dataset has no ${probe.split} images` }];
}
