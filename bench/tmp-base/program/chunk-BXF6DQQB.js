import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  __export
} from "./chunk-RFNO5SSX.js";

// nn/layers/all.js
var all_exports = {};
__export(all_exports, {
  activation: () => activation,
  avgPool2d: () => avgPool2d,
  conv2d: () => conv2d,
  dense: () => dense,
  dropout: () => dropout,
  flatten: () => flatten,
  maxPool2d: () => maxPool2d
});

// nn/activations.js
var LEAKY_SLOPE = 0.01;
var KINDS = {
  linear: {
    apply: (_, x) => x,
    respond: (values) => values
  },
  relu: {
    apply: (tf, x) => tf.relu(x),
    respond: (values) => values.map((value) => Math.max(value, 0))
  },
  leakyRelu: {
    apply: (tf, x) => tf.leakyRelu(x, LEAKY_SLOPE),
    respond: (values) => values.map((value) => value < 0 ? LEAKY_SLOPE * value : value)
  },
  tanh: {
    apply: (tf, x) => apart(tf, x, (flat) => tf.tanh(flat)),
    respond: (values) => values.map((value) => Math.tanh(value))
  },
  sigmoid: {
    apply: (tf, x) => apart(tf, x, (flat) => tf.sigmoid(flat)),
    respond: (values) => values.map((value) => 1 / (1 + Math.exp(-value)))
  },
  /** Over the last axis. */
  softmax: {
    // In a graph TensorFlow takes another kernel for softmax itself, with other bits.
    apply: (tf, x) => tf.exp(tf.logSoftmax(x)),
    respond: softmaxRows
  }
};
var ACTIVATIONS = Object.keys(KINDS);
function activate({ tf }, x, activation2) {
  return KINDS[activation2].apply(tf, x);
}
function activateVolume(volume, activation2) {
  return { ...volume, data: KINDS[activation2].respond(volume.data, volume.channels) };
}
function apart(tf, values, f) {
  return tf.reshape(f(tf.reshape(values, [-1])), values.shape);
}
function softmaxRows(data, channels) {
  const result = new Float64Array(data.length);
  for (let at = 0; at < data.length; at += channels) {
    const values = data.subarray(at, at + channels);
    const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = values.map((value) => Math.exp(value - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    result.set(powers.map((power) => power / sum), at);
  }
  return result;
}

// nn/volume.js
function flattened({ data }) {
  return { height: 1, width: 1, channels: data.length, data };
}
function pickChannels(volume, channels) {
  if (channels === void 0)
    return volume;
  const places = volume.height * volume.width;
  const data = new Float64Array(places * channels.length);
  for (let place = 0; place < places; place++) {
    for (const [index, channel] of channels.entries()) {
      data[place * channels.length + index] = volume.data[place * volume.channels + channel] ?? 0;
    }
  }
  return { ...volume, channels: channels.length, data };
}

// nn/layers/kind.js
function defineLayer(kind) {
  return kind;
}
function nameOf({ type, name }) {
  return `${type} '${name}'`;
}

// nn/layers/activation.js
var activation = defineLayer({
  type: "activation",
  prefix: "activation",
  schema: {
    description: "An activation as a layer of its own",
    type: "object",
    additionalProperties: false,
    required: ["kind"],
    properties: { name: { $ref: "#/$defs/name" }, kind: { $ref: "#/$defs/activation" } }
  },
  resolve: ({ kind }, name) => {
    return { type: "activation", name, kind };
  },
  infer: (_, input) => ({ shape: input, macs: 0, weights: [] }),
  apply: (_, x) => x,
  respond: ({ kind }, input, { channels }) => pickChannels(activateVolume(input, kind), channels),
  activation: ({ kind }) => kind,
  describe: () => []
});

// nn/layers/windows.js
function pair(size) {
  return typeof size === "number" ? [size, size] : size;
}
function windows(size, options) {
  const { window, stride, padding } = options;
  if (padding === "valid")
    return { count: Math.floor((size - window) / stride) + 1, before: 0 };
  const count = Math.ceil(size / stride);
  return { count, before: Math.floor(Math.max((count - 1) * stride + window - size, 0) / 2) };
}
function slide(layer, input, of) {
  const [height, width, channels] = input;
  const who = nameOf(layer);
  if (height === void 0 || width === void 0 || channels === void 0)
    return { at: [], message: `${who} needs an image, found ${input.join("x")} flat values: put it before 'flatten'` };
  const { strides, padding } = layer;
  const { window, what, at } = of;
  const output = [
    windows(height, { window: window[0], stride: strides[0], padding }).count,
    windows(width, { window: window[1], stride: strides[1], padding }).count
  ];
  if (output[0] >= 1 && output[1] >= 1)
    return { output, channels };
  const reduced = output.map((size) => Math.max(size, 0)).join("x");
  const fault = `its ${window.join("x")} ${what} does not fit`;
  return { at, message: `${who} reduces ${height}x${width} to ${reduced}: ${fault}` };
}
function sides([height, width]) {
  return `${height} \xD7 ${width}`;
}
function describeWindows({ strides, padding }, usual) {
  const words = [];
  if (String(strides) !== String(usual)) {
    words.push(`stride ${strides[0] === strides[1] ? strides[0] : sides(strides)}`);
  }
  if (padding === "same")
    words.push("padded");
  return words;
}

// nn/layers/pool.js
function pool(type, of) {
  return {
    type,
    prefix: "pool",
    schema: {
      description: of.description,
      type: "object",
      additionalProperties: false,
      properties: {
        name: { $ref: "#/$defs/name" },
        size: { $ref: "#/$defs/size", description: "Height and width of the window", default: 2 },
        strides: {
          $ref: "#/$defs/size",
          description: "Step from one window to the next; left out, the size of the window"
        },
        padding: { $ref: "#/$defs/padding", default: "valid" }
      }
    },
    resolve({ size = 2, strides = size, padding = "valid" }, name) {
      return { type, name, size: pair(size), strides: pair(strides), padding };
    },
    infer(layer, input) {
      const slid = slide(layer, input, { window: layer.size, what: "window", at: [] });
      return "message" in slid ? slid : { shape: [...slid.output, slid.channels], macs: 0, weights: [] };
    },
    apply: of.apply,
    *respond(layer, input, { channels }) {
      return pickChannels(yield* combineWindows(layer, input, of.combine), channels);
    },
    describe: (layer) => [`${of.verb} of ${sides(layer.size)}`, ...describeWindows(layer, layer.size)]
  };
}
function* combineWindows(layer, input, combine) {
  const { size, strides, padding } = layer;
  const rows = windows(input.height, { window: size[0], stride: strides[0], padding });
  const columns = windows(input.width, { window: size[1], stride: strides[1], padding });
  const data = new Float64Array(rows.count * columns.count * input.channels);
  for (let row = 0; row < rows.count; row++) {
    const top = row * strides[0] - rows.before;
    for (let column = 0; column < columns.count; column++) {
      const left = column * strides[1] - columns.before;
      const found = combineWindow(input, { top, left, size }, combine);
      data.set(found, (row * columns.count + column) * input.channels);
    }
    yield;
  }
  return { height: rows.count, width: columns.count, channels: input.channels, data };
}
function combineWindow(input, { top, left, size }, combine) {
  const found = new Float64Array(input.channels);
  for (let channel = 0; channel < input.channels; channel++) {
    const values = [];
    for (let y = Math.max(top, 0); y < Math.min(top + size[0], input.height); y++) {
      for (let x = Math.max(left, 0); x < Math.min(left + size[1], input.width); x++) {
        values.push(input.data[(y * input.width + x) * input.channels + channel] ?? 0);
      }
    }
    found[channel] = combine(values);
  }
  return found;
}

// nn/layers/avg-pool2d.js
var avgPool2d = pool("avgPool2d", {
  description: "The mean of each window",
  verb: "mean",
  combine: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  apply: ({ size, strides, padding }, x, { backend: { tf } }) => tf.avgPool(x, [...size], [...strides], padding)
});

// nn/layers/conv2d.js
var conv2d = defineLayer({
  type: "conv2d",
  prefix: "conv",
  schema: {
    description: "Convolution over height and width",
    type: "object",
    additionalProperties: false,
    required: ["filters", "kernel"],
    properties: {
      name: { $ref: "#/$defs/name" },
      filters: {
        description: "Number of filters: the channels of the output",
        type: "integer",
        minimum: 1,
        maximum: 65536
      },
      kernel: { $ref: "#/$defs/size", description: "Height and width of a filter" },
      strides: { $ref: "#/$defs/size", description: "Step from one position to the next", default: 1 },
      padding: { $ref: "#/$defs/padding", default: "valid" },
      activation: { $ref: "#/$defs/activation", default: "linear" },
      useBias: { $ref: "#/$defs/useBias", default: true }
    }
  },
  resolve(settings, name) {
    const { filters, kernel, strides = 1, padding = "valid", activation: activation2 = "linear", useBias = true } = settings;
    return {
      type: "conv2d",
      name,
      filters,
      kernel: pair(kernel),
      strides: pair(strides),
      padding,
      activation: activation2,
      useBias
    };
  },
  infer(layer, input) {
    const { kernel, filters, useBias } = layer;
    const slid = slide(layer, input, { window: kernel, what: "kernel", at: ["kernel"] });
    if ("message" in slid)
      return slid;
    const [height, width] = slid.output;
    const taps = kernel[0] * kernel[1];
    return {
      shape: [height, width, filters],
      macs: height * width * taps * slid.channels * filters,
      weights: [
        {
          part: "kernel",
          shape: [...kernel, slid.channels, filters],
          fan: { in: taps * slid.channels, out: taps * filters }
        },
        ...useBias ? [{ part: "bias", shape: [filters] }] : []
      ]
    };
  },
  apply({ strides, padding, useBias }, x, { backend: { layers }, weight, precision }) {
    const output = layers.conv2d(x, weight("kernel"), { strides, padding, precision });
    return useBias ? layers.addBias(output, weight("bias")) : output;
  },
  *respond(layer, input, { weight, channels }) {
    const { kernel, filters, useBias, activation: activation2 } = layer;
    const weights = weight("kernel", [...kernel, input.channels, filters]);
    const bias = useBias ? weight("bias", [filters]) : void 0;
    if (activation2 !== "softmax")
      return activateVolume(yield* convolve(layer, input, { weights, bias, channels }), activation2);
    return pickChannels(activateVolume(yield* convolve(layer, input, { weights, bias, channels: void 0 }), activation2), channels);
  },
  activation: (layer) => layer.activation,
  describe: (layer) => [`conv ${sides(layer.kernel)}`, ...describeWindows(layer, [1, 1])]
});
function* convolve(layer, input, of) {
  const { kernel, strides, padding, filters } = layer;
  const wanted = of.channels ?? Array.from({ length: filters }, (_, filter) => filter);
  const rows = windows(input.height, { window: kernel[0], stride: strides[0], padding });
  const columns = windows(input.width, { window: kernel[1], stride: strides[1], padding });
  const data = new Float64Array(rows.count * columns.count * wanted.length);
  for (let row = 0; row < rows.count; row++) {
    const top = row * strides[0] - rows.before;
    for (let column = 0; column < columns.count; column++) {
      const left = column * strides[1] - columns.before;
      const at = (row * columns.count + column) * wanted.length;
      for (const [index, filter] of wanted.entries()) {
        data[at + index] = weightedSum(layer, input, of, { top, left, filter });
      }
    }
    yield;
  }
  return { height: rows.count, width: columns.count, channels: wanted.length, data };
}
function weightedSum({ kernel, filters }, input, { weights, bias }, { top, left, filter }) {
  let sum = bias?.[filter] ?? 0;
  for (let y = Math.max(-top, 0); y < Math.min(kernel[0], input.height - top); y++) {
    for (let x = Math.max(-left, 0); x < Math.min(kernel[1], input.width - left); x++) {
      const pixel = ((top + y) * input.width + left + x) * input.channels;
      const weight = (y * kernel[1] + x) * input.channels;
      for (let channel = 0; channel < input.channels; channel++) {
        sum += (input.data[pixel + channel] ?? 0) * (weights[(weight + channel) * filters + filter] ?? 0);
      }
    }
  }
  return sum;
}

// nn/layers/dense.js
var dense = defineLayer({
  type: "dense",
  prefix: "dense",
  schema: {
    description: "Every output is a weighted sum of all inputs; needs a flat input",
    type: "object",
    additionalProperties: false,
    required: ["units"],
    properties: {
      name: { $ref: "#/$defs/name" },
      units: { description: "Number of outputs", type: "integer", minimum: 1, maximum: 1048576 },
      activation: { $ref: "#/$defs/activation", default: "linear" },
      useBias: { $ref: "#/$defs/useBias", default: true }
    }
  },
  resolve(settings, name) {
    const { units, activation: activation2 = "linear", useBias = true } = settings;
    return { type: "dense", name, units, activation: activation2, useBias };
  },
  infer(layer, input) {
    const [inputs] = input;
    if (inputs === void 0 || input.length !== 1) {
      const message = `${nameOf(layer)} needs a flat input, found ${input.join("x")}: add 'flatten: {}' before it`;
      return { at: [], message };
    }
    const { units, useBias } = layer;
    return {
      shape: [units],
      macs: inputs * units,
      weights: [
        { part: "kernel", shape: [inputs, units], fan: { in: inputs, out: units } },
        ...useBias ? [{ part: "bias", shape: [units] }] : []
      ]
    };
  },
  apply({ useBias }, x, { backend: { layers }, weight, precision }) {
    const product = layers.matMul(x, weight("kernel"), { precision });
    return useBias ? layers.addBias(product, weight("bias")) : product;
  },
  *respond({ units, useBias, activation: activation2 }, input, { weight, channels }) {
    const flat = flattened(input);
    const weights = weight("kernel", [flat.channels, units]);
    const bias = useBias ? weight("bias", [units]) : void 0;
    const whole = { kernel: [1, 1], strides: [1, 1], padding: "valid", filters: units };
    if (activation2 !== "softmax")
      return activateVolume(yield* convolve(whole, flat, { weights, bias, channels }), activation2);
    const all = yield* convolve(whole, flat, { weights, bias, channels: void 0 });
    return pickChannels(activateVolume(all, activation2), channels);
  },
  activation: (layer) => layer.activation,
  describe: () => ["dense"]
});

// nn/layers/dropout.js
var dropout = defineLayer({
  type: "dropout",
  prefix: "dropout",
  schema: {
    description: "In training, sets values to zero at random and scales up the others; does nothing in evaluation",
    type: "object",
    additionalProperties: false,
    required: ["rate"],
    properties: {
      name: { $ref: "#/$defs/name" },
      rate: { description: "Share of the values that is set to zero", type: "number", minimum: 0, exclusiveMaximum: 1 }
    }
  },
  resolve: ({ rate }, name) => {
    return { type: "dropout", name, rate };
  },
  infer: (_, input) => ({ shape: input, macs: 0, weights: [] }),
  apply({ rate }, x, { backend, dropoutKey, index }) {
    if (dropoutKey === void 0 || rate === 0)
      return x;
    const { tf } = backend;
    const key = tf.add(dropoutKey, tf.tensor1d([0, index], "int32"));
    const mask = tf.cast(tf.greaterEqual(backend.uniform(x.shape, key), rate), "float32");
    return tf.mul(x, tf.mul(mask, 1 / (1 - rate)));
  },
  respond: (_, input, { channels }) => pickChannels(input, channels),
  describe: ({ rate }) => [`dropout ${Number((rate * 100).toPrecision(3))} %`]
});

// nn/layers/flatten.js
var flatten = defineLayer({
  type: "flatten",
  prefix: "flatten",
  schema: {
    description: "Makes one row of values of an image: row by row, the channels fastest",
    type: "object",
    additionalProperties: false,
    properties: { name: { $ref: "#/$defs/name" } }
  },
  resolve: (_, name) => ({ type: "flatten", name }),
  infer: (_, input) => ({ shape: [input.reduce((product, size) => product * size, 1)], macs: 0, weights: [] }),
  apply: (_, x, { backend: { tf } }) => tf.reshape(x, [x.shape[0] ?? 0, -1]),
  respond: (_, input, { channels }) => pickChannels(flattened(input), channels),
  describe: () => ["flatten"]
});

// nn/layers/max-pool2d.js
var maxPool2d = pool("maxPool2d", {
  description: "The greatest value of each window",
  verb: "max",
  combine: (values) => Math.max(...values),
  apply: (layer, x, { backend, dropoutKey }) => backend.layers.maxPool(x, { ...layer, training: dropoutKey !== void 0 })
});

// nn/layers/index.js
var kinds = new Map(
  // Each record fits its own layers only; `kindOf` finds the right one by the layer's type.
  Object.values(all_exports).map((kind) => [kind.type, kind])
);
var LAYER_TYPES = [...kinds.keys()].sort();
function kindOf(type) {
  const kind = kinds.get(type);
  if (kind === void 0)
    throw new Error(`Internal error: there is no type of layer "${type}"`);
  return kind;
}
function layerSchemas() {
  return Object.fromEntries(LAYER_TYPES.map((type) => [type, kindOf(type).schema]));
}

// nn/model.js
function resolveModel(spec) {
  const counts = /* @__PURE__ */ new Map();
  const layers = spec.layers.map((layer) => {
    const [[type, settings] = ["", {}], ...more] = Object.entries(layer);
    if (more.length > 0)
      throw new Error(`Internal error: expected a layer with one key, got ${JSON.stringify(layer)}`);
    const kind = kindOf(type);
    const count = (counts.get(kind.prefix) ?? 0) + 1;
    counts.set(kind.prefix, count);
    const { name = `${kind.prefix}${count}` } = settings;
    return kind.resolve(settings, name);
  });
  return { input: spec.input, layers };
}
function activationOf(layer) {
  return layer === void 0 ? "linear" : kindOf(layer.type).activation?.(layer) ?? "linear";
}

export {
  ACTIVATIONS,
  activate,
  activateVolume,
  windows,
  kindOf,
  layerSchemas,
  resolveModel,
  activationOf
};
