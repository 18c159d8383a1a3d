import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import type { ImageTensors } from './evaluate.ts';
import type { Model } from './model.ts';
import { toInputs } from './pixels.ts';
import type { PixelScale } from './pixels.ts';

/** Labelled images as a dataset artifact has them. */
export interface LabelledImages {
  /** `[images, height, width, channels]`, 0..255. */
  readonly images: Uint8Array;
  /** `[images]`, class numbers. */
  readonly labels: Uint8Array;
  /** How pixels become inputs; absent: pixel / 255. */
  readonly scale?: PixelScale;
}

/**
 * Uploads a split as float32. tfjs has no uint8 tensors, so float32 takes no more than int32 would, and the scaling is done
 * once instead of in every epoch.
 */
export function toImageTensors({ tf }: Backend, model: Model, { images, labels, scale }: LabelledImages): ImageTensors {
  return {
    images: tf.tensor(toInputs(images, scale), [labels.length, ...model.input], 'float32'),
    labels: tf.tensor1d(Int32Array.from(labels), 'int32'),
  };
}

/** The images and labels of one batch. `indices`: int32 `[examples]`. */
export function gather({ tf }: Backend, { images, labels }: ImageTensors, indices: Tensor1D): { x: Tensor; y: Tensor } {
  return { x: tf.gather(images, indices), y: tf.gather(labels, indices) };
}
