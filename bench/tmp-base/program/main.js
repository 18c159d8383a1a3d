#!/usr/bin/env node
import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  keptEpochs
} from "./chunk-GJ6XEBHL.js";
import {
  DOWNLOADS
} from "./chunk-OFLGQ2WL.js";
import {
  influences,
  workerEnvironment,
  workerOptions
} from "./chunk-7AQM7SJD.js";
import {
  numericEnvironment,
  numericVariables
} from "./chunk-BILJVFYM.js";
import {
  chooseBackend
} from "./chunk-66DTJ3CF.js";
import {
  checkParams,
  createNetwork,
  describeNetwork,
  isImageShape
} from "./chunk-POTP7N3R.js";
import {
  optimizerSchemas
} from "./chunk-B3QTHYRK.js";
import {
  inferShapes
} from "./chunk-237W3R2U.js";
import {
  BackendUnavailable
} from "./chunk-Y4EJNRDP.js";
import {
  selectLayers
} from "./chunk-ZNDOMXT4.js";
import {
  didYouMean
} from "./chunk-FOYNB2YM.js";
import {
  MAX_DATASET_BYTES,
  countSplits,
  filesOf,
  publishedOf
} from "./chunk-IOFXXB5A.js";
import {
  digestOf
} from "./chunk-OVBRS3VP.js";
import {
  ACTIVATIONS,
  activationOf,
  layerSchemas,
  resolveModel
} from "./chunk-BXF6DQQB.js";
import {
  isObject
} from "./chunk-P26KXDJE.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// main.js
import { execFile, spawn } from "node:child_process";
import { readFileSync as readFileSync2 } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

// schema/read.js
import { readFileSync } from "node:fs";
function readSchema(name) {
  return JSON.parse(readFileSync(new URL(`${name}.json`, new URL("../schema/read.js", import.meta.url).href), "utf8"));
}

// stages/digests.js
var digests = {
  "autoencode": {
    "digest": "sha256:de235d602d3381e729047bab336ac9102b4021c89543a282719abe180e59b1da",
    "packages": {
      "@tensorflow/tfjs": "4.22.0",
      "@tensorflow/tfjs-backend-wasm": "4.22.0",
      "@tensorflow/tfjs-core": "4.22.0",
      "@tensorflow/tfjs-node": "4.22.0",
      "csv-stringify": "6.9.0",
      "pure-rand": "8.4.2",
      "sharp": "0.35.5"
    }
  },
  "command": {
    "digest": "sha256:a1c645b41bc5cf446fc955fd5512e90f3a03d38cea1dd570500d52fb0d0fdf61",
    "packages": {
      "tinyglobby": "0.2.17"
    }
  },
  "extract-filters": {
    "digest": "sha256:db5e7c389865f354c2f57c1b0137c96d0c5e730883c42f80208cad0132d267c7",
    "packages": {
      "fastest-levenshtein": "1.0.16"
    }
  },
  "load": {
    "digest": "sha256:4a0a9b329805fbe6afd34a2d3388c0c6b3bd03fab04bfcf84534a75386699c65",
    "packages": {
      "pure-rand": "8.4.2",
      "sharp": "0.35.5"
    }
  },
  "similarity": {
    "digest": "sha256:baa91893a437584869cf0925b3f2c6eeddaed46a2698683ab338c0ed5136eb75",
    "packages": {
      "csv-stringify": "6.9.0",
      "pure-rand": "8.4.2"
    }
  },
  "train": {
    "digest": "sha256:ca41105082ec8cd10b7f4da0c7189ef004f565ba257ba8108aed69bc11d9c0be",
    "packages": {
      "@tensorflow/tfjs": "4.22.0",
      "@tensorflow/tfjs-backend-wasm": "4.22.0",
      "@tensorflow/tfjs-core": "4.22.0",
      "@tensorflow/tfjs-node": "4.22.0",
      "csv-stringify": "6.9.0",
      "pure-rand": "8.4.2"
    }
  },
  "visualize": {
    "digest": "sha256:42f28d299e17a69d82dfb40eacdc4733399628635149e32842819f9424dfb9db",
    "packages": {
      "csv-stringify": "6.9.0",
      "sharp": "0.35.5",
      "vega": "6.4.0",
      "vega-lite": "6.4.3"
    }
  }
};
var rules = "sha256:c132b4f714fefd9b607d70e3fb3e5d47d74c2c87128f2c939536cabc906476fe";

// engine/core/stage.js
function defineStage(stage) {
  return stage;
}

// stages/autoencode/stage.js
var PLAIN = {
  autoencoder: { kind: "autoencoder", extension: "safetensors" },
  history: { kind: "history", extension: "csv" },
  image: { kind: "image", extension: "png" },
  reconstructions: { kind: "reconstructions", extension: "safetensors" }
};
var VARIATIONAL = {
  ...PLAIN,
  samples: { kind: "image", extension: "png" }
};
var autoencode = defineStage({
  name: "autoencode",
  schema: readSchema("stages/autoencode"),
  outputs: VARIATIONAL,
  outputsOf: ({ kind }) => kind === "plain" ? PLAIN : VARIATIONAL,
  determinism: "bitwise",
  seeded: true,
  numeric: true,
  isolated: true,
  // As in `train`.
  extends: "epochs",
  infer,
  load: () => import("./run-HMDMT4SD.js")
});
function infer(params, inputs) {
  const [data] = inputs["data"] ?? [];
  const { shape, train: train2, test } = isObject(data) ? data : {};
  const input = isImageShape(shape) ? shape : void 0;
  const problems = checkParams(params, { input, train: train2, test });
  if (input === void 0)
    return { problems };
  return { outputs: { autoencoder: describeNetwork(createNetwork(params, input)) }, problems };
}

// stages/extract-filters/stage.js
var extractFilters = defineStage({
  name: "extract-filters",
  schema: readSchema("stages/extract-filters"),
  outputs: { filters: { kind: "filters", extension: "safetensors" } },
  determinism: "bitwise",
  seeded: false,
  numeric: false,
  isolated: false,
  infer: infer2,
  load: () => import("./run-BPV6PHJN.js")
});
function infer2(params, inputs) {
  const known2 = inputs["model"]?.[0];
  if (!isObject(known2) || known2["layers"] === void 0)
    return {};
  const model = known2;
  const { chosen, problems } = selectLayers(params.layers, model.layers);
  const layers = chosen.map((layer) => ({
    name: layer.name,
    filters: layer.shape.at(-1) ?? 0,
    dimension: dimensionOf(layer, model)
  }));
  const snapshots = ["initial", ...(model.kept ?? []).map((epoch) => `epoch-${epoch}`), "final"];
  return { outputs: { filters: { layers, snapshots } }, problems };
}
function dimensionOf(layer, { input, layers }) {
  const before = layers[layers.indexOf(layer) - 1]?.shape ?? input;
  const [height, width] = layer.kernel ?? [1, 1];
  return height * width * (before.at(-1) ?? 0);
}

// stages/load/stage.js
var load = defineStage({
  name: "load",
  schema: readSchema("stages/load"),
  outputs: { dataset: { kind: "dataset", extension: "safetensors" } },
  determinism: "bitwise",
  seeded: false,
  numeric: false,
  isolated: false,
  files: ({ dataset }) => filesOf(dataset),
  infer: infer3,
  load: () => import("./run-XGVLTBAE.js")
});
function infer3({ dataset }) {
  const known2 = knownOf(dataset);
  const { counts, ...about } = known2;
  const problems = problemsOf(dataset, known2);
  return { outputs: { dataset: { ...about, ...counts } }, ...problems.length > 0 && { problems } };
}
function knownOf(dataset) {
  const facts = publishedOf(dataset);
  const own = dataset.source === "idx" || dataset.source === "folder" ? dataset : void 0;
  const classes = dataset.only?.length ?? facts?.classes ?? own?.classes;
  const shape = resized(facts?.shape ?? ownShape(dataset), dataset);
  return {
    name: facts?.name ?? own?.name ?? dataset.source,
    ...shape && { shape },
    ...classes !== void 0 && { classes },
    ...facts && dataset.only === void 0 && { counts: countSplits(facts, dataset) }
  };
}
function ownShape(dataset) {
  return dataset.source === "folder" ? [...dataset.size, dataset.channels] : [0, 0, 1];
}
function resized([height, width, channels], { resize }) {
  if (resize !== void 0)
    return [...resize.size, channels];
  return height === 0 ? void 0 : [height, width, channels];
}
function problemsOf(dataset, { shape = [], counts }) {
  const facts = publishedOf(dataset);
  const problems = [];
  const complain = (path, message) => {
    problems.push({ path: ["dataset", ...path], message });
  };
  for (const part of ["train", "test"]) {
    const wanted = dataset.limit?.[part];
    if (facts !== void 0 && wanted !== void 0 && wanted > facts[part]) {
      complain(["limit", part], `Cannot take ${wanted} ${part} images: ${facts.name} has ${facts[part]}`);
    }
  }
  for (const [index, label] of (dataset.only ?? []).entries()) {
    if (facts === void 0 || label < facts.classes)
      continue;
    complain(["only", index], `Unknown class ${label}: ${facts.name} has classes 0 to ${facts.classes - 1}`);
  }
  if (counts?.train === 0) {
    const message = `No training images are left: all ${counts.validation} are held out for validation`;
    complain(["validation", "fraction"], message);
  }
  const images = counts === void 0 ? 0 : counts.train + counts.validation + counts.test;
  const bytes = shape.reduce((product, size) => product * size, images);
  if (bytes > MAX_DATASET_BYTES) {
    const path = dataset.resize === void 0 ? [] : ["resize", "size"];
    const message = `The dataset would take ${(bytes / 1e9).toFixed(1)} GB, more than the ${(MAX_DATASET_BYTES / 1e9).toFixed(1)} GB of one file`;
    problems.push({
      path: ["dataset", ...path],
      message,
      notes: ['Take fewer images with "limit", or make them smaller']
    });
  }
  return problems;
}

// stages/sections.js
var sections = {
  datasets: readSchema("sections/dataset"),
  models: modelSchema(),
  optimizers: { ...readSchema("sections/optimizer"), properties: optimizerSchemas() }
};
function modelSchema() {
  const frame = readSchema("sections/model");
  const definitions = frame["$defs"];
  return {
    ...frame,
    $defs: {
      ...definitions,
      layer: { ...definitions["layer"], properties: layerSchemas() },
      activation: { ...definitions["activation"], enum: ACTIVATIONS }
    }
  };
}

// stages/similarity/stage.js
var similarity = defineStage({
  name: "similarity",
  schema: readSchema("stages/similarity"),
  outputs: {
    similarity: { kind: "similarity", extension: "json" },
    matrix: { kind: "matrix", extension: "safetensors" },
    table: { kind: "table", extension: "csv" },
    pairs: { kind: "table", extension: "csv" },
    pairList: { kind: "pairs", extension: "json" }
  },
  determinism: "bitwise",
  seeded: false,
  numeric: false,
  isolated: false,
  infer: infer4,
  load: () => import("./run-3YSTDQWB.js")
});
var MOST_FILTERS = 8192;
function infer4(params, inputs) {
  const problems = [];
  const activations = inputs["model"] !== void 0 && inputs["data"] !== void 0;
  if (!activations && (inputs["model"] ?? inputs["data"]) !== void 0) {
    const [one, other] = inputs["model"] === void 0 ? ["data", "model"] : ["model", "data"];
    problems.push({ path: [one], message: `Missing "${other}" beside "${one}": activations need both` });
  }
  const known2 = inputs["filters"]?.[0];
  if (!isObject(known2) || !Array.isArray(known2["layers"]))
    return { problems };
  const layers = known2["layers"];
  problems.push(...layers.flatMap(sizeProblems), ...splitProblems(params, inputs));
  const names = layers.map(({ name }) => name);
  const quoted = names.map((name) => `"${name}"`).join(", ");
  const unknown = Object.keys(params.layerThresholds).filter((name) => !names.includes(name));
  problems.push(...unknown.map((name) => {
    const message = `Unknown layer "${name}": the filters are of ${quoted}${didYouMean(name, names)}`;
    return { path: ["layerThresholds", name], message };
  }));
  const kept = Array.isArray(known2["snapshots"]) ? known2["snapshots"] : void 0;
  const epochs = kept?.filter((name) => name.startsWith("epoch-"));
  const wanted = params.snapshots.indexOf("epochs");
  if (wanted >= 0 && epochs?.length === 0) {
    const message = "No weights were kept between the first and the last epoch";
    const notes = ['Add "snapshots: [1, 2, 5]" to the step that trains'];
    problems.push({ path: ["snapshots", wanted], message, notes });
  }
  const snapshots = params.snapshots.flatMap((name) => name === "epochs" ? epochs ?? [] : [name]);
  const outcome = { layers: known2["layers"], snapshots };
  return { outputs: { similarity: { ...outcome, activations }, matrix: { ...outcome, activations } }, problems };
}
function sizeProblems({ name, filters }) {
  if (filters <= MOST_FILTERS)
    return [];
  const gigabytes = (filters * filters * 8 / 1e9).toFixed(1);
  const message = `Layer "${name}" has ${filters} filters, and at most ${MOST_FILTERS} can be compared: each matrix of their pairs would take ${gigabytes} GB`;
  const notes = ['Leave it out: name the other layers in "layers" of the step that extracts the filters'];
  return [{ path: ["filters"], message, notes }];
}
function splitProblems({ probe }, inputs) {
  const [data] = inputs["data"] ?? [];
  if (!isObject(data) || data[probe.split] !== 0)
    return [];
  return [{ path: ["probe", "split"], message: `The dataset has no ${probe.split} images` }];
}

// stages/train/stage.js
var train = defineStage({
  name: "train",
  schema: readSchema("stages/train"),
  outputs: {
    model: { kind: "model", extension: "safetensors" },
    history: { kind: "history", extension: "csv" },
    predictions: { kind: "predictions", extension: "safetensors" }
  },
  determinism: "bitwise",
  seeded: true,
  numeric: true,
  isolated: true,
  // A training of 60 epochs goes on where one of 50 ended.
  extends: "epochs",
  infer: infer5,
  load: () => import("./run-64UORCO5.js")
});
function infer5(params, inputs) {
  const model = resolveModel(params.model);
  const summary = inferShapes(model);
  const [data] = inputs["data"] ?? [];
  const known2 = isObject(data) ? data : {};
  const problems = summary.problems.map(({ path, message }) => ({ path: ["model", ...path], message }));
  problems.push(...checkInput(model, known2), ...checkOutput(model, summary, known2));
  if (known2.train !== void 0 && params.batchSize > known2.train) {
    problems.push({
      path: ["batchSize"],
      message: `A batch of ${params.batchSize} images is larger than the training set of ${known2.train}`
    });
  }
  const kept = keptEpochs(params);
  const outcome = { ...describe(model, summary), ...kept.length > 0 && { kept } };
  return { outputs: { model: outcome }, problems };
}
function checkInput({ input }, { shape }) {
  if (shape === void 0 || shape.join() === input.join())
    return [];
  const message = `The model takes images of ${input.join("x")}, the dataset has ${shape.join("x")} (height x width x channels)`;
  return [{ path: ["model", "input"], message }];
}
function checkOutput({ layers }, summary, { classes }) {
  const index = layers.length - 1;
  const last = layers[index];
  if (last === void 0)
    return [];
  const path = ["model", "layers", index, last.type];
  const problems = [];
  if (activationOf(last) !== "softmax") {
    problems.push({
      path,
      message: `The last layer '${last.name}' ends with ${activationOf(last)}: cross-entropy needs softmax there`,
      notes: ["Write 'activation: softmax' in the last dense layer"]
    });
  }
  const shape = summary.layers[index]?.shape;
  if (shape === void 0)
    return problems;
  if (shape.length !== 1) {
    const message = `The last layer '${last.name}' gives ${shape.join("x")} values: expected one row of classes`;
    problems.push({ path, message, notes: ["Add 'flatten: {}' and a dense layer"] });
  } else if (classes !== void 0 && shape[0] !== classes) {
    const at = last.type === "dense" ? [...path, "units"] : path;
    problems.push({ path: at, message: `The last layer has ${shape[0]} outputs, the dataset has ${classes} classes` });
  }
  return problems;
}
function describe({ input }, { layers, parameters, macs }) {
  return { input, layers: layers.map(describeLayer), parameters, macs };
}
function describeLayer({ layer, shape, parameters, macs }) {
  const { name, type } = layer;
  const filters = layer.type === "conv2d" ? { kernel: layer.kernel, filters: layer.filters } : {};
  return { name, type, shape, parameters, macs, ...filters };
}

// stages/visualize/limits.js
var MOST_IN_HEAT_MAP = 4096;
var MOST_IN_CLOUD = 2048;

// stages/visualize/infer.js
var OTHERS = ["curves", "confusion", "mistakes", "network", "compare", "latent", "manifold", "floor"];
function infer6(params, inputs) {
  const problems = [
    ...isAboutFilters(params) ? filterProblems(params, inputs) : otherProblems(params, inputs),
    ...nameProblems(params, inputs),
    ...splitProblems2(params, inputs)
  ];
  return problems.length === 0 ? {} : { problems };
}
function isAboutFilters(params) {
  return !OTHERS.includes(params.kind);
}
function known(inputs, port) {
  return (inputs[port] ?? []).filter(isObject);
}
function otherProblems(params, inputs) {
  const problem = (field, message) => [{ path: [field], message }];
  if (params.kind === "manifold") {
    const [network] = known(inputs, "autoencoder");
    const latent = network?.["latent"];
    if (typeof latent === "number" && latent !== 2) {
      return problem("kind", `Cannot draw a plane of codes of ${latent} numbers: "latent" of the step before must be 2`);
    }
    if (network?.["kind"] === "plain" && inputs["data"] === void 0) {
      return problem("kind", 'Missing "data": only they tell where the codes of a plain autoencoder lie');
    }
  }
  if (params.kind === "floor") {
    const shape = known(inputs, "data")[0]?.["shape"];
    const size = Array.isArray(shape) ? shape.reduce((product, side) => product * Number(side), 1) : Infinity;
    if (params.components >= size) {
      const message = `A code of ${params.components} numbers is no shorter than an image of ${size} values`;
      return problem("components", message);
    }
  }
  if (params.kind === "compare") {
    const [predictions, models] = [inputs["predictions"]?.length ?? 0, inputs["model"]?.length ?? 0];
    if (predictions !== models) {
      return problem("model", `Expected a model for each of the ${predictions} predictions, found ${models}`);
    }
  }
  return [];
}
function nameProblems(params, inputs) {
  if (!("names" in params) || params.names === void 0)
    return [];
  const port = params.kind === "compare" ? "predictions" : "history";
  const [names, count] = [params.names.length, inputs[port]?.length ?? 0];
  if (count === 0 || count % names === 0)
    return [];
  return [{ path: ["names"], message: `Found ${names} names for ${count} inputs at "${port}"` }];
}
function splitProblems2(params, inputs) {
  const split = params.kind === "contact-sheet" ? params.probe.split : "test";
  const needs = ["contact-sheet", "mistakes", "latent", "manifold", "floor"].includes(params.kind);
  if (!needs || !known(inputs, "data").some((dataset) => dataset[split] === 0))
    return [];
  const path = params.kind === "contact-sheet" ? ["probe", "split"] : ["data"];
  return [{ path, message: `The dataset has no ${split} images` }];
}
function filterProblems(params, inputs) {
  const all = [...inputs["matrix"] ?? [], ...inputs["similarity"] ?? []].filter(isCompared);
  const problems = params.kind === "contact-sheet" ? probeProblems(params, inputs) : [];
  const [first] = all;
  if (first === void 0)
    return problems;
  problems.push(...layerProblems(params, first), ...snapshotProblems(params, first));
  if (problems.length === 0)
    problems.push(...countProblems(params, all));
  if (problems.length === 0 && params.kind === "contact-sheet")
    problems.push(...kindProblems(params, first, inputs));
  return problems;
}
function layerProblems(params, { layers }) {
  const names = layers.map(({ name }) => name);
  const quoted = names.map((name) => `"${name}"`).join(", ");
  const check = (layer, path) => {
    if (names.includes(layer))
      return [];
    return [{ path, message: `Unknown layer "${layer}": the filters are of ${quoted}${didYouMean(layer, names)}` }];
  };
  if (params.kind === "summary" || params.kind === "ratio-filters") {
    return (params.layers ?? []).flatMap((layer, index) => check(layer, ["layers", index]));
  }
  if (params.layer !== void 0)
    return check(params.layer, ["layer"]);
  return names.length > 1 ? [{ path: ["kind"], message: `Missing "layer": the filters are of ${quoted}` }] : [];
}
function snapshotProblems(params, { snapshots, activations }) {
  if (params.kind === "ratio-epochs") {
    if (snapshots.some((name) => name.startsWith("epoch-")))
      return [];
    const message = 'Weights of single epochs were not compared: "snapshots" of the step before needs "epochs"';
    return [{ path: ["kind"], message }];
  }
  const problems = [];
  if (params.kind === "cosine-activation" && activations === false) {
    const message = 'Activations were not compared: the step before needs "model" and "data"';
    problems.push({ path: ["kind"], message });
  }
  const snapshot = "snapshot" in params ? params.snapshot : "final";
  if (!snapshots.includes(snapshot)) {
    const message = `The ${snapshot} weights were not compared: "snapshots" of the step before has only ${snapshots.join(", ")}`;
    problems.push({ path: "snapshot" in params ? ["snapshot"] : ["kind"], message });
  }
  return problems;
}
function countProblems(params, compared) {
  const wanted = "layers" in params ? params.layers : "layer" in params && params.layer ? [params.layer] : void 0;
  const layers = compared.flatMap((each) => each.layers.filter(({ name }) => wanted?.includes(name) ?? true));
  const most = { "heat-map": MOST_IN_HEAT_MAP, "cosine-activation": MOST_IN_CLOUD }[params.kind] ?? Infinity;
  const path = [wanted === void 0 || params.kind === "ratio-filters" ? "kind" : "layer"];
  const large = layers.find(({ filters = 0 }) => filters > most);
  if (large !== void 0) {
    const message = `Layer "${large.name}" has ${large.filters} filters: this figure shows at most ${most}`;
    return [{ path, message, notes: ["A histogram shows the pairs of larger layers"] }];
  }
  const overPoints = ["contact-sheet", "ratio-filters", "ratio-epochs"].includes(params.kind);
  if (!overPoints || layers.length === 0 || !layers.every(({ filters = 2 }) => filters < 2))
    return [];
  return [{ path, message: "There are nowhere two filters to compare: this figure would be empty" }];
}
function probeProblems({ probe }, inputs) {
  const wanted = probe.class;
  if (wanted === void 0)
    return [];
  const counts = known(inputs, "data").flatMap(({ classes: classes2 }) => typeof classes2 === "number" ? [classes2] : []);
  const classes = Math.min(...counts);
  if (wanted < classes)
    return [];
  return [
    { path: ["probe", "class"], message: `Unknown class ${wanted}: the dataset has classes 0 to ${classes - 1}` }
  ];
}
function kindProblems({ layer }, { layers }, inputs) {
  const name = layer ?? layers[0]?.name;
  const listed = known(inputs, "model")[0]?.["layers"];
  const found = Array.isArray(listed) ? listed.filter(isObject).find((each) => each["name"] === name) : void 0;
  if (found === void 0 || found["type"] === "conv2d")
    return [];
  const path = [layer === void 0 ? "kind" : "layer"];
  return [
    {
      path,
      message: `Cannot show filters of layer "${name}": it is a ${JSON.stringify(found["type"])}, no convolution`
    }
  ];
}
function isCompared(value) {
  return isObject(value) && Array.isArray(value["layers"]) && Array.isArray(value["snapshots"]);
}

// stages/visualize/stage.js
var OUTPUTS = {
  image: { kind: "image", extension: "png" },
  chart: { kind: "chart", extension: "svg" },
  table: { kind: "table", extension: "csv" },
  pairs: { kind: "table", extension: "csv" }
};
var OUTPUTS_OF = {
  curves: ["image", "chart"],
  "heat-map": ["image"],
  "contact-sheet": ["image"],
  histogram: ["image", "chart"],
  "ratio-threshold": ["image", "chart"],
  "ratio-filters": ["image", "chart"],
  "ratio-epochs": ["image", "chart"],
  "cosine-activation": ["image", "chart"],
  summary: ["table"],
  confusion: ["image", "table"],
  mistakes: ["image", "table"],
  network: ["image", "chart", "table"],
  compare: ["image", "table", "pairs"],
  latent: ["image", "chart", "table"],
  manifold: ["image"],
  floor: ["image", "chart", "table"]
};
function outputsOf({ kind }) {
  return Object.fromEntries(OUTPUTS_OF[kind].map((port) => [port, OUTPUTS[port]]));
}
var visualize = defineStage({
  name: "visualize",
  schema: readSchema("stages/visualize"),
  outputs: OUTPUTS,
  outputsOf,
  determinism: "bitwise",
  seeded: false,
  numeric: false,
  isolated: true,
  // All pictures say where in the sweep they were drawn; a table has no place for it.
  pointed: ({ kind }) => kind !== "summary",
  infer: infer6,
  load: () => import("./run-EQPJHDRU.js")
});

// stages/index.js
var registry = {
  stages: {
    load,
    train,
    "extract-filters": extractFilters,
    similarity,
    visualize,
    autoencode
  },
  sections
};

// stages/formats/tolerances.js
var TOLERANCES = {
  dataset: 1 / 255,
  model: 1e-4,
  history: 1e-3,
  predictions: 0.01,
  filters: 1e-4,
  similarity: 1e-3,
  matrix: 1e-3,
  pairs: 1e-3,
  autoencoder: 1e-4,
  reconstructions: 1e-3,
  table: 1e-3,
  image: 0.02,
  chart: 0.02
};

// main.js
var WORKER = "--worker";
var DESCRIBE = "--describe-backend";
function application() {
  return {
    version: JSON.parse(readFileSync2(new URL("../package.json", new URL("../main.js", import.meta.url).href), "utf8")).version,
    registry,
    frame: readSchema("experiment"),
    code: digests,
    rules,
    workerEntry: {
      file: fileURLToPath(new URL("../main.js", import.meta.url).href),
      args: [WORKER, codeDigest()],
      environment: ({ facts }) => facts === void 0 ? {} : numericEnvironment(facts),
      always: influences(process).length > 0
    },
    numerics: (requested) => {
      const { facts } = choose(requested);
      return {
        runtime: { backend: facts.backend, threads: facts.threads },
        facts,
        ...facts.backend === "portable" && requested.backend === "auto" && { warning: slowWarning }
      };
    },
    backend: { describe: describe2, install },
    fetch: {
      datasets: DOWNLOADS.map(({ name, root, licence, files }) => {
        return { name, root, licence, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
      }),
      fetch: async (...given) => (await import("./fetch-CB5HE3U5.js")).fetchDataset(...given)
    },
    artifacts: {
      tolerances: TOLERANCES,
      differenceOf: async (...given) => (await import("./difference-N2R3VD5Z.js")).differenceOf(...given)
    }
  };
}
function codeDigest() {
  return digestOf("code", { stages: digests, rules });
}
var slowWarning = 'Using the portable backend, about ten times slower than the native one: "assay backend" says why, "assay backend --install" tries again.';
function choose(settings) {
  try {
    return chooseBackend(settings);
  } catch (error) {
    if (error instanceof BackendUnavailable)
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
async function describe2() {
  const { facts } = chooseBackend({ threads: availableParallelism() });
  const ignored = [.../* @__PURE__ */ new Set([...influences(process), ...numericVariables(process.env)])].sort();
  const args = [...workerOptions(process), fileURLToPath(new URL("../main.js", import.meta.url).href), DESCRIBE, JSON.stringify(ignored)];
  const env = { ...workerEnvironment(process.env), ...numericEnvironment(facts) };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(stdout);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`The backend "${facts.backend}" could not be tried: ${why}`, {
      hint: 'Run "assay backend --install" to install it again, or set runtime.backend to "portable".',
      cause
    });
  }
}
function install() {
  const setup = fileURLToPath(new URL("../scripts/setup.mjs", new URL("../main.js", import.meta.url).href));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [setup, "--backend"], { stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
if (process.argv[2] === DESCRIBE) {
  const { describeBackend } = await import("./describe-OM4KYUBD.js");
  const ignored = JSON.parse(process.argv[3] ?? "[]");
  process.stdout.write(JSON.stringify(await describeBackend({ threads: availableParallelism(), ignored })));
} else if (process.argv[2] === WORKER) {
  if (process.argv[3] === codeDigest()) {
    const { serveWorker } = await import("./worker-HJFB4P66.js");
    serveWorker(registry);
  } else {
    console.error("Assay was built anew while the run went on: run again, with the new code.");
    process.exitCode = 1;
  }
} else {
  const { main } = await import("./cli-J67MYENI.js");
  const { outliveTerminal } = await import("./interrupt-TO5OJOGF.js");
  outliveTerminal();
  process.exitCode = await main(process.argv.slice(2), application());
}
