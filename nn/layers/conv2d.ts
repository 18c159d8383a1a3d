import type { Activation } from '../activations.ts';
import { activateVolume } from '../activations.ts';
import type { ConvolutionOptions } from '../backends/backend.ts';
import { pickChannels, type Slices, type Volume } from '../volume.ts';
import { defineLayer, type LayerContext } from './kind.ts';
import { halves } from './max-pool2d.ts';
import { describeWindows, pair, sides, slide, windows, type Padding, type Pair, type Size } from './windows.ts';

export interface Conv2dSettings {
  readonly name?: string;
  readonly filters: number;
  readonly kernel: Size;
  readonly strides?: Size;
  readonly padding?: Padding;
  readonly activation?: Activation;
  readonly useBias?: boolean;
}

export interface Conv2d {
  readonly type: 'conv2d';
  readonly name: string;
  readonly filters: number;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly useBias: boolean;
}

/** Kernel `[height, width, channelsIn, filters]`, bias `[filters]`. */
export const conv2d = defineLayer({
  type: 'conv2d',
  prefix: 'conv',
  kernels: true,
  schema: {
    description: 'Convolution over height and width',
    type: 'object',
    additionalProperties: false,
    required: ['filters', 'kernel'],
    properties: {
      name: { $ref: '#/$defs/name' },
      filters: {
        description: 'Number of filters: the channels of the output',
        type: 'integer',
        minimum: 1,
        maximum: 65536,
      },
      kernel: { $ref: '#/$defs/size', description: 'Height and width of a filter' },
      strides: { $ref: '#/$defs/size', description: 'Step from one position to the next', default: 1 },
      padding: { $ref: '#/$defs/padding', default: 'valid' },
      activation: { $ref: '#/$defs/activation', default: 'linear' },
      useBias: { $ref: '#/$defs/useBias', default: true },
    },
  },
  resolve(settings: Conv2dSettings, name): Conv2d {
    const { filters, kernel, strides = 1, padding = 'valid', activation = 'linear', useBias = true } = settings;
    return {
      type: 'conv2d',
      name,
      filters,
      kernel: pair(kernel),
      strides: pair(strides),
      padding,
      activation,
      useBias,
    };
  },
  infer(layer, input) {
    const { kernel, filters, useBias } = layer;
    const slid = slide(layer, input, { window: kernel, what: 'kernel', at: ['kernel'] });
    if ('message' in slid) return slid;
    const [height, width] = slid.output;
    const taps = kernel[0] * kernel[1];
    return {
      shape: [height, width, filters],
      macs: height * width * taps * slid.channels * filters,
      weights: [
        {
          part: 'kernel',
          shape: [...kernel, slid.channels, filters],
          fan: { in: taps * slid.channels, out: taps * filters },
        },
        ...(useBias ? [{ part: 'bias', shape: [filters] }] : []),
      ],
    };
  },
  apply: (layer, x, context) => context.backend.layers.conv2d(x, context.weight('kernel'), optionsOf(layer, context)),
  applyWithNext(layer, next, x, context) {
    const { activation } = layer;
    if (context.dropoutKey === undefined || !halves(next) || (activation !== 'relu' && activation !== 'linear'))
      return undefined;
    return context.backend.layers.conv2dMaxPool?.(x, context.weight('kernel'), optionsOf(layer, context));
  },
  activates: ({ activation }) => activation === 'relu',
  *respond(layer, input, { weight, channels }) {
    const { kernel, filters, useBias, activation } = layer;
    const weights = weight('kernel', [...kernel, input.channels, filters]);
    const bias = useBias ? weight('bias', [filters]) : undefined;
    // Softmax relates each channel to all others.
    if (activation !== 'softmax')
      return activateVolume(yield* convolve(layer, input, { weights, bias, channels }), activation);
    return pickChannels(
      activateVolume(yield* convolve(layer, input, { weights, bias, channels: undefined }), activation),
      channels,
    );
  },
  activation: (layer) => layer.activation,
  filters: ({ filters: count, kernel, strides, padding }) => ({ count, kernel, strides, padding }),
  describe: (layer) => [`conv ${sides(layer.kernel)}`, ...describeWindows(layer, [1, 1])],
});

function optionsOf(
  { strides, padding, useBias, activation }: Conv2d,
  { weight, precision }: LayerContext,
): ConvolutionOptions {
  const bias = useBias ? { bias: weight('bias') } : {};
  return { strides, padding, precision, ...bias, relu: activation === 'relu' };
}

type Windowing = Pick<Conv2d, 'kernel' | 'strides' | 'padding' | 'filters'>;

/** What a convolution multiplies one image with: weights `[height, width, channelsIn, filters]`, bias `[filters]`. */
interface Weights {
  readonly weights: Float32Array;
  readonly bias: Float32Array | undefined;
  /** Which filters to compute, in this order; undefined: all. */
  readonly channels: readonly number[] | undefined;
}

/** The convolution of one image in plain loops; pauses after each row. */
export function* convolve(layer: Windowing, input: Volume, of: Weights): Slices<Volume> {
  const { kernel, strides, padding, filters } = layer;
  const wanted = of.channels ?? Array.from({ length: filters }, (_, filter) => filter);
  const rows = windows(input.height, { window: kernel[0], stride: strides[0], padding });
  const columns = windows(input.width, { window: kernel[1], stride: strides[1], padding });
  const data = new Float64Array(rows.count * columns.count * wanted.length);
  for (let row = 0; row < rows.count; row++) {
    const top = row * strides[0] - rows.before;
    for (let column = 0; column < columns.count; column++) {
      const left = column * strides[1] - columns.before;
      const at = (row * columns.count + column) * wanted.length;
      for (const [index, filter] of wanted.entries()) {
        data[at + index] = weightedSum(layer, input, of, { top, left, filter });
      }
    }
    yield;
  }
  return { height: rows.count, width: columns.count, channels: wanted.length, data };
}

function weightedSum(
  { kernel, filters }: Windowing,
  input: Volume,
  { weights, bias }: Weights,
  { top, left, filter }: { readonly top: number; readonly left: number; readonly filter: number },
): number {
  let sum = bias?.[filter] ?? 0;
  for (let y = Math.max(-top, 0); y < Math.min(kernel[0], input.height - top); y++) {
    for (let x = Math.max(-left, 0); x < Math.min(kernel[1], input.width - left); x++) {
      const pixel = ((top + y) * input.width + left + x) * input.channels;
      const weight = (y * kernel[1] + x) * input.channels;
      for (let channel = 0; channel < input.channels; channel++) {
        sum += (input.data[pixel + channel] ?? 0) * (weights[(weight + channel) * filters + filter] ?? 0);
      }
    }
  }
  return sum;
}
