import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';

/**
 * The mean over the batch of -log softmax(logits)[label], from logits so that it is finite for any finite logit.
 *
 * @param labels int32 `[images]` (class numbers) or float32 `[images, classes]` (one-hot, or any distribution).
 */
export function categoricalCrossEntropy({ tf, layers }: Backend, logits: Tensor, labels: Tensor): Scalar {
  if (labels.rank === 1) return tf.mean(layers.sparseCrossEntropy(logits, labels));
  return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}

/**
 * How many rows have their largest logit at the label, as a float32 scalar.
 *
 * @param labels int32 `[images]`, or float32 `[images, classes]`: then at the largest share
 */
export function countCorrect({ tf }: Backend, logits: Tensor, labels: Tensor): Scalar {
  const classes = labels.rank === 1 ? labels : tf.argMax(labels, 1);
  return tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), classes), 'float32'));
}

/** The mean over all elements of (prediction - target)². Both have the same shape. */
export function meanSquaredError({ tf }: Backend, predictions: Tensor, targets: Tensor): Scalar {
  return tf.mean(tf.square(tf.sub(predictions, targets)));
}

/**
 * The mean over all elements of -target·log σ(logit) - (1 - target)·log(1 - σ(logit)), as softplus(logit) - target·logit so
 * that it is finite for any finite logit. Grey targets (0 < target < 1) have a floor above zero: their entropy.
 */
export function binaryCrossEntropy({ tf }: Backend, logits: Tensor, targets: Tensor): Scalar {
  return tf.mean(tf.sub(tf.softplus(logits), tf.mul(targets, logits)));
}
