// tfjs-node's backend and the binding below it, as far as Assay uses them by hand; the package exports no types for them.

import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Backend } from './backend.ts';

/** Numbers of TensorFlow's data types (`DataType` in types.proto). */
export const FLOAT = 1;
export const INT32 = 3;
export const UINT8 = 4;
export const INT64 = 9;
export const BFLOAT16 = 14;

/** An attribute of a TensorFlow operation, as the binding takes it; `type` is one of `binding.TF_ATTR_*`. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor in native memory. `dtype` is TensorFlow's number. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  /** May keep `values` instead of a copy: they must not change afterwards. */
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(op: string, attributes: readonly OpAttribute[], inputs: readonly number[], outputs: number): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  /** Names are `node:output`, separated by commas. Blocks until done. Copies neither what it is fed nor what it gives. */
  runSavedModel(session: number, inputs: readonly number[], inputNames: string, outputNames: string): NativeTensor[];
}

/** What tfjs-node knows of a tensor; `values` are those of a tensor that native code has not seen yet. */
interface TensorData {
  readonly shape: number[];
  readonly dtype: number;
  readonly values: unknown;
  readonly id: number;
}

export interface NativeBackend {
  binding: NativeBinding;
  readonly tensorMap: { get(dataId: object): TensorData };
  /** Uploads what is not uploaded yet. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  /** Notes the values of a new tensor, to be uploaded at its first use. */
  move(dataId: object, values: unknown, shape: number[], dtype: string, references: number): void;
  /** A tensor that owns what is in native memory. */
  createOutputTensor(output: NativeTensor): Tensor;
  executeSingleOutput(op: string, attributes: readonly OpAttribute[], inputs: readonly TensorInfo[]): Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[];
}

/** The native backend behind a tfjs that `loadTensorflow` has loaded. */
export function nativeBackend(tf: Backend['tf']): NativeBackend {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the class is not exported
  return tf.findBackend('tensorflow') as unknown as NativeBackend;
}

/** Attributes for `executeSingleOutput`, by name: numbers are types, text is text, booleans are booleans. */
export function opAttributes(
  { TF_ATTR_TYPE, TF_ATTR_STRING, TF_ATTR_BOOL }: NativeBinding,
  values: Readonly<Record<string, number | string | boolean>>,
): OpAttribute[] {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === 'number') return { name, type: TF_ATTR_TYPE, value };
    return { name, type: typeof value === 'string' ? TF_ATTR_STRING : TF_ATTR_BOOL, value };
  });
}
