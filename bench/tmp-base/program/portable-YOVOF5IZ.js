import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  chooseBackend
} from "./chunk-66DTJ3CF.js";
import "./chunk-Y4EJNRDP.js";
import "./chunk-RFNO5SSX.js";

// nn/backends/portable.js
import { createRequire } from "node:module";
import { dirname } from "node:path";

// nn/backends/composed-layers.js
function composedLayers(tf) {
  return {
    addBias: (x, bias) => tf.add(x, bias),
    maxPool: (x, { size, strides, padding }) => tf.maxPool(x, [...size], [...strides], padding),
    // Cast, as the wasm backend's oneHot writes integers whatever its dtype argument says.
    sparseCrossEntropy: (logits, labels) => tf.neg(tf.sum(tf.mul(tf.cast(tf.oneHot(labels, logits.shape[1] ?? 0), "float32"), tf.logSoftmax(logits)), 1)),
    conv2d: (x, kernel, { strides, padding, precision }) => tf.conv2d(x, kernel, [...strides], onlyFloat32(precision, padding)),
    matMul: (a, b, { precision }) => onlyFloat32(precision, tf.matMul(a, b))
  };
}
function onlyFloat32(precision, value) {
  if (precision === "float32")
    return value;
  throw new Error(`Internal error: the portable backend has no ${precision}: a caller checks that before`);
}

// nn/backends/philox.js
var MULTIPLIERS = [3528531795, 3449720151];
var KEY_STEPS = [2654435769, 3144134277];
var ROUNDS = 10;
var SCRAMBLE_KEY = [1053357856, 38149673];
var SMALLEST_UNIFORM = Math.fround(1e-7);
function uniformValues(seed, length) {
  const words = randomWords(seed, length);
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++)
    values[i] = toUnit(words[i]);
  return values;
}
function normalValues(seed, length) {
  const words = randomWords(seed, length);
  const values = new Float32Array(words.length);
  for (let i = 0; i < words.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(toUnit(words[i]), SMALLEST_UNIFORM)));
    const angle = 2 * Math.PI * toUnit(words[i + 1]);
    values[i] = Math.sin(angle) * radius;
    values[i + 1] = Math.cos(angle) * radius;
  }
  return values.subarray(0, length);
}
function randomWords(seed, length) {
  const blocks = Math.ceil(length / 4);
  const words = new Uint32Array(4 * blocks);
  const mixed = Uint32Array.of(seed[0], seed[0] >> 31, seed[1], seed[1] >> 31);
  encrypt(mixed, 0, SCRAMBLE_KEY);
  const key = [mixed[0], mixed[1]];
  for (let block = 0; block < blocks; block++) {
    words[4 * block] = block;
    words[4 * block + 2] = mixed[2];
    words[4 * block + 3] = mixed[3];
    encrypt(words, 4 * block, key);
  }
  return words;
}
function encrypt(words, at, key) {
  let [a, b, c, d] = [words[at], words[at + 1], words[at + 2], words[at + 3]];
  let [k, l] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIERS[0], a);
    const low0 = Math.imul(MULTIPLIERS[0], a);
    const high1 = multiplyHigh(MULTIPLIERS[1], c);
    const low1 = Math.imul(MULTIPLIERS[1], c);
    a = (high1 ^ b ^ k) >>> 0;
    b = low1 >>> 0;
    c = (high0 ^ d ^ l) >>> 0;
    d = low0 >>> 0;
    k = k + KEY_STEPS[0] >>> 0;
    l = l + KEY_STEPS[1] >>> 0;
  }
  words[at] = a;
  words[at + 1] = b;
  words[at + 2] = c;
  words[at + 3] = d;
}
function multiplyHigh(x, y) {
  const low = (x & 65535) * y;
  const high = (x >>> 16) * y + Math.floor(low / 65536);
  return Math.floor(high / 65536) >>> 0;
}
function toUnit(word) {
  return (word & 8388607) * 2 ** -23;
}

// nn/backends/portable-kernels.js
var WASM = "wasm";
function registerTrainingKernels(tf) {
  compose(tf, "Conv2DBackpropFilter", (call, inputs, attributes) => {
    const shapes = { input: inputs.x.shape, filter: attributes.filterShape };
    return filterGradient(call, inputs, convolution(tf, shapes, attributes));
  });
  compose(tf, "Conv2DBackpropInput", (call, inputs, attributes) => {
    const shapes = { input: attributes.inputShape, filter: inputs.filter.shape };
    return inputGradient(call, inputs, { conv: convolution(tf, shapes, attributes), attributes });
  });
  compose(tf, "BatchMatMul", multiplyTransposed);
}
function compose(tf, name, composition) {
  const original = tf.getKernelsForBackend(WASM).find((kernel) => kernel.kernelName === name);
  if (original !== void 0)
    tf.unregisterKernel(name, WASM);
  tf.registerKernel({
    ...original,
    // keeps the function that prepares the original when the backend starts
    kernelName: name,
    backendName: WASM,
    /* oxlint-disable typescript/no-unsafe-type-assertion -- tfjs types what every kernel has in common, not each one */
    kernelFunc: ({ inputs, backend, attrs }) => {
      const results = [];
      const call = (called, calledInputs, attributes) => {
        const kernel = called === name && original !== void 0 ? original : tf.getKernel(called, WASM);
        const result2 = kernel.kernelFunc({ inputs: calledInputs, backend, attrs: attributes });
        results.push(result2);
        return result2;
      };
      const result = composition(call, inputs, attrs);
      const memory = backend;
      for (const other of results)
        if (other !== result)
          memory.disposeData(other.dataId);
      return result;
    }
    /* oxlint-enable typescript/no-unsafe-type-assertion */
  });
}
function filterGradient(call, { x, dy }, conv) {
  const [height, padHeight] = extent(conv.inHeight, conv.padInfo.top, (conv.outHeight - 1) * conv.strideHeight + conv.filterHeight);
  const [width, padWidth] = extent(conv.inWidth, conv.padInfo.left, (conv.outWidth - 1) * conv.strideWidth + conv.filterWidth);
  const reached = height === conv.inHeight && width === conv.inWidth ? x : call("Slice", { x }, { begin: [0, 0, 0, 0], size: [conv.batchSize, height, width, conv.inChannels] });
  const images = call("Transpose", { x: reached }, { perm: [3, 1, 2, 0] });
  const windows = call("Transpose", { x: dy }, { perm: [1, 2, 0, 3] });
  const gradient = call("Conv2D", { x: images, filter: windows }, {
    strides: 1,
    pad: [[0, 0], padHeight, padWidth, [0, 0]],
    dataFormat: "NHWC",
    dilations: [conv.strideHeight, conv.strideWidth]
  });
  return call("Transpose", { x: gradient }, { perm: [1, 2, 0, 3] });
}
function extent(size, before, covered) {
  const reached = Math.min(size, covered - before);
  return [reached, [before, covered - before - reached]];
}
function inputGradient(call, { dy, filter }, { conv, attributes }) {
  const { top, bottom, left, right } = conv.padInfo;
  const [spareHeight, spareWidth] = [conv.filterHeight - 1, conv.filterWidth - 1];
  const simple = conv.strideHeight === 1 && conv.strideWidth === 1 && conv.dataFormat === "channelsLast";
  if (!simple || Math.max(top, bottom) > spareHeight || Math.max(left, right) > spareWidth) {
    return call("Conv2DBackpropInput", { dy, filter }, attributes);
  }
  const turned = call("Reverse", { x: filter }, { dims: [0, 1] });
  const exchanged = call("Transpose", { x: turned }, { perm: [0, 1, 3, 2] });
  const pad = [
    [0, 0],
    [spareHeight - top, spareHeight - bottom],
    [spareWidth - left, spareWidth - right],
    [0, 0]
  ];
  return call("Conv2D", { x: dy, filter: exchanged }, { strides: 1, pad, dataFormat: "NHWC", dilations: 1 });
}
function multiplyTransposed(call, { a, b }, attributes) {
  if (a.shape.length !== 3 || b.shape.length !== 3)
    return call("BatchMatMul", { a, b }, attributes);
  const perm = [0, 2, 1];
  const left = attributes.transposeA ? call("Transpose", { x: a }, { perm }) : a;
  const right = attributes.transposeB ? call("Transpose", { x: b }, { perm }) : b;
  return call("BatchMatMul", { a: left, b: right }, { transposeA: false, transposeB: false });
}
function convolution(tf, shapes, { strides, pad, dataFormat, dimRoundingMode }) {
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat);
  const [input, filter] = [shape4D(shapes.input), shape4D(shapes.filter)];
  return tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, false, format);
}
function shape4D([a, b, c, d]) {
  return [a, b, c, d];
}

// nn/backends/portable-pooling.js
function registerPoolingGradients(tf) {
  register(tf, "MaxPoolGrad", maxPoolGradient);
  register(tf, "AvgPoolGrad", avgPoolGradient);
}
function register(tf, kernelName, spread) {
  tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    /* oxlint-disable typescript/no-unsafe-type-assertion -- tfjs types what every kernel has in common, not each one */
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { dy, input } = inputs;
      const memory = backend;
      const info = poolInfo(tf, input, attrs);
      const dx = memory.makeOutput(input.shape, "float32");
      const [dyValues, dxValues] = [memory.typedArrayFromHeap(dy), memory.typedArrayFromHeap(dx)];
      const buffers = { x: memory.typedArrayFromHeap(input), dy: dyValues, dx: dxValues };
      buffers.dx.fill(0);
      forEachWindow(info, (window) => spread(buffers, window, info));
      return dx;
    }
  });
}
function maxPoolGradient({ x, dy, dx }, { first, height, width, output }, info) {
  let largest = first;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const index = first + (row * info.inWidth + column) * info.inChannels;
      if (x[index] > x[largest])
        largest = index;
    }
  }
  dx[largest] += dy[output];
}
function avgPoolGradient({ dy, dx }, { first, height, width, output }, info) {
  const share = dy[output] / (height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      dx[first + (row * info.inWidth + column) * info.inChannels] += share;
    }
  }
}
function forEachWindow(info, visit) {
  const window = { first: 0, height: 0, width: 0, output: 0 };
  for (let image = 0; image < info.batchSize; image++) {
    for (let outRow = 0; outRow < info.outHeight; outRow++) {
      const from = outRow * info.strideHeight - info.padInfo.top;
      const top = Math.max(0, from);
      window.height = Math.min(info.inHeight, from + info.filterHeight) - top;
      for (let outColumn = 0; outColumn < info.outWidth; outColumn++) {
        const start = outColumn * info.strideWidth - info.padInfo.left;
        const left = Math.max(0, start);
        window.width = Math.min(info.inWidth, start + info.filterWidth) - left;
        const corner = ((image * info.inHeight + top) * info.inWidth + left) * info.inChannels;
        for (let channel = 0; channel < info.inChannels; channel++) {
          window.first = corner + channel;
          visit(window);
          window.output++;
        }
      }
    }
  }
}
function poolInfo(tf, { shape }, { filterSize, strides, pad, ...rest }) {
  const rounding = "dimRoundingMode" in rest ? rest.dimRoundingMode : void 0;
  const [batch, height, width, channels] = shape;
  return tf.backend_util.computePool2DInfo([batch, height, width, channels], filterSize, strides, 1, pad, rounding);
}

// nn/backends/portable.js
var loaded;
async function loadPortable() {
  loaded ??= await load();
  await loaded.tf.setBackend("wasm");
  return loaded;
}
async function load() {
  await import("@tensorflow/tfjs");
  const tf = await import("@tensorflow/tfjs-core");
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${dirname(createRequire(new URL("../nn/backends/portable.js", import.meta.url).href).resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  registerTrainingKernels(tf);
  registerPoolingGradients(tf);
  const filled = (values, shape, key) => {
    const [seed, counter] = key.dataSync();
    if (key.shape.join() !== "2" || key.dtype !== "int32" || seed === void 0 || counter === void 0) {
      throw new Error(`Internal error: a random key is an int32 tensor of shape [2], got ${key.dtype} [${key.shape.join(", ")}]`);
    }
    return tf.tensor(values([seed, counter], tf.util.sizeFromShape([...shape])), [...shape], "float32");
  };
  return {
    name: "portable",
    facts: chooseBackend({ backend: "portable" }).facts,
    tf,
    uniform: (shape, key) => filled(uniformValues, shape, key),
    normal: (shape, key) => filled(normalValues, shape, key),
    layers: composedLayers(tf)
  };
}
export {
  loadPortable
};
