import { flattened, pickChannels } from '../volume.ts';
import { defineLayer } from './kind.ts';

export interface Flatten {
  readonly type: 'flatten';
  readonly name: string;
}

export const flatten = defineLayer({
  type: 'flatten',
  prefix: 'flatten',
  schema: {
    description: 'Turns an image into one list of values: row by row, the channels fastest',
    type: 'object',
    additionalProperties: false,
    properties: { name: { $ref: '#/$defs/name' } },
  },
  resolve: (_: { readonly name?: string }, name): Flatten => ({ type: 'flatten', name }),
  infer: (_, input) => ({ shape: [input.reduce((product, size) => product * size, 1)], macs: 0, weights: [] }),
  apply: (_, x, { backend: { tf } }) => tf.reshape(x, [x.shape[0] ?? 0, -1]),
  respond: (_, input, { channels }) => pickChannels(flattened(input), channels),
  describe: () => ['flatten'],
});
