import type { LossKind } from './kind.ts';

/** Where 1 - p is 0, its power has no finite derivative for an exponent below 1. */
const SMALLEST = 1e-7;

/**
 * -Σ t·(1 - p)^γ·log p (Lin and others 2017, without their α: class weights do that). As Keras's CategoricalFocalCrossentropy
 * with alpha = 1.
 */
export const focal: LossKind = {
  name: 'focal',
  description: 'cross-entropy that counts less the surer the network is, by the power "focusing"',
  ending: 'softmax',
  each({ tf }, logits, targets, { focusing }) {
    const logarithms = tf.logSoftmax(logits);
    const unsure = tf.maximum(tf.sub(1, tf.exp(logarithms)), SMALLEST);
    // Not `pow`: in a graph, TensorFlow puts other operations in the place of some powers, with other bits.
    const power = tf.exp(tf.mul(tf.log(unsure), focusing));
    return tf.neg(tf.sum(tf.mul(tf.mul(targets, power), logarithms), 1));
  },
};
