import { defineStage } from '../../engine/core/stage.ts';
import type { Finding, Inference, Problem, Stage } from '../../engine/core/stage.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import { augmentSchemas } from '../../nn/augment/index.ts';
import { resolveModel } from '../../nn/model.ts';
import { LOSSES } from '../../nn/objectives/index.ts';
import { PARTS } from '../../nn/parts.ts';
import type { Parts } from '../../nn/parts.ts';
import { scheduleSchemas } from '../../nn/schedules/index.ts';
import { readSchema } from '../../schema/read.ts';
import {
  checkBatch,
  checkClasses,
  checkImages,
  describeModel,
  knownDataset,
  knownModel,
} from '../training/model-facts.ts';
import { codeOfKnown, codeOfModel, codeOfOptimizer } from '../training/part-code.ts';
import { numbersIn, percentSpan } from '../statistics/span.ts';
import { checkAugment } from './augment.ts';
import { checkLoss, checkOwn, checkPrecision, checkStopping } from './checks.ts';
import { keptEpochs } from './kept.ts';
import type { TrainParams } from './params.ts';
import { checkSchedule } from './optimizer.ts';
import { checkFrozen } from './start.ts';

/** schema/stages/train.json, with what there is to choose from. */
const SCHEMA: JsonObject = trainSchema();

/** Trains with the layers and optimizers that come with Assay. */
export const train: Stage = trainWith(PARTS);

/** The stage `train` with these layers and optimizers. */
export function trainWith(parts: Parts): Stage {
  return defineStage<TrainParams>({
    name: 'train',
    schema: SCHEMA,
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

function trainSchema(): JsonObject {
  const frame: JsonObject = readSchema('stages/train');
  const definitions = frame['$defs'] as Readonly<Record<string, JsonObject>>;
  const properties = frame['properties'] as Readonly<Record<string, JsonObject>>;
  const losses = Object.values(LOSSES).map(({ name, description }) => `${name}, ${description}`);
  return {
    ...frame,
    $defs: {
      ...definitions,
      augment: { ...definitions['augment'], properties: augmentSchemas() as JsonObject },
      schedule: { ...definitions['schedule'], properties: scheduleSchemas() as JsonObject },
    },
    properties: {
      ...properties,
      loss: {
        ...properties['loss'],
        description: `What to minimise, as a mean over the images: ${losses.join('; ')}`,
        enum: Object.keys(LOSSES),
      },
    },
  };
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
  const problems: Problem[] = [
    ...checkBatch(params.batchSize, known),
    ...checkPrecision(params, runtime),
    ...checkSchedule(params),
    ...checkAugment(params, known),
    ...checkLoss(params, known),
    ...checkStopping(params, known),
  ];
  if (model === undefined) return { problems };
  if (own === undefined) problems.push(...checkImages(model, known, ['from']), ...checkClasses(model, known, ['from']));
  else problems.push(...checkOwn(own, theirs, { known, loss: params.loss }));
  problems.push(...checkFrozen(params.freeze, model));
  const kept = keptEpochs(params);
  const outcome = { ...describeModel(model), ...(kept.length > 0 && { kept }) };
  return { outputs: { model: outcome }, problems };
}
