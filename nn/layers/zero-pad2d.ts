import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pickChannels } from '../volume.ts';
import { defineLayer, nameOf } from './kind.ts';

export interface ZeroPad2dSettings {
  readonly name?: string;
  readonly top?: number;
  readonly bottom?: number;
  readonly left?: number;
  readonly right?: number;
}

export interface ZeroPad2d {
  readonly type: 'zeroPad2d';
  readonly name: string;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const ROWS = { type: 'integer', minimum: 0, maximum: 65536, default: 1 } as const;

export const zeroPad2d = defineLayer({
  type: 'zeroPad2d',
  prefix: 'pad',
  schema: {
    description: 'Rows and columns of zeros around the image',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { $ref: '#/$defs/name' },
      top: { description: 'Rows above', ...ROWS },
      bottom: { description: 'Rows below', ...ROWS },
      left: { description: 'Columns on the left', ...ROWS },
      right: { description: 'Columns on the right', ...ROWS },
    },
  },
  resolve({ top = 1, bottom = 1, left = 1, right = 1 }: ZeroPad2dSettings, name): ZeroPad2d {
    return { type: 'zeroPad2d', name, top, bottom, left, right };
  },
  infer(layer, input) {
    const [height = 0, width = 0, channels] = input;
    if (channels === undefined)
      return { at: [], message: `${nameOf(layer)} needs an image, found ${input.join('x')}: put it before 'flatten'` };
    const { top, bottom, left, right } = layer;
    return { shape: [top + height + bottom, left + width + right, channels], macs: 0, weights: [] };
  },
  apply: ({ top, bottom, left, right }, x, { backend: { tf } }) =>
    tf.pad(x as Tensor4D, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]),
  respond({ top, bottom, left, right }, input, { channels }) {
    const [height, width] = [top + input.height + bottom, left + input.width + right];
    const data = new Float64Array(height * width * input.channels);
    const row = input.width * input.channels;
    for (let y = 0; y < input.height; y++)
      data.set(input.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * input.channels);
    return pickChannels({ ...input, height, width, data }, channels);
  },
  describe: ({ top, bottom, left, right }) => [
    new Set([top, bottom, left, right]).size === 1 ? `zeros ${top}` : `zeros ${top}, ${right}, ${bottom}, ${left}`,
  ],
});
