import type { JsonObject } from '../../../engine/core/json.ts';
import type { Layer } from '../../../nn/layers/index.ts';
import type { NetworkLayer } from './network.ts';

/** A layer as Keras and TensorFlow.js know it, which share the names of most settings. */
export interface KerasLayer {
  readonly className: string;
  readonly config: JsonObject & { readonly name: string };
  /** Of Assay's layer that it stands for, in the order in which Keras keeps them; empty for an activation. */
  readonly weights: NetworkLayer['weights'];
}

/** Activations that a layer has as a setting; `leakyRelu` is a layer of its own, because its slope is one of Assay's. */
const SETTINGS: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
};

export const KERAS_ACTIVATIONS: readonly string[] = [...Object.keys(SETTINGS), 'leakyRelu'];

type LayerOf<T extends Layer['type']> = Extract<Layer, { readonly type: T }>;

/** By type of layer, everything but the activation. */
const KINDS: Readonly<Record<string, (layer: Layer) => { readonly className: string; readonly config: JsonObject }>> = {
  activation: () => ({ className: 'Activation', config: {} }),
  avgPool2d: (layer) => ({ className: 'AveragePooling2D', config: pooling(layer) }),
  conv2d: (layer) => {
    const { filters, kernel, strides, padding, useBias } = layer as LayerOf<'conv2d'>;
    const config = { filters, kernel_size: kernel, strides, padding, use_bias: useBias, ...CHANNELS_LAST };
    return { className: 'Conv2D', config };
  },
  dense: (layer) => {
    const { units, useBias } = layer as LayerOf<'dense'>;
    return { className: 'Dense', config: { units, use_bias: useBias } };
  },
  dropout: (layer) => ({ className: 'Dropout', config: { rate: (layer as LayerOf<'dropout'>).rate } }),
  flatten: () => ({ className: 'Flatten', config: { ...CHANNELS_LAST } }),
  maxPool2d: (layer) => ({ className: 'MaxPooling2D', config: pooling(layer) }),
};

const CHANNELS_LAST = { data_format: 'channels_last' };

function pooling(layer: Layer): JsonObject {
  const { size, strides, padding } = layer as LayerOf<'maxPool2d'>;
  return { pool_size: size, strides, padding, ...CHANNELS_LAST };
}

/**
 * The layers of a network for Keras, in order.
 *
 * @param slope what this version of Keras calls the slope of leaky ReLU, and its value
 */
export function kerasLayers(layers: readonly NetworkLayer[], slope: JsonObject): readonly KerasLayer[] {
  const taken = new Set(layers.map(({ layer }) => layer.name));
  return layers.flatMap(({ layer, activation, weights }) => {
    const kind = KINDS[layer.type];
    if (kind === undefined) throw new Error(`Internal error: no layer of Keras for "${layer.type}"`);
    const { className, config } = kind(layer);
    const setting = SETTINGS[activation];
    const has = 'activation' in layer || layer.type === 'activation';
    const own = {
      className,
      config: { name: layer.name, ...config, ...(has && { activation: setting ?? 'linear' }) },
      weights,
    };
    if (setting !== undefined) return [own];
    return [
      own,
      { className: 'LeakyReLU', config: { name: freeName(`${layer.name}_leaky`, taken), ...slope }, weights: {} },
    ];
  });
}

function freeName(wish: string, taken: Set<string>): string {
  let name = wish;
  while (taken.has(name)) name += '_';
  taken.add(name);
  return name;
}
