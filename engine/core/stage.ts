import type { Digest } from './digest.ts';
import type { Json, JsonObject, PathPart } from './json.ts';

/** The values of the sweep axes at one point, for example `{ filters: 32 }`. */
export type Point = Readonly<Record<string, Json>>;

/** Numbers and short texts that a step reports about its result; kept in its record, shown by `show` and `diff`. */
export type Metrics = Readonly<Record<string, number | string>>;

/** One artifact that reaches a step through a port. */
export interface Input {
  readonly kind: string;
  /** The usual file extension of its kind, without the dot. The path has none. */
  readonly extension: string;
  readonly digest: Digest;
  /** A read-only, verified local file. */
  readonly path: string;
  /** The axes of the step's `over` at which this artifact was made; empty when the step has no `over`. */
  readonly point: Point;
}

/** What one instance of a step reported, and where in the sweep it is. */
export interface Finding {
  readonly point: Point;
  readonly metrics: Metrics;
}

/** How far a step is. `done` and `total` count `unit`s; a step without a meaningful total leaves it out. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly unit: string;
  /** A short remark for people: `loss 0.31, accuracy 0.91`. */
  readonly note?: string;
  /** What was measured so far, for curves. */
  readonly measured?: Measured;
}

/** What a step has measured on its way. It is in no key and no result: people watch it while the step runs. */
export interface Measured {
  /**
   * How far the step was, in `unit`s. At a whole number, the values are those of the unit that has ended, and are never left out;
   * in between they are means over the part so far, and most are left out.
   */
  readonly at: number;
  /** Where the step ends, if it knows. */
  readonly of?: number;
  /** What `at` counts: `epochs`. */
  readonly unit: string;
  /** Which curve it belongs to, for people, where a step measures several in the same unit: `4 filters removed by norm`. */
  readonly series?: string;
  /** By name, finite. */
  readonly values: Readonly<Record<string, number>>;
}

/** What the numeric backend of a run is and how many threads it may use. Both are part of a numeric step's key. */
export interface Runtime {
  readonly backend: string;
  readonly threads: number;
  /** Everything that the key says about the backend. A numeric step compares it with what it finds before it computes. */
  readonly facts?: JsonObject;
}

/**
 * What a running step may see and do. `P` is the type of its parameters: valid against the stage's schema, references
 * resolved, defaults filled in, ports taken out.
 */
export interface StageContext<P = JsonObject> {
  readonly params: P;
  readonly signal: AbortSignal;
  readonly runtime: Runtime;
  /** The step's sweep point, without the axes of its `over`; only for a stage that is `pointed`. */
  readonly point: Point;
  /** A folder for this step alone, empty at the start and removed afterwards. */
  readonly scratch: string;
  /** A seed in 1 .. 2^31 - 1 for one named stream of random numbers, derived from the experiment's seed. Never 0. */
  seed(stream: string): number;
  /** The names of the connected ports. */
  readonly ports: readonly string[];
  /** What the stage's `facts` found when the key was made; empty for a stage without `facts`. */
  readonly facts: JsonObject;
  /** The one artifact at a port. */
  input(port: string): Input;
  /** All artifacts at a port: several when the step has `over` or the file lists several; empty when not connected. */
  inputs(port: string): readonly Input[];
  /**
   * Only for a stage with `files`: reports that the step has used the bytes with this digest as the content of the file at
   * `path`, one of the paths that `files` returned. Call it for every file that the step reads, with the digest of the very bytes
   * that it parsed (`startDigest`, `finishDigest`), never with that of a second reading. The step fails if they differ from its key.
   */
  usedFile(path: string, digest: Digest): void;
  /** Where to write the output. After `run` has returned, the engine hashes the file and moves it into the store. */
  output(port: string): string;
  progress(progress: Progress): void;
  /**
   * Warns about a probable mistake that does not stop the step: sentence case, no final period. The warning is printed and kept in
   * the record, so runs that reuse the result repeat it.
   */
  warn(message: string): void;
  /**
   * Only for a stage with `extends`: the furthest checkpoint of earlier runs of this step that does not reach beyond this one. A
   * run that starts from it must end with the same bytes as one that starts from nothing. Its file exists until the step saves a
   * checkpoint itself.
   */
  readonly checkpoint: Checkpoint | undefined;
  /**
   * Saves a file as a checkpoint after `at` units of the parameter that `extends` names, and perhaps a part of the next, so that
   * a killed run continues there and a longer one starts there. Resolves when it is in the store; only then may the file be
   * changed or removed. A checkpoint replaces the one that this run saved before. A step whose signal is aborted may still save
   * one: it has about a second.
   */
  saveCheckpoint(at: number, path: string, part?: Part): Promise<void>;
}

/** How far a checkpoint of a step reaches, in units of the parameter that only extends it. */
export interface Reach {
  /** Whole units. */
  readonly at: number;
  /** The part of the next unit that is done; absent: nothing. */
  readonly part?: Part;
}

/** How much of a unit is done: 1 .. `of`. It may be all of it, if something is left to do before the unit counts. */
export interface Part {
  readonly done: number;
  readonly of: number;
  /** What the two numbers count, in small letters: `batches`. */
  readonly unit: string;
}

/** A checkpoint of a step, to continue from. */
export interface Checkpoint extends Reach {
  /** A read-only, verified local file, as the stage wrote it. */
  readonly path: string;
}

/** A fault of a step that the schema cannot express, found before anything runs. `path` leads into the parameters. */
export interface Problem {
  readonly path: readonly PathPart[];
  /** Sentence case, no final period; names the bad value and what is allowed. */
  readonly message: string;
  readonly notes?: readonly string[];
}

/** What is known about a step's outputs before it runs: the shapes of a dataset, the layers of a model. */
export interface Inference {
  /** By output port. Passed to the `infer` of the steps that read that output. */
  readonly outputs?: Readonly<Record<string, Json>>;
  readonly problems?: readonly Problem[];
}

export interface OutputPort {
  /** The kind of artifact: ports connect only to outputs of their kind. */
  readonly kind: string;
  /** The usual file extension, without the dot. */
  readonly extension: string;
  /** Of a table: what its columns mean, a line for each, for readers of a report. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** The heavy half of a stage, in its `run.ts`. */
export interface StageModule<P> {
  run(context: StageContext<P>): Promise<Metrics | void>;
}

/** A kind of work. The light half, in its `stage.ts`: nothing heavy is imported until `load` is called. */
export interface Stage<P = JsonObject> {
  readonly name: string;
  /**
   * JSON Schema of a step of this stage: a closed object, or `{ discriminator: { propertyName }, oneOf: [...] }` of closed
   * objects. A property with `port: KIND` is an input port, `definition: SECTION` names an entry of a section of the
   * experiment file, anything else is a parameter and enters the fingerprint. A property with `ports: true` is a mapping of the step's own
   * ports: name -> `step.output`, or a list of them, of any kind.
   */
  readonly schema: JsonObject;
  readonly outputs: Readonly<Record<string, OutputPort>>;
  /** The outputs for these parameters, for a stage whose ports depend on them; default: `outputs`. */
  outputsOf?(params: P): Readonly<Record<string, OutputPort>>;
  /** `bitwise`: the same key gives the same bytes. `statistical`: only the same distribution. */
  readonly determinism: 'bitwise' | 'statistical';
  /** Draws random numbers: the experiment's seed is in its key, and `repeat` multiplies it. */
  readonly seeded: boolean;
  /** For which parameters the result shows its sweep point; then the point is in the key. */
  pointed?(params: P): boolean;
  /** Computes with the numeric backend: its facts are in the key and it takes `runtime.threads` cores. */
  readonly numeric: boolean;
  /**
   * Name of a whole-number parameter that only extends the work: the work for 50 is the beginning of the work for 60. Checkpoints
   * are then kept under the key without it.
   */
  readonly extends?: string;
  /** Runs in a child process, so that a crash of a native library fails this step only. */
  readonly isolated: boolean;
  /**
   * Files outside the store that the step reads: logical name -> path. Their content is in the key, so editing a file makes the
   * step run again. A missing file counts as absent; the step itself reports it when it runs. The step reports the bytes that it
   * parsed with `usedFile`.
   */
  files?(params: P): Readonly<Record<string, string>>;
  /**
   * Facts of the outside world that may change the result, such as versions of programs: part of the key, and passed to the step.
   * Asked once for the same parameters.
   */
  facts?(params: P): JsonObject;
  /** What the project must allow before the stage may be used. */
  readonly permission?: 'commands';
  /**
   * Checks what the schema cannot, and tells what will come out. Pure and fast. `inputs` are other steps' inferences, `runtime`
   * is that section of the experiment.
   */
  infer?(params: P, inputs: Readonly<Record<string, readonly Json[]>>, runtime?: JsonObject): Inference;
  /**
   * Names of the code that these parameters run, in the table of code digests; without it the stage's own name. A stage
   * whose variants have modules of their own names those, so that an edit to one reruns that variant alone. Pure and fast.
   *
   * @param inputs what is known of the inputs, as for `infer`
   */
  code?(params: P, inputs: Readonly<Record<string, readonly Json[]>>): readonly string[];
  /**
   * What the results of a step say, in whole sentences for the head of a report, the most telling first; none where they say
   * nothing to a reader. It changes no result, so it is in no key. Pure and fast.
   *
   * @param findings of all instances that have a result, in the order of the plan; older runs may lack metrics of today
   */
  lead?(findings: readonly Finding[]): readonly string[];
  /** Imports the module that does the work at these parameters. */
  load(params: P): Promise<StageModule<P>>;
}

/** Everything that the engine knows about a field of work: its stages and the sections of named definitions that they refer to. */
export interface Registry {
  readonly stages: Readonly<Record<string, Stage>>;
  /** Section name -> JSON Schema of one entry, for example `models`. */
  readonly sections: Readonly<Record<string, JsonObject>>;
}

/** Gives a stage the type of its parameters. This is the only cast: the engine has checked them against the stage's schema. */
export function defineStage<P>(stage: Stage<P>): Stage {
  return stage as unknown as Stage;
}
