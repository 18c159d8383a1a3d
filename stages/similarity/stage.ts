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
  if (activations && params.upTo.length > 0) {
    const message =
      'Responses are compared place by place and with their signs, so they say nothing of filters "upTo" others';
    const notes = ['Leave out "model" and "data" here, and compare responses in a step without "upTo"'];
    problems.push({ path: ['upTo'], message, notes });
  }
  const known = inputs['filters']?.[0];
  if (!isObject(known) || !Array.isArray(known['layers'])) return { problems };
  const layers = known['layers'] as unknown as readonly KnownLayer[];
  problems.push(...layers.flatMap(sizeProblems), ...splitProblems(params, inputs));
  problems.push(...movementProblems(params, layers));
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

/** A layer in the inference of `filters`. */
interface KnownLayer {
  readonly name: string;
  readonly filters: number;
  readonly kernel?: readonly [height: number, width: number];
}

function sizeProblems({ name, filters }: KnownLayer): Problem[] {
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

/** Movements that the windows of the layers do not allow, or that change nothing. */
function movementProblems({ upTo }: SimilarityParams, layers: readonly KnownLayer[]): Problem[] {
  const moving = upTo.findIndex((ignored) => ignored !== 'sign');
  const windows = layers.filter(({ kernel }) => kernel !== undefined);
  if (moving < 0 || windows.length === 0) return [];
  const oblong = windows.filter(({ kernel: [height, width] = [1, 1] }) => height !== width);
  const turn = upTo.indexOf('turn');
  if (turn >= 0 && oblong.length > 0) {
    return oblong.map(({ name, kernel = [1, 1] }): Problem => {
      const message = `Filters of layer "${name}" cannot be turned by quarters: their windows of ${kernel.join(' x ')} are not square`;
      return { path: ['upTo', turn], message };
    });
  }
  if (windows.some(({ kernel: [height, width] = [1, 1] }) => height * width > 1)) return [];
  const message = 'The filters have windows of one place, which cannot be moved: only "sign" changes anything';
  return [{ path: ['upTo', moving], message }];
}
