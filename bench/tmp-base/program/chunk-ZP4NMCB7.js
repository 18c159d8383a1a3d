import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  activate,
  activationOf,
  kindOf
} from "./chunk-BXF6DQQB.js";

// nn/forward.js
function forward(backend, model, inputs) {
  return backend.tf.tidy(() => {
    let output = inputs.x;
    for (const [, value] of layerOutputs(backend, model, inputs))
      output = value;
    return output;
  });
}
function* layerOutputs(backend, model, inputs) {
  const { weights, dropoutKey, precision = "float32" } = inputs;
  const last = model.layers.length - 1;
  let x = inputs.x;
  for (const [index, layer] of model.layers.entries()) {
    const weight = (part) => {
      const tensor = weights[`${layer.name}.${part}`];
      if (tensor === void 0)
        throw new Error(`Internal error: no weight '${layer.name}.${part}' was given`);
      return tensor;
    };
    const linear = kindOf(layer.type).apply(layer, x, { backend, weight, dropoutKey, precision, index });
    const activation = activationOf(layer);
    x = index === last && activation === "softmax" ? linear : activate(backend, linear, activation);
    yield [layer.name, x];
  }
}
function* respondTo(model, options) {
  let volume = options.image;
  for (const layer of model.layers) {
    const last = layer.name === options.layer;
    const response = kindOf(layer.type).respond(layer, volume, {
      weight: (part, shape) => options.weight(layer, part, shape),
      channels: last ? options.channels : void 0
    });
    volume = "data" in response ? response : yield* response;
    if (last)
      return volume;
  }
  return void 0;
}

export {
  forward,
  respondTo
};
