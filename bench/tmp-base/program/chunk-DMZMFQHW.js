import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  codeOf,
  diskFailure
} from "./chunk-2IJOKHPY.js";
import {
  deriveSeed
} from "./chunk-34IBRBKI.js";
import {
  Cancelled,
  StageFailure
} from "./chunk-ICSLOTAE.js";

// engine/execute/perform.js
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
async function perform(stage, request, controls) {
  try {
    const module = await stage.load(request.params);
    if (controls.signal.aborted)
      throw new Cancelled("The run was interrupted");
    return await module.run(contextOf(stage, request, controls)) ?? {};
  } catch (error) {
    throw codeGone(diskFailure(error, dirname(request.scratch)), stage.name);
  }
}
function codeGone(cause, stage) {
  if (codeOf(cause) !== "ERR_MODULE_NOT_FOUND")
    return cause;
  return new StageFailure(`The code of stage "${stage}", or a package it needs, is not there any more`, {
    hint: 'If Assay was built anew while the run went on, run again, with the new code; else install the packages with "npm install".',
    cause
  });
}
function contextOf(stage, request, controls) {
  const undeclared = (what, flag) => new Error(`Stage "${stage.name}" asks for ${what} but is not declared \`${flag}: true\``);
  const inputs = (port) => {
    return Object.hasOwn(request.inputs, port) ? request.inputs[port] ?? [] : [];
  };
  let scratchMade = false;
  return {
    params: request.params,
    ports: Object.keys(request.inputs),
    facts: request.facts,
    signal: controls.signal,
    get scratch() {
      if (!scratchMade)
        mkdirSync(request.scratch);
      scratchMade = true;
      return request.scratch;
    },
    get point() {
      if (stage.pointed?.(request.params) !== true)
        throw undeclared("its point", "pointed");
      return request.point ?? {};
    },
    get runtime() {
      if (!stage.numeric)
        throw undeclared("the runtime", "numeric");
      return request.runtime;
    },
    seed(stream) {
      if (!stage.seeded || request.seed === void 0)
        throw undeclared(`the seed "${stream}"`, "seeded");
      return deriveSeed(request.seed, stream);
    },
    input(port) {
      const all = inputs(port);
      const [first] = all;
      if (first === void 0 || all.length !== 1)
        throw new Error(`Stage "${stage.name}" expects one artifact at the input "${port}", found ${all.length}`);
      return first;
    },
    inputs,
    output(port) {
      const path = Object.hasOwn(request.outputs, port) ? request.outputs[port] : void 0;
      if (path === void 0) {
        const declared = Object.keys(request.outputs).sort().join(", ");
        throw new Error(`Stage "${stage.name}" has no output "${port}"; it declares ${declared}`);
      }
      return path;
    },
    usedFile(path, digest) {
      if (stage.files === void 0)
        throw undeclaredFile(stage.name, path);
      controls.usedFile(path, digest);
    },
    progress: (progress) => controls.progress(progress),
    warn: (message) => controls.warn(message),
    checkpoint: request.checkpoint,
    saveCheckpoint(at, path, part) {
      if (stage.extends === void 0)
        throw undeclaredCheckpoint(stage.name);
      return controls.saveCheckpoint({ at, ...part !== void 0 && { part } }, path);
    }
  };
}
function undeclaredFile(stage, path) {
  return new Error(`Stage "${stage}" uses the file ${path} but does not declare its \`files\``);
}
function undeclaredCheckpoint(stage) {
  return new Error(`Stage "${stage}" keeps a checkpoint but does not declare what \`extends\` it`);
}
function outputPath(folder, port, extension) {
  if (!/^[A-Za-z][\w-]*$/.test(port) || !/^[A-Za-z0-9][A-Za-z0-9.]*$/.test(extension))
    throw new Error(`Internal error: cannot make a file name of the output ${JSON.stringify(`${port}.${extension}`)}`);
  return join(folder, `${port}.${extension}`);
}

export {
  perform,
  codeGone,
  outputPath
};
