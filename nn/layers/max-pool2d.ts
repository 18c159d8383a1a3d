import type { NamedLayer } from './kind.ts';
import { pool, type Pool } from './pool.ts';

export const maxPool2d = pool('maxPool2d', {
  description: 'The greatest value of each window',
  verb: 'max',
  combine: (values) => Math.max(...values),
  apply: (layer, x, { backend, dropoutKey }) =>
    backend.layers.maxPool(x, { ...layer, training: dropoutKey !== undefined }),
});

/** Whether a layer is max pooling of 2 x 2 windows, side by side and all of them within the image. */
export function halves(layer: NamedLayer): boolean {
  if (layer.type !== maxPool2d.type) return false;
  const { size, strides, padding } = layer as Pool<'maxPool2d'>;
  return padding === 'valid' && [...size, ...strides].every((side) => side === 2);
}
