import type { LossKind } from './kind.ts';

/** Σ (o - t)² / classes. */
export const meanSquaredError: LossKind = {
  name: 'meanSquaredError',
  description:
    'the mean square of the difference between the outputs and the targets, 1 for the right class and 0 for others',
  ending: 'linear',
  each: ({ tf }, outputs, targets) => tf.mean(tf.square(tf.sub(outputs, targets)), 1),
};
