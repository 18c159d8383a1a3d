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
}

/**
 * Scores logits, in float64.
 *
 * @param logits `[images, classes]`, row-major
 * @param labels `[images]`, 0 to classes - 1
 */
export function scoreOf(logits: Float32Array, labels: Uint8Array): Score {
  const images = labels.length;
  const classes = images === 0 ? 0 : logits.length / images;
  const predicted = new Uint8Array(images);
  const losses = new Float64Array(images);
  let correct = 0;
  for (const [image, label] of labels.entries()) {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    const best = largest(row);
    predicted[image] = best;
    if (best === label) correct += 1;
    const most = row[best] ?? 0;
    const sum = row.reduce((total, logit) => total + Math.exp(logit - most), 0);
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
  };
}

function largest(values: Float32Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}
