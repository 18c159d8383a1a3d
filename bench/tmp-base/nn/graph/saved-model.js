import { createRequire } from 'node:module';
// The one format in which tfjs-node's binding takes a graph: a SavedModel, as the Protocol Buffers messages that the package
// itself carries for reading them. Only the graph is in it: no variables, no signatures.
/** The tag under which the graph can be loaded. */
export const GRAPH_TAG = 'serve';
/** `producer` of the graph's versions: what TensorFlow 2.9, the oldest that tfjs-node 4.22 was made for, writes. */
const PRODUCER = 1087;
/** The bytes of `saved_model.pb`. */
export function encodeSavedModel(nodes) {
    const messages = createRequire(import.meta.url)('@tensorflow/tfjs-node/dist/proto/api_pb.js');
    const make = (path, fields) => {
        const message = new (path.split('.').reduce(nested, messages))();
        for (const [field, value] of Object.entries(fields))
            message[`set${field}`]?.(value);
        return message;
    };
    const shapeOf = (shape) => make('TensorShape', { DimList: shape.map((size) => make('TensorShape.Dim', { Size: size })) });
    const encode = (value) => {
        if ('tensor' in value) {
            const { dtype, shape, bytes } = value.tensor;
            const fields = {
                Dtype: dtype,
                TensorShape: shapeOf(shape),
                TensorContent: Buffer.from(bytes).toString('base64'),
            };
            return make('AttrValue', { Tensor: make('Tensor', fields) });
        }
        if ('shape' in value)
            return make('AttrValue', { Shape: shapeOf(value.shape) });
        if ('text' in value)
            return make('AttrValue', { S: Buffer.from(value.text).toString('base64') });
        if ('ints' in value)
            return make('AttrValue', { List: make('AttrValue.ListValue', { IList: value.ints }) });
        if ('floats' in value)
            return make('AttrValue', { List: make('AttrValue.ListValue', { FList: value.floats }) });
        if ('bools' in value)
            return make('AttrValue', { List: make('AttrValue.ListValue', { BList: value.bools }) });
        if ('type' in value)
            return make('AttrValue', { Type: value.type });
        if ('int' in value)
            return make('AttrValue', { I: value.int });
        if ('float' in value)
            return make('AttrValue', { F: value.float });
        return make('AttrValue', { B: value.bool });
    };
    const nodeList = nodes.map(({ name, op, inputs, attributes }) => {
        const node = make('NodeDef', { Name: name, Op: op, InputList: inputs });
        for (const [attribute, value] of Object.entries(attributes))
            node.getAttrMap().set(attribute, encode(value));
        return node;
    });
    const graph = make('GraphDef', { NodeList: nodeList, Versions: make('VersionDef', { Producer: PRODUCER }) });
    const metaGraph = make('MetaGraphDef', {
        GraphDef: graph,
        MetaInfoDef: make('MetaGraphDef.MetaInfoDef', { TagsList: [GRAPH_TAG] }),
    });
    return make('SavedModel', { SavedModelSchemaVersion: 1, MetaGraphsList: [metaGraph] }).serializeBinary();
}
function nested(messages, name) {
    const found = messages[name];
    if (found === undefined)
        throw new Error(`Internal error: tfjs-node has no message '${name}'`);
    return found;
}
