import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import { erf } from './erf.ts';
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
/** Of selu (Klambauer et al. 2017, equation 14). */
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 } as const;

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
  /** x for x > 0, exp(x) - 1 below (Clevert et al. 2016, α = 1). */
  elu: {
    apply: (tf, x) => apart(tf, x, (flat) => tf.elu(flat)),
    respond: (values) => values.map(elu),
  },
  /** 1.0507·x for x > 0, 1.0507·1.6733·(exp(x) - 1) below (Klambauer et al. 2017). */
  selu: {
    apply: (tf, x) => apart(tf, x, (flat) => selu(tf, flat)),
    respond: (values) => values.map((value) => SELU.scale * (value > 0 ? value : SELU.alpha * elu(value))),
  },
  /** x·Φ(x), Φ being the normal distribution function (Hendrycks and Gimpel 2016); not its approximation by tanh. */
  gelu: {
    apply: (tf, x) => apart(tf, x, (flat) => gelu(tf, flat)),
    respond: (values) => values.map((value) => 0.5 * value * (1 + erf(value * Math.SQRT1_2))),
  },
  /** x·σ(x) (Ramachandran et al. 2017), also called silu. */
  swish: {
    apply: (tf, x) => apart(tf, x, (flat) => tf.mul(flat, tf.sigmoid(flat))),
    respond: (values) => values.map((value) => value / (1 + Math.exp(-value))),
  },
  /** x·tanh(log(1 + exp(x))) (Misra 2020). */
  mish: {
    apply: (tf, x) => apart(tf, x, (flat) => tf.mul(flat, tf.tanh(tf.softplus(flat)))),
    respond: (values) => values.map((value) => value * Math.tanh(Math.log1p(Math.exp(value)))),
  },
  /** x·min(max(x + 3, 0), 6)/6 (Howard et al. 2019). */
  hardSwish: {
    apply: (tf, x) => apart(tf, x, (flat) => tf.mul(flat, tf.mul(tf.relu6(tf.add(flat, 3)), 1 / 6))),
    respond: (values) => values.map((value) => (value * Math.min(Math.max(value + 3, 0), 6)) / 6),
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

// Gradients of their own: of tfjs's single operations for them, TensorFlow makes something with other bits in a graph.

/** The gradient is Φ(x) + x·φ(x). */
function gelu(tf: Backend['tf'], values: Tensor): Tensor {
  return withGradient(tf, values, (x) => {
    const below = tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5);
    return {
      value: tf.mul(x, below),
      saved: [x, below],
      slope: ([input, share]) => {
        const density = tf.mul(tf.exp(tf.mul(tf.square(input), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return tf.add(share, tf.mul(input, density));
      },
    };
  });
}

/** The gradient is the scale where x > 0, and the value plus scale·α elsewhere. */
function selu(tf: Backend['tf'], values: Tensor): Tensor {
  return withGradient(tf, values, (x) => {
    const value = tf.selu(x);
    return {
      value,
      saved: [x, value],
      slope: ([input, output]) => {
        const scale = tf.fill(input.shape, SELU.scale);
        return tf.where(tf.greater(input, 0), scale, tf.add(output, SELU.scale * SELU.alpha));
      },
    };
  });
}

/** A function of single values, with the slope at each. */
function withGradient(
  tf: Backend['tf'],
  values: Tensor,
  compute: (x: Tensor) => {
    readonly value: Tensor;
    readonly saved: [Tensor, Tensor];
    readonly slope: (saved: [Tensor, Tensor]) => Tensor;
  },
): Tensor {
  return tf.customGrad((...given) => {
    const [x, save] = given as unknown as [Tensor, (saved: Tensor[]) => void];
    const { value, saved, slope } = compute(x);
    save(saved);
    return { value, gradFunc: (dy: Tensor, kept: Tensor[]) => tf.mul(dy, slope(kept as [Tensor, Tensor])) };
  })(values);
}

function elu(value: number): number {
  return value > 0 ? value : Math.expm1(value);
}

/**
 * Keeps TensorFlow from fusing an activation with the product before them in a graph, which would change the bits: a change
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
