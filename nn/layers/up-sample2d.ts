import { pickChannels } from '../volume.ts';
import { defineLayer, nameOf } from './kind.ts';
import { pair, sides, type Pair, type Size } from './windows.ts';

export interface UpSample2d {
  readonly type: 'upSample2d';
  readonly name: string;
  readonly size: Pair;
}

export const upSample2d = defineLayer({
  type: 'upSample2d',
  prefix: 'up',
  schema: {
    description: 'A larger image: each pixel becomes a rectangle of equal ones',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { $ref: '#/$defs/name' },
      size: { $ref: '#/$defs/size', description: 'Height and width of what a pixel becomes', default: 2 },
    },
  },
  resolve({ size = 2 }: { readonly name?: string; readonly size?: Size }, name): UpSample2d {
    return { type: 'upSample2d', name, size: pair(size) };
  },
  infer(layer, input) {
    const [height = 0, width = 0, channels] = input;
    if (channels === undefined)
      return { at: [], message: `${nameOf(layer)} needs an image, found ${input.join('x')}: put it before 'flatten'` };
    return { shape: [height * layer.size[0], width * layer.size[1], channels], macs: 0, weights: [] };
  },
  apply({ size: [rows, columns] }, x, { backend: { tf } }) {
    const [images = 0, height = 0, width = 0, channels = 0] = x.shape;
    // Images and rows as one axis: TensorFlow repeats along five axes at most.
    const apart = tf.reshape(x, [images * height, 1, width, 1, channels]);
    const repeated = tf.mul(apart, tf.ones([1, rows, 1, columns, 1]));
    return tf.reshape(repeated, [images, height * rows, width * columns, channels]);
  },
  respond({ size: [rows, columns] }, input, { channels }) {
    const [height, width] = [input.height * rows, input.width * columns];
    const data = new Float64Array(height * width * input.channels);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = (Math.floor(y / rows) * input.width + Math.floor(x / columns)) * input.channels;
        data.set(input.data.subarray(from, from + input.channels), (y * width + x) * input.channels);
      }
    }
    return pickChannels({ ...input, height, width, data }, channels);
  },
  describe: ({ size }) => [`repeat ${sides(size)}`],
});
