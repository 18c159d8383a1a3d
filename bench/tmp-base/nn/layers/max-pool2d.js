import { pool } from './pool.js';
export const maxPool2d = pool('maxPool2d', {
    description: 'The greatest value of each window',
    verb: 'max',
    combine: (values) => Math.max(...values),
    apply: (layer, x, { backend, dropoutKey }) => backend.layers.maxPool(x, { ...layer, training: dropoutKey !== undefined }),
});
