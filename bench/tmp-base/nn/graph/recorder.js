import { nativeBackend } from '../backends/native.js';
import { constant, placeholder } from './graph.js';
import { RECORDABLE } from './operations.js';
// tfjs calls TensorFlow one operation at a time, through a binding. While a function is recorded, the binding is one that
// does the same and also writes down each operation as a node of a graph.
/** The function cannot be recorded; the message says why. It did run, and its results were right. */
export class NotRecordable extends Error {
    name = 'NotRecordable';
}
/** More numbers than this made in JavaScript, and not all the same, may be random ones: other ones the next time. */
const LARGEST_CONSTANT = 64;
/**
 * Runs a function and writes down what it does, as a graph.
 *
 * @param options.inputs what will change from run to run; everything else that `run` uses is taken for constant.
 * @param options.run called once, inside no tidy. It must compute the same operations whatever the inputs are.
 * @returns what `run` gave, whose tensors are then the caller's, and its recording.
 * @throws NotRecordable when `run` does something that a graph would not repeat; its results are disposed of.
 */
export function record(backend, { inputs, run }) {
    const native = nativeBackend(backend.tf);
    const { binding } = native;
    const nodes = [];
    const captured = [];
    const references = new Map();
    const written = new WeakSet();
    const problems = [];
    const add = (node) => void nodes.push(node);
    const placeholders = {};
    for (const [name, tensor] of Object.entries(inputs)) {
        const [id = -1] = native.getInputTensorIds([tensor]);
        const node = placeholder(`input/${name}`, native.tensorMap.get(tensor.dataId).dtype, tensor.shape);
        placeholders[name] = node;
        references.set(id, `${node.name}:0`);
    }
    // The binding's own properties cannot be assigned to, nor hidden by an assignment.
    const changed = {
        createTensor(shape, dtype, values) {
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
        executeOp(op, attributes, ids, outputs) {
            const results = binding.executeOp(op, attributes, ids, outputs);
            if (!RECORDABLE.has(op))
                problems.push(`it uses the operation ${op}`);
            const name = `${op.replace(/^_/, '')}${nodes.length}`;
            const values = {};
            for (const attribute of attributes) {
                const value = toAttributeValue(binding, attribute);
                if (value === undefined)
                    problems.push(`attribute ${attribute.name} of the operation ${op} is of unknown type`);
                else
                    values[attribute.name] = value;
            }
            add({ name, op, inputs: ids.map((id) => references.get(id) ?? `missing${id}:0`), attributes: values });
            for (const [index, { id }] of results.entries())
                references.set(id, `${name}:${index}`);
            return results;
        },
        tensorDataSync(id) {
            problems.push('it reads a tensor back to JavaScript');
            return binding.tensorDataSync(id);
        },
        runSavedModel: () => {
            throw new Error('Internal error: cannot run a graph while one is recorded');
        },
    };
    const recorder = Object.create(binding, Object.getOwnPropertyDescriptors(changed));
    /** Notes a tensor that comes from outside; one that is not uploaded yet must not be taken for a constant made inside. */
    const capture = (tensor) => {
        const { values } = native.tensorMap.get(tensor.dataId);
        if (values !== null && written.has(tensor.dataId))
            return;
        native.binding = binding;
        const [id = -1] = getInputTensorIds([tensor]);
        native.binding = recorder;
        if (references.has(id))
            return;
        const node = placeholder(`captured${captured.length}`, native.tensorMap.get(tensor.dataId).dtype, tensor.shape);
        captured.push({ id, node });
        references.set(id, `${node.name}:0`);
    };
    const getInputTensorIds = native.getInputTensorIds.bind(native);
    const move = native.move.bind(native);
    native.binding = recorder;
    native.getInputTensorIds = (tensors) => {
        for (const tensor of tensors)
            if ('dataId' in tensor)
                capture(tensor);
        return getInputTensorIds(tensors);
    };
    native.move = (dataId, ...rest) => {
        written.add(dataId);
        move(dataId, ...rest);
    };
    let results;
    const outputs = {};
    try {
        results = run();
        for (const [name, tensor] of Object.entries(results))
            outputs[name] = referenceOf(tensor);
    }
    finally {
        native.binding = binding;
        // The methods are those of the class again.
        Reflect.deleteProperty(native, 'getInputTensorIds');
        Reflect.deleteProperty(native, 'move');
    }
    if (problems[0] !== undefined) {
        for (const tensor of Object.values(results))
            tensor.dispose();
        throw new NotRecordable(problems[0]);
    }
    return { results, recording: { nodes, inputs: placeholders, captured, outputs } };
    function referenceOf(tensor) {
        const [id = -1] = native.getInputTensorIds([tensor]);
        const reference = references.get(id);
        if (reference === undefined)
            throw new Error(`Internal error: nothing recorded has made tensor ${id}`);
        return reference;
    }
}
function mayBeRandom(values) {
    if (!(values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array))
        return true;
    return values.length > LARGEST_CONSTANT && values.some((value) => !Object.is(value, values[0]));
}
/** @returns undefined for a type that is not known here. */
function toAttributeValue(binding, { type, value }) {
    const isNumber = (one) => typeof one === 'number';
    const isBoolean = (one) => typeof one === 'boolean';
    const list = Array.isArray(value) ? value : undefined;
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
