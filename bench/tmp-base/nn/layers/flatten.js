import { flattened, pickChannels } from '../volume.js';
import { defineLayer } from './kind.js';
export const flatten = defineLayer({
    type: 'flatten',
    prefix: 'flatten',
    schema: {
        description: 'Makes one row of values of an image: row by row, the channels fastest',
        type: 'object',
        additionalProperties: false,
        properties: { name: { $ref: '#/$defs/name' } },
    },
    resolve: (_, name) => ({ type: 'flatten', name }),
    infer: (_, input) => ({ shape: [input.reduce((product, size) => product * size, 1)], macs: 0, weights: [] }),
    apply: (_, x, { backend: { tf } }) => tf.reshape(x, [x.shape[0] ?? 0, -1]),
    respond: (_, input, { channels }) => pickChannels(flattened(input), channels),
    describe: () => ['flatten'],
});
