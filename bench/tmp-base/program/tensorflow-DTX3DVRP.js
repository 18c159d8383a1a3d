import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  setEnvironment
} from "./chunk-BILJVFYM.js";
import {
  chooseBackend,
  nameInLog,
  packageRoot,
  readInstalled
} from "./chunk-66DTJ3CF.js";
import {
  BFLOAT16,
  FLOAT,
  INT32,
  INT64,
  nativeBackend,
  opAttributes
} from "./chunk-AHJLB7YC.js";
import {
  BackendUnavailable
} from "./chunk-Y4EJNRDP.js";
import "./chunk-RFNO5SSX.js";

// nn/backends/tensorflow.js
import { existsSync as existsSync2, readdirSync as readdirSync2, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import util from "node:util";

// nn/backends/in-force.js
import { existsSync, readdirSync, readFileSync } from "node:fs";
function checkInForce(facts, found) {
  const lines = Object.keys(found).flatMap((name) => {
    const value = found[name];
    return value === void 0 || value === facts[name] ? [] : [`
  ${name}: ${show(facts[name])}, found ${show(value)}`];
  });
  if (lines.length === 0)
    return;
  throw new BackendUnavailable("tensorflow", `The native TensorFlow backend is not what the key of this step says:${lines.join("")}
Nothing was computed. Run again; if it stays so, run "node scripts/setup.mjs --backend", and "assay backend" to see what is in force.`);
}
function loadedDigest() {
  if (!existsSync("/proc/self/maps"))
    return void 0;
  const { installed, missing } = readInstalled(packageRoot());
  if (installed === void 0)
    return `nothing: ${missing}`;
  const expected = installed.files.filter((file) => /\.so(\.\d+)*$/.test(file));
  const mapped = new Set(readFileSync("/proc/self/maps", "utf8").match(/\/.*libtensorflow.*$/gm) ?? []);
  const others = [...mapped].filter((file) => !expected.includes(file));
  const lacking = expected.filter((file) => !mapped.has(file));
  if (others.length === 0 && lacking.length === 0)
    return installed.digest;
  return `that of ${[...others, ...lacking.map((file) => `not ${file}`)].join(", ")}`;
}
function threadsNow() {
  const folder = "/proc/self/task";
  if (!existsSync(folder))
    return void 0;
  return new Map(readdirSync(folder).map((id) => [id, readFileSync(`${folder}/${id}/comm`, "utf8").trim()]));
}
function threadsAdded(before) {
  const now = threadsNow();
  if (before === void 0 || now === void 0)
    return void 0;
  return [...now].filter(([id, name]) => !before.has(id) && !name.startsWith("tf_")).length;
}
function isaInLog(log) {
  const words = /^onednn_verbose,.*info,cpu,isa:(.*)$/m.exec(log)?.[1]?.trim();
  return words === void 0 || words === "" ? void 0 : nameInLog(words);
}
function ownFacts(threads) {
  return chooseBackend({ backend: "tensorflow", threads }).facts;
}
function show(value) {
  return typeof value === "boolean" ? value ? "on" : "off" : String(value);
}

// nn/backends/tensorflow-kernels.js
function registerNativeKernels(tf) {
  registerReluGradient(tf);
  registerMatMul(tf);
  registerGather(tf);
}
function registerReluGradient(tf) {
  tf.unregisterGradient("Relu");
  tf.registerGradient({
    kernelName: "Relu",
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => reluGradient(tf, [dy].flat()[0], y) })
  });
}
function reluGradient(tf, dy, y) {
  if (tf.getBackend() !== "tensorflow")
    return tf.mul(dy, tf.cast(tf.step(y), "float32"));
  const native = nativeBackend(tf);
  return native.executeSingleOutput("ReluGrad", opAttributes(native.binding, { T: FLOAT }), [dy, y]);
}
function registerMatMul(tf) {
  const batches = tf.getKernel("BatchMatMul", "tensorflow");
  tf.unregisterKernel("BatchMatMul", "tensorflow");
  tf.registerKernel({
    ...batches,
    kernelFunc(call) {
      const { a, b } = call.inputs;
      const { transposeA, transposeB } = call.attrs;
      if (a.shape.length !== 2 || b.shape.length !== 2)
        return batches.kernelFunc(call);
      const native = nativeBackend(tf);
      const attributes = { T: FLOAT, transpose_a: transposeA, transpose_b: transposeB };
      return native.executeSingleOutput("MatMul", opAttributes(native.binding, attributes), [a, b]);
    }
  });
}
function registerGather(tf) {
  tf.unregisterKernel("GatherV2", "tensorflow");
  tf.registerKernel({
    kernelName: "GatherV2",
    backendName: "tensorflow",
    kernelFunc({ inputs, attrs }) {
      const { x, indices } = inputs;
      const { axis, batchDims } = attrs;
      const native = nativeBackend(tf);
      const dtypes = { Tparams: native.tensorMap.get(x.dataId).dtype, Tindices: INT32, Taxis: INT32 };
      return tf.tidy(() => native.executeSingleOutput("GatherV2", [
        { name: "batch_dims", type: native.binding.TF_ATTR_INT, value: batchDims },
        ...opAttributes(native.binding, dtypes)
      ], [x, indices, tf.scalar(axis, "int32")]));
    }
  });
}

// nn/backends/tensorflow-layers.js
var NHWC = "NHWC";
function tensorflowLayers(tf) {
  return {
    addBias: (x, bias) => addBias(tf, x, bias),
    maxPool: (x, pooling) => pooling.training ? trainedMaxPool(tf, x, pooling) : tf.maxPool(x, [...pooling.size], [...pooling.strides], pooling.padding),
    sparseCrossEntropy: (logits, labels) => sparseCrossEntropy(tf, logits, labels),
    conv2d(x, kernel, { strides, padding, precision }) {
      if (precision === "bfloat16")
        return halfConv2d(tf, [x, kernel], { strides, padding });
      return tf.conv2d(x, kernel, [...strides], padding);
    },
    matMul: (a, b, { precision }) => precision === "bfloat16" ? halfMatMul(tf, a, b) : tf.matMul(a, b)
  };
}
function addBias(tf, x, bias) {
  const attributes = { T: FLOAT, data_format: NHWC };
  return custom(tf, [x, bias], () => ({
    value: single(tf, (run) => run("BiasAdd", attributes, [x, bias])),
    gradient: (dy) => {
      const rows = tf.reshape(dy, [-1, bias.size]);
      return [tf.clone(dy), single(tf, (run) => run("BiasAddGrad", attributes, [rows]))];
    }
  }));
}
function trainedMaxPool(tf, x, { size, strides, padding }) {
  const window = { ksize: [1, ...size, 1], strides: [1, ...strides, 1], padding: padding.toUpperCase() };
  const attributes = { T: FLOAT, ...window, include_batch_in_index: false };
  return custom(tf, [x], (save) => {
    const [y, places] = several(tf, "MaxPoolWithArgmax", { ...attributes, Targmax: INT32 }, [x]);
    save([x, places]);
    return {
      value: y,
      gradient: (dy, [input, found]) => [
        single(tf, (run) => {
          const wide = run("Cast", { SrcT: INT32, DstT: INT64, Truncate: false }, [found]);
          return run("MaxPoolGradWithArgmax", { ...attributes, Targmax: INT64 }, [input, dy, wide]);
        })
      ]
    };
  });
}
function sparseCrossEntropy(tf, logits, labels) {
  return custom(tf, [logits], (save) => {
    const attributes = { T: FLOAT, Tlabels: INT32 };
    const [loss, slope] = several(tf, "SparseSoftmaxCrossEntropyWithLogits", attributes, [logits, labels]);
    save([slope]);
    return { value: loss, gradient: (dy, [saved]) => [tf.mul(saved, tf.reshape(dy, [-1, 1]))] };
  });
}
function halfMatMul(tf, a, b) {
  const product = (left, right, turned = {}) => single(tf, (run) => {
    const attributes = { T: BFLOAT16, transpose_a: turned.a === true, transpose_b: turned.b === true };
    return toFloat(run, run("MatMul", attributes, [toHalf(run, left), toHalf(run, right)]));
  });
  return custom(tf, [a, b], (save) => {
    save([a, b]);
    return {
      value: product(a, b),
      gradient: (dy, [left, right]) => [product(dy, right, { b: true }), product(left, dy, { a: true })]
    };
  });
}
function halfConv2d(tf, [x, kernel], { strides, padding }) {
  const attributes = {
    T: BFLOAT16,
    strides: [1, ...strides, 1],
    dilations: [1, 1, 1, 1],
    padding: padding.toUpperCase(),
    explicit_paddings: [],
    use_cudnn_on_gpu: true,
    data_format: NHWC
  };
  return custom(tf, [x, kernel], (save) => {
    save([x, kernel]);
    return {
      value: single(tf, (run) => toFloat(run, run("Conv2D", attributes, [toHalf(run, x), toHalf(run, kernel)]))),
      gradient: (dy, [input, weights]) => {
        const sizes = (tensor) => tf.tensor1d(tensor.shape, "int32");
        return [
          single(tf, (run) => {
            const inputs = [sizes(input), toHalf(run, weights), toHalf(run, dy)];
            return toFloat(run, run("Conv2DBackpropInput", attributes, inputs));
          }),
          single(tf, (run) => {
            const inputs = [toHalf(run, input), sizes(weights), toHalf(run, dy)];
            return toFloat(run, run("Conv2DBackpropFilter", attributes, inputs));
          })
        ];
      }
    };
  });
}
function toHalf(run, x) {
  return run("Cast", { SrcT: FLOAT, DstT: BFLOAT16, Truncate: false }, [x]);
}
function toFloat(run, x) {
  return run("Cast", { SrcT: BFLOAT16, DstT: FLOAT, Truncate: false }, [x]);
}
function custom(tf, inputs, compute) {
  const call = tf.customGrad((...parameters) => {
    const save = parameters.at(-1);
    const { value, gradient } = compute(save);
    return {
      value,
      gradFunc: (dy, saved) => [...gradient(dy, saved)]
    };
  });
  return call(...inputs);
}
function single(tf, compute) {
  return tf.tidy(() => {
    const native = nativeBackend(tf);
    const made = /* @__PURE__ */ new Map();
    const result = compute((op, attributes, inputs) => {
      const ids = inputs.map((input) => typeof input === "number" ? input : native.getInputTensorIds([input])[0] ?? -1);
      const [output] = native.binding.executeOp(op, toOpAttributes(tf, attributes), ids, 1);
      if (output === void 0)
        throw new Error(`Internal error: ${op} has given nothing`);
      made.set(output.id, output);
      return output.id;
    });
    const last = made.get(result);
    if (last === void 0)
      throw new Error("Internal error: the result of no operation");
    for (const id of made.keys())
      if (id !== result)
        native.binding.deleteTensor(id);
    return native.createOutputTensor(last);
  });
}
function several(tf, op, attributes, inputs) {
  const native = nativeBackend(tf);
  const [first, second] = native.executeMultipleOutputs(op, toOpAttributes(tf, attributes), inputs, 2);
  if (first === void 0 || second === void 0)
    throw new Error(`Internal error: ${op} has given too little`);
  return [first, second];
}
function toOpAttributes(tf, attributes) {
  const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL } = nativeBackend(tf).binding;
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "number")
      return { name, type: TF_ATTR_TYPE, value };
    if (typeof value === "string")
      return { name, type: TF_ATTR_STRING, value };
    return { name, type: typeof value === "boolean" ? TF_ATTR_BOOL : TF_ATTR_INT, value };
  });
}

// nn/backends/tensorflow.js
var loaded;
async function loadTensorflow({ threads, facts = ownFacts(threads) }) {
  const key = JSON.stringify(facts);
  if (loaded !== void 0 && loaded.key !== key) {
    throw new Error(`Internal error: TensorFlow was loaded with ${loaded.key} in this process, and fixes that then; cannot go on with ${key}`);
  }
  loaded ??= { backend: await load(facts), key };
  await loaded.backend.tf.setBackend("tensorflow");
  return loaded.backend;
}
async function load(facts) {
  setEnvironment(facts);
  restoreUtilFunctions();
  const native = openNative();
  const { addon } = native;
  const before = threadsNow();
  let threads;
  addon.silence();
  try {
    for (const file of native.libraries)
      addon.load(file);
    native.loadBinding();
    threads = threadsAdded(before);
    await import("@tensorflow/tfjs-node");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BackendUnavailable("tensorflow", `Cannot load the native TensorFlow backend: ${why}
To install it again, and see what is in the way, run "node scripts/setup.mjs --backend"; to work without it, ask for the backend "portable".`, { cause: error });
  } finally {
    addon.restore();
  }
  const tf = await import("@tensorflow/tfjs-core");
  checkInForce(facts, {
    library: nativeBackend(tf).binding.TF_Version,
    digest: loadedDigest(),
    oneDNN: addon.oneDNN(),
    isa: isaInLog(logOfOneDNN(tf, addon)),
    threads
  });
  registerNativeKernels(tf);
  return {
    name: "tensorflow",
    facts,
    tf,
    uniform: (shape, key) => stateless(tf, "StatelessRandomUniform", { shape, key }),
    normal: (shape, key) => stateless(tf, "StatelessRandomNormal", { shape, key }),
    layers: tensorflowLayers(tf)
  };
}
var NO_ADDON = {
  silence: () => void 0,
  restore: () => void 0,
  load: () => void 0,
  capture: () => void 0,
  captured: () => "",
  oneDNN: () => void 0
};
function openNative() {
  const require2 = createRequire(new URL("../nn/backends/tensorflow.js", import.meta.url).href);
  const folder = dirname(require2.resolve("@tensorflow/tfjs-node/package.json"));
  const [bindings, libraries] = [join(folder, "lib", "napi-v8"), join(folder, "deps", "lib")];
  const file = join(bindings, "native_addon.node");
  const addon = existsSync2(file) ? require2(file) : NO_ADDON;
  const names = existsSync2(libraries) ? readdirSync2(libraries) : [];
  const ordered = names.sort((a, b) => Number(b.includes("_framework")) - Number(a.includes("_framework")));
  return {
    addon,
    libraries: ordered.filter((name) => /\.(so\.\d+|dylib)$/.test(name)).map((name) => realpathSync(join(libraries, name))),
    loadBinding: () => void require2(join(bindings, "tfjs_binding.node"))
  };
}
function logOfOneDNN(tf, addon) {
  addon.capture();
  try {
    tf.tidy(() => tf.matMul(tf.ones([16, 16]), tf.ones([16, 16])).dataSync());
  } catch (error) {
    addon.captured();
    throw error;
  }
  return addon.captured();
}
function restoreUtilFunctions() {
  Object.assign(util, {
    isNullOrUndefined: (value) => value === null || value === void 0,
    isArray: Array.isArray
  });
}
function stateless(tf, op, { shape, key }) {
  const native = nativeBackend(tf);
  const attributes = opAttributes(native.binding, { dtype: FLOAT, T: INT32, Tseed: INT32 });
  return tf.tidy(() => native.executeSingleOutput(op, attributes, [tf.tensor1d([...shape], "int32"), key]));
}
export {
  loadTensorflow
};
