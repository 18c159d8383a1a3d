import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import type { Volume } from './volume.ts';

/** One function of a layer's output. */
interface ActivationKind {
  /** For a batch, `[images, ...]`. */
  apply(tf: Backend['tf'], x: Tensor): Tensor;
  /** For one image in float64; `channels` is the length of the last axis. */
  respond(values: Float64Array, channels: number): Float64Array;
}

/** The slope of leaky ReLU for negative values, as in Flux. */
export const LEAKY_SLOPE = 0.01;

const KINDS = {
  linear: {
    apply: (_, x) => x,
    respond: (values) => values,
  },
  relu: {
    apply: (tf, x) => tf.relu(x),
    respond: (values) => values.map((value) => Math.max(value, 0)),
  },
  leakyRelu: {
    apply: (tf, x) => tf.leakyRelu(x, LEAKY_SLOPE),
    respond: (values) => values.map((value) => (value < 0 ? LEAKY_SLOPE * value : value)),
  },
  tanh: {
    apply: (tf, x) => apart(tf, x, (flat) => tf.tanh(flat)),
    respond: (values) => values.map((value) => Math.tanh(value)),
  },
  sigmoid: {
    apply: (tf, x) => apart(tf, x, (flat) => tf.sigmoid(flat)),
    respond: (values) => values.map((value) => 1 / (1 + Math.exp(-value))),
  },
  /** Over the last axis. */
  softmax: {
    // In a graph, TensorFlow uses another kernel for softmax itself, with different bits.
    apply: (tf, x) => tf.exp(tf.logSoftmax(x)),
    respond: softmaxRows,
  },
} as const satisfies Record<string, ActivationKind>;

export type Activation = keyof typeof KINDS;
export const ACTIVATIONS = Object.keys(KINDS) as readonly Activation[];

/** The activation of every element of a batch; softmax is over the last axis. */
export function activate({ tf }: Backend, x: Tensor, activation: Activation): Tensor {
  return KINDS[activation].apply(tf, x);
}

/** The same for one image in float64. */
export function activateVolume(volume: Volume, activation: Activation): Volume {
  return { ...volume, data: KINDS[activation].respond(volume.data, volume.channels) };
}

/**
 * Keeps TensorFlow from fusing tanh and sigmoid with the product before them in a graph, which would change the bits: a change
 * of shape in between costs nothing.
 */
function apart(tf: Backend['tf'], values: Tensor, f: (flat: Tensor) => Tensor): Tensor {
  return tf.reshape(f(tf.reshape(values, [-1])), values.shape);
}

function softmaxRows(data: Float64Array, channels: number): Float64Array {
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
  return result;
}
