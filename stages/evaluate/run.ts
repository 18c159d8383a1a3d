import { Cancelled, StageFailure } from '../../engine/core/failure.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { toImageTensors } from '../../nn/images.ts';
import { LAYERS, type LayerKinds } from '../../nn/layers/index.ts';
import { activationOf } from '../../nn/model.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { modelOf, weightsOf } from '../formats/model.ts';
import { writeTable } from '../formats/csv.ts';
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import { calibrationOf } from '../statistics/calibration.ts';
import { openBackend } from '../training/backend.ts';
import { answer } from '../training/answer.ts';
import { scoreOf } from '../training/score.ts';
import type { ClassScore, Score } from '../training/score.ts';
import { readSplits } from '../training/splits.ts';
import type { EvaluateParams } from './stage.ts';

/**
 * Writes `predictions` (logits and labels of the split), `summary` (one row: images, correct, accuracy with its standard error,
 * loss, and the size of the model), `classes` (a row for each class) and `images` (a row for each image: its label, the answer, and its loss in nats).
 *
 * @throws StageFailure when the dataset does not fit the model, the split is empty, or the backend is missing
 * @throws Cancelled when the step is interrupted
 */
export async function run(context: StageContext<EvaluateParams>, kinds: LayerKinds = LAYERS): Promise<Metrics> {
  const { signal } = context;
  const { split } = context.params;
  const file = await readSafetensors(context.input('model').path);
  const model = modelOf(file, kinds);
  const weights = weightsOf(file, model, 'final');
  const { [split]: data } = await readSplits(context.input('data').path, model);
  const { labels } = data;
  if (labels.length === 0) {
    throw new StageFailure(`The dataset has no ${split} images`, { hint: 'Name a split that has some in "split".' });
  }
  const backend = await openBackend(context.runtime);
  const images = toImageTensors(backend, model, data);
  let logits: Float32Array;
  try {
    logits = await answer(backend, { model, weights }, { images, signal });
  } catch (error) {
    if (signal.aborted && error === signal.reason)
      throw new Cancelled('Interrupted while evaluating', { cause: error });
    throw error;
  }
  const classes = logits.length / labels.length;
  await writeSafetensors(context.output('predictions'), {
    [`${split}.logits`]: { dtype: 'F32', shape: [labels.length, classes], data: logits },
    [`${split}.labels`]: { dtype: 'U8', shape: [labels.length], data: labels },
  });
  const top = Math.min(context.params.top ?? TOP, classes);
  const score = scoreOf(logits, labels, top);
  // Outputs that were trained to be numbers are no logits: they have no probabilities.
  const probable = activationOf(model, model.layers.at(-1)) === 'softmax';
  const { correct, accuracy, standardError, topAccuracy, predicted } = score;
  const { error } = calibrationOf(score.confidences, (image) => predicted[image] === labels[image]);
  const [loss, calibrationError] = probable ? [score.loss, error] : [null, null];
  const { parameters, macs } = inferShapes(model);
  const counts = { images: labels.length, correct, accuracy };
  await writeTable(context.output('summary'), SUMMARY_COLUMNS, [
    { split, ...counts, standardError, loss, parameters, macs, top, topAccuracy, calibrationError },
  ]);
  await writeTable(context.output('classes'), CLASS_COLUMNS, score.classes.map(classRow));
  await writeTable(context.output('images'), IMAGE_COLUMNS, imageRows(score, { labels, probable }));
  return { ...counts, topAccuracy, ...(loss !== null && { loss, calibrationError: error }), parameters };
}

/** Of how many answers one has to be right, where the file does not say. */
const TOP = 3;

const SUMMARY_COLUMNS = [
  'split',
  'images',
  'correct',
  'accuracy',
  'standardError',
  'loss',
  'parameters',
  'macs',
  'top',
  'topAccuracy',
  'calibrationError',
] as const;
const CLASS_COLUMNS = ['class', 'images', 'correct', 'accuracy', 'standardError', 'topAccuracy'] as const;
const IMAGE_COLUMNS = ['image', 'label', 'predicted', 'correct', 'loss'] as const;

function classRow(
  { images, correct, inTop }: ClassScore,
  index: number,
): Record<(typeof CLASS_COLUMNS)[number], number | null> {
  const counts = { class: index, images, correct };
  if (images === 0) return { ...counts, accuracy: null, standardError: null, topAccuracy: null };
  const accuracy = correct / images;
  const standardError = Math.sqrt((accuracy * (1 - accuracy)) / images);
  return { ...counts, accuracy, standardError, topAccuracy: inTop / images };
}

/** @param about.probable whether the losses mean anything */
function imageRows(
  { predicted, losses }: Score,
  { labels, probable }: { readonly labels: Uint8Array; readonly probable: boolean },
): Record<(typeof IMAGE_COLUMNS)[number], number | null>[] {
  return Array.from(labels, (label, image) => ({
    image,
    label,
    predicted: predicted[image] ?? 0,
    correct: Number(predicted[image] === label),
    loss: probable ? (losses[image] ?? 0) : null,
  }));
}
