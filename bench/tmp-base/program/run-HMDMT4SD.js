import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  binaryCrossEntropy,
  checkpointWriter,
  createStep,
  dispose,
  eachBatch,
  epochsLeft,
  fit,
  initialWeights,
  keepOnHost,
  meanSquaredError,
  openBackend,
  readCheckpoint,
  startOf,
  stepKey,
  toHost,
  trainingFailure
} from "./chunk-YBQXHS4G.js";
import {
  INK,
  SCALE,
  SIZE,
  drawSvg,
  frame,
  paintImages,
  paste,
  picture,
  prepareFonts,
  text,
  textWidth,
  tileSize,
  writePng
} from "./chunk-PY2JEDNQ.js";
import {
  checkParams,
  createNetwork,
  isImageShape,
  outputActivationOf,
  summariseAutoencoder,
  withoutOutputActivation
} from "./chunk-POTP7N3R.js";
import {
  createOptimizer
} from "./chunk-B3QTHYRK.js";
import "./chunk-237W3R2U.js";
import "./chunk-AHJLB7YC.js";
import "./chunk-Y4EJNRDP.js";
import {
  chooseImages
} from "./chunk-WGSLM3ZX.js";
import {
  deriveSeed,
  permutation
} from "./chunk-4LNU5BS6.js";
import {
  fixed
} from "./chunk-HYAQA7HG.js";
import {
  forward
} from "./chunk-ZP4NMCB7.js";
import "./chunk-BXF6DQQB.js";
import {
  writeTable
} from "./chunk-WUAQWGRO.js";
import {
  readSafetensors,
  tensorAt,
  writeSafetensors
} from "./chunk-HG5NX4EG.js";
import {
  canonical
} from "./chunk-P26KXDJE.js";
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// nn/autoencoding.js
function plainAutoencoding(backend, network, loss) {
  const { tf } = backend;
  const entropy = loss === "binaryCrossEntropy";
  if (entropy && outputActivationOf(network) !== "sigmoid") {
    throw new Error(`Internal error: cross-entropy needs a sigmoid output, got ${outputActivationOf(network)}`);
  }
  const outputs = entropy ? withoutOutputActivation(network.decoder) : network.decoder;
  const encode = (weights, x) => forward(backend, network.encoder, { weights, x });
  const errorOf = (weights, x) => {
    const output = forward(backend, outputs, { weights, x: encode(weights, x) });
    const targets = tf.reshape(x, output.shape);
    return entropy ? binaryCrossEntropy(backend, output, targets) : meanSquaredError(backend, output, targets);
  };
  const sum = (error, x) => tf.mul(error, x.shape[0] ?? 0);
  return {
    network,
    terms: ["error"],
    objective({ weights, batch }) {
      const x = imagesOf(batch);
      const error = errorOf(weights, x);
      return { loss: error, measures: { error: sum(error, x) } };
    },
    score: ({ weights, x }) => tf.tidy(() => ({ error: sum(errorOf(weights, x), x) })),
    encode,
    decode: (weights, codes) => forward(backend, network.decoder, { weights, x: codes })
  };
}
function imagesOf({ x }) {
  if (x === void 0)
    throw new Error("Internal error: an autoencoder's batch needs x");
  return x;
}

// nn/train-autoencoder.js
var TRAIN_EVALUATION = 1e4;
async function trainAutoencoder(backend, options) {
  const { tf } = backend;
  const { method, seed, signal, train, epochs, batchSize, from } = options;
  const optimizer = createOptimizer(options.optimizer);
  const initial = initialAutoencoderWeights(method, deriveSeed(seed, "initial"));
  const upload = (images) => toImages(backend, method, { images, binarised: options.binarised });
  const data = { train: upload(train), validation: upload(options.validation), test: upload(options.test) };
  const count = data.train.shape[0] ?? 0;
  const order = permutation(count, { seed: deriveSeed(seed, "trainEvaluation"), epoch: 0 });
  const subset = tf.tidy(() => tf.gather(data.train, tf.tensor1d(order.slice(0, TRAIN_EVALUATION), "int32")));
  const evaluation = { method, signal, seed: deriveSeed(seed, "evaluation") };
  const history = [...from?.history ?? []];
  try {
    const weights = await fit(backend, {
      ...signal !== void 0 && { signal },
      step: createStep(backend, { objective: method.objective, optimizer }),
      optimizer,
      ...startOf(backend, from, initial),
      ...keepOnHost(options.keep, history),
      ...options.execution && { execution: options.execution },
      count,
      batchSize,
      epochs,
      seed: deriveSeed(seed, "fit"),
      batch: (indices) => ({ x: tf.gather(data.train, indices) }),
      onBatch({ epoch, batch, batches, measures }) {
        options.onProgress?.({ epoch, batch, batches, loss: total(method, measures) });
      },
      async onEpoch({ epoch, weights: weights2, measures }) {
        const now = await evaluate(backend, { ...evaluation, weights: weights2, images: subset });
        const validation = await evaluate(backend, { ...evaluation, weights: weights2, images: data.validation });
        history.push({
          epoch,
          ...measures && { running: { ...measures, loss: total(method, measures) } },
          ...now && { train: now },
          ...validation && { validation }
        });
      }
    });
    try {
      const test = await evaluate(backend, { ...evaluation, weights, images: data.test });
      const examples = await reconstruct(backend, { method, weights, test: data.test, indices: options.examples });
      const samples = await sample(backend, { method, weights, count: options.samples, seed });
      return { initial, final: await toHost(weights), history, ...test && { test }, examples, samples };
    } finally {
      dispose(weights);
    }
  } finally {
    dispose({ ...data, subset });
  }
}
function initialAutoencoderWeights({ network }, seed) {
  return { ...initialWeights(network.encoder, seed), ...initialWeights(network.decoder, seed) };
}
function toImages({ tf }, { network }, { images, binarised }) {
  const pixels = Float32Array.from(images, (pixel) => binarised ? Number(pixel / 255 > 0.5) : pixel / 255);
  const size = network.encoder.input.reduce((product, side) => product * side, 1);
  return tf.tensor(pixels, [pixels.length / size, ...network.encoder.input], "float32");
}
function total({ terms }, means) {
  return terms.reduce((sum, term) => sum + (means[term] ?? Number.NaN), 0);
}
async function evaluate(backend, { method, weights, images, seed, signal }) {
  const { tf } = backend;
  const count = images.shape[0] ?? 0;
  if (count === 0)
    return void 0;
  const sums = new Float64Array(method.terms.length);
  await eachBatch(count, { signal }, async ({ batch, start, count: count2 }) => {
    const scalars = tf.tidy(() => {
      const key = stepKey(backend, seed, batch);
      const scores = method.score({ weights, x: tf.slice(images, start, count2), key });
      return tf.stack(method.terms.map((term) => termOf(scores, term)));
    });
    for (const [index, value] of (await scalars.data()).entries())
      sums[index] = (sums[index] ?? 0) + value;
    scalars.dispose();
  });
  const means = Object.fromEntries(method.terms.map((term, index) => [term, (sums[index] ?? Number.NaN) / count]));
  return { ...means, loss: total(method, means) };
}
function termOf(scores, term) {
  const score = scores[term];
  if (score === void 0)
    throw new Error(`Internal error: no score '${term}'`);
  return score;
}
async function reconstruct({ tf }, { method, weights, test, indices }) {
  const tensors = tf.tidy(() => {
    const images2 = tf.gather(test, tf.tensor1d([...indices], "int32"));
    const codes2 = method.encode(weights, images2);
    return { images: images2, codes: codes2, reconstructions: method.decode(weights, codes2) };
  });
  const { images, codes, reconstructions } = await toHost(tensors);
  dispose(tensors);
  const none = new Float32Array();
  return {
    images: images?.data ?? none,
    codes: codes?.data ?? none,
    reconstructions: reconstructions?.data ?? none
  };
}
async function sample(backend, { method, weights, count, seed }) {
  if (count === 0)
    return new Float32Array();
  const images = backend.tf.tidy(() => {
    const codes = backend.normal([count, method.network.latent], stepKey(backend, deriveSeed(seed, "samples"), 0));
    return method.decode(weights, codes);
  });
  const data = Float32Array.from(await images.data());
  images.dispose();
  return data;
}

// nn/variational.js
function posterior(backend, network, weights, x) {
  const { tf } = backend;
  const both = forward(backend, network.encoder, { weights, x });
  const part = (index) => tf.slice(both, [0, index * network.latent], [-1, network.latent]);
  return { mean: part(0), logDeviation: part(1) };
}
function sampleCodes({ tf }, { mean, logDeviation }, noise) {
  return tf.add(mean, tf.mul(tf.exp(logDeviation), noise));
}
function divergence({ tf }, { mean, logDeviation }) {
  const twice = tf.mul(logDeviation, 2);
  const terms = tf.sub(tf.add(tf.exp(twice), tf.square(mean)), tf.add(twice, 1));
  return tf.mul(tf.sum(terms, 1), 0.5);
}
function reconstructionCost({ tf }, logits, pixels) {
  return tf.sum(tf.sub(tf.softplus(logits), tf.mul(pixels, logits)), 1);
}
function variationalAutoencoding(backend, network, { decoderDecay }) {
  const { tf } = backend;
  const logitsOf = withoutOutputActivation(network.decoder);
  const costs = ({ weights, x, key }) => {
    const code = posterior(backend, network, weights, x);
    const codes = sampleCodes(backend, code, backend.normal(code.mean.shape, key));
    const logits = forward(backend, logitsOf, { weights, x: codes });
    const pixels = tf.reshape(x, logits.shape);
    return { reconstruction: reconstructionCost(backend, logits, pixels), kl: divergence(backend, code) };
  };
  const penaltyOf = (weights) => {
    const squares = decoderWeights(network, weights).map((weight) => tf.sum(tf.square(weight)));
    return tf.mul(tf.addN(squares), decoderDecay);
  };
  return {
    network,
    terms: ["reconstruction", "kl"],
    objective({ weights, batch, key }) {
      const x = imagesOf(batch);
      const { reconstruction, kl } = costs({ weights, x, key });
      const penalty = penaltyOf(weights);
      return {
        loss: tf.add(tf.mean(tf.add(reconstruction, kl)), penalty),
        measures: {
          reconstruction: tf.sum(reconstruction),
          kl: tf.sum(kl),
          penalty: tf.mul(penalty, x.shape[0] ?? 0)
          // measures are sums over the images
        }
      };
    },
    score: (inputs) => tf.tidy(() => {
      const { reconstruction, kl } = costs(inputs);
      return { reconstruction: tf.sum(reconstruction), kl: tf.sum(kl) };
    }),
    encode: (weights, x) => tf.tidy(() => posterior(backend, network, weights, x).mean),
    decode: (weights, codes) => forward(backend, network.decoder, { weights, x: codes })
  };
}
function decoderWeights({ decoder }, weights) {
  return decoder.layers.flatMap(({ name }) => Object.entries(weights).flatMap(([weight, tensor]) => weight.startsWith(`${name}.`) ? [tensor] : []));
}

// stages/autoencode/history.js
function columnsOf(kind) {
  const terms = kind === "plain" ? ["loss"] : ["loss", "reconstruction", "kl"];
  return [
    "epoch",
    ...terms,
    ...kind === "plain" ? [] : ["penalty"],
    ...["train", "validation", "test"].flatMap((split) => terms.map((term) => columnOf(split, term)))
  ];
}
function historyRows(history, test, columns) {
  const empty = Object.fromEntries(columns.map((column) => [column, null]));
  return history.map(({ epoch, running, train, validation }, index) => ({
    ...empty,
    epoch,
    ...running,
    ...named("train", train),
    ...named("validation", validation),
    ...named("test", index === history.length - 1 ? test : void 0)
  }));
}
function named(split, losses) {
  return Object.fromEntries(Object.entries(losses ?? {}).map(([term, value]) => [columnOf(split, term), value]));
}
function columnOf(split, term) {
  return `${split}${term.charAt(0).toUpperCase()}${term.slice(1)}`;
}

// stages/autoencode/captions.js
function titlesOf(params, { encoder, latent }, test) {
  const pixels = encoder.input.reduce((product, size) => product * size, 1);
  const name = params.kind === "plain" ? "Autoencoder" : "Variational autoencoder";
  const widths = [pixels, ...params.hidden, latent, ...params.hidden.toReversed(), pixels].join(" \u2013 ");
  const epochs = `${params.epochs} ${params.epochs === 1 ? "epoch" : "epochs"}`;
  return [`${name} ${widths}`, `${testError(params, test)} \xB7 ${epochs}`];
}
function testError(params, test) {
  if (test === void 0)
    return "no test images";
  const { loss, reconstruction = Number.NaN, kl = Number.NaN } = test;
  if (params.kind === "plain") {
    const what = params.loss === "mse" ? "mean squared error" : "cross-entropy";
    return `${what} of a test pixel ${loss.toFixed(4)}`;
  }
  const parts = `${fixed(reconstruction, 1)} reconstruction + ${fixed(kl, 1)} divergence`;
  return `\u2212ELBO of a test image ${fixed(loss, 1)} nats = ${parts}`;
}
function errorsOf(params, { images, reconstructions, codes }) {
  const count = codes.length / params.latent;
  const pixels = images.length / count;
  const squared = params.kind === "plain" && params.loss === "mse";
  return Array.from({ length: count }, (_, example) => {
    let sum = 0;
    for (let at = example * pixels; at < (example + 1) * pixels; at += 1) {
      const [target, output] = [images[at] ?? Number.NaN, reconstructions[at] ?? Number.NaN];
      sum += squared ? (output - target) ** 2 : crossEntropy(target, output);
    }
    return params.kind === "plain" ? withoutZero(sum / pixels) : fixed(sum, 0);
  });
}
function crossEntropy(target, output) {
  const p = Math.min(Math.max(output, 1e-7), 1 - 1e-7);
  return -target * Math.log(p) - (1 - target) * Math.log(1 - p);
}
function withoutZero(value) {
  return value.toFixed(4).replace(/^0/, "");
}

// stages/autoencode/pictures.js
var TILE = 42;
var MARGIN = 24;
var TOP = 66;
var GAP = 4;
var MAX_COLUMNS = 20;
async function drawReconstructions({ params, network, trained }) {
  const { images, reconstructions } = trained.examples;
  const { input } = network.encoder;
  const before = paintImages(images, input, TILE);
  const after = paintImages(reconstructions, input, TILE);
  const errors = errorsOf(params, trained.examples);
  const tile = tileSize(input, TILE);
  const columns = Math.min(before.length, MAX_COLUMNS);
  const names = { before: "before", after: "after", error: params.kind === "plain" ? "error" : "nats" };
  const left = MARGIN + Math.ceil(Math.max(...Object.values(names).map((name) => textWidth(name, { size: SIZE.text })))) + 12;
  const band = 2 * tile.height + GAP + 34;
  const bands = Math.ceil(before.length / columns);
  const parts = [];
  const pasted = [];
  for (let row = 0; row < bands; row++) {
    const top = TOP + row * band;
    const below = top + tile.height + GAP;
    const label = (y, name) => text(left - 12, y, name, { fill: INK.quiet, anchor: "end" });
    parts.push(label(top + tile.height / 2 + 4, names.before), label(below + tile.height / 2 + 4, names.after));
    parts.push(label(below + tile.height + 15, names.error));
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      const [original, copy] = [before[index], after[index]];
      if (original === void 0 || copy === void 0)
        break;
      const x = left + column * (tile.width + GAP);
      pasted.push({ raster: original, left: x, top }, { raster: copy, left: x, top: below });
      parts.push(tileFrame(x, top, tile), tileFrame(x, below, tile));
      const style = { size: SIZE.small, anchor: "middle" };
      parts.push(text(x + tile.width / 2, below + tile.height + 15, errors[index] ?? "", style));
    }
  }
  const width = left + columns * (tile.width + GAP) - GAP + MARGIN;
  return sheet({
    width,
    height: TOP + bands * band + 2,
    titles: titlesOf(params, network, trained.test),
    parts,
    pasted
  });
}
async function drawSamples({ params, network, trained }) {
  const { input } = network.encoder;
  const images = paintImages(trained.samples, input, TILE);
  const tile = tileSize(input, TILE);
  const columns = Math.ceil(Math.sqrt(images.length));
  const pasted = images.map((raster, index) => ({
    raster,
    left: MARGIN + index % columns * (tile.width + GAP),
    top: TOP + Math.floor(index / columns) * (tile.height + GAP)
  }));
  const rows = Math.ceil(images.length / columns);
  return sheet({
    width: MARGIN + columns * (tile.width + GAP) - GAP + MARGIN,
    height: TOP + rows * (tile.height + GAP) - GAP + MARGIN,
    titles: [
      "Images decoded from random codes",
      `${params.latent} standard normal numbers each \xB7 grey is the probability of a pixel`
    ],
    parts: [],
    pasted
  });
}
async function sheet({ width, height, titles: [title, subtitle], parts, pasted }) {
  const widest = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  const titled = [
    text(MARGIN, 30, title, { size: SIZE.title, weight: 600 }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
    ...parts
  ];
  const whole = Math.ceil(Math.max(width, widest + 2 * MARGIN));
  const raster = await drawSvg(picture(whole, Math.ceil(height), titled));
  for (const each of pasted)
    paste(raster, each.raster, { left: each.left * SCALE, top: each.top * SCALE });
  return raster;
}
function tileFrame(left, top, tile) {
  return frame({ left, top, ...tile });
}

// stages/autoencode/run.js
var DEFAULT_OPTIMIZER = { adam: { learningRate: 1e-3 } };
async function run(context) {
  const { params, signal } = context;
  await prepareFonts(context.scratch);
  const data = await readImages(context.input("data").path);
  const sizes = { input: data.shape, train: data.train.labels.length, test: data.test.labels.length };
  const [problem] = checkParams(params, sizes);
  if (problem !== void 0)
    throw new StageFailure(problem.message, { hint: `Correct "${problem.path.join(".")}".` });
  const network = createNetwork(params, data.shape);
  const examples = chooseExamples(data.test.labels, params.examples, context.seed("examples"));
  const backend = await openBackend(context.runtime);
  const from = await readCheckpoint(context);
  const startedAt = performance.now();
  let trained;
  try {
    trained = await trainAutoencoder(backend, {
      method: createMethod(backend, network, params),
      optimizer: params.optimizer ?? DEFAULT_OPTIMIZER,
      train: data.train.images,
      validation: data.validation.images,
      test: data.test.images,
      binarised: isBinarised(params),
      examples,
      samples: params.kind === "variational" ? params.samples : 0,
      epochs: params.epochs,
      batchSize: params.batchSize,
      seed: context.seed("train"),
      ...from && { from },
      signal,
      onProgress: (progress) => report(context, progress),
      keep: checkpointWriter(context)
    });
  } catch (error) {
    throw trainingFailure(error, signal);
  }
  const secondsPerEpoch = (performance.now() - startedAt) / 1e3 / epochsLeft(params.epochs, from);
  const { initial, final, history, test } = trained;
  await writeSafetensors(context.output("autoencoder"), { ...prefixed("initial", initial), ...prefixed("final", final) }, { autoencoder: canonical({ ...network, binarised: isBinarised(params) }) });
  const columns = columnsOf(params.kind);
  await writeTable(context.output("history"), columns, historyRows(history, test, columns));
  const labels = examples.map((index) => data.test.labels[index] ?? 0);
  await writeSafetensors(context.output("reconstructions"), exampleTensors(trained, { network, examples, labels }));
  await writePng(context.output("image"), await drawReconstructions({ params, network, trained }));
  if (params.kind === "variational") {
    await writePng(context.output("samples"), await drawSamples({ params, network, trained }));
  }
  return { ...testMetrics(test), parameters: summariseAutoencoder(network).parameters, secondsPerEpoch };
}
function isBinarised(params) {
  return params.kind === "variational" && params.binarised;
}
async function readImages(path) {
  const file = await readSafetensors(path);
  const shape = tensorAt(file, "train.images", "U8").shape.slice(1);
  if (!isImageShape(shape)) {
    throw new StageFailure(`Expected images of [height, width, channels], the dataset has [${shape.join(", ")}]`);
  }
  return {
    shape,
    train: readSplit(file, "train"),
    validation: readSplit(file, "validation"),
    test: readSplit(file, "test")
  };
}
function readSplit(file, split) {
  return { images: tensorAt(file, `${split}.images`, "U8").data, labels: tensorAt(file, `${split}.labels`, "U8").data };
}
function chooseExamples(labels, count, seed) {
  const chosen = chooseImages(labels, count, { stratified: true, seed });
  const indices = [...labels.keys()].filter((image) => chosen[image] === true);
  return indices.sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0) || a - b);
}
function createMethod(backend, network, params) {
  return params.kind === "plain" ? plainAutoencoding(backend, network, params.loss) : variationalAutoencoding(backend, network, params);
}
function report(context, at) {
  const { epochs } = context.params;
  context.progress({
    done: (at.epoch - 1) * at.batches + at.batch,
    total: epochs * at.batches,
    unit: "batches",
    note: `epoch ${at.epoch}/${epochs}, loss ${at.loss.toFixed(4)}`
  });
}
function prefixed(prefix, weights) {
  const tensors = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    tensors[`${prefix}/${name}`] = { dtype: "F32", shape, data };
  }
  return tensors;
}
function exampleTensors({ examples: { images, codes, reconstructions } }, about) {
  const count = about.examples.length;
  const shape = [count, ...about.network.encoder.input];
  return {
    images: { dtype: "F32", shape, data: images },
    reconstructions: { dtype: "F32", shape, data: reconstructions },
    codes: { dtype: "F32", shape: [count, about.network.latent], data: codes },
    labels: { dtype: "U8", shape: [count], data: Uint8Array.from(about.labels) },
    indices: { dtype: "I32", shape: [count], data: Int32Array.from(about.examples) }
  };
}
function testMetrics(test) {
  if (test === void 0)
    return {};
  const { loss, reconstruction, kl } = test;
  return {
    testLoss: loss,
    ...reconstruction !== void 0 && { testReconstruction: reconstruction },
    ...kl !== void 0 && { testKl: kl }
  };
}
export {
  run
};
