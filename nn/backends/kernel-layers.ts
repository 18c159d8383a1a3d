// Layers by the operations of native/.

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend, ConvolutionOptions, LayerOperations, Pooling } from './backend.ts';
import { windows } from '../layers/windows.ts';
import { isFast, poolsAlong } from './kernels.ts';
import { INT32, UINT8 } from './native.ts';
import { custom, several, single } from './tensorflow-operations.ts';

type Tf = Backend['tf'];

/**
 * @param others what is done where the kernels do not serve, or are not faster
 */
export function kernelLayers(tf: Tf, others: LayerOperations): LayerOperations {
  return {
    ...others,
    conv2d: (x, kernel, options) =>
      serves(kernel, options) ? fastConv2d(tf, [x, kernel], options) : others.conv2d(x, kernel, options),
    conv2dMaxPool: (x, kernel, options) =>
      serves(kernel, options) && canPool(x, kernel, options) ? fastConv2dMaxPool(tf, [x, kernel], options) : undefined,
    maxPool: (x, pooling) => (pooling.training ? maxPool(tf, x, pooling) : others.maxPool(x, pooling)),
    dropout: (x, rate, key) => dropout(tf, x, { rate, key }),
  };
}

function serves(kernel: Tensor, { strides, precision }: ConvolutionOptions): boolean {
  const [height = 0, width = 0, channels = 0, filters = 0] = kernel.shape;
  return precision === 'float32' && isFast({ kernel: [height, width], strides, channels, filters });
}

/** Whether the kernels find the largest of 2 x 2 outputs along with a convolution, and there is one. */
function canPool(x: Tensor, kernel: Tensor, { padding }: Pick<ConvolutionOptions, 'padding'>): boolean {
  const [size = 0, , channels = 0] = kernel.shape;
  const [, ...sides] = x.shape.slice(0, 3);
  const outputs = sides.map((side) => (padding === 'same' ? side : side - size + 1));
  return poolsAlong({ size, channels }) && outputs.every((side) => side >= 2);
}

type Operands = readonly [x: Tensor, kernel: Tensor];
type Finish = Pick<ConvolutionOptions, 'padding' | 'bias' | 'relu'>;

/**
 * A convolution together with its bias and relu: these, and their gradients, then cost no pass over memory of their own.
 *
 * @param operands `x`: `[images, height, width, channels]`; `kernel`: `[size, size, channels, filters]`, see `isFast`
 */
export function fastConv2d(tf: Tf, [x, kernel]: Operands, { padding, bias, relu }: Finish): Tensor {
  const around = zerosAround(kernel, padding);
  return custom(tf, [x, kernel, ...(bias === undefined ? [] : [bias])], (save) => {
    const y = single(tf, (run) => run('AssayConv2D', { ...around, relu }, [x, kernel, bias ?? nothing(tf)]));
    save([x, kernel, ...(relu ? [y] : [])]);
    return {
      value: y,
      gradient: (dy, [input, weights, output = nothing(tf)]) => {
        const [dx, dkernel, dbias] = gradients(tf, [input, weights], { dy, y: output, places: noBytes(tf), around });
        return [dx, dkernel, ...(bias === undefined ? [] : [dbias])];
      },
    };
  });
}

/** The same, and of each 2 x 2 outputs the largest: where it was is kept in a byte, and the outputs are not. */
export function fastConv2dMaxPool(tf: Tf, [x, kernel]: Operands, { padding, bias, relu }: Finish): Tensor {
  const around = zerosAround(kernel, padding);
  return custom(tf, [x, kernel, ...(bias === undefined ? [] : [bias])], (save) => {
    const [y, places] = several(tf, 'AssayConv2DMaxPool', { ...around, relu }, [x, kernel, bias ?? nothing(tf)]);
    save([x, kernel, places]);
    return {
      value: y,
      gradient: (dy, [input, weights, saved = places]) => {
        const [dx, dkernel, dbias] = gradients(tf, [input, weights], { dy, y: nothing(tf), places: saved, around });
        return [dx, dkernel, ...(bias === undefined ? [] : [dbias])];
      },
    };
  });
}

/** As TensorFlow does: the odd one of the zeros comes last. */
function zerosAround(kernel: Tensor, padding: ConvolutionOptions['padding']): Around {
  const zeros = padding === 'same' ? (kernel.shape[0] ?? 1) - 1 : 0;
  return { before: { int: Math.floor(zeros / 2) }, after: { int: Math.ceil(zeros / 2) } };
}

interface Around {
  readonly before: { readonly int: number };
  readonly after: { readonly int: number };
}

/** What the gradients need of the way forward; see OutputGradient in native/winograd.h. */
interface Backward {
  readonly dy: Tensor;
  readonly y: Tensor;
  readonly places: Tensor;
  readonly around: Around;
}

/** Of the images, the kernel and the bias. */
function gradients(tf: Tf, [x, kernel]: Operands, { dy, y, places, around }: Backward): [Tensor, Tensor, Tensor] {
  const [, height = 0, width = 0] = x.shape;
  const images = { ...around, height: { int: height }, width: { int: width } };
  const size = { ...around, size: { int: kernel.shape[0] ?? 0 } };
  const dx = single(tf, (run) => run('AssayConv2DInputGradient', images, [dy, y, places, kernel]));
  return [dx, ...several(tf, 'AssayConv2DKernelGradient', size, [x, dy, y, places])];
}

function nothing(tf: Tf): Tensor {
  return tf.tensor1d([], 'float32');
}

/** tfjs has no tensors of bytes, TensorFlow has. */
function noBytes(tf: Tf): Tensor {
  const types = { SrcT: INT32, DstT: UINT8, Truncate: false };
  return single(tf, (run) => run('Cast', types, [tf.tensor1d([], 'int32')]));
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
