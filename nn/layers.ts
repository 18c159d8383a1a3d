import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Backend, Precision } from './backends/backend.ts';
import type { Activation, Layer, Model } from './model.ts';
import type { Tensors } from './tensors.ts';

// The forward pass is a pure function of tensors: nothing is read back, and what changes from step to step (weights, images,
// dropout key) comes in as a tensor. That is what lets one recorded step be replayed as a graph.

/** What leaky ReLU multiplies negative values with, as in Flux. */
const LEAKY_SLOPE = 0.01;

export interface ForwardInputs {
  /** Named as `initialWeights` names them. */
  readonly weights: Tensors;
  /** float32 `[images, height, width, channels]`. */
  readonly x: Tensor;
  /** int32 `[2]`, other in every step: draws the dropout masks. Left out for evaluation: dropout then does nothing. */
  readonly dropoutKey?: Tensor1D;
  /** Of convolutions and products of matrices; float32 when left out. */
  readonly precision?: Precision;
}

/**
 * The model's output for a batch, `[images, ...]`. A softmax at the very end is left out: losses work from logits, and the
 * largest logit is the largest probability.
 */
export function forward(backend: Backend, model: Model, inputs: ForwardInputs): Tensor {
  return backend.tf.tidy(() => {
    let output = inputs.x;
    for (const [, value] of layerOutputs(backend, model, inputs)) output = value;
    return output;
  });
}

/**
 * The outputs of the named layers, after their activation, `[images, height, width, channels]` or `[images, units]`. For
 * the last layer these are logits where its activation is softmax. The layers after the last one named are not computed.
 *
 * @throws Error if the model has no layer of such a name.
 */
export function layerActivations(
  backend: Backend,
  model: Model,
  inputs: ForwardInputs & { layers: readonly string[] },
): Tensors {
  return backend.tf.tidy(() => {
    const wanted = new Set(inputs.layers);
    const found: Record<string, Tensor> = {};
    for (const [name, value] of layerOutputs(backend, model, inputs)) {
      if (wanted.delete(name)) found[name] = value;
      if (wanted.size === 0) break;
    }
    if (wanted.size > 0) throw new Error(`Internal error: the model has no layer named '${[...wanted].join("', '")}'`);
    return found;
  });
}

function* layerOutputs(backend: Backend, model: Model, inputs: ForwardInputs): Generator<readonly [string, Tensor]> {
  const last = model.layers.length - 1;
  let x = inputs.x;
  for (const [index, layer] of model.layers.entries()) {
    const { linear, activation } = applyLayer(backend, layer, { ...inputs, x, index });
    x = index === last && activation === 'softmax' ? linear : activate(backend, linear, activation);
    yield [layer.name, x];
  }
}

function applyLayer(
  backend: Backend,
  layer: Layer,
  { x, weights, dropoutKey, precision = 'float32', index }: ForwardInputs & { index: number },
): { linear: Tensor; activation: Activation } {
  const { tf, layers } = backend;
  const weight = (part: string): Tensor => {
    const tensor = weights[`${layer.name}.${part}`];
    if (tensor === undefined) throw new Error(`Internal error: no weight '${layer.name}.${part}' was given`);
    return tensor;
  };
  switch (layer.type) {
    case 'conv2d': {
      const { strides, padding, activation } = layer;
      const conv = layers.conv2d(x, weight('kernel'), { strides, padding, precision });
      return { linear: layer.useBias ? layers.addBias(conv, weight('bias')) : conv, activation };
    }
    case 'dense': {
      const product = layers.matMul(x, weight('kernel'), { precision });
      const linear = layer.useBias ? layers.addBias(product, weight('bias')) : product;
      return { linear, activation: layer.activation };
    }
    case 'maxPool2d':
      return pooled(layers.maxPool(x, { ...layer, training: dropoutKey !== undefined }));
    case 'avgPool2d':
      return pooled(tf.avgPool(x as Tensor4D, [...layer.size], [...layer.strides], layer.padding));
    case 'flatten':
      return pooled(tf.reshape(x, [x.shape[0] ?? 0, -1])); // [images, height * width * channels], channels fastest
    case 'dropout':
      return pooled(dropoutKey === undefined ? x : dropout(backend, x, { rate: layer.rate, key: dropoutKey, index }));
    case 'activation':
      return { linear: x, activation: layer.kind };
  }
}

function pooled(linear: Tensor): { linear: Tensor; activation: Activation } {
  return { linear, activation: 'linear' };
}

/** The activation of every element; softmax is over the last axis. */
function activate(backend: Backend, x: Tensor, activation: Activation): Tensor {
  const { tf } = backend;
  // In a graph TensorFlow makes tanh and sigmoid a part of the product before them, with other bits, unless something is
  // in between; changing the shape costs nothing.
  const apart = (values: Tensor, f: (flat: Tensor) => Tensor): Tensor =>
    tf.reshape(f(tf.reshape(values, [-1])), values.shape);
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'leakyRelu':
      return tf.leakyRelu(x, LEAKY_SLOPE);
    case 'tanh':
      return apart(x, (flat) => tf.tanh(flat));
    case 'sigmoid':
      return apart(x, (flat) => tf.sigmoid(flat));
    case 'softmax':
      // In a graph TensorFlow takes another kernel for softmax itself, with other bits.
      return tf.exp(tf.logSoftmax(x));
  }
}

/**
 * Sets each element to zero with probability `rate` and divides the others by 1 - rate, so that the mean stays ("inverted"
 * dropout; Srivastava et al. 2014). The mask is a pure function of the key and the layer's index. tfjs's own dropout is not
 * used: it draws on Math.random, or with a seed gives the same mask in every step.
 */
function dropout(
  backend: Backend,
  x: Tensor,
  { rate, key, index }: { rate: number; key: Tensor1D; index: number },
): Tensor {
  if (rate === 0) return x;
  const { tf } = backend;
  const layerKey = tf.add<Tensor1D>(key, tf.tensor1d([0, index], 'int32'));
  const uniform = backend.uniform(x.shape, layerKey);
  const mask = tf.cast(tf.greaterEqual(uniform, rate), 'float32');
  return tf.mul(x, tf.mul(mask, 1 / (1 - rate)));
}
