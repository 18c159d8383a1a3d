// A TensorFlow graph as plain data: a list of nodes, whose inputs are outputs of other nodes.

/** `node:output`, or `^node` for a node that must run first. */
export type Reference = string;

/** The value of an attribute, by the field of TensorFlow's AttrValue that carries it. */
export type AttributeValue =
  /** A number of TensorFlow's DataType. */
  | { readonly type: number }
  | { readonly shape: readonly number[] }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly bools: readonly boolean[] }
  | { readonly tensor: ConstantTensor };

export interface ConstantTensor {
  readonly dtype: number;
  readonly shape: readonly number[];
  /** As TensorFlow lays them out in memory, little-endian. */
  readonly bytes: Uint8Array;
}

export interface GraphNode {
  /** Unique in the graph. */
  readonly name: string;
  /** TensorFlow's name of the operation. */
  readonly op: string;
  /** Data first, then `^node`s. */
  readonly inputs: readonly Reference[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** The name of the node that a reference points to. */
export function nodeOf(reference: Reference): string {
  const end = reference.lastIndexOf(':');
  return reference.slice(reference.startsWith('^') ? 1 : 0, end === -1 ? undefined : end);
}

/** A tensor whose value every run passes in. */
export function placeholder(name: string, dtype: number, shape: readonly number[]): GraphNode {
  return { name, op: 'Placeholder', inputs: [], attributes: { dtype: { type: dtype }, shape: { shape } } };
}

export function constant(name: string, tensor: ConstantTensor): GraphNode {
  return { name, op: 'Const', inputs: [], attributes: { dtype: { type: tensor.dtype }, value: { tensor } } };
}
