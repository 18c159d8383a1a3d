import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Backend, LayerOperations } from './backend.ts';

/** Layers and losses of tfjs's operations: they work on every backend. */
export function composedLayers(tf: Backend['tf'], uniform: Backend['uniform']): LayerOperations {
  return {
    addBias: (x, bias) => tf.add(x, bias),
    maxPool: (x, { size, strides, padding }) => tf.maxPool(x as Tensor4D, [...size], [...strides], padding),
    // Cast, as the wasm backend's oneHot writes integers whatever its dtype argument says.
    sparseCrossEntropy: (logits, labels) =>
      tf.neg(tf.sum(tf.mul(tf.cast(tf.oneHot(labels, logits.shape[1] ?? 0), 'float32'), tf.logSoftmax(logits)), 1)),
    conv2d: (x, kernel, { strides, padding, precision, bias, relu }) => {
      const y = tf.conv2d(x as Tensor4D, kernel as Tensor4D, [...strides], onlyFloat32(precision, padding));
      const biased = bias === undefined ? y : tf.add(y, bias);
      return relu ? tf.relu(biased) : biased;
    },
    batchNorm(x, { gamma, beta, epsilon }) {
      const axes = x.shape.slice(0, -1).map((_, axis) => axis);
      const mean = tf.mean(x, axes);
      const centred = tf.sub(x, mean);
      const variance = tf.mean(tf.square(centred), axes);
      const y = tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, epsilon))), gamma), beta);
      return { y, mean, variance };
    },
    depthwiseConv2d(x, kernel, { stride, padding }) {
      // As a whole convolution whose other weights are zero: WebAssembly has no gradient of the operation itself.
      const [height = 0, width = 0, channels = 0, multiplier = 0] = kernel.shape;
      const own = tf.reshape(tf.eye(channels), [1, channels, channels, 1]);
      const apart = tf.mul(tf.reshape(kernel, [height * width, channels, 1, multiplier]), own);
      const whole = tf.reshape(apart, [height, width, channels, channels * multiplier]);
      return tf.conv2d(x as Tensor4D, whole as Tensor4D, stride, padding);
    },
    dropout: dropoutBy(tf, uniform),
    matMul: (a, b, { precision }) => onlyFloat32(precision, tf.matMul(a, b)),
  };
}

/** Draws a uniform number for each element. */
export function dropoutBy(tf: Backend['tf'], uniform: Backend['uniform']): LayerOperations['dropout'] {
  return (x, rate, key) => {
    const mask = tf.cast(tf.greaterEqual(uniform(x.shape, key), rate), 'float32');
    return tf.mul(x, tf.mul(mask, 1 / (1 - rate)));
  };
}

function onlyFloat32<T>(precision: 'float32' | 'bfloat16', value: T): T {
  if (precision === 'float32') return value;
  throw new Error(`Internal error: the portable backend has no ${precision}: a caller checks that before`);
}
