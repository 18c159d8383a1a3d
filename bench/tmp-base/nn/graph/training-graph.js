import { FLOAT, INT32 } from '../backends/native.js';
import { constant, nodeOf, placeholder } from './graph.js';
/** Fetched, it fills the variables with what is fed at `initialOf`. */
export const INIT = 'init:0';
/** Where the value of a variable is fed for `INIT`. */
export function initialOf(variable) {
    return `initial/${variable}:0`;
}
/** The value of a variable. */
export function readOf(variable) {
    return `read/${variable}:0`;
}
/** Where a program is fed: int32 `[updates, examples]`, int32 `[updates, 2]` and float32 `[updates, rates]`. */
export function feedsOf({ name }) {
    return { examples: `${name}/examples:0`, keys: `${name}/keys:0`, rates: `${name}/rates:0` };
}
/** Where a program is fed the tensor that its recording captured. */
export function capturedOf({ name }, node) {
    return `${name}/${node.name}:0`;
}
/** Fetched, it runs the program: float32 `[updates, reported]`. */
export function valuesOf({ name }) {
    return `${name}/done:0`;
}
/** The variables: the weights, then the slots of each kind, under the names of `TrainingState`. */
export function variablesOf({ weights, optimizer }) {
    const slots = optimizer.slots.flatMap((slot) => weights.map(({ name, shape }) => ({ name: `${slot}/${name}`, shape })));
    return [...weights, ...slots];
}
export function buildTrainingGraph(graph) {
    const variables = variablesOf(graph);
    const nodes = variables.flatMap(variableNodes);
    const assigned = variables.map(({ name }) => `assign/${name}`);
    nodes.push(constant('done', floatTensor(1)), after(nodeOf(INIT), 'done:0', assigned));
    const numbers = graph.optimizer.kernel.inputs.flatMap((input) => ('number' in input ? [input.number] : []));
    for (const number of new Set(numbers))
        nodes.push(numberNode(number));
    for (const program of graph.programs)
        nodes.push(...programNodes(graph, program));
    return nodes;
}
function variableNodes({ name, shape }) {
    const handle = `variable/${name}`;
    return [
        {
            name: handle,
            op: 'VarHandleOp',
            inputs: [],
            attributes: { dtype: { type: FLOAT }, shape: { shape }, shared_name: { text: name }, container: { text: '' } },
        },
        placeholder(`initial/${name}`, FLOAT, shape),
        // A variable keeps the very memory that it is assigned. What is fed may be JavaScript's, which must be given back on
        // JavaScript's thread; the variable would give it back on TensorFlow's, in its first update.
        { name: `copy/${name}`, op: 'DeepCopy', inputs: [initialOf(name)], attributes: { T: { type: FLOAT } } },
        {
            name: `assign/${name}`,
            op: 'AssignVariableOp',
            inputs: [`${handle}:0`, `copy/${name}:0`],
            attributes: { dtype: { type: FLOAT } },
        },
        read(`read/${name}`, name, []),
    ];
}
function read(node, variable, waitFor) {
    const inputs = [`variable/${variable}:0`, ...waitFor.map((name) => `^${name}`)];
    return { name: node, op: 'ReadVariableOp', inputs, attributes: { dtype: { type: FLOAT } } };
}
/** The same value, once the nodes have run. */
function after(name, value, nodes) {
    const inputs = [value, ...nodes.map((node) => `^${node}`)];
    return { name, op: 'Identity', inputs, attributes: { T: { type: FLOAT } } };
}
function programNodes(graph, program) {
    const { name, recording, examples, updates } = program;
    const feeds = feedsOf(program);
    const nodes = [
        placeholder(nodeOf(feeds.examples), INT32, [updates, examples]),
        placeholder(nodeOf(feeds.keys), INT32, [updates, 2]),
        placeholder(nodeOf(feeds.rates), FLOAT, [updates, graph.rates.length]),
        unpack(`${name}/batches`, { of: feeds.examples, count: updates, dtype: INT32 }),
        unpack(`${name}/batchKeys`, { of: feeds.keys, count: updates, dtype: INT32 }),
        unpack(`${name}/batchRates`, { of: feeds.rates, count: updates, dtype: FLOAT }),
        ...recording.captured.map(({ node }) => ({ ...node, name: nodeOf(capturedOf(program, node)) })),
    ];
    for (let index = 0; index < updates; index += 1)
        nodes.push(...updateNodes(graph, program, index));
    const all = Array.from({ length: updates }, (_, index) => `${name}/${index}/values:0`);
    const last = graph.weights.map((weight) => applyNode(program, updates - 1, weight.name));
    nodes.push(pack(`${name}/values`, all), after(nodeOf(valuesOf(program)), `${name}/values:0`, last));
    return nodes;
}
/** The nodes of update number `index` of a program. */
function updateNodes({ weights, optimizer, rates }, program, index) {
    const { name, recording, reported } = program;
    const prefix = `${name}/${index}/`;
    const outside = new Map([
        ['input/examples', `${name}/batches:${index}`],
        ['input/key', `${name}/batchKeys:${index}`],
        ...recording.captured.map(({ node }) => [node.name, capturedOf(program, node)]),
        ...weights.map((weight) => [`input/weights/${weight.name}`, `${prefix}read/${weight.name}:0`]),
    ]);
    const renamed = (reference) => outside.get(nodeOf(reference)) ?? `${prefix}${reference}`;
    const output = (key) => {
        const reference = recording.outputs[key];
        if (reference === undefined)
            throw new Error(`Internal error: the step was recorded without '${key}'`);
        return renamed(reference);
    };
    const nodes = recording.nodes.map((node) => ({
        ...node,
        name: `${prefix}${node.name}`,
        inputs: node.inputs.map(renamed),
    }));
    const users = usersOf(nodes);
    nodes.push(unpack(`${prefix}rates`, { of: `${name}/batchRates:${index}`, count: rates.length, dtype: FLOAT }), pack(`${prefix}values`, reported.map((value) => output(`values/${value}`))));
    for (const { name: weight } of weights) {
        const before = index === 0 ? [] : [applyNode(program, index - 1, weight)];
        nodes.push(read(`${prefix}read/${weight}`, weight, before));
        const variables = [weight, ...optimizer.slots.map((slot) => `${slot}/${weight}`)];
        const values = optimizer.kernel.inputs.map((input) => {
            if ('gradient' in input)
                return output(`gradients/${weight}`);
            return 'rate' in input ? `${prefix}rates:${rates.indexOf(input.rate)}` : `${numberName(input.number)}:0`;
        });
        // Once nobody needs the old value any more: otherwise the kernel would have to copy it first.
        const readers = users.get(`${prefix}read/${weight}`) ?? [];
        nodes.push({
            name: applyNode(program, index, weight),
            op: optimizer.kernel.op,
            inputs: [
                ...variables.map((variable) => `variable/${variable}:0`),
                ...values,
                ...[`${prefix}read/${weight}`, ...readers].map((node) => `^${node}`),
            ],
            attributes: {
                T: { type: FLOAT },
                ...Object.fromEntries(Object.entries(optimizer.kernel.attributes).map(([key, bool]) => [key, { bool }])),
            },
        });
    }
    return nodes;
}
function applyNode({ name }, index, weight) {
    return `${name}/${index}/apply/${weight}`;
}
/** For each node the names of those that take something from it. */
function usersOf(nodes) {
    const users = new Map();
    for (const { name, inputs } of nodes) {
        for (const input of new Set(inputs.map(nodeOf)))
            users.set(input, [...(users.get(input) ?? []), name]);
    }
    return users;
}
/** Takes a tensor apart along its first axis. */
function unpack(name, { of, count, dtype }) {
    return {
        name,
        op: 'Unpack',
        inputs: [of],
        attributes: { num: { int: count }, T: { type: dtype }, axis: { int: 0 } },
    };
}
/** Puts float32 tensors of one shape together along a new first axis. */
function pack(name, values) {
    const attributes = { N: { int: values.length }, T: { type: FLOAT }, axis: { int: 0 } };
    return { name, op: 'Pack', inputs: values, attributes };
}
function numberName(number) {
    return `number/${number}`.replaceAll('+', '');
}
function numberNode(number) {
    return constant(numberName(number), floatTensor(number));
}
/** A float32 scalar. */
function floatTensor(number) {
    return { dtype: FLOAT, shape: [], bytes: new Uint8Array(Float32Array.of(number).buffer) };
}
