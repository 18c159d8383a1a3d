import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import { metadataAt, readSafetensors, tensorAt } from '../formats/safetensors.ts';
import type { TensorFile } from '../formats/safetensors.ts';

/** The answers of a classifier to the test images. */
export interface Predictions {
  readonly classes: number;
  /** `[images, classes]` */
  readonly logits: Float32Array;
  /** The true class of each image. */
  readonly labels: Uint8Array;
  /** For each image, the class with the largest logit; of equals, the first. */
  readonly predicted: Uint8Array;
}

/**
 * Reads a `predictions` artifact.
 *
 * @throws StageFailure if it has no images, they are of another split, or logits and labels do not fit each other
 */
export async function readPredictions(path: string): Promise<Predictions> {
  const file = await readSafetensors(path);
  const other = ['train', 'validation'].find((split) => file.tensors.has(`${split}.logits`));
  if (other !== undefined) {
    throw new StageFailure(`The predictions are for the ${other} images: this figure is of test images`, {
      hint: 'Set "split: test" in the step that makes them.',
    });
  }
  const { data: logits, shape } = tensorAt(file, 'test.logits', 'F32');
  const labels = tensorAt(file, 'test.labels', 'U8').data;
  const [images = 0, classes = 0] = shape;
  if (images !== labels.length || shape.length !== 2) {
    throw new StageFailure(`Logits of [${shape.join(', ')}] do not fit ${labels.length} labels`);
  }
  if (images === 0) {
    throw new StageFailure('The predictions hold no test images', { hint: 'Use a dataset that has a test split.' });
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new StageFailure(`Image ${wrong} has label ${labels[wrong]}, the predictions have ${classes} classes`);
  }
  const predicted = Uint8Array.from(labels, (_, image) => largest(logits, image * classes, classes));
  return { classes, logits, labels, predicted };
}

function largest(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[start + index] ?? 0) > (values[start + best] ?? 0)) best = index;
  }
  return best;
}

/** The probability that the classifier gives to each class of an image: the softmax of its logits, in float64. */
export function probabilities({ logits, classes }: Predictions, image: number): number[] {
  const own = [...logits.subarray(image * classes, (image + 1) * classes)];
  const most = Math.max(...own);
  const powers = own.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** How many images are classified correctly. */
export function countCorrect({ labels, predicted }: Pick<Predictions, 'labels' | 'predicted'>): number {
  return labels.reduce((sum, label, image) => sum + Number(label === predicted[image]), 0);
}

/** The class names in a `dataset` artifact, or else the class numbers. */
export function classNamesOf(dataset: TensorFile | undefined, classes: number): string[] {
  const about = dataset === undefined ? undefined : metadataAt(dataset, 'dataset');
  const names = isObject(about) ? about['classNames'] : undefined;
  return Array.from({ length: classes }, (_, index) =>
    Array.isArray(names) && typeof names[index] === 'string' ? names[index] : String(index),
  );
}
