import type { Activation } from './activations.ts';
import type { HostTensor, HostTensors } from './initializers.ts';
import type { Layer } from './layers/index.ts';
import type { Conv2d } from './layers/conv2d.ts';
import type { Dense } from './layers/dense.ts';
import { activationOf } from './model.ts';
import type { Model } from './model.ts';
import { readersOf, wire } from './wiring.ts';

// Takes filters out of a layer: the network becomes smaller, nothing is masked. What a layer loses is one channel of its
// output, so the next layer with weights loses what it made of that channel.

/** A network: its layers, and their weights in the order of the layers. */
export interface Network {
  readonly model: Model;
  readonly weights: HostTensors;
}

/** A layer that can lose filters (units of a dense layer), and the layer that reads them. */
export interface Seam {
  readonly layer: Conv2d | Dense;
  readonly reader: Conv2d | Dense;
  readonly filters: number;
  /** Name of the layer whose output is what the reader sees of the filters, but for pools, dropout and flattening. */
  readonly outlet: string;
  /** What the sums of the layer go through before they are read, in order, but for pools and what does nothing. */
  readonly activations: readonly Activation[];
}

/** Layers that treat every channel alone, so that taking one away leaves the others as they are. */
const CHANNELWISE: ReadonlySet<string> = new Set([
  'maxPool2d',
  'avgPool2d',
  'globalMaxPool2d',
  'globalAvgPool2d',
  'zeroPad2d',
  'upSample2d',
  'dropout',
  'flatten',
  'activation',
]);
/** Layers that do so, too, and have weights for each channel: nothing takes these out yet. */
const WITH_OWN_WEIGHTS: ReadonlySet<string> = new Set(['batchNorm', 'depthwiseConv2d']);
/** f(s·x) = s·f(x) for every s > 0. */
const HOMOGENEOUS: ReadonlySet<Activation> = new Set(['linear', 'relu', 'leakyRelu']);

/** The seam after the layer named `name`, or why no filter can be taken out of it. */
export function seamOf(model: Model, name: string): Seam | { readonly message: string } {
  const { layers } = model;
  const index = layers.findIndex((layer) => layer.name === name);
  const layer = layers[index];
  const able = layers.filter(hasFilters).map((each) => each.name);
  if (layer === undefined) return { message: `Unknown layer "${name}": the layers with filters are ${quoted(able)}` };
  if (!hasFilters(layer)) {
    return {
      message: `Layer "${name}" is a ${layer.type} and has no filters: the layers with filters are ${quoted(able)}`,
    };
  }
  const way = wayOn(layers, index);
  if ('fork' in way) {
    const who = way.fork === layer ? 'it' : `"${way.fork.name}" after it`;
    const others = quoted(way.readers.map((each) => each.name));
    const message = `Cannot take filters out of "${name}": ${who} feeds ${way.readers.length} layers, ${others}, and a filter is taken out of the one layer that reads it`;
    return { message };
  }
  const { between, reader } = way;
  if (reader === undefined)
    return { message: `Layer "${name}" is the last one with weights: its outputs are the classes, so none can go` };
  if (!hasFilters(reader)) {
    const why = WITH_OWN_WEIGHTS.has(reader.type)
      ? 'has weights for each channel, which cannot be taken out yet'
      : 'may mix its channels';
    return { message: `Cannot take filters out of "${name}": the ${reader.type} "${reader.name}" after it ${why}` };
  }
  const activations = [layer, ...between].map((each) => activationOf(model, each));
  if (activations.includes('softmax'))
    return { message: `Cannot take filters out of "${name}": softmax relates each of its outputs to all others` };
  const filters = layer.type === 'conv2d' ? layer.filters : layer.units;
  const outlet = between.findLast(({ type }) => type === 'activation')?.name ?? name;
  return { layer, reader, filters, outlet, activations };
}

/** Why two filters of the layer cannot be merged exactly even if one is a multiple of the other; undefined where they can. */
export function whyNoMerge({ layer, activations }: Seam): string | undefined {
  const other = activations.find((activation) => !HOMOGENEOUS.has(activation));
  if (other === undefined) return undefined;
  return `Cannot merge filters of "${layer.name}": ${other} of s times a value is not s times ${other} of the value, so the next layer cannot make up for the scale. Merging needs relu, leakyRelu or linear`;
}

/**
 * Returns the network with only the filters `kept` of the seam's layer, in this order.
 *
 * @param kept at least one, different, each below `seam.filters`
 */
export function keepFilters({ model, weights }: Network, seam: Seam, kept: readonly number[]): Network {
  const { layer, reader } = seam;
  const changed: Record<string, HostTensor> = {};
  const own = weightAt(weights, `${layer.name}.kernel`);
  changed[`${layer.name}.kernel`] = pickAlong(own, own.shape.length - 1, kept);
  if (layer.useBias) changed[`${layer.name}.bias`] = pickAlong(weightAt(weights, `${layer.name}.bias`), 0, kept);
  const next = `${reader.name}.kernel`;
  changed[next] = pickInputs(weightAt(weights, next), own.shape.at(-1) ?? 1, kept);
  return {
    model: withFilters(model, seam, kept.length),
    weights: replaced(weights, changed),
  };
}

/** Returns the model with so many filters in the seam's layer. */
export function withFilters(model: Model, { layer }: Pick<Seam, 'layer'>, filters: number): Model {
  const resized: Layer = layer.type === 'conv2d' ? { ...layer, filters } : { ...layer, units: filters };
  return { ...model, layers: model.layers.map((each) => (each.name === layer.name ? resized : each)) };
}

/**
 * Returns the network with filter `into` standing for itself and filter `from`, which is left as it was: `keepFilters` then
 * takes it out. With kernels w₁ and w₂ of norms n₁ and n₂, N = √(n₁² + n₂²), biases b₁ and b₂, and what the next layer makes
 * of the filters v₁ and v₂: the merged filter has the kernel n₁·w₁ + n₂·w₂, scaled to the norm N, and the bias
 * (n₁·b₁ + n₂·b₂) / N, and the next layer makes (n₁·v₁ + n₂·v₂) / N of it.
 *
 * Where (w₂, b₂) is a positive multiple of (w₁, b₁) and the activation positively homogeneous, f(s·x) = s·f(x), all outputs
 * stay the same. N shares the scale between the two layers as it was, which matters to whoever trains on; and N² adds up, so
 * that each filter of a merged group counts by its own n². Computed in float64. A pair of zero or of opposite kernels has no
 * direction in the middle: then the kernel of `into` gives it.
 */
export function mergeFilters(
  { model, weights }: Network,
  { layer, reader, filters }: Seam,
  { into, from }: { readonly into: number; readonly from: number },
): Network {
  const name = `${layer.name}.kernel`;
  const kernel = weightAt(weights, name);
  const rows = filterRows(kernel);
  const dimension = rows.length / filters;
  const rowOf = (filter: number): Float64Array => rows.subarray(filter * dimension, (filter + 1) * dimension);
  const [n1, n2] = [norm(rowOf(into)), norm(rowOf(from))];
  const whole = Math.hypot(n1, n2);
  const mixed = (one: number, other: number): number => (whole === 0 ? one : (n1 * one + n2 * other) / whole);
  const other = rowOf(from);
  const sum = rowOf(into).map((weight, at) => mixed(weight, other[at] ?? 0));
  const direction = norm(sum) > 1e-12 * whole ? sum : rowOf(into);
  const scale = whole === 0 ? 1 : whole / norm(direction);
  const changed: Record<string, HostTensor> = {
    [name]: withFilter(
      kernel,
      into,
      direction.map((weight) => scale * weight),
    ),
  };
  if (layer.useBias) {
    const bias = weightAt(weights, `${layer.name}.bias`);
    const data = bias.data.slice();
    data[into] = mixed(bias.data[into] ?? 0, bias.data[from] ?? 0);
    changed[`${layer.name}.bias`] = { shape: bias.shape, data };
  }
  const next = weightAt(weights, `${reader.name}.kernel`);
  changed[`${reader.name}.kernel`] = withInput(next, { filters, at: into }, (read) => mixed(read(into), read(from)));
  return { model, weights: replaced(weights, changed) };
}

/**
 * The filters of a kernel one after another, float64 `[filters, weights of one]`.
 *
 * @param kernel `[..., filters]`
 */
export function filterRows({ shape, data }: HostTensor): Float64Array {
  const filters = shape.at(-1) ?? 1;
  const dimension = data.length / filters;
  const rows = new Float64Array(data.length);
  for (let weight = 0; weight < dimension; weight += 1) {
    for (let filter = 0; filter < filters; filter += 1) {
      rows[filter * dimension + weight] = data[weight * filters + filter] ?? 0;
    }
  }
  return rows;
}

/** The layers after one that keep its channels apart and the first that may mix them, or where the way forks before. */
function wayOn(
  layers: readonly Layer[],
  index: number,
):
  | { readonly between: readonly Layer[]; readonly reader: Layer | undefined }
  | { readonly fork: Layer; readonly readers: readonly Layer[] } {
  const readers = readersOf(wire(layers).inputs);
  const between: Layer[] = [];
  for (let place = index; ;) {
    const [next = layers.length, ...others] = readers[place] ?? [];
    if (others.length > 0)
      return { fork: layers[place] as Layer, readers: [next, ...others].map((each) => layers[each] as Layer) };
    const reader = layers[next];
    if (reader === undefined || !CHANNELWISE.has(reader.type)) return { between, reader };
    between.push(reader);
    place = next;
  }
}

function hasFilters(layer: Layer): layer is Conv2d | Dense {
  return layer.type === 'conv2d' || layer.type === 'dense';
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function weightAt(weights: HostTensors, name: string): HostTensor {
  const weight = weights[name];
  if (weight === undefined) throw new Error(`Internal error: the network has no weight '${name}'`);
  return weight;
}

/** The same weights in the same order, some of them others. */
function replaced(weights: HostTensors, changed: HostTensors): HostTensors {
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, changed[name] ?? weight]));
}

/** Only these places along one axis, in this order. */
function pickAlong({ shape, data }: HostTensor, axis: number, kept: readonly number[]): HostTensor {
  const size = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  const outer = data.length / (size * inner);
  const picked = new Float32Array(outer * kept.length * inner);
  for (let block = 0; block < outer; block += 1) {
    for (const [place, from] of kept.entries()) {
      const start = (block * size + from) * inner;
      picked.set(data.subarray(start, start + inner), (block * kept.length + place) * inner);
    }
  }
  return { shape: shape.map((each, at) => (at === axis ? kept.length : each)), data: picked };
}

/**
 * A reader's kernel for the channels that are kept. A convolution has an axis of channels; a dense layer has one of inputs,
 * which are the places of a map row by row with the channels fastest: both are `[places, channels, outputs]`.
 */
function pickInputs({ shape, data }: HostTensor, channels: number, kept: readonly number[]): HostTensor {
  const outputs = shape.at(-1) ?? 1;
  const places = data.length / (channels * outputs);
  const picked = pickAlong({ shape: [places, channels, outputs], data }, 1, kept);
  const inputs = shape.length === 2 ? [places * kept.length] : [...shape.slice(0, 2), kept.length];
  return { shape: [...inputs, outputs], data: picked.data };
}

/** The kernel with other weights for one filter. */
function withFilter({ shape, data }: HostTensor, filter: number, weights: Float64Array): HostTensor {
  const filters = shape.at(-1) ?? 1;
  const changed = data.slice();
  for (const [at, weight] of weights.entries()) changed[at * filters + filter] = weight;
  return { shape, data: changed };
}

/** A reader's kernel with another weight for one channel, at each place and output. */
function withInput(
  { shape, data }: HostTensor,
  { filters, at }: { readonly filters: number; readonly at: number },
  weightOf: (read: (channel: number) => number) => number,
): HostTensor {
  const outputs = shape.at(-1) ?? 1;
  const changed = data.slice();
  for (let place = 0; place < data.length / (filters * outputs); place += 1) {
    for (let output = 0; output < outputs; output += 1) {
      const index = (channel: number): number => (place * filters + channel) * outputs + output;
      changed[index(at)] = weightOf((channel) => data[index(channel)] ?? 0);
    }
  }
  return { shape, data: changed };
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
