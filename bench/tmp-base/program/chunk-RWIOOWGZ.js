import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  metadataAt
} from "./chunk-HG5NX4EG.js";
import {
  isObject
} from "./chunk-P26KXDJE.js";
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";

// stages/formats/pixel-scale.js
function pixelScaleOf(dataset) {
  const about = metadataAt(dataset, "dataset");
  const scale = isObject(about) ? about["scale"] : void 0;
  if (scale === void 0)
    return void 0;
  const { mean, std } = isObject(scale) ? scale : {};
  if (isNumbers(mean) && isNumbers(std) && mean.length === std.length)
    return { mean, std };
  throw new StageFailure(`Expected mean and deviation of each channel in the dataset, found ${JSON.stringify(scale)}`);
}
function isNumbers(value) {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "number");
}

// nn/pixels.js
function inputOf(pixel, channel, scale) {
  if (scale === void 0)
    return pixel / 255;
  return (pixel / 255 - (scale.mean[channel] ?? Number.NaN)) / (scale.std[channel] ?? Number.NaN);
}
function toInputs(images, scale) {
  const channels = scale?.mean.length ?? 1;
  const values = Float32Array.from({ length: 256 * channels }, (_, index) => inputOf(index & 255, index >> 8, scale));
  const inputs = new Float32Array(images.length);
  for (let index = 0; index < images.length; index += 1) {
    inputs[index] = values[(index % channels << 8) + images[index]];
  }
  return inputs;
}

export {
  inputOf,
  toInputs,
  pixelScaleOf
};
