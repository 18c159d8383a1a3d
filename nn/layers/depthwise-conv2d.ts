import { activateVolume, type Activation } from '../activations.ts';
import { pickChannels, type Volume } from '../volume.ts';
import { defineLayer } from './kind.ts';
import { describeWindows, pair, sides, slide, windows, type Padding, type Pair, type Size } from './windows.ts';

export interface DepthwiseConv2dSettings {
  readonly name?: string;
  readonly kernel: Size;
  readonly strides?: number;
  readonly padding?: Padding;
  readonly multiplier?: number;
  readonly activation?: Activation;
  readonly useBias?: boolean;
}

export interface DepthwiseConv2d {
  readonly type: 'depthwiseConv2d';
  readonly name: string;
  readonly kernel: Pair;
  /** One number for both directions: TensorFlow knows no other. */
  readonly strides: Pair;
  readonly padding: Padding;
  readonly multiplier: number;
  readonly activation: Activation;
  readonly useBias: boolean;
}

/** Settings of the depthwise part, which separableConv2d has, too. */
export const DEPTHWISE_PROPERTIES = {
  kernel: { $ref: '#/$defs/size', description: 'Height and width of a filter' },
  strides: {
    description: 'Step from one position to the next, in both directions',
    type: 'integer',
    minimum: 1,
    maximum: 65536,
    default: 1,
  },
  padding: { $ref: '#/$defs/padding', default: 'valid' },
  multiplier: { description: 'Filters of each channel', type: 'integer', minimum: 1, maximum: 65536, default: 1 },
} as const;

/** Kernel `[height, width, channels, multiplier]`, bias `[channels * multiplier]`: the outputs of the first channel come first. */
export const depthwiseConv2d = defineLayer({
  type: 'depthwiseConv2d',
  prefix: 'depthwise',
  kernels: true,
  schema: {
    description: 'Convolution of each channel on its own',
    type: 'object',
    additionalProperties: false,
    required: ['kernel'],
    properties: {
      name: { $ref: '#/$defs/name' },
      ...DEPTHWISE_PROPERTIES,
      activation: { $ref: '#/$defs/activation', default: 'linear' },
      useBias: { $ref: '#/$defs/useBias', default: true },
    },
  },
  resolve(settings: DepthwiseConv2dSettings, name): DepthwiseConv2d {
    const { kernel, strides = 1, padding = 'valid', multiplier = 1, activation = 'linear', useBias = true } = settings;
    const size = { kernel: pair(kernel), strides: pair(strides) };
    return { type: 'depthwiseConv2d', name, ...size, padding, multiplier, activation, useBias };
  },
  infer(layer, input) {
    const { kernel, multiplier, useBias } = layer;
    const slid = slide(layer, input, { window: kernel, what: 'kernel', at: ['kernel'] });
    if ('message' in slid) return slid;
    const [height, width] = slid.output;
    const taps = kernel[0] * kernel[1];
    const outputs = slid.channels * multiplier;
    return {
      shape: [height, width, outputs],
      macs: height * width * taps * outputs,
      weights: [
        {
          part: 'kernel',
          shape: [...kernel, slid.channels, multiplier],
          fan: { in: taps * slid.channels, out: taps * multiplier },
        },
        ...(useBias ? [{ part: 'bias', shape: [outputs] }] : []),
      ],
    };
  },
  apply({ strides: [stride], padding, useBias }, x, { backend: { layers }, weight }) {
    const y = layers.depthwiseConv2d(x, weight('kernel'), { stride, padding });
    return useBias ? layers.addBias(y, weight('bias')) : y;
  },
  respond(layer, input, { weight, channels }) {
    const { kernel, multiplier, useBias, activation } = layer;
    const bias = useBias ? weight('bias', [input.channels * multiplier]) : undefined;
    const y = convolveApart(layer, input, { weights: weight('kernel', [...kernel, input.channels, multiplier]), bias });
    return pickChannels(activateVolume(y, activation), channels);
  },
  activation: (layer) => layer.activation,
  describe: (layer) => [`depthwise ${sides(layer.kernel)}`, ...describeWindows(layer, [1, 1])],
});

/**
 * The convolution of each channel of one image, in plain loops.
 *
 * @param of.weights `[height, width, channels, multiplier]`
 * @param of.bias `[channels * multiplier]`
 */
export function convolveApart(
  { kernel, strides, padding, multiplier }: Pick<DepthwiseConv2d, 'kernel' | 'strides' | 'padding' | 'multiplier'>,
  input: Volume,
  { weights, bias }: { readonly weights: Float32Array; readonly bias: Float32Array | undefined },
): Volume {
  const rows = windows(input.height, { window: kernel[0], stride: strides[0], padding });
  const columns = windows(input.width, { window: kernel[1], stride: strides[1], padding });
  const channels = input.channels * multiplier;
  const sumAt = (row: number, column: number, output: number): number => {
    const [top, left] = [row * strides[0] - rows.before, column * strides[1] - columns.before];
    const channel = Math.floor(output / multiplier);
    let sum = bias?.[output] ?? 0;
    for (let y = Math.max(-top, 0); y < Math.min(kernel[0], input.height - top); y++) {
      for (let x = Math.max(-left, 0); x < Math.min(kernel[1], input.width - left); x++) {
        const pixel = input.data[((top + y) * input.width + left + x) * input.channels + channel] ?? 0;
        sum += pixel * (weights[(y * kernel[1] + x) * channels + output] ?? 0);
      }
    }
    return sum;
  };
  const data = Float64Array.from({ length: rows.count * columns.count * channels }, (_, at) => {
    const place = Math.floor(at / channels);
    return sumAt(Math.floor(place / columns.count), place % columns.count, at % channels);
  });
  return { height: rows.count, width: columns.count, channels, data };
}
