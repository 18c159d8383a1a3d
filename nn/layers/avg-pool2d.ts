import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pool } from './pool.ts';

export const avgPool2d = pool('avgPool2d', {
  description: 'The mean of each window',
  verb: 'mean',
  combine: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  apply: ({ size, strides, padding }, x, { backend: { tf } }) =>
    tf.avgPool(x as Tensor4D, [...size], [...strides], padding),
});
