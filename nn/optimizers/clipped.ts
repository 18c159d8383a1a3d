import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.ts';
import type { Tensors } from '../tensors.ts';
import type { Optimizer } from './kind.ts';

/** How long gradients may be: a mapping with one key. Keras calls these clipnorm, global_clipnorm and clipvalue. */
export type Clip =
  /** Of each weight's gradient by itself. */
  | { readonly norm: number }
  /** Of all of them together. */
  | { readonly globalNorm: number }
  /** Of each number in them, on either side of 0. */
  | { readonly value: number };

/** The optimizer with gradients that are clipped before anything else: before weight decay, too. */
export function clipped(optimizer: Optimizer, clip: Clip): Optimizer {
  return {
    ...optimizer,
    regularise: (backend, { weights, gradients }) =>
      optimizer.regularise(backend, { weights, gradients: clipGradients(backend, gradients, clip) }),
  };
}

function clipGradients(backend: Backend, gradients: Tensors, clip: Clip): Tensors {
  const { tf } = backend;
  const each = (change: (gradient: Tensor) => Tensor): Tensors =>
    Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, change(gradient)]));
  if ('value' in clip) return each((gradient) => tf.clipByValue(gradient, -clip.value, clip.value));
  if ('norm' in clip) return each((gradient) => tf.mul(gradient, shrink(backend, [gradient], clip.norm)));
  const shrunk = shrink(backend, Object.values(gradients), clip.globalNorm);
  return each((gradient) => tf.mul(gradient, shrunk));
}

/** What brings the tensors, taken as one vector, to a length of `most`; 1 if they are no longer than that. */
function shrink({ tf }: Backend, tensors: readonly Tensor[], most: number): Scalar {
  const squares = tensors.map((tensor) => tf.sum(tf.square(tensor)));
  const length = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)));
  return tf.div(most, tf.maximum(length, most));
}
