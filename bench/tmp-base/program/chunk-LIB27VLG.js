import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  connect,
  outputsOf,
  placeOf
} from "./chunk-G6XKGUZB.js";
import {
  didYouMean
} from "./chunk-FOYNB2YM.js";

// engine/plan/outputs.js
var SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9_=,.{}+ -]{1,120}$/;
var FINAL = /^(?!\.{1,2}$)[A-Za-z0-9_=,.+ -]{1,200}$/;
var OWN_FILES = ["run.json", "verified.json"];
function planOutputs(experiment, instancesOf) {
  const diagnostics = [];
  const outputs = [];
  const files = new Files();
  for (const declared of experiment.outputs) {
    const problem = fileProblem(declared.file);
    if (problem !== void 0) {
      diagnostics.push({ message: problem, at: placeOf(experiment.document, ["outputs", declared.file], "key") });
      continue;
    }
    const found = connect(declared.from, void 0, experiment);
    if (found === void 0)
      continue;
    if ("message" in found) {
      diagnostics.push({ message: found.message, at: placeOf(experiment.document, ["outputs", declared.file]) });
      continue;
    }
    const instances = instancesOf(found.step);
    const step = experiment.steps.find((candidate) => candidate.name === found.step);
    const extension = step === void 0 ? void 0 : outputsOf(step.stage, step.fields)[found.port]?.extension;
    if (extension !== void 0 && !declared.file.endsWith(`.${extension}`)) {
      const message = `The output "${declared.from}" is a .${extension} file, but "${declared.file}" does not end in .${extension}`;
      diagnostics.push({ message, at: placeOf(experiment.document, ["outputs", declared.file], "key") });
    }
    for (const instance of instances) {
      const named = fileName(declared, instance, instances.length > 1);
      if ("message" in named) {
        diagnostics.push({
          message: named.message,
          at: placeOf(experiment.document, ["outputs", declared.file], "key")
        });
        break;
      }
      const clash = files.add(named.file, `${declared.file} of ${instance.id}`);
      if (clash !== void 0) {
        diagnostics.push({ message: clash, at: placeOf(experiment.document, ["outputs", declared.file], "key") });
        break;
      }
      outputs.push({ file: named.file, step: instance.id, port: found.port, print: declared.print });
    }
  }
  return { outputs, diagnostics };
}
var Files = class {
  #owners = /* @__PURE__ */ new Map();
  #folders = /* @__PURE__ */ new Map();
  /** Takes a name in, or says why not. */
  add(file, owner) {
    if (!file.split("/").every((part) => FINAL.test(part)))
      return `Expected a file name of at most 200 characters in each part, "{" and "}" only around an axis, found "${file}"`;
    const name = file.toLowerCase();
    const parents = [...name.matchAll(/\//g)].map((slash) => name.slice(0, slash.index));
    const paths = [name, ...parents];
    const own = OWN_FILES.find((each) => paths.includes(each));
    if (own !== void 0)
      return `The name "${own}" is taken: Assay writes it into every run's folder`;
    const other = this.#folders.get(name) ?? paths.map((path) => this.#owners.get(path)).find((found) => found !== void 0);
    if (other !== void 0)
      return `Two outputs cannot both be written to "${file}": ${other}, and ${owner}`;
    this.#owners.set(name, owner);
    for (const parent of parents)
      this.#folders.set(parent, owner);
    return void 0;
  }
};
function fileProblem(file) {
  const segments = file.split("/");
  if (segments.every((segment) => SEGMENT.test(segment)) && segments.length <= 8)
    return void 0;
  return `Expected a relative file name of letters, digits, "-", "_", "." and "/" (no ".."), found "${file}"`;
}
function fileName(declared, instance, several) {
  const axes = Object.keys(instance.point);
  const used = /* @__PURE__ */ new Set();
  let unknown;
  const file = declared.file.replaceAll(/\{([^{}]*)\}/g, (_, axis) => {
    if (!axes.includes(axis))
      unknown ??= axis;
    used.add(axis);
    return fileWord(instance.point[axis]);
  });
  if (unknown !== void 0) {
    return {
      message: `Unknown axis "${unknown}" in the file name${didYouMean(unknown, axes) || (axes.length === 0 ? ": the step is not swept" : `: the step has ${axes.join(", ")}`)}`
    };
  }
  const rest = axes.filter((axis) => !used.has(axis));
  if (!several || rest.length === 0)
    return { file };
  const suffix = rest.map((axis) => `${axis}=${fileWord(instance.point[axis])}`).join(",");
  const dot = file.lastIndexOf(".");
  return {
    file: dot <= file.lastIndexOf("/") ? `${file}-${suffix}` : `${file.slice(0, dot)}-${suffix}${file.slice(dot)}`
  };
}
function fileWord(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return (text ?? "").replaceAll(/[^A-Za-z0-9_.+-]+/g, "_").slice(0, 60);
}

export {
  OWN_FILES,
  planOutputs
};
