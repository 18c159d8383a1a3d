import type { Layer } from '../../nn/layers/index.ts';
import type { Model } from '../../nn/model.ts';

// The forward pass once more, as plain loops in float64: the oracle for the one in nn/layers/ and, through finite
// differences, for its gradients. Slow, and written without looking at tensors.

/** Row-major float64 array. */
export interface Naive {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The layers that this oracle knows; the others are held against `respond` and against Keras. */
type Plain = Extract<
  Layer,
  { type: 'conv2d' | 'dense' | 'maxPool2d' | 'avgPool2d' | 'flatten' | 'dropout' | 'activation' }
>;
type Weights = Readonly<Record<string, Naive>>;
type Image = readonly [images: number, height: number, width: number, channels: number];

/** The logits `[images, ...]`: a softmax at the very end is left out. Dropout does nothing. */
export function naiveForward(model: Model, weights: Weights, x: Naive): Naive {
  let value = x;
  for (const [index, layer] of model.layers.entries()) {
    value = naiveLayer(layer as Plain, weights, value, index === model.layers.length - 1);
  }
  return value;
}

function naiveLayer(layer: Plain, weights: Weights, x: Naive, last: boolean): Naive {
  switch (layer.type) {
    case 'conv2d':
      return activated(conv(layer, weights, x), layer.activation, last);
    case 'dense':
      return activated(dense(layer, weights, x), layer.activation, last);
    case 'maxPool2d':
    case 'avgPool2d':
      return pool(layer, x);
    case 'flatten':
      return { shape: [x.shape[0] ?? 0, x.data.length / (x.shape[0] ?? 1)], data: x.data };
    case 'dropout':
      return x;
    case 'activation':
      return activated(x, layer.kind, last);
  }
}

/** Output size and padding before, along one axis. */
function place(size: number, window: number, stride: number, padding: 'valid' | 'same'): [out: number, before: number] {
  if (padding === 'valid') return [Math.floor((size - window) / stride) + 1, 0];
  const out = Math.ceil(size / stride);
  return [out, Math.floor(Math.max((out - 1) * stride + window - size, 0) / 2)];
}

function conv(layer: Extract<Layer, { type: 'conv2d' }>, weights: Weights, x: Naive): Naive {
  const [images, height, width, channels] = x.shape as unknown as Image;
  const [kh, kw] = layer.kernel;
  const [outHeight, top] = place(height, kh, layer.strides[0], layer.padding);
  const [outWidth, left] = place(width, kw, layer.strides[1], layer.padding);
  const kernel = at(weights, `${layer.name}.kernel`).data;
  const bias = layer.useBias ? at(weights, `${layer.name}.bias`).data : undefined;
  const out = new Float64Array(images * outHeight * outWidth * layer.filters);
  let place0 = 0;
  for (let n = 0; n < images; n += 1)
    for (let i = 0; i < outHeight; i += 1)
      for (let j = 0; j < outWidth; j += 1)
        for (let f = 0; f < layer.filters; f += 1) {
          let sum = bias?.[f] ?? 0;
          for (let a = 0; a < kh; a += 1)
            for (let b = 0; b < kw; b += 1)
              for (let c = 0; c < channels; c += 1) {
                const y = i * layer.strides[0] + a - top;
                const z = j * layer.strides[1] + b - left;
                if (y < 0 || y >= height || z < 0 || z >= width) continue;
                const pixel = x.data[((n * height + y) * width + z) * channels + c] ?? Number.NaN;
                sum += pixel * (kernel[((a * kw + b) * channels + c) * layer.filters + f] ?? Number.NaN);
              }
          out[place0] = sum;
          place0 += 1;
        }
  return { shape: [images, outHeight, outWidth, layer.filters], data: out };
}

function pool(layer: Extract<Layer, { type: 'maxPool2d' | 'avgPool2d' }>, x: Naive): Naive {
  const [images, height, width, channels] = x.shape as unknown as Image;
  const [outHeight, top] = place(height, layer.size[0], layer.strides[0], layer.padding);
  const [outWidth, left] = place(width, layer.size[1], layer.strides[1], layer.padding);
  const out = new Float64Array(images * outHeight * outWidth * channels);
  let place0 = 0;
  for (let n = 0; n < images; n += 1)
    for (let i = 0; i < outHeight; i += 1)
      for (let j = 0; j < outWidth; j += 1)
        for (let c = 0; c < channels; c += 1) {
          const seen: number[] = [];
          for (let a = 0; a < layer.size[0]; a += 1)
            for (let b = 0; b < layer.size[1]; b += 1) {
              const y = i * layer.strides[0] + a - top;
              const z = j * layer.strides[1] + b - left;
              if (y < 0 || y >= height || z < 0 || z >= width) continue;
              seen.push(x.data[((n * height + y) * width + z) * channels + c] ?? Number.NaN);
            }
          out[place0] =
            layer.type === 'maxPool2d' ? Math.max(...seen) : seen.reduce((sum, value) => sum + value, 0) / seen.length;
          place0 += 1;
        }
  return { shape: [images, outHeight, outWidth, channels], data: out };
}

function dense(layer: Extract<Layer, { type: 'dense' }>, weights: Weights, x: Naive): Naive {
  const [images = 0, inputs = 0] = x.shape;
  const kernel = at(weights, `${layer.name}.kernel`).data;
  const bias = layer.useBias ? at(weights, `${layer.name}.bias`).data : undefined;
  const out = new Float64Array(images * layer.units);
  for (let n = 0; n < images; n += 1)
    for (let u = 0; u < layer.units; u += 1) {
      let sum = bias?.[u] ?? 0;
      for (let k = 0; k < inputs; k += 1)
        sum += (x.data[n * inputs + k] ?? Number.NaN) * (kernel[k * layer.units + u] ?? Number.NaN);
      out[n * layer.units + u] = sum;
    }
  return { shape: [images, layer.units], data: out };
}

function activated({ shape, data }: Naive, kind: string, last: boolean): Naive {
  const elementwise: Record<string, (value: number) => number> = {
    linear: (value) => value,
    relu: (value) => Math.max(value, 0),
    leakyRelu: (value) => (value > 0 ? value : 0.01 * value),
    tanh: Math.tanh,
    sigmoid: (value) => 1 / (1 + Math.exp(-value)),
    elu: (value) => (value > 0 ? value : Math.exp(value) - 1),
    selu: (value) => 1.05070098735548 * (value > 0 ? value : 1.67326324235437 * (Math.exp(value) - 1)),
    gelu: (value) => value * normalDistribution(value),
    swish: (value) => value / (1 + Math.exp(-value)),
    mish: (value) => value * Math.tanh(Math.log(1 + Math.exp(value))),
    hardSwish: (value) => (value <= -3 ? 0 : value >= 3 ? value : (value * (value + 3)) / 6),
  };
  const of = elementwise[kind];
  if (of !== undefined) return { shape, data: data.map(of) };
  if (kind !== 'softmax') throw new Error(`no oracle for ${kind}`);
  if (last) return { shape, data };
  const width = shape.at(-1) ?? 1;
  const out = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += width) {
    const row = data.slice(start, start + width).map(Math.exp);
    const sum = row.reduce((total, value) => total + value, 0);
    out.set(
      row.map((value) => value / sum),
      start,
    );
  }
  return { shape, data: out };
}

/** By Simpson's rule over the density. */
function normalDistribution(x: number): number {
  const steps = 200;
  const width = x / steps;
  const density = (at: number): number => Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let step = 1; step < steps; step += 1) sum += (step % 2 === 1 ? 4 : 2) * density(step * width);
  return 0.5 + (sum * width) / 3;
}

function at(weights: Weights, name: string): Naive {
  const weight = weights[name];
  if (weight === undefined) throw new Error(`no weight ${name}`);
  return weight;
}

/** The gradient of `f` by central differences in float64. */
export function numericGradient(f: (values: Float64Array) => number, values: Float64Array): Float64Array {
  const epsilon = 1e-6;
  return values.map((value, index) => {
    const moved = (by: number): number => f(values.with(index, value + by));
    return (moved(epsilon) - moved(-epsilon)) / (2 * epsilon);
  });
}
