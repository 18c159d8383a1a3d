import { nativeRequire } from '../backends/place.ts';
import type { AttributeValue, GraphNode } from './graph.ts';

// The only format of graphs that tfjs-node's binding accepts: a SavedModel, made of the Protocol Buffers messages with which the
// package itself reads it. It contains the graph alone: no variables, no signatures.

/** The tag to load the graph by. */
export const GRAPH_TAG = 'serve';
/** `producer` of the graph's versions: what TensorFlow 2.9, the oldest that tfjs-node 4.22 was made for, writes. */
const PRODUCER = 1087;

/** A generated message: a setter for each field, and a map of attributes in a node. */
interface Message {
  serializeBinary(): Uint8Array;
  getAttrMap(): { set(name: string, value: Message): void };
  [setter: `set${string}`]: (value: unknown) => void;
}
type MessageClass = (new () => Message) & { readonly [nested: string]: MessageClass };
type Messages = Readonly<Record<string, MessageClass>>;

/** The bytes of `saved_model.pb`. */
export function encodeSavedModel(nodes: readonly GraphNode[]): Uint8Array {
  const messages = nativeRequire()('@tensorflow/tfjs-node/dist/proto/api_pb.js') as Messages;
  const make = (path: string, fields: Readonly<Record<string, unknown>>): Message => {
    const message = new (path.split('.').reduce<MessageClass | Messages>(nested, messages) as MessageClass)();
    for (const [field, value] of Object.entries(fields)) message[`set${field}`]?.(value);
    return message;
  };
  const shapeOf = (shape: readonly number[]): Message =>
    make('TensorShape', { DimList: shape.map((size) => make('TensorShape.Dim', { Size: size })) });
  const encode = (value: AttributeValue): Message => {
    if ('tensor' in value) {
      const { dtype, shape, bytes } = value.tensor;
      const fields = {
        Dtype: dtype,
        TensorShape: shapeOf(shape),
        TensorContent: Buffer.from(bytes).toString('base64'),
      };
      return make('AttrValue', { Tensor: make('Tensor', fields) });
    }
    if ('shape' in value) return make('AttrValue', { Shape: shapeOf(value.shape) });
    if ('text' in value) return make('AttrValue', { S: Buffer.from(value.text).toString('base64') });
    if ('ints' in value) return make('AttrValue', { List: make('AttrValue.ListValue', { IList: value.ints }) });
    if ('floats' in value) return make('AttrValue', { List: make('AttrValue.ListValue', { FList: value.floats }) });
    if ('bools' in value) return make('AttrValue', { List: make('AttrValue.ListValue', { BList: value.bools }) });
    if ('type' in value) return make('AttrValue', { Type: value.type });
    if ('int' in value) return make('AttrValue', { I: value.int });
    if ('float' in value) return make('AttrValue', { F: value.float });
    return make('AttrValue', { B: value.bool });
  };
  const nodeList = nodes.map(({ name, op, inputs, attributes }) => {
    const node = make('NodeDef', { Name: name, Op: op, InputList: inputs });
    for (const [attribute, value] of Object.entries(attributes)) node.getAttrMap().set(attribute, encode(value));
    return node;
  });
  const graph = make('GraphDef', { NodeList: nodeList, Versions: make('VersionDef', { Producer: PRODUCER }) });
  const metaGraph = make('MetaGraphDef', {
    GraphDef: graph,
    MetaInfoDef: make('MetaGraphDef.MetaInfoDef', { TagsList: [GRAPH_TAG] }),
  });
  return make('SavedModel', { SavedModelSchemaVersion: 1, MetaGraphsList: [metaGraph] }).serializeBinary();
}

function nested(messages: MessageClass | Messages, name: string): MessageClass {
  const found = (messages as Messages)[name];
  if (found === undefined) throw new Error(`Internal error: tfjs-node has no message '${name}'`);
  return found;
}
