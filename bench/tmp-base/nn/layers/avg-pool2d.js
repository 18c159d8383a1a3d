import { pool } from './pool.js';
export const avgPool2d = pool('avgPool2d', {
    description: 'The mean of each window',
    verb: 'mean',
    combine: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
    apply: ({ size, strides, padding }, x, { backend: { tf } }) => tf.avgPool(x, [...size], [...strides], padding),
});
