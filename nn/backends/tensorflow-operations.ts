// TensorFlow's operations by hand, with gradients of our own.

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backend.ts';
import { nativeBackend } from './native.ts';
import type { NativeTensor, OpAttribute } from './native.ts';

type Tf = Backend['tf'];
/** Attributes by name: lists of numbers, text and booleans are what they are; a single number is a data type. */
export type Attributes = Readonly<
  Record<string, number | string | boolean | readonly number[] | { readonly int: number } | { readonly float: number }>
>;
/** Runs an operation on native tensors, given by number, and gives the number of its first output. */
export type Run = (op: string, attributes: Attributes, inputs: readonly (number | Tensor)[]) => number;

type Save = (tensors: Tensor[]) => void;

/** A function of tensors with a gradient of its own. */
export function custom<Inputs extends readonly Tensor[]>(
  tf: Tf,
  inputs: Inputs,
  compute: (save: Save) => {
    value: Tensor;
    gradient: (dy: Tensor, saved: readonly [Tensor, Tensor, Tensor?]) => { [Index in keyof Inputs]: Tensor };
  },
): Tensor {
  const call = tf.customGrad((...parameters) => {
    const save = parameters.at(-1) as Save;
    const { value, gradient } = compute(save);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => [
        ...gradient(dy, saved as unknown as readonly [Tensor, Tensor, Tensor?]),
      ],
    };
  });
  return call(...inputs);
}

/** The last of several operations in a row, as a tensor; what the others gave is freed. */
export function single(tf: Tf, compute: (run: Run) => number): Tensor {
  return tf.tidy(() => {
    const native = nativeBackend(tf);
    const made = new Map<number, NativeTensor>();
    const result = compute((op, attributes, inputs) => {
      const ids = inputs.map((input) =>
        typeof input === 'number' ? input : (native.getInputTensorIds([input])[0] ?? -1),
      );
      const [output] = native.binding.executeOp(op, toOpAttributes(tf, attributes), ids, 1);
      if (output === undefined) throw new Error(`Internal error: ${op} has given nothing`);
      made.set(output.id, output);
      return output.id;
    });
    const last = made.get(result);
    if (last === undefined) throw new Error('Internal error: the result of no operation');
    for (const id of made.keys()) if (id !== result) native.binding.deleteTensor(id);
    return native.createOutputTensor(last);
  });
}

/** All outputs of an operation. */
export function outputs(
  tf: Tf,
  op: string,
  attributes: Attributes,
  { inputs, count }: { readonly inputs: readonly Tensor[]; readonly count: number },
): readonly Tensor[] {
  return nativeBackend(tf).executeMultipleOutputs(op, toOpAttributes(tf, attributes), inputs, count);
}

/** The two outputs of an operation. */
export function several(tf: Tf, op: string, attributes: Attributes, inputs: readonly Tensor[]): [Tensor, Tensor] {
  const [first, second] = outputs(tf, op, attributes, { inputs, count: 2 });
  if (first === undefined || second === undefined) throw new Error(`Internal error: ${op} has given too little`);
  return [first, second];
}

function toOpAttributes(tf: Tf, attributes: Attributes): OpAttribute[] {
  const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL } = nativeBackend(tf).binding;
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'object' && 'int' in value) return { name, type: TF_ATTR_INT, value: value.int };
    if (typeof value === 'object' && 'float' in value) return { name, type: TF_ATTR_FLOAT, value: value.float };
    if (typeof value === 'number') return { name, type: TF_ATTR_TYPE, value };
    if (typeof value === 'string') return { name, type: TF_ATTR_STRING, value };
    return { name, type: typeof value === 'boolean' ? TF_ATTR_BOOL : TF_ATTR_INT, value };
  });
}
