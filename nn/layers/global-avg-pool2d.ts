import { globalPool } from './global-pool.ts';

export const globalAvgPool2d = globalPool('globalAvgPool2d', {
  description: 'The mean of each channel over the whole image: a flat output',
  verb: 'mean',
  combine: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  apply: (_, x, { backend: { tf } }) => tf.mean(x, [1, 2]),
});
