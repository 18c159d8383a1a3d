// Layers by the operations of native/.

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend, ConvolutionOptions, LayerOperations, Pooling } from './backend.ts';
import { windows } from '../layers/windows.ts';
import { isFast } from './kernels.ts';
import { custom, several, single } from './tensorflow-operations.ts';

type Tf = Backend['tf'];

/**
 * @param others what is done where the kernels do not serve, or are not faster
 */
export function kernelLayers(tf: Tf, others: LayerOperations): LayerOperations {
  return {
    ...others,
    conv2d(x, kernel, options) {
      const [height = 0, width = 0, channels = 0, filters = 0] = kernel.shape;
      const fast = isFast({ kernel: [height, width], strides: options.strides, channels, filters });
      return fast && options.precision === 'float32'
        ? fastConv2d(tf, [x, kernel], options)
        : others.conv2d(x, kernel, options);
    },
    maxPool: (x, pooling) => (pooling.training ? maxPool(tf, x, pooling) : others.maxPool(x, pooling)),
    dropout: (x, rate, key) => dropout(tf, x, { rate, key }),
  };
}

/**
 * A convolution together with its bias and relu: these, and their gradients, then cost no pass over memory of their own.
 *
 * @param operands `x`: `[images, height, width, channels]`; `kernel`: `[size, size, channels, filters]`, see `isFast`
 */
export function fastConv2d(
  tf: Tf,
  [x, kernel]: readonly [Tensor, Tensor],
  { padding, bias, relu }: Pick<ConvolutionOptions, 'padding' | 'bias' | 'relu'>,
): Tensor {
  const [size = 0] = kernel.shape;
  // As TensorFlow does: the odd one of the zeros comes last.
  const zeros = padding === 'same' ? size - 1 : 0;
  const around = { before: { int: Math.floor(zeros / 2) }, after: { int: Math.ceil(zeros / 2) } };
  const nothing = (): Tensor => tf.tensor1d([], 'float32');
  const operands = [x, kernel, ...(bias === undefined ? [] : [bias])];
  return custom(tf, operands, (save) => {
    const y = single(tf, (run) => run('AssayConv2D', { ...around, relu }, [x, kernel, bias ?? nothing()]));
    save([x, kernel, ...(relu ? [y] : [])]);
    return {
      value: y,
      gradient: (dy, [input, weights, output = nothing()]) => {
        const dx = single(tf, (run) => run('AssayConv2DInputGradient', around, [dy, output, weights]));
        const attributes = { ...around, size: { int: size } };
        const [dkernel, dbias] = several(tf, 'AssayConv2DKernelGradient', attributes, [input, dy, output]);
        return [dx, dkernel, ...(bias === undefined ? [] : [dbias])];
      },
    };
  });
}

/** The first of equal values gets the gradient, as in TensorFlow. */
function maxPool(tf: Tf, x: Tensor, { size, strides, padding }: Pooling): Tensor {
  const [, height = 0, width = 0] = x.shape;
  const rows = windows(height, { window: size[0], stride: strides[0], padding });
  const columns = windows(width, { window: size[1], stride: strides[1], padding });
  const attributes = {
    rows: { int: size[0] },
    columns: { int: size[1] },
    row_stride: { int: strides[0] },
    column_stride: { int: strides[1] },
    rows_before: { int: rows.before },
    columns_before: { int: columns.before },
    out_rows: { int: rows.count },
    out_columns: { int: columns.count },
  };
  return custom(tf, [x], (save) => {
    save([x]);
    return {
      value: single(tf, (run) => run('AssayMaxPool', attributes, [x])),
      gradient: (dy, [input]) => [single(tf, (run) => run('AssayMaxPoolGradient', attributes, [input, dy]))],
    };
  });
}

/** One operation, which is its own gradient. */
function dropout(tf: Tf, x: Tensor, { rate, key }: { readonly rate: number; readonly key: Tensor }): Tensor {
  const attributes = { rate: { float: rate }, scale: { float: 1 / (1 - rate) } };
  const drop = (values: Tensor, at: Tensor): Tensor =>
    single(tf, (run) => run('AssayDropout', attributes, [values, at]));
  return custom(tf, [x], (save) => {
    save([key]);
    return { value: drop(x, key), gradient: (dy, [saved]) => [drop(dy, saved)] };
  });
}
