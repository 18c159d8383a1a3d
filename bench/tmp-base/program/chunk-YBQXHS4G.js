import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  initialSlots
} from "./chunk-B3QTHYRK.js";
import {
  inferShapes,
  sizeOf
} from "./chunk-237W3R2U.js";
import {
  FLOAT,
  INT32,
  nativeBackend
} from "./chunk-AHJLB7YC.js";
import {
  BackendUnavailable,
  loadBackend
} from "./chunk-Y4EJNRDP.js";
import {
  deriveSeed,
  permutation,
  randomOf
} from "./chunk-4LNU5BS6.js";
import {
  forward
} from "./chunk-ZP4NMCB7.js";
import {
  metadataAt,
  readSafetensors,
  tensorAt,
  writeSafetensors
} from "./chunk-HG5NX4EG.js";
import {
  isObject
} from "./chunk-P26KXDJE.js";
import {
  Cancelled,
  StageFailure
} from "./chunk-ICSLOTAE.js";

// nn/fit.js
import { setImmediate as nextTurn } from "node:timers/promises";

// nn/tensors.js
function toTensors({ tf }, host) {
  const tensors = {};
  for (const [name, { data, shape }] of Object.entries(host))
    tensors[name] = tf.tensor(data, [...shape], "float32");
  return tensors;
}
async function toHost(tensors) {
  const host = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    const data = await tensor.data();
    host[name] = { shape: tensor.shape, data: Float32Array.from(data) };
  }
  return host;
}
function dispose(...groups) {
  for (const group of groups)
    for (const tensor of Object.values(group))
      tensor.dispose();
}

// nn/checkpoint.js
function createKeeper(stateNow, keep, start) {
  let kept = start;
  let keptAt = performance.now();
  const now = async (place) => {
    if (keep === void 0 || place === kept)
      return;
    const state = stateNow();
    try {
      await keep.state({ ...place, ...state });
    } finally {
      dispose(state.weights, state.slots);
    }
    kept = place;
    keptAt = performance.now();
  };
  return {
    now,
    async ifDue(place) {
      if (keep !== void 0 && performance.now() - keptAt >= keep.everyMs)
        await now(place);
    }
  };
}
function keepOnHost(keep, history) {
  if (keep === void 0)
    return {};
  return {
    keep: {
      everyMs: keep.everyMs,
      async state({ weights, slots, ...place }) {
        await keep.state({
          ...place,
          weights: await toHost(weights),
          slots: await toHost(slots),
          history: [...history]
        });
      }
    }
  };
}
function startOf(backend, from, initial) {
  if (from === void 0)
    return { weights: toTensors(backend, initial) };
  const { epoch, part, slots } = from;
  const place = { epoch, ...part && { part } };
  const weights = toTensors(backend, inOrder(from.weights, Object.keys(initial)));
  return { weights, from: { ...place, slots: toTensors(backend, slots) } };
}
function inOrder(weights, names) {
  return Object.fromEntries(names.map((name) => {
    const weight = weights[name];
    if (weight === void 0)
      throw new Error(`Internal error: the checkpoint has no weight '${name}'`);
    return [name, weight];
  }));
}

// nn/graph/graph.js
function nodeOf(reference) {
  const end = reference.lastIndexOf(":");
  return reference.slice(reference.startsWith("^") ? 1 : 0, end === -1 ? void 0 : end);
}
function placeholder(name, dtype, shape) {
  return { name, op: "Placeholder", inputs: [], attributes: { dtype: { type: dtype }, shape: { shape } } };
}
function constant(name, tensor) {
  return { name, op: "Const", inputs: [], attributes: { dtype: { type: tensor.dtype }, value: { tensor } } };
}

// nn/graph/operations.js
var RECORDABLE = new Set(`
    Conv2D Conv2DBackpropFilter Conv2DBackpropInput DepthwiseConv2dNative BiasAdd BiasAddGrad MaxPool MaxPoolGrad MaxPoolWithArgmax MaxPoolGradWithArgmax
    AvgPool AvgPoolGrad MatMul BatchMatMul BatchMatMulV2 Einsum _FusedConv2D _FusedMatMul
    SparseSoftmaxCrossEntropyWithLogits SoftmaxCrossEntropyWithLogits Add AddV2 AddN Sub Mul Div RealDiv DivNoNan
    FloorDiv FloorMod Mod Pow Maximum Minimum SquaredDifference Neg Abs Sign Square Sqrt Rsqrt Reciprocal Exp
    Expm1 Log Log1p Sin Cos Tan Erf Floor Ceil Round ClipByValue Relu ReluGrad Relu6 LeakyRelu LeakyReluGrad Elu
    EluGrad Selu Tanh TanhGrad Sigmoid SigmoidGrad Softplus SoftplusGrad Softmax LogSoftmax IsNan IsInf IsFinite
    Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalNot Sum Mean Max Min Prod All
    Any ArgMax ArgMin Cumsum Cast Identity Reshape ExpandDims Squeeze Transpose Slice StridedSlice Split SplitV
    Concat ConcatV2 Pack Unpack Tile Pad PadV2 Reverse ReverseV2 BroadcastTo Fill Gather GatherV2 GatherNd OneHot
    Select SelectV2 ZerosLike OnesLike Range Bitcast StatelessRandomUniform StatelessRandomNormal
  `.trim().split(/\s+/));

// nn/graph/recorder.js
var NotRecordable = class extends Error {
  name = "NotRecordable";
};
var LARGEST_CONSTANT = 64;
function record(backend, { inputs, run }) {
  const native = nativeBackend(backend.tf);
  const { binding } = native;
  const nodes = [];
  const captured = [];
  const references = /* @__PURE__ */ new Map();
  const written = /* @__PURE__ */ new WeakSet();
  const problems = [];
  const add = (node) => void nodes.push(node);
  const placeholders = {};
  for (const [name, tensor] of Object.entries(inputs)) {
    const [id = -1] = native.getInputTensorIds([tensor]);
    const node = placeholder(`input/${name}`, native.tensorMap.get(tensor.dataId).dtype, tensor.shape);
    placeholders[name] = node;
    references.set(id, `${node.name}:0`);
  }
  const changed = {
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      if (mayBeRandom(values)) {
        problems.push(`it makes a tensor [${shape.join(", ")}] of values that differ, in JavaScript`);
      }
      const { buffer, byteOffset, byteLength } = values;
      const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
      const node = constant(`constant${nodes.length}`, { dtype, shape, bytes });
      add(node);
      references.set(id, `${node.name}:0`);
      return id;
    },
    executeOp(op, attributes, ids, outputs2) {
      const results2 = binding.executeOp(op, attributes, ids, outputs2);
      if (!RECORDABLE.has(op))
        problems.push(`it uses the operation ${op}`);
      const name = `${op.replace(/^_/, "")}${nodes.length}`;
      const values = {};
      for (const attribute of attributes) {
        const value = toAttributeValue(binding, attribute);
        if (value === void 0)
          problems.push(`attribute ${attribute.name} of the operation ${op} is of unknown type`);
        else
          values[attribute.name] = value;
      }
      add({ name, op, inputs: ids.map((id) => references.get(id) ?? `missing${id}:0`), attributes: values });
      for (const [index, { id }] of results2.entries())
        references.set(id, `${name}:${index}`);
      return results2;
    },
    tensorDataSync(id) {
      problems.push("it reads a tensor back to JavaScript");
      return binding.tensorDataSync(id);
    },
    runSavedModel: () => {
      throw new Error("Internal error: cannot run a graph while one is recorded");
    }
  };
  const recorder = Object.create(binding, Object.getOwnPropertyDescriptors(changed));
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
      if ("dataId" in tensor)
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
  } finally {
    native.binding = binding;
    Reflect.deleteProperty(native, "getInputTensorIds");
    Reflect.deleteProperty(native, "move");
  }
  if (problems[0] !== void 0) {
    for (const tensor of Object.values(results))
      tensor.dispose();
    throw new NotRecordable(problems[0]);
  }
  return { results, recording: { nodes, inputs: placeholders, captured, outputs } };
  function referenceOf(tensor) {
    const [id = -1] = native.getInputTensorIds([tensor]);
    const reference = references.get(id);
    if (reference === void 0)
      throw new Error(`Internal error: nothing recorded has made tensor ${id}`);
    return reference;
  }
}
function mayBeRandom(values) {
  if (!(values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array))
    return true;
  return values.length > LARGEST_CONSTANT && values.some((value) => !Object.is(value, values[0]));
}
function toAttributeValue(binding, { type, value }) {
  const isNumber = (one) => typeof one === "number";
  const isBoolean = (one) => typeof one === "boolean";
  const list = Array.isArray(value) ? value : void 0;
  const numbers = list?.every(isNumber) === true ? list : void 0;
  const booleans = list?.every(isBoolean) === true ? list : void 0;
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return isNumber(value) ? { type: value } : void 0;
    case binding.TF_ATTR_STRING:
      return typeof value === "string" ? { text: value } : void 0;
    case binding.TF_ATTR_SHAPE:
      return numbers && { shape: numbers };
    case binding.TF_ATTR_INT:
      return isNumber(value) ? { int: value } : numbers && { ints: numbers };
    case binding.TF_ATTR_FLOAT:
      return isNumber(value) ? { float: value } : numbers && { floats: numbers };
    case binding.TF_ATTR_BOOL:
      return isBoolean(value) ? { bool: value } : booleans && { bools: booleans };
    default:
      return void 0;
  }
}

// nn/trainer.js
function createEagerTrainer(backend, options, start) {
  let state = start;
  return {
    updatesPerCall: 1,
    async advance(updates) {
      const all = [];
      for (const update of updates) {
        const { next, values } = await advance(backend, options, { state, update });
        dispose(state.weights, state.slots);
        state = next;
        all.push(values);
      }
      return all;
    },
    state: () => ({ weights: copies(backend, state.weights), slots: copies(backend, state.slots) }),
    close: () => dispose(state.weights, state.slots)
  };
}
function stepKey({ tf }, seed, update) {
  return tf.tensor1d(stepKeyValues(seed, update), "int32");
}
function stepKeyValues(seed, update) {
  return [deriveSeed(seed, "step") + update | 0, 0];
}
async function advance(backend, { step, optimizer, batch, seed }, { state, update: { examples, update } }) {
  const { tf } = backend;
  const { weights, slots, loss, measures } = tf.tidy(() => step({
    ...state,
    batch: batch(tf.tensor1d(examples, "int32")),
    key: stepKey(backend, seed, update),
    rates: scalars(backend, optimizer.rates(update))
  }));
  const read2 = async (scalar) => (await scalar.data())[0] ?? Number.NaN;
  const values = {};
  for (const [name, measure] of Object.entries(measures))
    values[name] = await read2(measure);
  const all = { ...values, loss: await read2(loss) };
  dispose(measures, { loss });
  return { next: { weights, slots }, values: all };
}
function scalars({ tf }, numbers) {
  return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, tf.scalar(number, "float32")]));
}
function copies({ tf }, tensors) {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
}

// nn/graph/session.js
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// nn/graph/saved-model.js
import { createRequire } from "node:module";
var GRAPH_TAG = "serve";
var PRODUCER = 1087;
function encodeSavedModel(nodes) {
  const messages = createRequire(new URL("../nn/graph/saved-model.js", import.meta.url).href)("@tensorflow/tfjs-node/dist/proto/api_pb.js");
  const make = (path, fields) => {
    const message = new (path.split(".").reduce(nested, messages))();
    for (const [field, value] of Object.entries(fields))
      message[`set${field}`]?.(value);
    return message;
  };
  const shapeOf = (shape) => make("TensorShape", { DimList: shape.map((size) => make("TensorShape.Dim", { Size: size })) });
  const encode = (value) => {
    if ("tensor" in value) {
      const { dtype, shape, bytes } = value.tensor;
      const fields = {
        Dtype: dtype,
        TensorShape: shapeOf(shape),
        TensorContent: Buffer.from(bytes).toString("base64")
      };
      return make("AttrValue", { Tensor: make("Tensor", fields) });
    }
    if ("shape" in value)
      return make("AttrValue", { Shape: shapeOf(value.shape) });
    if ("text" in value)
      return make("AttrValue", { S: Buffer.from(value.text).toString("base64") });
    if ("ints" in value)
      return make("AttrValue", { List: make("AttrValue.ListValue", { IList: value.ints }) });
    if ("floats" in value)
      return make("AttrValue", { List: make("AttrValue.ListValue", { FList: value.floats }) });
    if ("bools" in value)
      return make("AttrValue", { List: make("AttrValue.ListValue", { BList: value.bools }) });
    if ("type" in value)
      return make("AttrValue", { Type: value.type });
    if ("int" in value)
      return make("AttrValue", { I: value.int });
    if ("float" in value)
      return make("AttrValue", { F: value.float });
    return make("AttrValue", { B: value.bool });
  };
  const nodeList = nodes.map(({ name, op, inputs, attributes }) => {
    const node = make("NodeDef", { Name: name, Op: op, InputList: inputs });
    for (const [attribute, value] of Object.entries(attributes))
      node.getAttrMap().set(attribute, encode(value));
    return node;
  });
  const graph = make("GraphDef", { NodeList: nodeList, Versions: make("VersionDef", { Producer: PRODUCER }) });
  const metaGraph = make("MetaGraphDef", {
    GraphDef: graph,
    MetaInfoDef: make("MetaGraphDef.MetaInfoDef", { TagsList: [GRAPH_TAG] })
  });
  return make("SavedModel", { SavedModelSchemaVersion: 1, MetaGraphsList: [metaGraph] }).serializeBinary();
}
function nested(messages, name) {
  const found = messages[name];
  if (found === void 0)
    throw new Error(`Internal error: tfjs-node has no message '${name}'`);
  return found;
}

// nn/graph/session.js
function openSession(backend, nodes) {
  const { binding } = nativeBackend(backend.tf);
  const folder = mkdtempSync(join(tmpdir(), "assay-graph-"));
  let session;
  try {
    mkdirSync(join(folder, "variables"));
    writeFileSync(join(folder, "saved_model.pb"), encodeSavedModel(nodes));
    session = binding.loadSavedModel(folder, GRAPH_TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    run: (feeds, fetches) => binding.runSavedModel(session, [...feeds.values()], [...feeds.keys()].join(","), fetches.join(",")),
    close: () => binding.deleteSavedModel(session)
  };
}

// nn/graph/training-graph.js
var INIT = "init:0";
function initialOf(variable) {
  return `initial/${variable}:0`;
}
function readOf(variable) {
  return `read/${variable}:0`;
}
function feedsOf({ name }) {
  return { examples: `${name}/examples:0`, keys: `${name}/keys:0`, rates: `${name}/rates:0` };
}
function capturedOf({ name }, node) {
  return `${name}/${node.name}:0`;
}
function valuesOf({ name }) {
  return `${name}/done:0`;
}
function variablesOf({ weights, optimizer }) {
  const slots = optimizer.slots.flatMap((slot) => weights.map(({ name, shape }) => ({ name: `${slot}/${name}`, shape })));
  return [...weights, ...slots];
}
function buildTrainingGraph(graph) {
  const variables = variablesOf(graph);
  const nodes = variables.flatMap(variableNodes);
  const assigned = variables.map(({ name }) => `assign/${name}`);
  nodes.push(constant("done", floatTensor(1)), after(nodeOf(INIT), "done:0", assigned));
  const numbers = graph.optimizer.kernel.inputs.flatMap((input) => "number" in input ? [input.number] : []);
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
      op: "VarHandleOp",
      inputs: [],
      attributes: { dtype: { type: FLOAT }, shape: { shape }, shared_name: { text: name }, container: { text: "" } }
    },
    placeholder(`initial/${name}`, FLOAT, shape),
    // A variable keeps the very memory that it is assigned. What is fed may be JavaScript's, which must be given back on
    // JavaScript's thread; the variable would give it back on TensorFlow's, in its first update.
    { name: `copy/${name}`, op: "DeepCopy", inputs: [initialOf(name)], attributes: { T: { type: FLOAT } } },
    {
      name: `assign/${name}`,
      op: "AssignVariableOp",
      inputs: [`${handle}:0`, `copy/${name}:0`],
      attributes: { dtype: { type: FLOAT } }
    },
    read(`read/${name}`, name, [])
  ];
}
function read(node, variable, waitFor) {
  const inputs = [`variable/${variable}:0`, ...waitFor.map((name) => `^${name}`)];
  return { name: node, op: "ReadVariableOp", inputs, attributes: { dtype: { type: FLOAT } } };
}
function after(name, value, nodes) {
  const inputs = [value, ...nodes.map((node) => `^${node}`)];
  return { name, op: "Identity", inputs, attributes: { T: { type: FLOAT } } };
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
    ...recording.captured.map(({ node }) => ({ ...node, name: nodeOf(capturedOf(program, node)) }))
  ];
  for (let index = 0; index < updates; index += 1)
    nodes.push(...updateNodes(graph, program, index));
  const all = Array.from({ length: updates }, (_, index) => `${name}/${index}/values:0`);
  const last = graph.weights.map((weight) => applyNode(program, updates - 1, weight.name));
  nodes.push(pack(`${name}/values`, all), after(nodeOf(valuesOf(program)), `${name}/values:0`, last));
  return nodes;
}
function updateNodes({ weights, optimizer, rates }, program, index) {
  const { name, recording, reported } = program;
  const prefix = `${name}/${index}/`;
  const outside = new Map([
    ["input/examples", `${name}/batches:${index}`],
    ["input/key", `${name}/batchKeys:${index}`],
    ...recording.captured.map(({ node }) => [node.name, capturedOf(program, node)]),
    ...weights.map((weight) => [`input/weights/${weight.name}`, `${prefix}read/${weight.name}:0`])
  ]);
  const renamed = (reference) => outside.get(nodeOf(reference)) ?? `${prefix}${reference}`;
  const output = (key) => {
    const reference = recording.outputs[key];
    if (reference === void 0)
      throw new Error(`Internal error: the step was recorded without '${key}'`);
    return renamed(reference);
  };
  const nodes = recording.nodes.map((node) => ({
    ...node,
    name: `${prefix}${node.name}`,
    inputs: node.inputs.map(renamed)
  }));
  const users = usersOf(nodes);
  nodes.push(unpack(`${prefix}rates`, { of: `${name}/batchRates:${index}`, count: rates.length, dtype: FLOAT }), pack(`${prefix}values`, reported.map((value) => output(`values/${value}`))));
  for (const { name: weight } of weights) {
    const before = index === 0 ? [] : [applyNode(program, index - 1, weight)];
    nodes.push(read(`${prefix}read/${weight}`, weight, before));
    const variables = [weight, ...optimizer.slots.map((slot) => `${slot}/${weight}`)];
    const values = optimizer.kernel.inputs.map((input) => {
      if ("gradient" in input)
        return output(`gradients/${weight}`);
      return "rate" in input ? `${prefix}rates:${rates.indexOf(input.rate)}` : `${numberName(input.number)}:0`;
    });
    const readers = users.get(`${prefix}read/${weight}`) ?? [];
    nodes.push({
      name: applyNode(program, index, weight),
      op: optimizer.kernel.op,
      inputs: [
        ...variables.map((variable) => `variable/${variable}:0`),
        ...values,
        ...[`${prefix}read/${weight}`, ...readers].map((node) => `^${node}`)
      ],
      attributes: {
        T: { type: FLOAT },
        ...Object.fromEntries(Object.entries(optimizer.kernel.attributes).map(([key, bool]) => [key, { bool }]))
      }
    });
  }
  return nodes;
}
function applyNode({ name }, index, weight) {
  return `${name}/${index}/apply/${weight}`;
}
function usersOf(nodes) {
  const users = /* @__PURE__ */ new Map();
  for (const { name, inputs } of nodes) {
    for (const input of new Set(inputs.map(nodeOf)))
      users.set(input, [...users.get(input) ?? [], name]);
  }
  return users;
}
function unpack(name, { of, count, dtype }) {
  return {
    name,
    op: "Unpack",
    inputs: [of],
    attributes: { num: { int: count }, T: { type: dtype }, axis: { int: 0 } }
  };
}
function pack(name, values) {
  const attributes = { N: { int: values.length }, T: { type: FLOAT }, axis: { int: 0 } };
  return { name, op: "Pack", inputs: values, attributes };
}
function numberName(number) {
  return `number/${number}`.replaceAll("+", "");
}
function numberNode(number) {
  return constant(numberName(number), floatTensor(number));
}
function floatTensor(number) {
  return { dtype: FLOAT, shape: [], bytes: new Uint8Array(Float32Array.of(number).buffer) };
}

// nn/graph/traced-trainer.js
var CALL_MS = 20;
var MOST_UPDATES_PER_CALL = 16;
async function createTracedTrainer(backend, options, start) {
  const { optimizer, pause } = options;
  const trials = [];
  let session;
  try {
    for (const update of options.samples) {
      trials.push(recordUpdate(backend, options, { start, update }));
      await pause?.();
    }
    const single = trials.map((trial, index) => programOf(trial, { name: `size${index}`, updates: 1 }));
    const [full] = trials;
    const updates = full === void 0 ? 1 : updatesPerCall(backend, options, { start, update: full.update });
    const several = full === void 0 || updates === 1 ? [] : [programOf(full, { name: "several", updates })];
    const graph = {
      weights: Object.entries(start.weights).map(([name, { shape }]) => ({ name, shape })),
      optimizer,
      rates: Object.keys(optimizer.rates(0)),
      programs: [...single, ...several]
    };
    session = openGraph(backend, graph);
    const runner = createRunner(backend, { ...options, graph, session });
    for (const [index, program] of single.entries()) {
      const { update, expected } = trials[index] ?? { expected: {} };
      if (update === void 0)
        continue;
      runner.fill(start);
      const [values] = runner.run(program, [update]);
      const state = runner.read();
      const different = firstDifference(expected, { state, values });
      dispose(state.weights, state.slots);
      await pause?.();
      if (different !== void 0)
        throw new NotRecordable(`its graph computes another '${different}'`);
    }
    runner.fill(start);
    dispose(start.weights, start.slots);
    return runner.trainer(updates);
  } catch (error) {
    session?.close();
    throw error;
  } finally {
    for (const { expected } of trials)
      dispose(expected);
  }
}
function recordUpdate(backend, { step, optimizer, batch, seed }, { start, update }) {
  const { tf } = backend;
  const key = stepKey(backend, seed, update.update);
  const examples = tf.tensor1d(update.examples, "int32");
  const rates = scalars(backend, optimizer.rates(update.update));
  let results = {};
  try {
    const recorded = record(backend, {
      inputs: { key, examples, ...prefixed("weights/", start.weights) },
      run: () => tf.tidy(() => {
        const { gradients: gradients2, ...values2 } = step.gradients({ weights: start.weights, batch: batch(examples), key });
        return {
          ...prefixed("values/", { ...values2.measures, loss: values2.loss }),
          ...prefixed("gradients/", gradients2)
        };
      })
    });
    results = recorded.results;
    const gradients = Object.fromEntries(Object.entries(results).flatMap(([name, tensor]) => name.startsWith("gradients/") ? [[name.slice("gradients/".length), tensor]] : []));
    const values = Object.fromEntries(Object.entries(results).filter(([name]) => name.startsWith("values/")));
    const wrong = Object.entries(values).find(([, value]) => value.dtype !== "float32" || value.rank !== 0);
    if (wrong !== void 0)
      throw new NotRecordable(`it reports '${wrong[0]}', which is no float32 scalar`);
    const next = tf.tidy(() => optimizer.update(backend, { ...start, gradients, rates }));
    const expected = { ...next.weights, ...next.slots, ...clones(backend, values) };
    const reported = Object.keys(values).map((name) => name.slice("values/".length));
    return { update, recording: recorded.recording, expected, reported };
  } finally {
    dispose(results, rates, { key, examples });
  }
}
function programOf({ recording, update, reported }, { name, updates }) {
  return { name, recording, examples: update.examples.length, updates, reported };
}
function updatesPerCall({ tf }, { step, batch, seed }, { start: { weights }, update: { examples } }) {
  let best = Infinity;
  for (let trial = 0; trial < 3 && best > CALL_MS / MOST_UPDATES_PER_CALL; trial += 1) {
    const began = performance.now();
    tf.tidy(() => {
      const key = tf.tensor1d(stepKeyValues(seed, 0), "int32");
      step.gradients({ weights, batch: batch(tf.tensor1d(examples, "int32")), key });
    });
    best = Math.min(best, performance.now() - began);
    if (best > 2 * CALL_MS)
      break;
  }
  return Math.max(1, Math.min(MOST_UPDATES_PER_CALL, Math.round(CALL_MS / best)));
}
function openGraph(backend, graph) {
  try {
    return openSession(backend, buildTrainingGraph(graph));
  } catch (error) {
    throw new NotRecordable(`its graph cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}
function createRunner(backend, { session, graph, optimizer, seed }) {
  const native = nativeBackend(backend.tf);
  const variables = variablesOf(graph).map(({ name }) => name);
  const runner = {
    fill({ weights, slots }) {
      const feeds = /* @__PURE__ */ new Map();
      for (const [name, tensor] of Object.entries({ ...weights, ...slots })) {
        const [id = -1] = native.getInputTensorIds([tensor]);
        feeds.set(initialOf(name), id);
      }
      remove(session.run(feeds, [INIT]));
    },
    run(program, updates) {
      const { examples, keys, rates } = feedsOf(program);
      const rows = (row) => updates.flatMap((update) => [...row(update)]);
      const upload = (values, dtype) => native.binding.createTensor([updates.length, values.length / updates.length], dtype, values);
      const feeds = /* @__PURE__ */ new Map([
        [examples, upload(Int32Array.from(rows((update) => update.examples)), INT32)],
        [keys, upload(Int32Array.from(rows(({ update }) => stepKeyValues(seed, update))), INT32)],
        [rates, upload(Float32Array.from(rows(({ update }) => Object.values(optimizer.rates(update)))), FLOAT)]
      ]);
      const uploaded = [...feeds.values()];
      for (const { id, node } of program.recording.captured)
        feeds.set(capturedOf(program, node), id);
      try {
        const outputs = session.run(feeds, [valuesOf(program)]);
        const [output] = outputs;
        const values = output === void 0 ? [] : native.binding.tensorDataSync(output.id);
        const width = program.reported.length;
        const table = updates.map((_, row) => toValues(program.reported, values.slice(row * width, (row + 1) * width)));
        remove(outputs);
        return table;
      } finally {
        for (const id of uploaded)
          native.binding.deleteTensor(id);
      }
    },
    read() {
      const tensors = session.run(/* @__PURE__ */ new Map(), variables.map(readOf)).map((one) => native.createOutputTensor(one));
      const state = { weights: {}, slots: {} };
      for (const [index, name] of variables.entries()) {
        const group = index < graph.weights.length ? state.weights : state.slots;
        if (tensors[index] !== void 0)
          group[name] = tensors[index];
      }
      return state;
    },
    trainer: (updatesPerCall2) => ({
      updatesPerCall: updatesPerCall2,
      advance(updates) {
        const size = updates[0]?.examples.length;
        const program = graph.programs.find((one) => one.updates === updates.length && one.examples === size);
        if (program !== void 0)
          return Promise.resolve(runner.run(program, updates));
        const single = graph.programs.find((one) => one.updates === 1 && one.examples === size);
        if (single === void 0)
          throw new Error(`Internal error: no graph was made for batches of ${size}`);
        return Promise.resolve(updates.flatMap((update) => runner.run(single, [update])));
      },
      state: () => runner.read(),
      close: () => session.close()
    })
  };
  return runner;
  function remove(tensors) {
    for (const { id } of tensors)
      native.binding.deleteTensor(id);
  }
}
function toValues(names, numbers) {
  const values = Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? Number.NaN]));
  return { ...values, loss: values["loss"] ?? Number.NaN };
}
function firstDifference(expected, { state, values }) {
  const found = { ...state.weights, ...state.slots };
  for (const [name, tensor] of Object.entries(expected)) {
    if (name.startsWith("values/")) {
      if (!Object.is(tensor.dataSync()[0], values?.[name.slice("values/".length)]))
        return name;
      continue;
    }
    const other = found[name];
    if (other === void 0)
      return name;
    const [a, b] = [tensor.dataSync(), other.dataSync()];
    if (Buffer.compare(bytesOf(a), bytesOf(b)) !== 0)
      return name;
  }
  return void 0;
}
function bytesOf({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}
function prefixed(prefix, tensors) {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}${name}`, tensor]));
}
function clones({ tf }, tensors) {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
}

// nn/means.js
function createMeans(from = { examples: 0, loss: 0, measures: {} }) {
  let seen = from.examples;
  let lossSum = from.loss;
  const sums = { ...from.measures };
  return {
    add(examples, loss, measures) {
      seen += examples;
      lossSum += loss * examples;
      for (const [name, value] of Object.entries(measures))
        sums[name] = (sums[name] ?? 0) + value;
    },
    read() {
      const measures = {};
      for (const [name, sum] of Object.entries(sums))
        measures[name] = sum / seen;
      return { loss: lossSum / seen, measures };
    },
    sums: () => ({ examples: seen, loss: lossSum, measures: { ...sums } })
  };
}

// nn/fit.js
var DivergedError = class extends Error {
  name = "DivergedError";
  /** Counts from 1. */
  epoch;
  /** Within the epoch, counts from 1. */
  batch;
  /** The rate of the update that made the loss go wrong, or would have followed. */
  learningRate;
  loss;
  constructor(at) {
    super(`The loss became ${at.loss} in epoch ${at.epoch}, batch ${at.batch}, at learning rate ${at.learningRate}`);
    this.epoch = at.epoch;
    this.batch = at.batch;
    this.learningRate = at.learningRate;
    this.loss = at.loss;
  }
};
var YIELD_MS = 50;
async function fit(backend, options) {
  const { signal, onEpoch, epochs, weights, from } = options;
  const slots = from?.slots ?? initialSlots(backend, options.optimizer, weights);
  const breathe = createBreather(signal);
  const trainer = await createTrainer(backend, options, { start: { weights, slots }, pause: breathe });
  const report = async (about) => {
    if (onEpoch === void 0)
      return;
    const { weights: weights2, slots: slots2 } = trainer.state();
    try {
      await onEpoch({ ...about, weights: weights2 });
    } finally {
      dispose(weights2, slots2);
    }
  };
  let place = from ?? { epoch: 0 };
  const keeper = createKeeper(() => trainer.state(), options.keep, place);
  try {
    if (from === void 0)
      await report({ epoch: 0 });
    while (place.epoch < epochs) {
      const { epoch: before, part } = place;
      for await (const next of trainEpoch(trainer, options, { epoch: before + 1, part, breathe })) {
        place = { epoch: before, part: next };
        await keeper.ifDue(place);
      }
      const { loss, measures } = createMeans(place.part?.sums).read();
      await report({ epoch: before + 1, loss, measures });
      place = { epoch: before + 1 };
      await (place.epoch === epochs ? keeper.now(place) : keeper.ifDue(place));
    }
    const end = trainer.state();
    dispose(end.slots);
    return end.weights;
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason)
      await keeper.now(place);
    throw error;
  } finally {
    trainer.close();
  }
}
async function* trainEpoch(trainer, options, { epoch, part, breathe }) {
  const means = createMeans(part?.sums);
  const updates = updatesOf(options, epoch);
  const of = updates.length;
  if (part !== void 0 && part.of !== of) {
    throw new Error(`Internal error: a state of an epoch of ${part.of} batches cannot continue one of ${of}`);
  }
  for (let done = part?.done ?? 0; done < of; ) {
    await breathe();
    const several = nextCall(updates, done, trainer.updatesPerCall);
    const values = await trainer.advance(several);
    for (const [index, { loss, ...measures }] of values.entries()) {
      const { examples, update } = several[index] ?? { examples: [], update: Number.NaN };
      const batch = done + index + 1;
      if (!Number.isFinite(loss)) {
        const { learningRate } = options.optimizer.rates(update);
        throw new DivergedError({ epoch, batch, learningRate, loss });
      }
      means.add(examples.length, loss, measures);
      if (options.signal?.aborted !== true)
        options.onBatch?.({ epoch, batch, batches: of, ...means.read() });
    }
    done += several.length;
    yield { done, of, sums: means.sums() };
  }
}
function updatesOf({ count, batchSize, seed }, epoch) {
  const order = permutation(count, { seed, epoch });
  const batches = Math.ceil(count / batchSize);
  return Array.from({ length: batches }, (_, batch) => ({
    examples: order.slice(batch * batchSize, (batch + 1) * batchSize),
    update: (epoch - 1) * batches + batch
  }));
}
function nextCall(updates, done, updatesPerCall2) {
  const several = updates.slice(done, done + updatesPerCall2);
  const size = several[0]?.examples.length;
  const together = several.length === updatesPerCall2 && several.every(({ examples }) => examples.length === size);
  return together ? several : several.slice(0, 1);
}
async function createTrainer(backend, options, { start, pause }) {
  const { execution = "auto", from, onFallback } = options;
  const updates = updatesOf(options, (from?.epoch ?? 0) + 1);
  const [first, last] = [updates[0], updates.at(-1)];
  if (backend.name === "tensorflow" && execution === "auto" && first !== void 0 && last !== void 0) {
    const samples = first.examples.length === last.examples.length ? [first] : [first, last];
    try {
      return await createTracedTrainer(backend, { ...options, samples, pause }, start);
    } catch (error) {
      if (!(error instanceof NotRecordable)) {
        dispose(start.weights, start.slots);
        throw error;
      }
      onFallback?.(`Training operation by operation, as the step cannot be made a graph: ${error.message}`);
    }
  }
  return createEagerTrainer(backend, options, start);
}
function createBreather(signal) {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= YIELD_MS) {
      await nextTurn();
      last = performance.now();
    }
    signal?.throwIfAborted();
  };
}

// stages/training/backend.js
async function openBackend({ backend, threads, facts }) {
  if (backend !== "tensorflow" && backend !== "portable")
    throw new Error(`Internal error: unknown backend "${backend}"`);
  try {
    const keyed = facts === void 0 ? {} : { facts };
    return await loadBackend(backend, { threads, ...keyed });
  } catch (error) {
    if (error instanceof BackendUnavailable)
      throw new StageFailure(error.message, { cause: error });
    throw error;
  }
}
function trainingFailure(error, signal) {
  if (error instanceof DivergedError) {
    return new StageFailure(error.message, { hint: "Try a smaller learningRate.", cause: error });
  }
  if (signal.aborted && error === signal.reason)
    return new Cancelled("Interrupted while training", { cause: error });
  return error;
}

// stages/training/checkpoint.js
import { join as join2 } from "node:path";
var SAVE_EVERY_MS = 1e4;
async function readCheckpoint({ checkpoint }) {
  if (checkpoint === void 0)
    return void 0;
  const file = await readSafetensors(checkpoint.path);
  const history = numbersOf(file, "history");
  const part = file.metadata.has("part") ? numbersOf(file, "part") : void 0;
  const { at: epoch, part: { done, of } = {} } = checkpoint;
  if (history.at(-1)?.epoch !== epoch || part?.done !== done || part?.of !== of) {
    const where = `${epoch} epochs${done === void 0 ? "" : ` and ${done} of ${of} batches`}`;
    throw new StageFailure(`The checkpoint after ${where} holds another state`, {
      hint: "Run the step with --force: it then starts from nothing."
    });
  }
  return {
    epoch,
    ...part && { part },
    weights: tensorsOf(file, "weights/"),
    slots: tensorsOf(file, "slots/"),
    history,
    snapshots: Object.fromEntries(Array.from(file.tensors).filter(([name]) => name.startsWith("epoch-")))
  };
}
function checkpointWriter(context, snapshots = {}) {
  return {
    everyMs: SAVE_EVERY_MS,
    async state({ epoch, part, weights, slots, history }) {
      const path = join2(context.scratch, "checkpoint.safetensors");
      await writeSafetensors(path, { ...under("weights", weights), ...under("slots", slots), ...snapshots }, { history: exactJson(history), ...part && { part: exactJson(part) } });
      await context.saveCheckpoint(epoch, path, part && { done: part.done, of: part.of, unit: "batches" });
    }
  };
}
function epochsLeft(epochs, from) {
  const { epoch = 0, part } = from ?? {};
  return Math.max(1, epochs - epoch - (part === void 0 ? 0 : part.done / part.of));
}
function under(prefix, tensors) {
  return Object.fromEntries(Object.entries(tensors).map(([name, { shape, data }]) => [`${prefix}/${name}`, { dtype: "F32", shape, data }]));
}
function tensorsOf(file, prefix) {
  const names = [...file.tensors.keys()].filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => {
    const { shape, data } = tensorAt(file, name, "F32");
    return [name.slice(prefix.length), { shape, data }];
  }));
}
function exactJson(value) {
  return JSON.stringify(value, (_, each) => typeof each === "number" && !Number.isFinite(each) ? String(each) : each);
}
function numbersOf(file, name) {
  const read2 = (value) => {
    if (typeof value === "string")
      return Number(value);
    if (Array.isArray(value))
      return value.map(read2);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, read2(each)])) : value;
  };
  return read2(metadataAt(file, name));
}

// nn/losses.js
function categoricalCrossEntropy({ tf, layers }, logits, labels) {
  if (labels.rank === 1)
    return tf.mean(layers.sparseCrossEntropy(logits, labels));
  return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}
function countCorrect({ tf }, logits, labels) {
  return tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), "float32"));
}
function meanSquaredError({ tf }, predictions, targets) {
  return tf.mean(tf.square(tf.sub(predictions, targets)));
}
function binaryCrossEntropy({ tf }, logits, targets) {
  return tf.mean(tf.sub(tf.softplus(logits), tf.mul(targets, logits)));
}

// nn/evaluate.js
var EVALUATION_BATCH = 250;
async function evaluate(backend, options) {
  const { model, weights, data } = options;
  const images = data.images.shape[0] ?? 0;
  let lossSum = 0;
  let correct = 0;
  await eachBatch(images, options, async ({ start, count }) => {
    const sums = backend.tf.tidy(() => {
      const x = backend.tf.slice(data.images, start, count);
      const labels = backend.tf.slice(data.labels, start, count);
      const logits = forward(backend, model, { weights, x });
      const loss2 = backend.tf.mul(categoricalCrossEntropy(backend, logits, labels), count);
      return backend.tf.stack([loss2, countCorrect(backend, logits, labels)]);
    });
    const [loss = Number.NaN, right = Number.NaN] = await sums.data();
    sums.dispose();
    lossSum += loss;
    correct += right;
  });
  return images === 0 ? void 0 : { loss: lossSum / images, accuracy: correct / images };
}
async function predict(backend, options) {
  const { model, weights, data, outputs } = options;
  const images = data.images.shape[0] ?? 0;
  const all = new Float32Array(images * outputs);
  await eachBatch(images, options, async ({ start, count }) => {
    const logits = backend.tf.tidy(() => forward(backend, model, { weights, x: backend.tf.slice(data.images, start, count) }));
    all.set(await logits.data(), start * outputs);
    logits.dispose();
  });
  return all;
}
async function eachBatch(total, { signal }, visit) {
  const breathe = createBreather(signal);
  for (let batch = 0; batch * EVALUATION_BATCH < total; batch += 1) {
    await breathe();
    const start = batch * EVALUATION_BATCH;
    await visit({ batch, start, count: Math.min(EVALUATION_BATCH, total - start) });
  }
}

// nn/initializers.js
function initialWeights(model, seed) {
  const { layers, problems } = inferShapes(model);
  if (problems[0] !== void 0)
    throw new Error(`Internal error: this model cannot be built: ${problems[0].message}`);
  const tensors = {};
  for (const { layer, weights } of layers) {
    for (const { part, shape, fan } of weights) {
      const stream = `${layer.name}.${part}`;
      const count = sizeOf(shape);
      const data = fan === void 0 ? new Float32Array(count) : glorotUniform(count, { fan, seed, stream });
      tensors[stream] = { shape, data };
    }
  }
  return tensors;
}
function glorotUniform(count, { fan, seed, stream }) {
  const limit = Math.sqrt(6 / (fan.in + fan.out));
  const random = randomOf(seed, stream);
  const data = new Float32Array(count);
  for (let index = 0; index < count; index += 1)
    data[index] = (2 * random.uniform() - 1) * limit;
  return data;
}

// nn/step.js
function createStep(backend, { objective, optimizer }) {
  const { tf } = backend;
  const gradientsOf = ({ weights, batch, key }) => tf.tidy(() => {
    const names = Object.keys(weights);
    let measures = {};
    const differentiate = tf.valueAndGrads((...values) => {
      const result = objective({ weights: named(names, values), batch, key });
      measures = mapTensors(result.measures ?? {}, (measure) => tf.keep(measure));
      return result.loss;
    });
    const { value, grads } = differentiate(Object.values(weights));
    const owned = mapTensors(measures, (measure) => {
      const copy = tf.clone(measure);
      measure.dispose();
      return copy;
    });
    const gradients = optimizer.regularise(backend, { weights, gradients: named(names, grads) });
    return { loss: value, measures: owned, gradients };
  });
  const step = ({ weights, slots, batch, key, rates }) => tf.tidy(() => {
    const { loss, measures, gradients } = gradientsOf({ weights, batch, key });
    return { loss, measures, ...optimizer.update(backend, { weights, gradients, slots, rates }) };
  });
  return Object.assign(step, { gradients: gradientsOf });
}
function named(names, values) {
  const tensors = {};
  for (const [index, name] of names.entries()) {
    const value = values[index];
    if (value === void 0)
      throw new Error(`Internal error: no tensor for '${name}'`);
    tensors[name] = value;
  }
  return tensors;
}
function mapTensors(tensors, change) {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}

export {
  categoricalCrossEntropy,
  countCorrect,
  meanSquaredError,
  binaryCrossEntropy,
  toHost,
  dispose,
  keepOnHost,
  startOf,
  stepKey,
  fit,
  evaluate,
  predict,
  eachBatch,
  initialWeights,
  createStep,
  openBackend,
  trainingFailure,
  readCheckpoint,
  checkpointWriter,
  epochsLeft
};
