import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  inferShapes
} from "./chunk-237W3R2U.js";
import {
  activationOf,
  resolveModel
} from "./chunk-BXF6DQQB.js";

// nn/autoencoder.js
function plainAutoencoder(spec) {
  return build("plain", spec, {
    code: { units: spec.latent, activation: spec.activation },
    outputActivation: spec.outputActivation
  });
}
function variationalAutoencoder(spec) {
  return build("variational", spec, {
    code: { units: 2 * spec.latent, activation: "linear" },
    outputActivation: "sigmoid"
  });
}
function summariseAutoencoder({ encoder, decoder }) {
  const [first, second] = [inferShapes(encoder), inferShapes(decoder)];
  return { layers: [...first.layers, ...second.layers], parameters: first.parameters + second.parameters };
}
function withoutOutputActivation(model) {
  const last = model.layers.at(-1);
  if (last?.type !== "dense")
    throw new Error(`Internal error: expected a dense layer at the end, got ${last?.type}`);
  return { ...model, layers: [...model.layers.slice(0, -1), { ...last, activation: "linear" }] };
}
function outputActivationOf({ decoder }) {
  return activationOf(decoder.layers.at(-1));
}
function build(kind, { input, latent, hidden, activation }, ends) {
  const layer = (part) => (units, index) => ({
    dense: { name: `${part}${index + 1}`, units, activation }
  });
  const pixels = input.reduce((product, size) => product * size, 1);
  const encoder = [
    { flatten: { name: "pixels" } },
    ...hidden.map(layer("encoder")),
    { dense: { name: "code", ...ends.code } }
  ];
  const decoder = [
    { flatten: { name: "sample" } },
    ...hidden.toReversed().map(layer("decoder")),
    { dense: { name: "output", units: pixels, activation: ends.outputActivation } }
  ];
  return {
    kind,
    latent,
    encoder: resolveModel({ input, layers: encoder }),
    decoder: resolveModel({ input: [1, 1, latent], layers: decoder })
  };
}

// stages/autoencode/network.js
function createNetwork(params, input) {
  if (params.kind === "variational")
    return variationalAutoencoder({ ...params, input });
  return plainAutoencoder({ ...params, input, outputActivation: outputActivationOf2(params) });
}
function checkParams(params, { input, train, test }) {
  const problems = [];
  const pixels = input?.reduce((product, size) => product * size, 1);
  if (input !== void 0 && pixels !== void 0 && params.latent >= pixels) {
    problems.push({
      path: ["latent"],
      message: `A code of ${params.latent} numbers is no shorter than an image of ${input.join("x")} = ${pixels} values`
    });
  }
  if (train !== void 0 && params.batchSize > train) {
    problems.push({
      path: ["batchSize"],
      message: `A batch of ${params.batchSize} images is larger than the training set of ${train}`
    });
  }
  if (test !== void 0 && params.examples > test) {
    problems.push({
      path: ["examples"],
      message: `Cannot show ${params.examples} test images: the dataset has ${test}`
    });
  }
  if (params.kind === "plain" && params.loss === "binaryCrossEntropy" && outputActivationOf2(params) !== "sigmoid") {
    problems.push({
      path: ["outputActivation"],
      message: `Cross-entropy needs pixels between 0 and 1: expected sigmoid for "outputActivation", found ${outputActivationOf2(params)}`,
      notes: ['Leave "outputActivation" out, or use the loss mse']
    });
  }
  return problems;
}
function describeNetwork(network) {
  const { layers, parameters } = summariseAutoencoder(network);
  return {
    kind: network.kind,
    input: network.encoder.input,
    latent: network.latent,
    layers: layers.map(({ layer, shape, parameters: parameters2, macs }) => ({
      name: layer.name,
      type: layer.type,
      shape,
      parameters: parameters2,
      macs
    })),
    parameters
  };
}
function isImageShape(shape) {
  return shape?.length === 3;
}
function outputActivationOf2({ outputActivation, loss, activation }) {
  return outputActivation ?? (loss === "binaryCrossEntropy" ? "sigmoid" : activation);
}

export {
  summariseAutoencoder,
  withoutOutputActivation,
  outputActivationOf,
  createNetwork,
  checkParams,
  describeNetwork,
  isImageShape
};
