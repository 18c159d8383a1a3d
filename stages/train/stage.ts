import { didYouMean } from '../../engine/core/diagnostic.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Finding, Inference, Problem, Stage } from '../../engine/core/stage.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import { activationOf, placeOf, resolveModel } from '../../nn/model.ts';
import type { Model, ModelSpec } from '../../nn/model.ts';
import type { OptimizerSpec } from '../../nn/optimizers/index.ts';
import { PARTS } from '../../nn/parts.ts';
import type { Parts } from '../../nn/parts.ts';
import { inferShapes } from '../../nn/shapes.ts';
import type { ModelSummary } from '../../nn/shapes.ts';
import { readSchema } from '../../schema/read.ts';
import {
  checkBatch,
  checkClasses,
  checkImages,
  describeModel,
  knownDataset,
  knownModel,
} from '../training/model-facts.ts';
import type { KnownDataset } from '../training/model-facts.ts';
import { codeOfKnown, codeOfModel, codeOfOptimizer } from '../training/part-code.ts';
import { numbersIn, percentSpan } from '../statistics/span.ts';
import { keptEpochs } from './kept.ts';
import { checkFrozen, whyNoFit } from './start.ts';

export interface TrainParams {
  /** Left out: the one that the training starts from. */
  readonly model?: ModelSpec;
  readonly optimizer: OptimizerSpec;
  readonly epochs: number;
  readonly batchSize: number;
  readonly loss: 'categoricalCrossEntropy';
  readonly precision: 'float32' | 'bfloat16';
  readonly trainEvaluation: number;
  /** Epochs after which to keep a snapshot of the kernels. */
  readonly snapshots: readonly number[];
  /** Names of layers whose weights stay. */
  readonly freeze: readonly string[];
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
    infer: (params, inputs, runtime) => infer(params, inputs, parts, runtime),
    code: ({ model, optimizer }, inputs) => [
      'train',
      ...(model === undefined ? codeOfKnown(inputs['from'], parts.layers) : codeOfModel(model, parts.layers)),
      ...codeOfOptimizer(optimizer, parts.optimizers),
    ],
    lead,
    load: async () => {
      const { run } = await import('./run.ts');
      return { run: (context) => run(context, parts) };
    },
  });
}

function lead(findings: readonly Finding[]): readonly string[] {
  const [tested, validated] = ['testAccuracy', 'validationAccuracy'].map((name) =>
    percentSpan(numbersIn(findings, name)),
  );
  if (tested !== undefined) return [`The network classifies ${tested} of the test images correctly.`];
  return validated === undefined ? [] : [`The network classifies ${validated} of the validation images correctly.`];
}

/** Inference of `model`: as `describeModel` tells, and `kept?`, the epochs whose kernels will be there as well. */
function infer(
  params: TrainParams,
  inputs: Readonly<Record<string, readonly Json[]>>,
  { layers }: Parts,
  runtime: JsonObject = {},
): Inference {
  const own = params.model && resolveModel(params.model, layers);
  if (own === undefined && inputs['from'] === undefined) {
    const message = 'Missing "model": name an entry of "models", or connect "from" to a step that makes a model';
    return { problems: [{ path: [], message }] };
  }
  const known = knownDataset(inputs);
  const theirs = knownModel(inputs, { port: 'from', kinds: layers });
  const model = own ?? theirs;
  const problems: Problem[] = [...checkBatch(params.batchSize, known), ...checkPrecision(params, runtime)];
  if (model === undefined) return { problems };
  if (own === undefined) problems.push(...checkImages(model, known, ['from']), ...checkClasses(model, known, ['from']));
  else problems.push(...checkOwn(own, theirs, known));
  problems.push(...checkFrozen(params.freeze, model));
  const kept = keptEpochs(params);
  const outcome = { ...describeModel(model), ...(kept.length > 0 && { kept }) };
  return { outputs: { model: outcome }, problems };
}

function checkPrecision({ precision }: TrainParams, { convolution }: JsonObject): Problem[] {
  if (precision !== 'bfloat16' || convolution !== 'winograd') return [];
  const message =
    'precision bfloat16 and the convolution "winograd" exclude each other: its kernels compute in float32';
  const notes = ['Leave out runtime.convolution: with "auto", a training in bfloat16 uses TensorFlow\'s convolutions'];
  return [{ path: ['precision'], message, notes }];
}

/** What is wrong with a model of the step's own. */
function checkOwn(model: Model, from: Model | undefined, known: KnownDataset): Problem[] {
  const summary = inferShapes(model);
  const problems = summary.problems.map(({ path, message, guess }): Problem => {
    const hint = guess === undefined ? '' : didYouMean(guess.word, guess.among);
    return { path: ['model', ...path], message: `${message}${hint}` };
  });
  problems.push(...checkImages(model, known, ['model', 'input']), ...checkOutput(model, summary, known));
  const why = from === undefined || problems.length > 0 ? undefined : whyNoFit(model, from);
  if (why !== undefined) problems.push({ path: ['model'], message: why });
  return problems;
}

/** The last layer must give one probability per class. */
function checkOutput(model: Model, summary: ModelSummary, { classes }: KnownDataset): Problem[] {
  const index = model.layers.length - 1;
  const last = model.layers[index];
  if (last === undefined) return [];
  const path = ['model', ...placeOf(model, index)];
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
