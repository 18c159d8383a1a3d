import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.ts';

/** What a classifier minimises: all that Assay knows of one loss. A new one is a file here and a line in all.ts. */
export interface LossKind {
  /** The value of `loss` in a file. */
  readonly name: string;
  /** What it is, for the reference. */
  readonly description: string;
  /** The activation that the last layer must end with. */
  readonly ending: 'softmax' | 'linear';
  /**
   * The loss of each image: float32 `[images]`.
   *
   * @param outputs float32 `[images, classes]`: logits, where the network ends with softmax
   * @param targets float32 `[images, classes]`: one-hot, or any distribution over the classes
   */
  each(backend: Backend, outputs: Tensor, targets: Tensor, settings: LossSettings): Tensor;
}

/** Settings of single losses. */
export interface LossSettings {
  /** The exponent of focal loss. */
  readonly focusing: Scalar | number;
}
