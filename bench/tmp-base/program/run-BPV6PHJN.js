import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  selectLayers
} from "./chunk-ZNDOMXT4.js";
import "./chunk-FOYNB2YM.js";
import {
  inSlices
} from "./chunk-CUFUUSZA.js";
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

// stages/extract-filters/run.js
async function run(context) {
  const file = await readSafetensors(context.input("model").path);
  const model = metadataAt(file, "model");
  if (!isObject(model) || !Array.isArray(model["layers"])) {
    throw new StageFailure('Cannot read the layers of the model: its metadata has no list "layers"');
  }
  const { chosen, problems } = selectLayers(context.params.layers, model["layers"]);
  if (problems.length > 0)
    throw new StageFailure(problems.map(({ message }) => message).join(". "));
  const snapshots = snapshotsIn(file);
  const tensors = {};
  const metrics = {};
  const layers = [];
  for (const [done, { name, type }] of chosen.entries()) {
    context.progress({ done, total: chosen.length, unit: "layers" });
    const take = (snapshot) => inSlices(filtersOf(tensorAt(file, `${snapshot}/${name}.kernel`, "F32")), context.signal);
    const final = await take("final");
    const [filters = 0, height = 0, width = 0, channels = 0] = final.shape;
    tensors[`${name}/final`] = final;
    for (const snapshot of snapshots) {
      if (snapshot.name.startsWith("epoch-") && !file.tensors.has(`${snapshot.name}/${name}.kernel`))
        continue;
      tensors[`${name}/${snapshot.name}`] ??= await take(snapshot.name);
    }
    tensors[`${name}/bias`] = { dtype: "F32", shape: [filters], data: biasOf(file, name, filters) };
    metrics[`${name} filters`] = filters;
    metrics[`${name} dimension`] = height * width * channels;
    layers.push({ name, type, filters, kernel: [height, width], channels });
  }
  await writeSafetensors(context.output("filters"), tensors, {
    filters: canonical({ layers, snapshots })
  });
  return metrics;
}
function snapshotsIn(file) {
  const training = file.metadata.has("training") ? metadataAt(file, "training") : {};
  const { epochs = null, kept = [] } = isObject(training) ? training : {};
  return [
    { name: "initial", epoch: 0 },
    ...kept.map((epoch) => ({ name: `epoch-${epoch}`, epoch })),
    { name: "final", epoch: epochs }
  ];
}
function* filtersOf(kernel) {
  const filters = kernel.shape.at(-1) ?? 0;
  const [height = 1, width = 1, channels = 1] = kernel.shape.length === 4 ? kernel.shape : [1, 1, kernel.shape[0]];
  const dimension = height * width * channels;
  const data = new Float32Array(filters * dimension);
  for (let weight = 0; weight < dimension; weight++) {
    for (let filter = 0; filter < filters; filter++) {
      data[filter * dimension + weight] = kernel.data[weight * filters + filter];
    }
    if (weight % 64 === 0)
      yield;
  }
  return { dtype: "F32", shape: [filters, height, width, channels], data };
}
function biasOf(file, layer, filters) {
  const name = `final/${layer}.bias`;
  return file.tensors.has(name) ? tensorAt(file, name, "F32").data : new Float32Array(filters);
}
export {
  filtersOf,
  run
};
