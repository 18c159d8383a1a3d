import type { LossKind } from './kind.ts';

/** Σ |o - t| / classes. */
export const meanAbsoluteError: LossKind = {
  name: 'meanAbsoluteError',
  description: 'the mean absolute difference, likewise',
  ending: 'linear',
  each: ({ tf }, outputs, targets) => tf.mean(tf.abs(tf.sub(outputs, targets)), 1),
};
