import { FLOAT, INT32 } from '../backends/native.ts';
import type { Optimizer, UpdateKernel } from '../optimizers/kind.ts';
import { constant, nodeOf, placeholder } from './graph.ts';
import type { ConstantTensor, GraphNode, Reference } from './graph.ts';
import type { Recording } from './recorder.ts';

// A graph that trains. The weights and slots are variables of the session, named as in `TrainingState`; each is filled by
// running `INIT` and read by running `readOf`. A program is one or more updates in a row: it reads the weights, computes
// gradients as they were recorded, and lets the optimizer's kernel change the variables in place. Where there is no kernel, the
// update was recorded with the gradients, and the variables are assigned what it computes. The programs of a graph share the
// variables: one for full batches, one for several of them, one for the last batch of an epoch.

/** One weight or slot. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Updates in a row, all with batches of one size. */
export interface Program {
  /** Prefix of its nodes. */
  readonly name: string;
  /**
   * Inputs `examples`, `key`, `fed/<name>` and `weights/<name>`; outputs `values/<name>`, and `gradients/<name>` for the kernel. Without
   * one, inputs `slots/<name>` and `rates/<name>`, too, and outputs `next/<variable>`.
   */
  readonly recording: Recording;
  readonly examples: number;
  readonly updates: number;
  /** Names of the numbers it reports for each update. */
  readonly reported: readonly string[];
}

export interface TrainingGraph {
  /** Names of the weights, in order. */
  readonly weights: readonly Variable[];
  /** Names of those that the step computes itself: outputs `statistics/<name>` of the recordings. */
  readonly statistics: readonly string[];
  readonly optimizer: Pick<Optimizer, 'slots'>;
  /** The optimizer's; left out: the updates are recorded. */
  readonly kernel?: UpdateKernel;
  /** Names of the numbers that change from update to update, in order. */
  readonly rates: readonly string[];
  /** The shapes, for one example, of what is fed to each update besides, by name. */
  readonly fed: Readonly<Record<string, readonly number[]>>;
  readonly programs: readonly Program[];
}

/** Fetching it fills the variables with what is fed at `initialOf`. */
export const INIT: Reference = 'init:0';

/** Where to feed the initial value of a variable for `INIT`. */
export function initialOf(variable: string): Reference {
  return `initial/${variable}:0`;
}

/** The value of a variable. */
export function readOf(variable: string): Reference {
  return `read/${variable}:0`;
}

/** Where to feed a program: int32 `[updates, examples]`, int32 `[updates, 2]` and float32 `[updates, rates]`. */
export function feedsOf({ name }: Program): { examples: Reference; keys: Reference; rates: Reference } {
  return { examples: `${name}/examples:0`, keys: `${name}/keys:0`, rates: `${name}/rates:0` };
}

/** Where to feed a program what JavaScript has computed for its updates: float32 `[updates, examples, ...shape]`. */
export function fedOf({ name }: Program, fed: string): Reference {
  return `${name}/fed/${fed}:0`;
}

/** Where to feed a program the tensor that its recording captured. */
export function capturedOf({ name }: Program, node: GraphNode): Reference {
  return `${name}/${node.name}:0`;
}

/** Fetching it runs the program: float32 `[updates, reported]`. */
export function valuesOf({ name }: Program): Reference {
  return `${name}/done:0`;
}

/** The variables: the weights, then the slots of each kind, under the names of `TrainingState`. */
export function variablesOf({
  weights,
  statistics,
  optimizer,
}: Pick<TrainingGraph, 'weights' | 'statistics' | 'optimizer'>): Variable[] {
  const learning = weights.filter(({ name }) => !statistics.includes(name));
  const slots = optimizer.slots.flatMap((slot) =>
    learning.map(({ name, shape }) => ({ name: `${slot}/${name}`, shape })),
  );
  return [...weights, ...slots];
}

export function buildTrainingGraph(graph: TrainingGraph): GraphNode[] {
  const variables = variablesOf(graph);
  const nodes = variables.flatMap(variableNodes);
  const assigned = variables.map(({ name }) => `assign/${name}`);
  nodes.push(constant('done', floatTensor(1)), after(nodeOf(INIT), 'done:0', assigned));
  const numbers = (graph.kernel?.inputs ?? []).flatMap((input) => ('number' in input ? [input.number] : []));
  for (const number of new Set(numbers)) nodes.push(numberNode(number));
  for (const program of graph.programs) nodes.push(...programNodes(graph, program));
  return nodes;
}

function variableNodes({ name, shape }: Variable): GraphNode[] {
  const handle = `variable/${name}`;
  return [
    {
      name: handle,
      op: 'VarHandleOp',
      inputs: [],
      attributes: { dtype: { type: FLOAT }, shape: { shape }, shared_name: { text: name }, container: { text: '' } },
    },
    placeholder(`initial/${name}`, FLOAT, shape),
    // A variable keeps the memory that it is assigned. Fed memory may belong to JavaScript and must be freed on JavaScript's
    // thread; the variable would free it on TensorFlow's, in its first update.
    { name: `copy/${name}`, op: 'DeepCopy', inputs: [initialOf(name)], attributes: { T: { type: FLOAT } } },
    assign(`assign/${name}`, name, [`copy/${name}:0`]),
    read(`read/${name}`, name, []),
  ];
}

/** @param inputs the value, then what to wait for */
function assign(node: string, variable: string, inputs: readonly string[]): GraphNode {
  return {
    name: node,
    op: 'AssignVariableOp',
    inputs: [`variable/${variable}:0`, ...inputs],
    attributes: { dtype: { type: FLOAT } },
  };
}

function read(node: string, variable: string, waitFor: readonly string[]): GraphNode {
  const inputs = [`variable/${variable}:0`, ...waitFor.map((name) => `^${name}`)];
  return { name: node, op: 'ReadVariableOp', inputs, attributes: { dtype: { type: FLOAT } } };
}

/** The same value, once the nodes have run. */
function after(name: string, value: Reference, nodes: readonly string[]): GraphNode {
  const inputs = [value, ...nodes.map((node) => `^${node}`)];
  return { name, op: 'Identity', inputs, attributes: { T: { type: FLOAT } } };
}

function programNodes(graph: TrainingGraph, program: Program): GraphNode[] {
  const { name, recording, examples, updates } = program;
  const feeds = feedsOf(program);
  const nodes = [
    placeholder(nodeOf(feeds.examples), INT32, [updates, examples]),
    placeholder(nodeOf(feeds.keys), INT32, [updates, 2]),
    placeholder(nodeOf(feeds.rates), FLOAT, [updates, graph.rates.length]),
    unpack(`${name}/batches`, { of: feeds.examples, count: updates, dtype: INT32 }),
    unpack(`${name}/batchKeys`, { of: feeds.keys, count: updates, dtype: INT32 }),
    unpack(`${name}/batchRates`, { of: feeds.rates, count: updates, dtype: FLOAT }),
    ...Object.entries(graph.fed).flatMap(([fed, shape]) => [
      placeholder(nodeOf(fedOf(program, fed)), FLOAT, [updates, examples, ...shape]),
      unpack(`${name}/batchFed/${fed}`, { of: fedOf(program, fed), count: updates, dtype: FLOAT }),
    ]),
    ...recording.captured.map(({ node }) => ({ ...node, name: nodeOf(capturedOf(program, node)) })),
  ];
  for (let index = 0; index < updates; index += 1) nodes.push(...updateNodes(graph, program, index));
  const all = Array.from({ length: updates }, (_, index) => `${name}/${index}/values:0`);
  const changed = graph.kernel === undefined ? variablesOf(graph) : graph.weights;
  const last = changed.map((variable) => applyNode(program, updates - 1, variable.name));
  nodes.push(pack(`${name}/values`, all), after(nodeOf(valuesOf(program)), `${name}/values:0`, last));
  return nodes;
}

/** One update of a program. */
interface UpdateNodes {
  readonly program: Program;
  /** Counts from 0. */
  readonly index: number;
  /** Its nodes, as far as they were recorded. */
  readonly nodes: readonly GraphNode[];
  /** What the recording gives out by this name. */
  readonly output: (key: string) => Reference;
}

/** The nodes of update number `index` of a program. */
function updateNodes(graph: TrainingGraph, program: Program, index: number): GraphNode[] {
  const { weights, statistics, rates, kernel } = graph;
  const { name, recording, reported } = program;
  const prefix = `${name}/${index}/`;
  const slots = variablesOf(graph).slice(weights.length);
  const inputs = (group: string, variables: readonly Variable[]): [string, Reference][] =>
    variables.map((variable) => [`input/${group}/${variable.name}`, `${prefix}read/${variable.name}:0`]);
  const outside = new Map<string, Reference>([
    ['input/examples', `${name}/batches:${index}`],
    ['input/key', `${name}/batchKeys:${index}`],
    ...Object.keys(graph.fed).map((fed): [string, Reference] => [
      `input/fed/${fed}`,
      `${name}/batchFed/${fed}:${index}`,
    ]),
    ...recording.captured.map(({ node }): [string, Reference] => [node.name, capturedOf(program, node)]),
    ...inputs('weights', weights),
    ...inputs('slots', slots),
    ...rates.map((rate, at): [string, Reference] => [`input/rates/${rate}`, `${prefix}rates:${at}`]),
  ]);
  const renamed = (reference: Reference): Reference => outside.get(nodeOf(reference)) ?? `${prefix}${reference}`;
  const output = (key: string): Reference => {
    const reference = recording.outputs[key];
    if (reference === undefined) throw new Error(`Internal error: the step was recorded without '${key}'`);
    return renamed(reference);
  };
  const nodes: GraphNode[] = recording.nodes.map((node) => ({
    ...node,
    name: `${prefix}${node.name}`,
    inputs: node.inputs.map(renamed),
  }));
  const update: UpdateNodes = { program, index, nodes, output };
  const learning = weights.filter((weight) => !statistics.includes(weight.name));
  return [
    ...nodes,
    unpack(`${prefix}rates`, { of: `${name}/batchRates:${index}`, count: rates.length, dtype: FLOAT }),
    pack(
      `${prefix}values`,
      reported.map((value) => output(`values/${value}`)),
    ),
    ...(kernel === undefined
      ? assignNodes([...learning, ...slots], 'next', update)
      : kernelNodes({ ...graph, weights: learning, kernel }, update)),
    ...assignNodes(
      weights.filter((weight) => !learning.includes(weight)),
      'statistics',
      update,
    ),
  ];
}

/** The optimizer's kernel changes each weight and its slots in place. */
function kernelNodes(
  { weights, optimizer, rates, kernel }: TrainingGraph & { readonly kernel: UpdateKernel },
  { program, index, nodes, output }: UpdateNodes,
): GraphNode[] {
  const prefix = `${program.name}/${index}/`;
  const users = usersOf(nodes);
  return weights.flatMap(({ name: weight }) => {
    const before = index === 0 ? [] : [applyNode(program, index - 1, weight)];
    const variables = [weight, ...optimizer.slots.map((slot) => `${slot}/${weight}`)];
    const values = kernel.inputs.map((input) => {
      if ('gradient' in input) return output(`gradients/${weight}`);
      return 'rate' in input ? `${prefix}rates:${rates.indexOf(input.rate)}` : `${numberName(input.number)}:0`;
    });
    // Waits until nobody needs the old value: otherwise the kernel would have to copy it first.
    const readers = [`${prefix}read/${weight}`, ...(users.get(`${prefix}read/${weight}`) ?? [])];
    const apply: GraphNode = {
      name: applyNode(program, index, weight),
      op: kernel.op,
      inputs: [
        ...variables.map((variable) => `variable/${variable}:0`),
        ...values,
        ...readers.map((node) => `^${node}`),
      ],
      attributes: {
        T: { type: FLOAT },
        ...Object.fromEntries(Object.entries(kernel.attributes).map(([key, bool]) => [key, { bool }])),
      },
    };
    return [read(`${prefix}read/${weight}`, weight, before), apply];
  });
}

/** Each variable is assigned what the recording gives out as `<group>/<name>`. Whoever has read the old value keeps it. */
function assignNodes(
  variables: readonly Variable[],
  group: 'next' | 'statistics',
  { program, index, output }: UpdateNodes,
): GraphNode[] {
  return variables.flatMap(({ name }) => {
    const reading = `${program.name}/${index}/read/${name}`;
    return [
      read(reading, name, index === 0 ? [] : [applyNode(program, index - 1, name)]),
      assign(applyNode(program, index, name), name, [output(`${group}/${name}`), `^${reading}`]),
    ];
  });
}

function applyNode({ name }: Program, index: number, weight: string): string {
  return `${name}/${index}/apply/${weight}`;
}

/** For each node, the names of the nodes that use its outputs. */
function usersOf(nodes: readonly GraphNode[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const { name, inputs } of nodes) {
    for (const input of new Set(inputs.map(nodeOf))) users.set(input, [...(users.get(input) ?? []), name]);
  }
  return users;
}

/** Takes a tensor apart along its first axis. */
function unpack(name: string, { of, count, dtype }: { of: Reference; count: number; dtype: number }): GraphNode {
  return {
    name,
    op: 'Unpack',
    inputs: [of],
    attributes: { num: { int: count }, T: { type: dtype }, axis: { int: 0 } },
  };
}

/** Puts float32 tensors of one shape together along a new first axis. */
function pack(name: string, values: readonly Reference[]): GraphNode {
  const attributes = { N: { int: values.length }, T: { type: FLOAT }, axis: { int: 0 } };
  return { name, op: 'Pack', inputs: values, attributes };
}

function numberName(number: number): string {
  return `number/${number}`.replaceAll('+', '');
}

function numberNode(number: number): GraphNode {
  return constant(numberName(number), floatTensor(number));
}

/** A float32 scalar. */
function floatTensor(number: number): ConstantTensor {
  return { dtype: FLOAT, shape: [], bytes: new Uint8Array(Float32Array.of(number).buffer) };
}
