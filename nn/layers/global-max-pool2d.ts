import { globalPool } from './global-pool.ts';

/** Of equal values, the first gets the gradient, as in maxPool2d; Keras shares it among them. */
export const globalMaxPool2d = globalPool('globalMaxPool2d', {
  description: 'The greatest value of each channel over the whole image: a flat output',
  verb: 'max',
  combine: (values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
  apply(_, x, { backend, dropoutKey }) {
    const [images = 0, height = 1, width = 1, channels = 1] = x.shape;
    const window = [height, width] as const;
    const pooling = { size: window, strides: window, padding: 'valid', training: dropoutKey !== undefined } as const;
    return backend.tf.reshape(backend.layers.maxPool(x, pooling), [images, channels]);
  },
});
