// Layers and losses as TensorFlow's own operations, where tfjs composes them of several, or takes one that is slower.

import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type {
  Backend,
  BatchNormOptions,
  BatchNormResult,
  ConvolutionOptions,
  LayerOperations,
  Pooling,
} from './backend.ts';
import { BFLOAT16, FLOAT, INT32, INT64 } from './native.ts';
import { dropoutBy } from './composed-layers.ts';
import { custom, outputs, several, single, type Run } from './tensorflow-operations.ts';

type Tf = Backend['tf'];

const NHWC = 'NHWC';

export function tensorflowLayers(tf: Tf, uniform: Backend['uniform']): LayerOperations {
  return {
    addBias: (x, bias) => addBias(tf, x, bias),
    maxPool: (x, pooling) =>
      pooling.training
        ? trainedMaxPool(tf, x, pooling)
        : tf.maxPool(x as Tensor4D, [...pooling.size], [...pooling.strides], pooling.padding),
    sparseCrossEntropy: (logits, labels) => sparseCrossEntropy(tf, logits, labels),
    conv2d(x, kernel, options) {
      const { strides, padding, precision } = options;
      if (precision === 'bfloat16') return finish(tf, halfConv2d(tf, [x, kernel], options), options);
      return finish(tf, tf.conv2d(x as Tensor4D, kernel as Tensor4D, [...strides], padding), options);
    },
    batchNorm: (x, options) => batchNorm(tf, x, options),
    depthwiseConv2d: (x, kernel, { stride, padding }) =>
      tf.depthwiseConv2d(x as Tensor4D, kernel as Tensor4D, stride, padding),
    dropout: dropoutBy(tf, uniform),
    matMul: (a, b, { precision }) => (precision === 'bfloat16' ? halfMatMul(tf, a, b) : tf.matMul(a, b)),
  };
}

function finish(tf: Tf, y: Tensor, { bias, relu }: ConvolutionOptions): Tensor {
  const biased = bias === undefined ? y : addBias(tf, y, bias);
  return relu ? tf.relu(biased) : biased;
}

/**
 * tfjs sums the gradient of the bias over three axes; this is one operation, twice as fast. It gets the gradient as a matrix
 * because TensorFlow would, in a graph, make it a part of the gradient of a convolution, with other bits.
 */
function addBias(tf: Tf, x: Tensor, bias: Tensor): Tensor {
  const attributes = { T: FLOAT, data_format: NHWC };
  return custom(tf, [x, bias], () => ({
    value: single(tf, (run) => run('BiasAdd', attributes, [x, bias])),
    gradient: (dy) => {
      const rows = tf.reshape(dy, [-1, bias.size]);
      return [tf.clone(dy), single(tf, (run) => run('BiasAddGrad', attributes, [rows]))];
    },
  }));
}

/**
 * With the place of each maximum from the way forward, the way back is eight times as fast as MaxPoolGrad, which looks for
 * it again on one thread. The first of equal values gets the gradient either way.
 */
function trainedMaxPool(tf: Tf, x: Tensor, { size, strides, padding }: Pooling): Tensor {
  const window = { ksize: [1, ...size, 1], strides: [1, ...strides, 1], padding: padding.toUpperCase() };
  const attributes = { T: FLOAT, ...window, include_batch_in_index: false };
  return custom(tf, [x], (save) => {
    const [y, places] = several(tf, 'MaxPoolWithArgmax', { ...attributes, Targmax: INT32 }, [x]);
    save([x, places]);
    return {
      value: y,
      gradient: (dy, [input, found]) => [
        single(tf, (run) => {
          // The way forward is faster with int32, the way back knows int64 only.
          const wide = run('Cast', { SrcT: INT32, DstT: INT64, Truncate: false }, [found]);
          return run('MaxPoolGradWithArgmax', { ...attributes, Targmax: INT64 }, [input, dy, wide]);
        }),
      ],
    };
  });
}

/** One operation each way, where tfjs makes a pass over memory for every term. */
function batchNorm(tf: Tf, x: Tensor, { gamma, beta, epsilon }: BatchNormOptions): BatchNormResult {
  const shared = { T: FLOAT, U: FLOAT, epsilon: { float: epsilon }, data_format: NHWC, is_training: true };
  const none = tf.tensor1d([], 'float32');
  const image = x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, gamma.size]);
  let statistics: Tensor[] = [];
  const y = custom(tf, [image, gamma, beta], (save) => {
    const attributes = { ...shared, exponential_avg_factor: { float: 1 } };
    const found = outputs(tf, 'FusedBatchNormV3', attributes, { inputs: [image, gamma, beta, none, none], count: 6 });
    // The two after the running statistics are those of the batch itself, as the way back wants them.
    const [value, , , mean, variance, reserved] = found as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    statistics = [mean, variance].map((tensor) => tf.keep(tf.clone(tensor)));
    save([image, gamma, mean, variance, reserved]);
    return {
      value,
      gradient: (dy, saved) => {
        const inputs = [dy, ...(saved as unknown as readonly Tensor[])];
        const [dx, dgamma, dbeta] = outputs(tf, 'FusedBatchNormGradV3', shared, { inputs, count: 5 });
        return [dx, dgamma, dbeta] as [Tensor, Tensor, Tensor];
      },
    };
  });
  const [mean, variance] = statistics.map((kept) => {
    const copy = tf.clone(kept); // Belongs to the caller's tidy, unlike the kept one.
    kept.dispose();
    return copy;
  }) as [Tensor, Tensor];
  return { y: tf.reshape(y, x.shape), mean, variance };
}

/** One operation for the loss and its gradient. */
function sparseCrossEntropy(tf: Tf, logits: Tensor, labels: Tensor): Tensor {
  return custom(tf, [logits], (save) => {
    const attributes = { T: FLOAT, Tlabels: INT32 };
    const [loss, slope] = several(tf, 'SparseSoftmaxCrossEntropyWithLogits', attributes, [logits, labels]);
    save([slope]);
    return { value: loss, gradient: (dy, [saved]) => [tf.mul(saved, tf.reshape(dy, [-1, 1]))] };
  });
}

function halfMatMul(tf: Tf, a: Tensor, b: Tensor): Tensor {
  /** The product of two float32 matrices, computed in bfloat16. */
  const product = (left: Tensor, right: Tensor, turned: { a?: boolean; b?: boolean } = {}): Tensor =>
    single(tf, (run) => {
      const attributes = { T: BFLOAT16, transpose_a: turned.a === true, transpose_b: turned.b === true };
      return toFloat(run, run('MatMul', attributes, [toHalf(run, left), toHalf(run, right)]));
    });
  return custom(tf, [a, b], (save) => {
    save([a, b]);
    return {
      value: product(a, b),
      gradient: (dy, [left, right]) => [product(dy, right, { b: true }), product(left, dy, { a: true })],
    };
  });
}

function halfConv2d(
  tf: Tf,
  [x, kernel]: readonly [Tensor, Tensor],
  { strides, padding }: Pick<Pooling, 'strides' | 'padding'>,
): Tensor {
  const attributes = {
    T: BFLOAT16,
    strides: [1, ...strides, 1],
    dilations: [1, 1, 1, 1],
    padding: padding.toUpperCase(),
    explicit_paddings: [],
    use_cudnn_on_gpu: true,
    data_format: NHWC,
  };
  return custom(tf, [x, kernel], (save) => {
    save([x, kernel]);
    return {
      value: single(tf, (run) => toFloat(run, run('Conv2D', attributes, [toHalf(run, x), toHalf(run, kernel)]))),
      gradient: (dy, [input, weights]) => {
        const sizes = (tensor: Tensor): Tensor => tf.tensor1d(tensor.shape, 'int32');
        return [
          single(tf, (run) => {
            const inputs = [sizes(input), toHalf(run, weights), toHalf(run, dy)];
            return toFloat(run, run('Conv2DBackpropInput', attributes, inputs));
          }),
          single(tf, (run) => {
            const inputs = [toHalf(run, input), sizes(weights), toHalf(run, dy)];
            return toFloat(run, run('Conv2DBackpropFilter', attributes, inputs));
          }),
        ];
      },
    };
  });
}

function toHalf(run: Run, x: Tensor): number {
  return run('Cast', { SrcT: FLOAT, DstT: BFLOAT16, Truncate: false }, [x]);
}

function toFloat(run: Run, x: number): number {
  return run('Cast', { SrcT: BFLOAT16, DstT: FLOAT, Truncate: false }, [x]);
}
