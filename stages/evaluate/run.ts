import { Cancelled, StageFailure } from '../../engine/core/failure.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { toImageTensors } from '../../nn/images.ts';
import { LAYERS, type LayerKinds } from '../../nn/layers/index.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { modelOf, weightsOf } from '../formats/model.ts';
import { writeTable } from '../formats/csv.ts';
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import { openBackend } from '../training/backend.ts';
import { answer } from '../training/answer.ts';
import { scoreOf } from '../training/score.ts';
import { readSplits } from '../training/splits.ts';
import type { EvaluateParams } from './stage.ts';

/**
 * Writes `predictions` (logits and labels of the split), `summary` (one row: images, correct, accuracy with its standard error,
 * loss, and the size of the model) and `images` (a row for each image: its label, the answer, and its loss in nats).
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
  const { correct, accuracy, standardError, loss, predicted, losses } = scoreOf(logits, labels);
  const { parameters, macs } = inferShapes(model);
  await writeSafetensors(context.output('predictions'), {
    [`${split}.logits`]: { dtype: 'F32', shape: [labels.length, logits.length / labels.length], data: logits },
    [`${split}.labels`]: { dtype: 'U8', shape: [labels.length], data: labels },
  });
  await writeTable(
    context.output('summary'),
    ['split', 'images', 'correct', 'accuracy', 'standardError', 'loss', 'parameters', 'macs'],
    [{ split, images: labels.length, correct, accuracy, standardError, loss, parameters, macs }],
  );
  await writeTable(
    context.output('images'),
    ['image', 'label', 'predicted', 'correct', 'loss'],
    Array.from(labels, (label, image) => ({
      image,
      label,
      predicted: predicted[image] ?? 0,
      correct: Number(predicted[image] === label),
      loss: losses[image] ?? 0,
    })),
  );
  return { accuracy, loss, correct, images: labels.length, parameters };
}
