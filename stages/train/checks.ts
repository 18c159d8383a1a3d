import type { JsonObject } from '../../engine/core/json.ts';
import type { Problem } from '../../engine/core/stage.ts';
import { activationOf } from '../../nn/model.ts';
import type { Model } from '../../nn/model.ts';
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
export function checkOwn(model: Model, from: Model | undefined, known: KnownDataset): Problem[] {
  const summary = inferShapes(model);
  const problems: Problem[] = summary.problems.map(({ path, message }) => ({ path: ['model', ...path], message }));
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
