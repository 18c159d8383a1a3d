import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.ts';
import { categoricalCrossEntropy } from '../losses.ts';
import * as all from './all.ts';
import type { LossKind } from './kind.ts';

/** The value of `loss` in a file. */
export type LossName = keyof typeof all;

/** The losses that there are. */
export const LOSSES: Readonly<Record<LossName, LossKind>> = all;

/** A loss with its settings. */
export interface LossOptions {
  /** Cross-entropy when left out. */
  readonly loss?: LossName;
  /** The exponent of focal loss; 2 when left out. */
  readonly focusing?: number;
  /** ε: the targets are (1 - ε)·t + ε / classes. None when left out. */
  readonly labelSmoothing?: number;
}

/**
 * The mean loss of a batch.
 *
 * @param labels int32 `[images]` (class numbers) or float32 `[images, classes]` (any distribution)
 */
export type MeanLoss = (backend: Backend, outputs: Tensor, labels: Tensor) => Scalar;

/** Numbers of a loss as tensors, made once: in a graph, TensorFlow would join numbers in it with others, with other bits. */
export type LossConstants = {
  /** The exponent of focal loss, a scalar. */
  readonly focusing?: Scalar;
  /**
   * float32 `[classes]`: the loss of an image counts by the weight of its class, and the sum is divided by the number of images, as in
   * Keras; an image of several classes counts by the mean of their weights.
   */
  readonly classWeights?: Tensor1D;
};

/** What `meanLoss` takes besides; the caller disposes of it. */
export function lossConstants(
  { tf }: Backend,
  { focusing = FOCUSING, classWeights }: LossOptions & { readonly classWeights?: readonly number[] | undefined },
): LossConstants {
  return {
    focusing: tf.scalar(focusing, 'float32'),
    ...(classWeights && { classWeights: tf.tensor1d([...classWeights], 'float32') }),
  };
}

const FOCUSING = 2;

/** The mean over a batch of a loss. */
export function meanLoss(options: LossOptions = {}, { focusing, classWeights }: LossConstants = {}): MeanLoss {
  const { loss = 'categoricalCrossEntropy', labelSmoothing = 0 } = options;
  const isPlain = loss === 'categoricalCrossEntropy' && labelSmoothing === 0 && classWeights === undefined;
  // The kernel for class numbers is faster.
  if (isPlain) return categoricalCrossEntropy;
  return (backend, outputs, labels) => {
    const { tf } = backend;
    const classes = outputs.shape.at(-1) ?? 0;
    const sharp = labels.rank === 1 ? tf.cast(tf.oneHot(labels, classes), 'float32') : labels;
    const targets = labelSmoothing === 0 ? sharp : tf.add(tf.mul(sharp, 1 - labelSmoothing), labelSmoothing / classes);
    const each = LOSSES[loss].each(backend, outputs, targets, {
      focusing: focusing ?? options.focusing ?? FOCUSING,
    });
    return tf.mean(classWeights === undefined ? each : tf.mul(each, tf.sum(tf.mul(sharp, classWeights), 1)));
  };
}

/**
 * Weights that let every class count the same: images / (classes · images of the class), 0 for a class without images.
 *
 * @param labels class numbers
 */
export function balancedWeights(labels: Uint8Array, classes: number): readonly number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.map((count) => (count === 0 ? 0 : labels.length / (classes * count)));
}
