import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Digest } from '../core/digest.ts';
import { Cancelled, StageFailure } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { deriveSeed } from '../core/seed.ts';
import type {
  Checkpoint,
  Input,
  Metrics,
  Point,
  Progress,
  Reach,
  Runtime,
  Stage,
  StageContext,
} from '../core/stage.ts';
import { codeOf, diskFailure } from '../store/local/atomic.ts';

/** A step that is ready to run, as plain data that can be sent to another process. */
export interface StepRequest {
  readonly stage: string;
  readonly params: JsonObject;
  readonly runtime: Runtime;
  /** Absent for a stage that draws no random numbers. */
  readonly seed: number | undefined;
  /** Where in the sweep the step is. */
  readonly point?: Point;
  /** The facts in the key: see `Stage.facts`. */
  readonly facts: JsonObject;
  /** By port, verified files. */
  readonly inputs: Readonly<Record<string, readonly Input[]>>;
  /** By port, where to write the output. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Created when the step asks for it. */
  readonly scratch: string;
  /** Where to continue, for a stage with `extends`. */
  readonly checkpoint?: Checkpoint;
}

/** How a running step and the engine talk to each other. */
export interface Controls {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  warn(message: string): void;
  usedFile(path: string, digest: Digest): void;
  saveCheckpoint(reach: Reach, path: string): Promise<void>;
}

/**
 * Runs a step in this process and returns its metrics. Its outputs are then where the request says, not yet checked.
 *
 * @param stage the stage that the request names
 */
export async function perform(stage: Stage | undefined, request: StepRequest, controls: Controls): Promise<Metrics> {
  if (stage === undefined) throw new Error(`Internal error: no stage "${request.stage}" in this process`);
  try {
    const module = await stage.load(request.params);
    if (controls.signal.aborted) throw new Cancelled('The run was interrupted');
    return (await module.run(contextOf(stage, request, controls))) ?? {};
  } catch (error) {
    // A stage writes only to its folder, so a full or read-only disk is not a bug in the stage.
    throw codeGone(diskFailure(error, dirname(request.scratch)), stage.name);
  }
}

/** The failure of a step whose code can no longer be imported. Returns any other error unchanged. */
export function codeGone(cause: unknown, stage: string): unknown {
  return codeOf(cause) === 'ERR_MODULE_NOT_FOUND' ? codeIsGone(stage, cause) : cause;
}

/** The failure of a step whose process finds no code to run. */
export function codeIsGone(stage: string, cause: unknown): StageFailure {
  return new StageFailure(`The code of stage "${stage}", or a package it needs, is not there any more`, {
    hint: 'If Assay was rebuilt during the run, run again to use the new code. Otherwise install the packages with "npm install".',
    cause,
  });
}

/**
 * What the step sees. A stage that asks for something that its key does not contain (a seed, its point, the runtime) has forgotten
 * to declare it. That is refused, because its results could be reused for another seed or backend.
 */
export function contextOf(stage: Stage, request: StepRequest, controls: Controls): StageContext {
  const undeclared = (what: string, flag: string): Error =>
    new Error(`Stage "${stage.name}" asks for ${what} but is not declared \`${flag}: true\``);
  const inputs = (port: string): readonly Input[] => {
    return Object.hasOwn(request.inputs, port) ? (request.inputs[port] ?? []) : [];
  };
  let scratchMade = false;
  return {
    params: request.params,
    ports: Object.keys(request.inputs),
    facts: request.facts,
    signal: controls.signal,
    get scratch() {
      if (!scratchMade) mkdirSync(request.scratch);
      scratchMade = true;
      return request.scratch;
    },
    get point() {
      if (stage.pointed?.(request.params) !== true) throw undeclared('its point', 'pointed');
      return request.point ?? {};
    },
    get runtime() {
      if (!stage.numeric) throw undeclared('the runtime', 'numeric');
      return request.runtime;
    },
    seed(stream) {
      if (!stage.seeded || request.seed === undefined) throw undeclared(`the seed "${stream}"`, 'seeded');
      return deriveSeed(request.seed, stream);
    },
    input(port) {
      const all = inputs(port);
      const [first] = all;
      if (first === undefined || all.length !== 1)
        throw new Error(`Stage "${stage.name}" expects one artifact at the input "${port}", found ${all.length}`);
      return first;
    },
    inputs,
    output(port) {
      const path = Object.hasOwn(request.outputs, port) ? request.outputs[port] : undefined;
      if (path === undefined) {
        const declared = Object.keys(request.outputs).sort().join(', ');
        throw new Error(`Stage "${stage.name}" has no output "${port}"; it declares ${declared}`);
      }
      return path;
    },
    usedFile(path, digest) {
      if (stage.files === undefined) throw undeclaredFile(stage.name, path);
      controls.usedFile(path, digest);
    },
    progress: (progress) => controls.progress(progress),
    warn: (message) => controls.warn(message),
    checkpoint: request.checkpoint,
    saveCheckpoint(at, path, part) {
      if (stage.extends === undefined) throw undeclaredCheckpoint(stage.name);
      return controls.saveCheckpoint({ at, ...(part !== undefined && { part }) }, path);
    },
  };
}

function undeclaredFile(stage: string, path: string): Error {
  return new Error(`Stage "${stage}" uses the file ${path} but does not declare its \`files\``);
}

function undeclaredCheckpoint(stage: string): Error {
  return new Error(`Stage "${stage}" keeps a checkpoint but does not declare what \`extends\` it`);
}

/** The names of a step's outputs in its folder: `<port>.<extension>`. */
export function outputPath(folder: string, port: string, extension: string): string {
  // The names come from code, not from the experiment; a slip there must not lead out of the folder either.
  if (!/^[A-Za-z][\w-]*$/.test(port) || !/^[A-Za-z0-9][A-Za-z0-9.]*$/.test(extension))
    throw new Error(`Internal error: cannot make a file name of the output ${JSON.stringify(`${port}.${extension}`)}`);
  return join(folder, `${port}.${extension}`);
}
