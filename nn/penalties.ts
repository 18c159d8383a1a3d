import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import type { Model } from './model.ts';
import { inferShapes } from './shapes.ts';
import type { Tensors } from './tensors.ts';

/**
 * A loss plus, for each kernel w of a layer with `l1` or `l2`, l1·Σ|w| + l2·Σw², as Keras adds its regularizers. The loss itself
 * where no layer has any.
 *
 * @param of.weights those that learn: others add nothing
 */
export function withPenalties(
  { tf }: Backend,
  loss: Scalar,
  { model, weights }: { readonly model: Model; readonly weights: Tensors },
): Scalar {
  let sum: Tensor = loss;
  for (const { layer, weights: parts } of inferShapes(model).layers) {
    const { l1 = 0, l2 = 0 } = layer;
    for (const { part, fan } of parts) {
      const kernel = weights[`${layer.name}.${part}`];
      if (fan === undefined || kernel === undefined) continue;
      if (l1 > 0) sum = tf.add(sum, tf.mul(tf.sum(tf.abs(kernel)), l1));
      if (l2 > 0) sum = tf.add(sum, tf.mul(tf.sum(tf.square(kernel)), l2));
    }
  }
  return sum as Scalar;
}
