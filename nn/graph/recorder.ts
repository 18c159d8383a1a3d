import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.ts';
import { nativeBackend } from '../backends/native.ts';
import type { NativeBinding, OpAttribute } from '../backends/native.ts';
import type { Tensors } from '../tensors.ts';
import { constant, placeholder } from './graph.ts';
import type { AttributeValue, GraphNode, Reference } from './graph.ts';
import { RECORDABLE } from './operations.ts';

// tfjs calls TensorFlow one operation at a time, through a binding. To record a function, another binding takes its place,
// which does the same and also writes down each operation as a node of a graph.

/** The function cannot be recorded; the message says why. It ran all the same, and its results were right. */
export class NotRecordable extends Error {
  override readonly name = 'NotRecordable';
}

/** A function of tensors as a graph. */
export interface Recording {
  /** Without the placeholders of inputs and captured tensors. */
  readonly nodes: readonly GraphNode[];
  /** The placeholders `input/<name>` from which the recorded nodes take each input. */
  readonly inputs: Readonly<Record<string, GraphNode>>;
  /** Tensors from outside that are not inputs: the same in every run, as long as they live. `id` is the native tensor. */
  readonly captured: readonly { readonly id: number; readonly node: GraphNode }[];
  readonly outputs: Readonly<Record<string, Reference>>;
}

/** If JavaScript makes more different numbers than this, they may be random, and others the next time. */
const LARGEST_CONSTANT = 64;

/**
 * Runs a function and writes down what it does, as a graph.
 *
 * @param options.inputs what will change from run to run; everything else that `run` uses counts as constant
 * @param options.run called once, outside any tidy; must compute the same operations whatever the inputs are
 * @returns the result of `run`, whose tensors then belong to the caller, and the recording
 * @throws NotRecordable when `run` does something that a graph would not repeat; its results are disposed of
 */
export function record(
  backend: Backend,
  { inputs, run }: { readonly inputs: Tensors; readonly run: () => Tensors },
): { readonly results: Tensors; readonly recording: Recording } {
  const native = nativeBackend(backend.tf);
  const { binding } = native;
  const nodes: GraphNode[] = [];
  const captured: { id: number; node: GraphNode }[] = [];
  const references = new Map<number, Reference>();
  const written = new WeakSet();
  const problems: string[] = [];
  const add = (node: GraphNode): void => void nodes.push(node);

  const placeholders: Record<string, GraphNode> = {};
  for (const [name, tensor] of Object.entries(inputs)) {
    const [id = -1] = native.getInputTensorIds([tensor]);
    const node = placeholder(`input/${name}`, native.tensorMap.get(tensor.dataId).dtype, tensor.shape);
    placeholders[name] = node;
    references.set(id, `${node.name}:0`);
  }

  // The binding's own properties cannot be assigned to, nor hidden by an assignment.
  const changed: Partial<NativeBinding> = {
    createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number {
      const id = binding.createTensor(shape, dtype, values);
      if (mayBeRandom(values)) {
        problems.push(`it makes a tensor [${shape.join(', ')}] of values that differ, in JavaScript`);
      }
      const { buffer, byteOffset, byteLength } = values;
      const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
      const node = constant(`constant${nodes.length}`, { dtype, shape, bytes });
      add(node);
      references.set(id, `${node.name}:0`);
      return id;
    },
    executeOp(op: string, attributes: readonly OpAttribute[], ids: readonly number[], outputs: number) {
      const results = binding.executeOp(op, attributes, ids, outputs);
      if (!RECORDABLE.has(op)) problems.push(`it uses the operation ${op}`);
      const name = `${op.replace(/^_/, '')}${nodes.length}`;
      const values: Record<string, AttributeValue> = {};
      for (const attribute of attributes) {
        const value = toAttributeValue(binding, attribute);
        if (value === undefined) problems.push(`attribute ${attribute.name} of the operation ${op} is of unknown type`);
        else values[attribute.name] = value;
      }
      add({ name, op, inputs: ids.map((id) => references.get(id) ?? `missing${id}:0`), attributes: values });
      for (const [index, { id }] of results.entries()) references.set(id, `${name}:${index}`);
      return results;
    },
    tensorDataSync(id: number) {
      problems.push('it reads a tensor back to JavaScript');
      return binding.tensorDataSync(id);
    },
    runSavedModel: () => {
      throw new Error('Internal error: cannot run a graph while one is recorded');
    },
  };
  const recorder = Object.create(binding, Object.getOwnPropertyDescriptors(changed)) as NativeBinding;

  /** Notes a tensor that comes from outside. One that is not uploaded yet must not count as a constant made inside. */
  const capture = (tensor: TensorInfo): void => {
    const { values } = native.tensorMap.get(tensor.dataId);
    if (values !== null && written.has(tensor.dataId)) return;
    native.binding = binding;
    const [id = -1] = getInputTensorIds([tensor]);
    native.binding = recorder;
    if (references.has(id)) return;
    const node = placeholder(`captured${captured.length}`, native.tensorMap.get(tensor.dataId).dtype, tensor.shape);
    captured.push({ id, node });
    references.set(id, `${node.name}:0`);
  };

  const getInputTensorIds = native.getInputTensorIds.bind(native);
  const move = native.move.bind(native);
  native.binding = recorder;
  native.getInputTensorIds = (tensors) => {
    for (const tensor of tensors) if ('dataId' in tensor) capture(tensor);
    return getInputTensorIds(tensors);
  };
  native.move = (dataId, ...rest) => {
    written.add(dataId);
    move(dataId, ...rest);
  };
  let results: Tensors | undefined;
  const outputs: Record<string, Reference> = {};
  try {
    results = run();
    for (const [name, tensor] of Object.entries(results)) outputs[name] = referenceOf(tensor);
  } finally {
    native.binding = binding;
    // Removes the recording methods, so that those of the class apply again.
    Reflect.deleteProperty(native, 'getInputTensorIds');
    Reflect.deleteProperty(native, 'move');
  }
  if (problems[0] !== undefined) {
    for (const tensor of Object.values(results)) tensor.dispose();
    throw new NotRecordable(problems[0]);
  }
  return { results, recording: { nodes, inputs: placeholders, captured, outputs } };

  function referenceOf(tensor: Tensor): Reference {
    const [id = -1] = native.getInputTensorIds([tensor]);
    const reference = references.get(id);
    if (reference === undefined) throw new Error(`Internal error: nothing recorded has made tensor ${id}`);
    return reference;
  }
}

function mayBeRandom(values: ArrayBufferView): boolean {
  if (!(values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array)) return true;
  return values.length > LARGEST_CONSTANT && values.some((value: number) => !Object.is(value, values[0]));
}

/** @returns undefined for a type that is not known here. */
function toAttributeValue(binding: NativeBinding, { type, value }: OpAttribute): AttributeValue | undefined {
  const isNumber = (one: unknown): one is number => typeof one === 'number';
  const isBoolean = (one: unknown): one is boolean => typeof one === 'boolean';
  const list: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  const numbers = list?.every(isNumber) === true ? list : undefined;
  const booleans = list?.every(isBoolean) === true ? list : undefined;
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return isNumber(value) ? { type: value } : undefined;
    case binding.TF_ATTR_STRING:
      return typeof value === 'string' ? { text: value } : undefined;
    case binding.TF_ATTR_SHAPE:
      return numbers && { shape: numbers };
    case binding.TF_ATTR_INT:
      return isNumber(value) ? { int: value } : numbers && { ints: numbers };
    case binding.TF_ATTR_FLOAT:
      return isNumber(value) ? { float: value } : numbers && { floats: numbers };
    case binding.TF_ATTR_BOOL:
      return isBoolean(value) ? { bool: value } : booleans && { bools: booleans };
    default:
      return undefined;
  }
}
