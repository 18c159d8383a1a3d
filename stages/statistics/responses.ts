import { StageFailure } from '../../engine/core/failure.ts';
import type { Activation, Layer, Model, Padding, Pair } from '../../nn/model.ts';
import { tensorAt } from '../formats/safetensors.ts';
import type { TensorFile } from '../formats/safetensors.ts';
import type { Slices } from '../../engine/core/slices.ts';

// The forward pass of one image in plain loops: enough to draw a few feature maps, and a picture stays free of the numeric
// backend. In float64, while training computes in float32: maps agree to about 1e-6 of their largest value.

/** What leaky ReLU multiplies negative values with, as in nn/layers.ts. */
const LEAKY_SLOPE = 0.01;

/** One value of the network for one image: `data` is `[height, width, channels]`. A flat value is `[1, 1, values]`. */
export interface Volume {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float64Array;
}

/**
 * The output of the layer named `layer`, after its activation, for one image in evaluation mode. Of that layer only the
 * channels in `channels` are computed, in this order; left out, all.
 *
 * @param options.weights a `model` artifact; `<snapshot>/<layer>.kernel` and `.bias` are read
 * @param options.image values as the network was trained on
 * @throws StageFailure if there is no such layer, or the weights do not fit the model
 */
export function* layerOutput(
  model: Model,
  options: {
    readonly weights: TensorFile;
    readonly snapshot: 'initial' | 'final';
    readonly image: Volume;
    readonly layer: string;
    readonly channels: readonly number[] | undefined;
  },
): Slices<Volume> {
  let volume = options.image;
  for (const layer of model.layers) {
    const last = layer.name === options.layer;
    volume = yield* applyLayer(layer, { ...options, volume, channels: last ? options.channels : undefined });
    if (last) return volume;
  }
  const names = model.layers.map(({ name }) => `"${name}"`).join(', ');
  throw new StageFailure(`Cannot find layer "${options.layer}" in the model: it has ${names}`);
}

interface Step {
  readonly weights: TensorFile;
  readonly snapshot: string;
  readonly volume: Volume;
  /** Output channels to compute; all when left out. */
  readonly channels: readonly number[] | undefined;
}

function* applyLayer(layer: Layer, { volume, weights, snapshot, channels }: Step): Slices<Volume> {
  const numbers = (part: 'kernel' | 'bias', shape: readonly number[]): Float32Array => {
    const name = `${snapshot}/${layer.name}.${part}`;
    const tensor = tensorAt(weights, name, 'F32');
    if (String(tensor.shape) !== String(shape)) {
      const [expected, found] = [shape.join(', '), tensor.shape.join(', ')];
      throw new StageFailure(`Weights "${name}" do not fit the model: expected [${expected}], found [${found}]`);
    }
    return tensor.data;
  };
  switch (layer.type) {
    case 'conv2d': {
      const kernel = numbers('kernel', [...layer.kernel, volume.channels, layer.filters]);
      const bias = layer.useBias ? numbers('bias', [layer.filters]) : undefined;
      return yield* weighted(volume, { ...layer, weights: kernel, bias, channels });
    }
    case 'dense': {
      const flat: Volume = { height: 1, width: 1, channels: volume.data.length, data: volume.data };
      const kernel = numbers('kernel', [flat.channels, layer.units]);
      const bias = layer.useBias ? numbers('bias', [layer.units]) : undefined;
      const whole = { kernel: [1, 1], strides: [1, 1], padding: 'valid', filters: layer.units } as const;
      return yield* weighted(flat, { ...whole, activation: layer.activation, weights: kernel, bias, channels });
    }
    case 'maxPool2d':
      return picked(yield* pool(volume, { ...layer, combine: (values) => Math.max(...values) }), channels);
    case 'avgPool2d':
      return picked(yield* pool(volume, { ...layer, combine: mean }), channels);
    case 'flatten':
      return picked({ height: 1, width: 1, channels: volume.data.length, data: volume.data }, channels);
    case 'dropout':
      return picked(volume, channels);
    case 'activation':
      return picked(activate(volume, layer.kind), channels);
  }
}

/** Where windows lie along one axis: `count` of them, the first one `before` places before the image's edge. */
export function windows(
  size: number,
  options: { readonly window: number; readonly stride: number; readonly padding: Padding },
): { readonly count: number; readonly before: number } {
  const { window, stride, padding } = options;
  if (padding === 'valid') return { count: Math.floor((size - window) / stride) + 1, before: 0 };
  // TensorFlow's rule: of an odd number of padded places the one more comes at the end.
  const count = Math.ceil(size / stride);
  return { count, before: Math.floor(Math.max((count - 1) * stride + window - size, 0) / 2) };
}

interface Convolution {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly filters: number;
  /** `[height, width, channelsIn, filters]` */
  readonly weights: Float32Array;
  readonly bias: Float32Array | undefined;
  readonly channels: readonly number[] | undefined;
}

function* weighted(input: Volume, settings: Convolution & { readonly activation: Activation }): Slices<Volume> {
  const { activation, channels } = settings;
  if (activation !== 'softmax') return activate(yield* convolve(input, settings), activation);
  // Softmax relates each channel to all others.
  return picked(activate(yield* convolve(input, { ...settings, channels: undefined }), activation), channels);
}

function* convolve(input: Volume, settings: Convolution): Slices<Volume> {
  const { kernel, strides, padding, filters } = settings;
  const wanted = settings.channels ?? Array.from({ length: filters }, (_, filter) => filter);
  const rows = windows(input.height, { window: kernel[0], stride: strides[0], padding });
  const columns = windows(input.width, { window: kernel[1], stride: strides[1], padding });
  const data = new Float64Array(rows.count * columns.count * wanted.length);
  for (let row = 0; row < rows.count; row++) {
    const top = row * strides[0] - rows.before;
    for (let column = 0; column < columns.count; column++) {
      const left = column * strides[1] - columns.before;
      const at = (row * columns.count + column) * wanted.length;
      for (const [index, filter] of wanted.entries()) {
        data[at + index] = weightedSum(input, settings, { top, left, filter });
      }
    }
    yield;
  }
  return { height: rows.count, width: columns.count, channels: wanted.length, data };
}

function weightedSum(
  input: Volume,
  { kernel, filters, weights, bias }: Convolution,
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

interface Pooling {
  readonly size: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly combine: (values: readonly number[]) => number;
}

/** Places outside the image do not count: neither for the largest value nor for the mean, as in TensorFlow. */
function* pool(input: Volume, settings: Pooling): Slices<Volume> {
  const { size, strides, padding } = settings;
  const rows = windows(input.height, { window: size[0], stride: strides[0], padding });
  const columns = windows(input.width, { window: size[1], stride: strides[1], padding });
  const data = new Float64Array(rows.count * columns.count * input.channels);
  for (let row = 0; row < rows.count; row++) {
    const top = row * strides[0] - rows.before;
    for (let column = 0; column < columns.count; column++) {
      const left = column * strides[1] - columns.before;
      data.set(pooled(input, settings, { top, left }), (row * columns.count + column) * input.channels);
    }
    yield;
  }
  return { height: rows.count, width: columns.count, channels: input.channels, data };
}

/** Of each channel. */
function pooled(
  input: Volume,
  { size, combine }: Pooling,
  { top, left }: { readonly top: number; readonly left: number },
): Float64Array {
  const found = new Float64Array(input.channels);
  for (let channel = 0; channel < input.channels; channel++) {
    const values: number[] = [];
    for (let y = Math.max(top, 0); y < Math.min(top + size[0], input.height); y++) {
      for (let x = Math.max(left, 0); x < Math.min(left + size[1], input.width); x++) {
        values.push(input.data[(y * input.width + x) * input.channels + channel] ?? 0);
      }
    }
    found[channel] = combine(values);
  }
  return found;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function picked(volume: Volume, channels: readonly number[] | undefined): Volume {
  if (channels === undefined) return volume;
  const places = volume.height * volume.width;
  const data = new Float64Array(places * channels.length);
  for (let place = 0; place < places; place++) {
    for (const [index, channel] of channels.entries()) {
      data[place * channels.length + index] = volume.data[place * volume.channels + channel] ?? 0;
    }
  }
  return { ...volume, channels: channels.length, data };
}

/** Softmax is over the channels. */
export function activate(volume: Volume, activation: Activation): Volume {
  const { data, channels } = volume;
  switch (activation) {
    case 'linear':
      return volume;
    case 'relu':
      return { ...volume, data: data.map((value) => Math.max(value, 0)) };
    case 'leakyRelu':
      return { ...volume, data: data.map((value) => (value < 0 ? LEAKY_SLOPE * value : value)) };
    case 'tanh':
      return { ...volume, data: data.map((value) => Math.tanh(value)) };
    case 'sigmoid':
      return { ...volume, data: data.map((value) => 1 / (1 + Math.exp(-value))) };
    case 'softmax': {
      const result = new Float64Array(data.length);
      for (let at = 0; at < data.length; at += channels) {
        const values = data.subarray(at, at + channels);
        const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
        const powers = values.map((value) => Math.exp(value - most));
        const sum = powers.reduce((a, b) => a + b, 0);
        result.set(
          powers.map((power) => power / sum),
          at,
        );
      }
      return { ...volume, data: result };
    }
  }
}
