import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend, ConvolutionOptions } from './backend.ts';
import { custom, several, single } from './tensorflow-operations.ts';

/**
 * A convolution by the operations of native/operations.cc, together with its bias and relu: these, and their gradients, then
 * cost no pass over memory of their own.
 *
 * @param operands `x`: `[images, height, width, channels]`; `kernel`: `[size, size, channels, filters]`, see `isFast`
 */
export function fastConv2d(
  tf: Backend['tf'],
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
