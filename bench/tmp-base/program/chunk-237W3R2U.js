import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  kindOf
} from "./chunk-BXF6DQQB.js";

// nn/shapes.js
function inferShapes(model) {
  const problems = duplicateNames(model.layers);
  const layers = [];
  let inputShape = model.input;
  for (const [index, layer] of model.layers.entries()) {
    const inferred = kindOf(layer.type).infer(layer, inputShape);
    if ("message" in inferred) {
      problems.push({ path: ["layers", index, layer.type, ...inferred.at], message: inferred.message });
      break;
    }
    const parameters = inferred.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    layers.push({ layer, inputShape, parameters, ...inferred });
    inputShape = inferred.shape;
  }
  return {
    layers,
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    macs: layers.reduce((sum, { macs }) => sum + macs, 0),
    problems
  };
}
function sizeOf(shape) {
  return shape.reduce((product, size) => product * size, 1);
}
function duplicateNames(layers) {
  const problems = [];
  const seen = /* @__PURE__ */ new Map();
  for (const [index, { name, type }] of layers.entries()) {
    const first = seen.get(name);
    if (first === void 0)
      seen.set(name, index);
    else {
      const message = `Layers ${first + 1} and ${index + 1} are both named '${name}': give one of them another name`;
      problems.push({ path: ["layers", index, type], message });
    }
  }
  return problems;
}

export {
  inferShapes,
  sizeOf
};
