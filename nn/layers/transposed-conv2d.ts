import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activateVolume, type Activation } from '../activations.ts';
import { pickChannels } from '../volume.ts';
import { defineLayer, nameOf } from './kind.ts';
import { describeWindows, pair, sides, type Padding, type Pair, type Size } from './windows.ts';

export interface TransposedConv2dSettings {
  readonly name?: string;
  readonly filters: number;
  readonly kernel: Size;
  readonly strides?: Size;
  readonly padding?: Padding;
  readonly activation?: Activation;
  readonly useBias?: boolean;
}

export interface TransposedConv2d {
  readonly type: 'transposedConv2d';
  readonly name: string;
  readonly filters: number;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly useBias: boolean;
}

/**
 * What the gradient of a convolution does: each value of the input adds a multiple of the filters to a window of the output. With
 * `same`, the output is `strides` times as large as the input; with `valid`, all windows lie inside: size·stride +
 * max(kernel - stride, 0), as in Keras. Kernel `[height, width, filters, channelsIn]`, bias `[filters]`. Computed in float32 whatever
 * the precision of the training.
 */
export const transposedConv2d = defineLayer({
  type: 'transposedConv2d',
  prefix: 'transposed',
  kernels: true,
  schema: {
    description: 'Convolution in the other direction: makes an image larger with learnt filters',
    type: 'object',
    additionalProperties: false,
    required: ['filters', 'kernel'],
    properties: {
      name: { $ref: '#/$defs/name' },
      filters: { description: 'Channels of the output', type: 'integer', minimum: 1, maximum: 65536 },
      kernel: { $ref: '#/$defs/size', description: 'Height and width of a filter' },
      strides: { $ref: '#/$defs/size', description: 'Step of the output from one window to the next', default: 1 },
      padding: {
        description: 'valid: the output contains all windows. same: it is strides times as large as the input',
        enum: ['valid', 'same'],
        default: 'valid',
      },
      activation: { $ref: '#/$defs/activation', default: 'linear' },
      useBias: { $ref: '#/$defs/useBias', default: true },
    },
  },
  resolve(settings: TransposedConv2dSettings, name): TransposedConv2d {
    const { filters, kernel, strides = 1, padding = 'valid', activation = 'linear', useBias = true } = settings;
    const size = { kernel: pair(kernel), strides: pair(strides) };
    return { type: 'transposedConv2d', name, filters, ...size, padding, activation, useBias };
  },
  infer(layer, input) {
    const [height, width, channels] = input;
    if (height === undefined || width === undefined || channels === undefined)
      return { at: [], message: `${nameOf(layer)} needs an image, found ${input.join('x')}: put it before 'flatten'` };
    const { kernel, filters, useBias } = layer;
    const taps = kernel[0] * kernel[1];
    return {
      shape: [...outputSize(layer, [height, width]), filters],
      macs: height * width * taps * channels * filters,
      weights: [
        {
          part: 'kernel',
          shape: [...kernel, filters, channels],
          fan: { in: taps * filters, out: taps * channels },
        },
        ...(useBias ? [{ part: 'bias', shape: [filters] }] : []),
      ],
    };
  },
  apply(layer, x, { backend: { tf, layers }, weight }) {
    const { strides, padding, filters, useBias } = layer;
    const [images = 0, height = 0, width = 0] = x.shape;
    const shape: [number, number, number, number] = [images, ...outputSize(layer, [height, width]), filters];
    const y = tf.conv2dTranspose(x as Tensor4D, weight('kernel') as Tensor4D, shape, [...strides], padding);
    return useBias ? layers.addBias(y, weight('bias')) : y;
  },
  respond(layer, input, { weight, channels }) {
    const { kernel, strides, filters, useBias, activation } = layer;
    const weights = weight('kernel', [...kernel, filters, input.channels]);
    const bias = useBias ? weight('bias', [filters]) : undefined;
    const [height, width] = outputSize(layer, [input.height, input.width]);
    const before = [0, 1].map((axis) => beforeOf(layer, axis as 0 | 1));
    const data = Float64Array.from({ length: height * width * filters }, (_, at) => bias?.[at % filters] ?? 0);
    for (let place = 0; place < input.height * input.width; place++) {
      const top = Math.floor(place / input.width) * strides[0] - (before[0] ?? 0);
      const left = (place % input.width) * strides[1] - (before[1] ?? 0);
      for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
        const [y, x] = [top + Math.floor(tap / kernel[1]), left + (tap % kernel[1])];
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        for (let filter = 0; filter < filters; filter++) {
          for (let channel = 0; channel < input.channels; channel++) {
            const weight = weights[(tap * filters + filter) * input.channels + channel] ?? 0;
            const at = (y * width + x) * filters + filter;
            data[at] = (data[at] ?? 0) + weight * (input.data[place * input.channels + channel] ?? 0);
          }
        }
      }
    }
    return pickChannels(activateVolume({ height, width, channels: filters, data }, activation), channels);
  },
  activation: (layer) => layer.activation,
  describe: (layer) => [`transposed ${sides(layer.kernel)}`, ...describeWindows(layer, [1, 1])],
});

type Windowing = Pick<TransposedConv2d, 'kernel' | 'strides' | 'padding'>;

function outputSize({ kernel, strides, padding }: Windowing, size: Pair): Pair {
  const along = (axis: 0 | 1): number => {
    const more = padding === 'same' ? 0 : Math.max(kernel[axis] - strides[axis], 0);
    return size[axis] * strides[axis] + more;
  };
  return [along(0), along(1)];
}

/** How far the first window reaches beyond the output's edge. */
function beforeOf({ kernel, strides, padding }: Windowing, axis: 0 | 1): number {
  return padding === 'same' ? Math.floor(Math.max(kernel[axis] - strides[axis], 0) / 2) : 0;
}
