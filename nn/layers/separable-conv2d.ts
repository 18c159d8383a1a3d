import { activateVolume, type Activation } from '../activations.ts';
import { pickChannels } from '../volume.ts';
import { convolve } from './conv2d.ts';
import { convolveApart, DEPTHWISE_PROPERTIES, type DepthwiseConv2dSettings } from './depthwise-conv2d.ts';
import { defineLayer } from './kind.ts';
import { describeWindows, pair, sides, slide, type Padding, type Pair } from './windows.ts';

export interface SeparableConv2dSettings extends DepthwiseConv2dSettings {
  readonly filters: number;
}

export interface SeparableConv2d {
  readonly type: 'separableConv2d';
  readonly name: string;
  readonly filters: number;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly multiplier: number;
  readonly activation: Activation;
  readonly useBias: boolean;
}

/** How a convolution of 1 x 1 moves. */
const POINTWISE = { kernel: [1, 1], strides: [1, 1], padding: 'valid' } as const;

/**
 * A depthwise convolution, then one of 1 x 1 over its channels (Chollet 2017; as in Keras). Weights `depthwise`
 * `[height, width, channels, multiplier]`, `pointwise` `[1, 1, channels * multiplier, filters]`, and `bias` `[filters]`.
 */
export const separableConv2d = defineLayer({
  type: 'separableConv2d',
  prefix: 'separable',
  kernels: true,
  schema: {
    description: 'Convolution of each channel on its own, then sums of the results with learnt weights',
    type: 'object',
    additionalProperties: false,
    required: ['filters', 'kernel'],
    properties: {
      name: { $ref: '#/$defs/name' },
      filters: { description: 'Channels of the output', type: 'integer', minimum: 1, maximum: 65536 },
      ...DEPTHWISE_PROPERTIES,
      activation: { $ref: '#/$defs/activation', default: 'linear' },
      useBias: { $ref: '#/$defs/useBias', default: true },
    },
  },
  resolve(settings: SeparableConv2dSettings, name): SeparableConv2d {
    const { filters, kernel, strides = 1, padding = 'valid', multiplier = 1 } = settings;
    const { activation = 'linear', useBias = true } = settings;
    const size = { kernel: pair(kernel), strides: pair(strides) };
    return { type: 'separableConv2d', name, filters, ...size, padding, multiplier, activation, useBias };
  },
  infer(layer, input) {
    const { kernel, filters, multiplier, useBias } = layer;
    const slid = slide(layer, input, { window: kernel, what: 'kernel', at: ['kernel'] });
    if ('message' in slid) return slid;
    const [height, width] = slid.output;
    const taps = kernel[0] * kernel[1];
    const between = slid.channels * multiplier;
    return {
      shape: [height, width, filters],
      macs: height * width * between * (taps + filters),
      weights: [
        {
          part: 'depthwise',
          shape: [...kernel, slid.channels, multiplier],
          fan: { in: taps * slid.channels, out: taps * multiplier },
        },
        { part: 'pointwise', shape: [1, 1, between, filters], fan: { in: between, out: filters } },
        ...(useBias ? [{ part: 'bias', shape: [filters] }] : []),
      ],
    };
  },
  apply({ strides: [stride], padding, useBias, activation }, x, { backend: { layers }, weight, precision }) {
    const apart = layers.depthwiseConv2d(x, weight('depthwise'), { stride, padding });
    const bias = useBias ? { bias: weight('bias') } : {};
    return layers.conv2d(apart, weight('pointwise'), {
      strides: [1, 1],
      padding: 'valid',
      precision,
      ...bias,
      relu: activation === 'relu',
    });
  },
  activates: ({ activation }) => activation === 'relu',
  *respond(layer, input, { weight, channels }) {
    const { kernel, multiplier, filters, useBias, activation } = layer;
    const depthwise = weight('depthwise', [...kernel, input.channels, multiplier]);
    const apart = convolveApart(layer, input, { weights: depthwise, bias: undefined });
    const weights = weight('pointwise', [1, 1, apart.channels, filters]);
    const bias = useBias ? weight('bias', [filters]) : undefined;
    const sums = yield* convolve({ ...POINTWISE, filters }, apart, { weights, bias, channels: undefined });
    return pickChannels(activateVolume(sums, activation), channels);
  },
  activation: (layer) => layer.activation,
  describe: (layer) => [`separable ${sides(layer.kernel)}`, ...describeWindows(layer, [1, 1])],
});
