import { didYouMean } from '../../engine/core/diagnostic.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { Problem } from '../../engine/core/stage.ts';
import { activationOf, placeOf } from '../../nn/model.ts';
import type { Model } from '../../nn/model.ts';
import { LOSSES } from '../../nn/objectives/index.ts';
import type { LossName } from '../../nn/objectives/index.ts';
import { inferShapes } from '../../nn/shapes.ts';
import type { ModelSummary } from '../../nn/shapes.ts';
import { checkImages } from '../training/model-facts.ts';
import type { KnownDataset } from '../training/model-facts.ts';
import type { TrainParams } from './params.ts';
import { whyNoFit } from './start.ts';

/** bfloat16 needs convolutions that have it. */
export function checkPrecision({ precision }: TrainParams, { convolution }: JsonObject): Problem[] {
  if (precision !== 'bfloat16' || convolution !== 'winograd') return [];
  const message =
    'precision bfloat16 and the convolution "winograd" exclude each other: its kernels compute in float32';
  const notes = ['Leave out runtime.convolution: with "auto", a training in bfloat16 uses TensorFlow\'s convolutions'];
  return [{ path: ['precision'], message, notes }];
}

/** What is wrong with a model of the step's own. */
export function checkOwn(
  model: Model,
  from: Model | undefined,
  { known, loss }: { readonly known: KnownDataset; readonly loss: LossName },
): Problem[] {
  const summary = inferShapes(model);
  const problems = summary.problems.map(({ path, message, guess }): Problem => {
    const hint = guess === undefined ? '' : didYouMean(guess.word, guess.among);
    return { path: ['model', ...path], message: `${message}${hint}` };
  });
  problems.push(
    ...checkImages(model, known, ['model', 'input']),
    ...checkEnding(model, loss),
    ...checkOutput(model, summary, known),
  );
  const why = from === undefined || problems.length > 0 ? undefined : whyNoFit(model, from);
  if (why !== undefined) problems.push({ path: ['model'], message: why });
  return problems;
}

/** The last layer must end as the loss takes it. */
function checkEnding(model: Model, loss: LossName): Problem[] {
  const index = model.layers.length - 1;
  const last = model.layers[index];
  const { ending } = LOSSES[loss];
  if (last === undefined || activationOf(model, last) === ending) return [];
  const called = loss === 'categoricalCrossEntropy' ? 'cross-entropy' : `the loss ${loss}`;
  return [
    {
      path: ['model', ...placeOf(model, index)],
      message: `The last layer '${last.name}' ends with ${activationOf(model, last)}: ${called} needs ${ending} there`,
      notes: [`Write 'activation: ${ending}' in the last dense layer`],
    },
  ];
}

/** The last layer must give one value per class. */
function checkOutput(model: Model, summary: ModelSummary, { classes }: KnownDataset): Problem[] {
  const index = model.layers.length - 1;
  const last = model.layers[index];
  if (last === undefined) return [];
  const path = ['model', ...placeOf(model, index)];
  const problems: Problem[] = [];
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

/** Each setting of a loss belongs to the loss, and there is a weight for each class. */
export function checkLoss(
  { loss, focusing, labelSmoothing, classWeights }: TrainParams,
  { classes }: KnownDataset,
): Problem[] {
  const problems: Problem[] = [];
  if (focusing !== undefined && loss !== 'focal') {
    problems.push({ path: ['focusing'], message: `Only the loss focal has an exponent: this one is ${loss}` });
  }
  if (labelSmoothing !== undefined && LOSSES[loss].ending !== 'softmax') {
    const message = `The loss ${loss} compares with numbers: only probabilities are smoothed`;
    problems.push({ path: ['labelSmoothing'], message });
  }
  if (!Array.isArray(classWeights)) return problems;
  if (classes !== undefined && classWeights.length !== classes) {
    const message = `Found ${classWeights.length} weights for ${classes} classes`;
    problems.push({ path: ['classWeights'], message });
  } else if (classWeights.every((weight) => weight === 0)) {
    problems.push({ path: ['classWeights'], message: 'All weights are 0: nothing would be learnt' });
  }
  return problems;
}

/** What early stopping looks at is there, and so are the epochs whose kernels are to be kept. */
export function checkStopping(
  { earlyStopping, epochs, snapshots }: TrainParams,
  { validation }: KnownDataset,
): Problem[] {
  if (earlyStopping === undefined) return [];
  const { on, patience } = earlyStopping;
  const problems: Problem[] = [];
  if (on.startsWith('validation') && validation === 0) {
    const message = `The dataset has no validation images: there is no ${on}`;
    problems.push({
      path: ['earlyStopping', 'on'],
      message,
      notes: ['Hold some out with "validation" of the dataset'],
    });
  }
  // The first epoch is the best so far, so at least this many come after it.
  const uncertain = snapshots.findIndex((epoch) => epoch < epochs && epoch > patience + 1);
  if (uncertain !== -1) {
    const message = `Epoch ${snapshots[uncertain]} may never come: the training can end after ${patience + 1}`;
    const notes = ['Leave out snapshots of later epochs, or "earlyStopping"'];
    problems.push({ path: ['snapshots', uncertain], message, notes });
  }
  return problems;
}
