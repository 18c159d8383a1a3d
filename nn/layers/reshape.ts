import { pickChannels, volumeOf } from '../volume.ts';
import { defineLayer, nameOf } from './kind.ts';

export interface Reshape {
  readonly type: 'reshape';
  readonly name: string;
  readonly shape: readonly number[];
}

export const reshape = defineLayer({
  type: 'reshape',
  prefix: 'reshape',
  schema: {
    description:
      'The same values in another shape, in the same order: [values], a sequence [steps, features], or an image [height, width, channels]',
    type: 'object',
    additionalProperties: false,
    required: ['shape'],
    properties: {
      name: { $ref: '#/$defs/name' },
      shape: {
        description: 'Of the output for one image',
        type: 'array',
        minItems: 1,
        maxItems: 3,
        items: { type: 'integer', minimum: 1, maximum: 1048576 },
      },
    },
  },
  resolve({ shape }: { readonly name?: string; readonly shape: readonly number[] }, name): Reshape {
    return { type: 'reshape', name, shape };
  },
  infer(layer, input) {
    const values = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
    if (values(layer.shape) === values(input)) return { shape: layer.shape, macs: 0, weights: [] };
    const [wanted, found] = [layer.shape, input].map((shape) => `${shape.join('x')} = ${values(shape)}`);
    return { at: ['shape'], message: `${nameOf(layer)} makes ${wanted} values of ${found}: the numbers must agree` };
  },
  apply: ({ shape }, x, { backend: { tf } }) => tf.reshape(x, [x.shape[0] ?? 0, ...shape]),
  respond: ({ shape }, { data }, { channels }) => pickChannels(volumeOf(shape, data), channels),
  describe: ({ shape }) => [`as ${shape.join(' × ')}`],
});
