import type { LossKind } from './kind.ts';

/** -Σ t·log p, from logits so that it is finite for any finite logit. */
export const categoricalCrossEntropy: LossKind = {
  name: 'categoricalCrossEntropy',
  description: 'the negative logarithm of the probability of the right class',
  ending: 'softmax',
  each: ({ tf }, logits, targets) => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)),
};
