import { defineStage } from '../../engine/core/stage.ts';
import type { Inference, Problem, Stage } from '../../engine/core/stage.ts';
import { isObject } from '../../engine/core/json.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import { activationOf, filtersOf, resolveModel } from '../../nn/model.ts';
import type { Model, ModelSpec } from '../../nn/model.ts';
import type { OptimizerSpec } from '../../nn/optimizers/index.ts';
import { PARTS } from '../../nn/parts.ts';
import type { Parts } from '../../nn/parts.ts';
import { inferShapes } from '../../nn/shapes.ts';
import type { LayerSummary, ModelSummary } from '../../nn/shapes.ts';
import { readSchema } from '../../schema/read.ts';
import { codeOfModel, codeOfOptimizer } from '../training/part-code.ts';
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

/** Trains with the layers and optimizers that come with Assay. */
export const train: Stage = trainWith(PARTS);

/** The stage `train` with these layers and optimizers. */
export function trainWith(parts: Parts): Stage {
  return defineStage<TrainParams>({
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
    infer: (params, inputs) => infer(params, inputs, parts),
    code: ({ model, optimizer }) => [
      'train',
      ...codeOfModel(model, parts.layers),
      ...codeOfOptimizer(optimizer, parts.optimizers),
    ],
    load: async () => {
      const { run } = await import('./run.ts');
      return { run: (context) => run(context, parts) };
    },
  });
}

/**
 * Inference of `model`: `{ input, layers: [{ name, type, shape, parameters, macs, kernel?, filters? }], parameters, macs, kept? }`,
 * where `shape` is the layer's output for one image, `filters` their number in a layer that has some and `kernel`, where they are
 * windows, `[height, width]`; and `kept`, the epochs whose kernels will be there beside the initial and the final weights.
 */
function infer(params: TrainParams, inputs: Readonly<Record<string, readonly Json[]>>, { layers }: Parts): Inference {
  const model = resolveModel(params.model, layers);
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
function checkOutput(model: Model, summary: ModelSummary, { classes }: KnownDataset): Problem[] {
  const index = model.layers.length - 1;
  const last = model.layers[index];
  if (last === undefined) return [];
  const path = ['model', 'layers', index, last.type];
  const problems: Problem[] = [];
  const activation = activationOf(model, last);
  if (activation !== 'softmax') {
    problems.push({
      path,
      message: `The last layer '${last.name}' ends with ${activation}: cross-entropy needs softmax there`,
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

function describe(model: Model, { layers, parameters, macs }: ModelSummary): JsonObject {
  return { input: model.input, layers: layers.map((layer) => describeLayer(model, layer)), parameters, macs };
}

function describeLayer(model: Model, { layer, shape, parameters, macs }: LayerSummary): JsonObject {
  const { name, type } = layer;
  const { count, kernel } = filtersOf(model, layer) ?? {};
  return {
    name,
    type,
    shape,
    parameters,
    macs,
    ...(kernel !== undefined && { kernel }),
    ...(count !== undefined && { filters: count }),
  };
}
