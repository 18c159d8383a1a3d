import { defineStage } from '../../engine/core/stage.ts';
import type { Inference, Problem, Stage } from '../../engine/core/stage.ts';
import { isObject } from '../../engine/core/json.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import { activationOf, resolveModel } from '../../nn/model.ts';
import type { Model, ModelSpec } from '../../nn/model.ts';
import type { OptimizerSpec } from '../../nn/optimizers/index.ts';
import { inferShapes } from '../../nn/shapes.ts';
import type { LayerSummary, ModelSummary } from '../../nn/shapes.ts';
import { readSchema } from '../../schema/read.ts';
import { keptEpochs } from './kept.ts';

export interface TrainParams {
  readonly model: ModelSpec;
  readonly optimizer: OptimizerSpec;
  readonly epochs: number;
  readonly batchSize: number;
  readonly loss: 'categoricalCrossEntropy';
  readonly precision: 'float32' | 'bfloat16';
  readonly trainEvaluation: number;
  /** Epochs after which to keep a snapshot of the kernels. */
  readonly snapshots: readonly number[];
}

/** What is known of the dataset before the step runs; a dataset of files may reveal less. */
interface KnownDataset {
  readonly shape?: readonly number[];
  readonly classes?: number;
  /** Training images. */
  readonly train?: number;
}

export const train: Stage = defineStage<TrainParams>({
  name: 'train',
  schema: readSchema('stages/train'),
  outputs: {
    model: { kind: 'model', extension: 'safetensors' },
    history: { kind: 'history', extension: 'csv' },
    predictions: { kind: 'predictions', extension: 'safetensors' },
  },
  determinism: 'bitwise',
  seeded: true,
  numeric: true,
  isolated: true,
  // A training of 60 epochs continues where one of 50 ended.
  extends: 'epochs',
  infer,
  load: () => import('./run.ts'),
});

/**
 * Inference of `model`: `{ input, layers: [{ name, type, shape, parameters, macs, kernel?, filters? }], parameters, macs, kept? }`,
 * where `shape` is the layer's output for one image and `kernel` is `[height, width]`, and `kept`, the epochs whose kernels
 * will be there beside the initial and the final weights.
 */
function infer(params: TrainParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const model = resolveModel(params.model);
  const summary = inferShapes(model);
  const [data] = inputs['data'] ?? [];
  const known: KnownDataset = isObject(data) ? data : {};
  const problems: Problem[] = summary.problems.map(({ path, message }) => ({ path: ['model', ...path], message }));
  problems.push(...checkInput(model, known), ...checkOutput(model, summary, known));
  if (known.train !== undefined && params.batchSize > known.train) {
    problems.push({
      path: ['batchSize'],
      message: `A batch of ${params.batchSize} images is larger than the training set of ${known.train}`,
    });
  }
  const kept = keptEpochs(params);
  const outcome = { ...describe(model, summary), ...(kept.length > 0 && { kept }) };
  return { outputs: { model: outcome }, problems };
}

function checkInput({ input }: Model, { shape }: KnownDataset): Problem[] {
  if (shape === undefined || shape.join() === input.join()) return [];
  const message = `The model takes images of ${input.join('x')}, but the dataset has ${shape.join('x')} (height x width x channels)`;
  return [{ path: ['model', 'input'], message }];
}

/** The last layer must give one probability per class. */
function checkOutput({ layers }: Model, summary: ModelSummary, { classes }: KnownDataset): Problem[] {
  const index = layers.length - 1;
  const last = layers[index];
  if (last === undefined) return [];
  const path = ['model', 'layers', index, last.type];
  const problems: Problem[] = [];
  if (activationOf(last) !== 'softmax') {
    problems.push({
      path,
      message: `The last layer '${last.name}' ends with ${activationOf(last)}: cross-entropy needs softmax there`,
      notes: ["Write 'activation: softmax' in the last dense layer"],
    });
  }
  const shape = summary.layers[index]?.shape; // unknown when a layer before it does not fit
  if (shape === undefined) return problems;
  if (shape.length !== 1) {
    const message = `The last layer '${last.name}' gives ${shape.join('x')} values: expected one row of classes`;
    problems.push({ path, message, notes: ["Add 'flatten: {}' and a dense layer"] });
  } else if (classes !== undefined && shape[0] !== classes) {
    const at = last.type === 'dense' ? [...path, 'units'] : path;
    problems.push({
      path: at,
      message: `The last layer has ${shape[0]} outputs, but the dataset has ${classes} classes`,
    });
  }
  return problems;
}

function describe({ input }: Model, { layers, parameters, macs }: ModelSummary): JsonObject {
  return { input, layers: layers.map(describeLayer), parameters, macs };
}

function describeLayer({ layer, shape, parameters, macs }: LayerSummary): JsonObject {
  const { name, type } = layer;
  const filters = layer.type === 'conv2d' ? { kernel: layer.kernel, filters: layer.filters } : {};
  return { name, type, shape, parameters, macs, ...filters };
}
