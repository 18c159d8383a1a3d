import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  keptEpochs
} from "./chunk-GJ6XEBHL.js";
import {
  categoricalCrossEntropy,
  checkpointWriter,
  countCorrect,
  createStep,
  dispose,
  epochsLeft,
  evaluate,
  fit,
  initialWeights,
  keepOnHost,
  openBackend,
  predict,
  readCheckpoint,
  startOf,
  toHost,
  trainingFailure
} from "./chunk-YBQXHS4G.js";
import {
  createOptimizer
} from "./chunk-B3QTHYRK.js";
import {
  inferShapes
} from "./chunk-237W3R2U.js";
import "./chunk-AHJLB7YC.js";
import "./chunk-Y4EJNRDP.js";
import {
  pixelScaleOf,
  toInputs
} from "./chunk-RWIOOWGZ.js";
import {
  deriveSeed,
  permutation
} from "./chunk-4LNU5BS6.js";
import {
  forward
} from "./chunk-ZP4NMCB7.js";
import {
  resolveModel
} from "./chunk-BXF6DQQB.js";
import {
  writeTable
} from "./chunk-WUAQWGRO.js";
import {
  metadataAt,
  readSafetensors,
  tensorAt,
  writeSafetensors
} from "./chunk-HG5NX4EG.js";
import {
  canonical,
  isObject
} from "./chunk-P26KXDJE.js";
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// nn/backends/precision.js
var WITH_BFLOAT16 = ["amx_fp16", "amx", "avx512_fp16", "avx512_bf16"];
function whyNoBfloat16({ backend, cpu, isa, oneDNN }) {
  if (backend !== "tensorflow")
    return "The portable backend computes in float32 only";
  if (!oneDNN)
    return "bfloat16 needs oneDNN, which is off here (runtime.oneDNN)";
  if (WITH_BFLOAT16.includes(isa))
    return void 0;
  const needed = WITH_BFLOAT16.toReversed().join(" or ");
  if (!WITH_BFLOAT16.includes(cpu)) {
    return `This processor has no instructions for bfloat16 (found ${cpu}, needs ${needed})`;
  }
  return `oneDNN is limited to ${isa}, which has no instructions for bfloat16 (runtime.isa)`;
}

// nn/train.js
async function train(backend, options) {
  const { model, seed, signal, from, precision = "float32" } = options;
  const optimizer = createOptimizer(options.optimizer);
  const initial = initialWeights(model, deriveSeed(seed, "initial"));
  const stop = signal === void 0 ? {} : { signal };
  const data = upload(backend, options);
  const history = [...from?.history ?? []];
  try {
    const weights = await fit(backend, {
      ...stop,
      step: createStep(backend, { objective: classification(backend, model, { precision }), optimizer }),
      optimizer,
      ...startOf(backend, from, initial),
      ...keepOnHost(options.keep, history),
      ...options.execution && { execution: options.execution },
      ...options.onNotice && { onFallback: options.onNotice },
      count: options.train.labels.length,
      batchSize: options.batchSize,
      epochs: options.epochs,
      seed: deriveSeed(seed, "fit"),
      batch: (indices) => gather(backend, data.train, indices),
      onBatch({ measures, ...report2 }) {
        options.onProgress?.({ ...report2, accuracy: measures["correct"] ?? Number.NaN });
      },
      async onEpoch({ epoch, weights: weights2, loss, measures }) {
        const trainNow = await evaluate(backend, { ...stop, model, weights: weights2, data: data.trainSubset });
        const validation = await evaluate(backend, { ...stop, model, weights: weights2, data: data.validation });
        history.push({
          epoch,
          ...loss === void 0 ? {} : { running: { loss, accuracy: measures?.["correct"] ?? Number.NaN } },
          ...trainNow === void 0 ? {} : { train: trainNow },
          ...validation === void 0 ? {} : { validation }
        });
        await options.onEpoch?.(epoch, () => toHost(weights2));
      }
    });
    try {
      const test = await evaluate(backend, { ...stop, model, weights, data: data.test });
      const outputs = inferShapes(model).layers.at(-1)?.shape.at(-1) ?? 0;
      const testLogits = await predict(backend, { ...stop, model, weights, data: data.test, outputs });
      const final = await toHost(weights);
      return { initial, final, history, testLogits, ...test === void 0 ? {} : { test } };
    } finally {
      dispose(weights);
    }
  } finally {
    for (const { images, labels } of Object.values(data)) {
      images.dispose();
      labels.dispose();
    }
  }
}
function classification(backend, model, { precision = "float32" } = {}) {
  return ({ weights, batch, key }) => {
    const { x, y } = batch;
    if (x === void 0 || y === void 0)
      throw new Error("Internal error: a classifier's batch needs x and y");
    const logits = forward(backend, model, { weights, x, dropoutKey: key, precision });
    return {
      loss: categoricalCrossEntropy(backend, logits, y),
      measures: { correct: countCorrect(backend, logits, y) }
    };
  };
}
function upload(backend, { model, train: train2, validation, test, trainEvaluation, seed }) {
  const { tf } = backend;
  const whole = toImageTensors(backend, model, train2);
  const count = Math.min(trainEvaluation, train2.labels.length);
  const subset = permutation(train2.labels.length, { seed: deriveSeed(seed, "trainEvaluation"), epoch: 0 });
  const { x, y } = tf.tidy(() => gather(backend, whole, tf.tensor1d(subset.slice(0, count), "int32")));
  return {
    train: whole,
    trainSubset: { images: x, labels: y },
    validation: toImageTensors(backend, model, validation),
    test: toImageTensors(backend, model, test)
  };
}
function toImageTensors({ tf }, model, { images, labels, scale }) {
  return {
    images: tf.tensor(toInputs(images, scale), [labels.length, ...model.input], "float32"),
    labels: tf.tensor1d(Int32Array.from(labels), "int32")
  };
}
function gather({ tf }, { images, labels }, indices) {
  return { x: tf.gather(images, indices), y: tf.gather(labels, indices) };
}

// stages/train/run.js
var COLUMNS = [
  "epoch",
  "loss",
  "accuracy",
  "trainLoss",
  "trainAccuracy",
  "validationLoss",
  "validationAccuracy"
];
async function run(context) {
  const { params, signal } = context;
  const model = resolveModel(params.model);
  const data = await readDataset(context.input("data").path, model);
  if (params.batchSize > data.train.labels.length) {
    const images = data.train.labels.length;
    throw new StageFailure(`A batch of ${params.batchSize} images is larger than the training set of ${images}`, {
      hint: `Set batchSize to at most ${images}.`
    });
  }
  const backend = await openFor(context);
  const { epochs, batchSize, optimizer, trainEvaluation, precision } = params;
  const seed = context.seed("train");
  let notice;
  const onNotice = (text) => void (notice = text);
  const onProgress = (progress) => report(context, progress, notice);
  const from = await readCheckpoint(context);
  const snapshots = { ...from?.snapshots };
  const onEpoch = async (epoch, weights) => {
    if (params.snapshots.includes(epoch))
      Object.assign(snapshots, kernelsOf(model, epoch, await weights()));
  };
  const startedAt = performance.now();
  let trained;
  try {
    const settings = { epochs, batchSize, trainEvaluation, precision, seed };
    const options = {
      model,
      optimizer,
      ...data,
      ...settings,
      ...from && { from },
      signal,
      onProgress,
      onNotice,
      onEpoch,
      keep: checkpointWriter(context, snapshots)
    };
    trained = await train(backend, options);
  } catch (error) {
    throw trainingFailure(error, signal);
  }
  const secondsPerEpoch = (performance.now() - startedAt) / 1e3 / epochsLeft(epochs, from);
  const between = keptEpochs(params);
  const own = Object.entries(snapshots).filter(([name]) => between.some((epoch) => name.startsWith(`epoch-${epoch}/`)));
  await writeSafetensors(context.output("model"), { ...prefixed("initial", trained.initial), ...prefixed("final", trained.final), ...Object.fromEntries(own) }, { model: canonical(model), training: canonical({ epochs, kept: between }) });
  await writeTable(context.output("history"), COLUMNS, trained.history.map(toRow));
  const { labels } = data.test;
  const classes = trained.testLogits.length / Math.max(labels.length, 1);
  await writeSafetensors(context.output("predictions"), {
    "test.logits": { dtype: "F32", shape: [labels.length, classes], data: trained.testLogits },
    "test.labels": { dtype: "U8", shape: [labels.length], data: labels }
  });
  return summarise(model, trained, secondsPerEpoch);
}
function kernelsOf({ layers }, epoch, weights) {
  const names = new Set(layers.filter(({ type }) => type === "conv2d").map(({ name }) => `${name}.kernel`));
  const kernels = Object.entries(weights).filter(([name]) => names.has(name));
  return prefixed(`epoch-${epoch}`, Object.fromEntries(kernels));
}
async function readDataset(path, model) {
  const file = await readSafetensors(path);
  const about = metadataAt(file, "dataset");
  const classes = isObject(about) ? Number(about["classes"]) : Number.NaN;
  const outputs = inferShapes(model).layers.at(-1)?.shape[0];
  if (classes !== outputs) {
    throw new StageFailure(`The last layer has ${outputs} outputs, the dataset has ${classes} classes`, {
      hint: "Set the units of the last dense layer to the number of classes."
    });
  }
  const splits = {
    train: readSplit(file, "train"),
    validation: readSplit(file, "validation"),
    test: readSplit(file, "test")
  };
  for (const { shape } of Object.values(splits)) {
    if (shape.slice(1).join() !== model.input.join()) {
      const found = shape.slice(1).join("x");
      throw new StageFailure(`The model takes images of ${model.input.join("x")}, the dataset has ${found}`, {
        hint: `Set the model's input to [${shape.slice(1).join(", ")}].`
      });
    }
  }
  return splits;
}
function readSplit(file, split) {
  const { data: images, shape } = tensorAt(file, `${split}.images`, "U8");
  const scale = pixelScaleOf(file);
  return { images, shape, labels: tensorAt(file, `${split}.labels`, "U8").data, ...scale && { scale } };
}
async function openFor({ params: { precision }, runtime }) {
  const backend = await openBackend(runtime);
  const why = precision === "bfloat16" ? whyNoBfloat16(backend.facts) : void 0;
  if (why !== void 0)
    throw new StageFailure(why, { hint: 'Leave out "precision", or set it to float32.' });
  return backend;
}
function report(context, at, notice) {
  const { epochs } = context.params;
  const means = `loss ${at.loss.toFixed(4)}, accuracy ${at.accuracy.toFixed(4)}`;
  context.progress({
    done: (at.epoch - 1) * at.batches + at.batch,
    total: epochs * at.batches,
    unit: "batches",
    note: `epoch ${at.epoch}/${epochs}, ${means}${notice === void 0 ? "" : `. ${notice}`}`
  });
}
function prefixed(prefix, weights) {
  const tensors = {};
  for (const [name, { shape, data }] of Object.entries(weights))
    tensors[`${prefix}/${name}`] = { dtype: "F32", shape, data };
  return tensors;
}
function toRow({ epoch, running, train: train2, validation }) {
  return {
    epoch,
    loss: running?.loss ?? null,
    accuracy: running?.accuracy ?? null,
    trainLoss: train2?.loss ?? null,
    trainAccuracy: train2?.accuracy ?? null,
    validationLoss: validation?.loss ?? null,
    validationAccuracy: validation?.accuracy ?? null
  };
}
function summarise(model, { history, test }, secondsPerEpoch) {
  const last = history.at(-1);
  return {
    ...test && { testAccuracy: test.accuracy, testLoss: test.loss },
    ...last?.validation && { validationAccuracy: last.validation.accuracy },
    ...last?.train && { trainAccuracy: last.train.accuracy },
    parameters: inferShapes(model).parameters,
    secondsPerEpoch
  };
}
export {
  run
};
