import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  didYouMean
} from "./chunk-FOYNB2YM.js";

// stages/extract-filters/select.js
function selectLayers(names, layers) {
  const withFilters = layers.filter(({ type }) => type === "conv2d" || type === "dense");
  const quoted = withFilters.map(({ name }) => `"${name}"`).join(", ");
  if (names === void 0) {
    const chosen2 = layers.filter(({ type }) => type === "conv2d");
    if (chosen2.length > 0)
      return { chosen: chosen2, problems: [] };
    const instead = quoted === "" ? "" : `: name some of its layers in "layers". It has ${quoted}`;
    return { chosen: chosen2, problems: [{ path: [], message: `The model has no convolution${instead}` }] };
  }
  const chosen = [];
  const problems = [];
  for (const [index, name] of names.entries()) {
    const layer = layers.find((known) => known.name === name);
    if (layer === void 0) {
      const known = withFilters.map((each) => each.name);
      const message = `Unknown layer "${name}": the model has ${quoted || "no layers with filters"}${didYouMean(name, known)}`;
      problems.push({ path: ["layers", index], message });
    } else if (withFilters.includes(layer)) {
      chosen.push(layer);
    } else {
      const message = `Layer "${name}" is a ${layer.type} and has no filters: the layers with filters are ${quoted}`;
      problems.push({ path: ["layers", index], message });
    }
  }
  return { chosen, problems };
}

export {
  selectLayers
};
