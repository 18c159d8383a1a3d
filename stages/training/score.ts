/** How well a classifier does on a split. */
export interface Score {
  readonly images: number;
  readonly correct: number;
  /** 0..1; 0 without images. */
  readonly accuracy: number;
  /** √(p(1 - p) / n): the standard error of a share of so many independent images. */
  readonly standardError: number;
  /** Mean cross-entropy in nats per image; 0 without images. */
  readonly loss: number;
  /** uint8 `[images]`: the class with the largest logit, the first of equals. */
  readonly predicted: Uint8Array;
  /** float64 `[images]`: cross-entropy of each image in nats. */
  readonly losses: Float64Array;
  /** float64 `[images]`: the probability of the answer to each image. */
  readonly confidences: Float64Array;
  /** The share of images whose class is among the `top` largest logits. */
  readonly topAccuracy: number;
  /** By class. */
  readonly classes: readonly ClassScore[];
}

/** How well a classifier does on the images of one class. */
export interface ClassScore {
  readonly images: number;
  readonly correct: number;
  /** Those whose class is among the `top` largest logits. */
  readonly inTop: number;
}

/**
 * Scores logits, in float64.
 *
 * @param logits `[images, classes]`, row-major
 * @param labels `[images]`, 0 to classes - 1
 * @param top of how many answers one has to be right for `topAccuracy`
 */
export function scoreOf(logits: Float32Array, labels: Uint8Array, top = 1): Score {
  const images = labels.length;
  const classes = images === 0 ? 0 : logits.length / images;
  const predicted = new Uint8Array(images);
  const losses = new Float64Array(images);
  const confidences = new Float64Array(images);
  const byClass = Array.from({ length: classes }, () => ({ images: 0, correct: 0, inTop: 0 }));
  let correct = 0;
  for (const [image, label] of labels.entries()) {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    const best = largest(row);
    predicted[image] = best;
    if (best === label) correct += 1;
    const most = row[best] ?? 0;
    const sum = row.reduce((total, logit) => total + Math.exp(logit - most), 0);
    confidences[image] = 1 / sum;
    const own = byClass[label];
    if (own !== undefined) {
      own.images += 1;
      own.correct += Number(best === label);
      own.inTop += Number(rankOf(row, label) < top);
    }
    losses[image] = Math.log(sum) + most - (row[label] ?? Number.NaN);
  }
  const accuracy = images === 0 ? 0 : correct / images;
  return {
    images,
    correct,
    accuracy,
    standardError: images === 0 ? 0 : Math.sqrt((accuracy * (1 - accuracy)) / images),
    loss: images === 0 ? 0 : losses.reduce((sum, loss) => sum + loss, 0) / images,
    predicted,
    losses,
    confidences,
    topAccuracy: images === 0 ? 0 : byClass.reduce((sum, { inTop }) => sum + inTop, 0) / images,
    classes: byClass,
  };
}

/** How many come before the one at `index`: those that are larger, and equal ones that are first. */
function rankOf(values: Float32Array, index: number): number {
  const own = values[index] ?? Number.NaN;
  let rank = 0;
  for (const [other, value] of values.entries()) if (value > own || (value === own && other < index)) rank += 1;
  return rank;
}

function largest(values: Float32Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}
