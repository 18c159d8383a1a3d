import { LEAKY_SLOPE } from '../../../nn/activations.ts';
import type { HostTensor } from '../../../nn/initializers.ts';
import type { Layer } from '../../../nn/layers/index.ts';
import { windows, type Padding, type Pair } from '../../../nn/layers/windows.ts';
import type { NetworkLayer } from './network.ts';

/** A whole number, a fraction, or a list of whole numbers. */
export type Attribute = number | readonly number[];

export interface Node {
  /** The operator, as docs/Operators.md of ONNX lists it. */
  readonly type: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Whether its output has no axes of an image any more. */
  readonly flattens?: boolean;
}

/** The order of the axes of images: `[batch, height, width, channels]`, `[batch, channels, height, width]`, or either. */
export type Layout = 'channelsLast' | 'channelsFirst' | 'any';

/** A layer as one node. */
interface Written {
  readonly node: Node;
  /** What the node takes. */
  readonly layout: Layout;
  /** What the node takes beside the value, in this order. */
  readonly weights?: Readonly<Record<string, HostTensor>>;
}

type Placed = Pick<NetworkLayer, 'input' | 'weights'>;
type LayerOf<T extends Layer['type']> = Extract<Layer, { readonly type: T }>;

/** By type of layer; undefined for one that computes nothing. Its activation comes after it. */
export const NODES: Readonly<Record<string, (layer: Layer, placed: Placed) => Written | undefined>> = {
  activation: () => undefined,
  avgPool2d: pooling('AveragePool', { count_include_pad: 0 }),
  conv2d: (layer, { input, weights }) => {
    const { kernel, strides, padding } = layer as LayerOf<'conv2d'>;
    return {
      node: { type: 'Conv', attributes: { ...windowing({ window: kernel, strides, padding }, input), group: 1 } },
      layout: 'channelsFirst',
      weights: { ...weights, kernel: filtersFirst(weights['kernel'] as HostTensor) },
    };
  },
  dense: (_, { weights }) => ({
    node: { type: weights['bias'] === undefined ? 'MatMul' : 'Gemm' },
    layout: 'any',
    weights,
  }),
  dropout: () => undefined,
  flatten: () => ({ node: { type: 'Flatten', attributes: { axis: 1 }, flattens: true }, layout: 'channelsLast' }),
  maxPool2d: pooling('MaxPool', {}),
};

/** Operators by activation; undefined for one that changes nothing. */
const ACTIVATION_NODES: Readonly<Record<string, (channelAxis: number) => Node | undefined>> = {
  linear: () => undefined,
  relu: () => ({ type: 'Relu' }),
  leakyRelu: () => ({ type: 'LeakyRelu', attributes: { alpha: LEAKY_SLOPE } }),
  tanh: () => ({ type: 'Tanh' }),
  sigmoid: () => ({ type: 'Sigmoid' }),
  softmax: (axis) => ({ type: 'Softmax', attributes: { axis } }),
};

export const ONNX_ACTIVATIONS = Object.keys(ACTIVATION_NODES);

export function activationNode(activation: string, channelAxis: number): Node | undefined {
  return ACTIVATION_NODES[activation]?.(channelAxis);
}

function pooling(type: string, more: Node['attributes']): (layer: Layer, placed: Placed) => Written {
  return (layer, { input }) => {
    const { size, strides, padding } = layer as LayerOf<'maxPool2d'>;
    const attributes = { ...windowing({ window: size, strides, padding }, input), ...more };
    return { node: { type, attributes }, layout: 'channelsFirst' };
  };
}

/** Says of windows over an image how far they reach beyond its edges: ONNX wants numbers, not a rule. */
function windowing(
  { window, strides, padding }: { readonly window: Pair; readonly strides: Pair; readonly padding: Padding },
  image: readonly number[],
): Readonly<Record<string, readonly number[]>> {
  const [vertical, horizontal] = [0, 1].map((axis) => {
    const [size = 0, length = 0, stride = 1] = [image[axis], window[axis], strides[axis]];
    const { count, before } = windows(size, { window: length, stride, padding });
    return { before, after: Math.max((count - 1) * stride + length - size - before, 0) };
  });
  const pads = [vertical?.before ?? 0, horizontal?.before ?? 0, vertical?.after ?? 0, horizontal?.after ?? 0];
  return { kernel_shape: window, strides, pads };
}

/** `[height, width, channels, filters]` to `[filters, channels, height, width]`. */
function filtersFirst({ shape, data }: HostTensor): HostTensor {
  const [height = 0, width = 0, channels = 0, filters = 0] = shape;
  const turned = new Float32Array(data.length);
  let from = 0;
  for (let place = 0; place < height * width; place += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let filter = 0; filter < filters; filter += 1)
        turned[(filter * channels + channel) * height * width + place] = data[from++] ?? 0;
    }
  }
  return { shape: [filters, channels, height, width], data: turned };
}
