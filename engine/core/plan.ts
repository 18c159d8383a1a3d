import type { Digest } from './digest.ts';
import type { Json, JsonObject } from './json.ts';
import type { Reason } from './reason.ts';
import type { StepRecord, Fingerprint } from './record.ts';
import type { Point, Reach, Runtime, Stage } from './stage.ts';

/** One artifact that a step will read: the output `port` of another step of the plan. */
export interface Link {
  readonly step: string;
  readonly port: string;
  readonly point?: Point;
}

/** What a step needs while it runs, or what a machine has. A machine's absent fields are unknown and not counted. */
export interface Resources {
  readonly cores: number;
  /** In bytes. */
  readonly memory?: number;
  readonly gpus?: number;
}

/** What a step asks for in its file. */
export interface Requested extends Partial<Resources> {
  /** How long its job may take, in ms. Only a cluster asks; this machine has no such limit. */
  readonly timeMs?: number;
}

/** What to do when a step fails or takes long, and what it needs of the machine. It changes no result, so it is in no key. */
export interface StepPolicy {
  /** How often to retry the step after a failure, 0 .. 10. */
  readonly retries: number;
  /** How long one attempt may take, in ms; undefined: no limit. */
  readonly timeoutMs: number | undefined;
  /** After it has failed for good: whether steps that do not need it continue, or no further step starts. */
  readonly failure: 'continue' | 'stop';
  /** What the step needs according to the file; a numeric step needs at least a core for each thread. */
  readonly resources: Requested;
}

/**
 * One step at one point of the sweep. Its id is the step's name in the file and its own axes:
 * `training[filters=32]`, or `data` for a step that no axis multiplies.
 */
export interface PlannedStep {
  readonly id: string;
  readonly name: string;
  readonly point: Point;
  readonly stage: Stage;
  readonly params: JsonObject;
  readonly seed: number | undefined;
  readonly inputs: Readonly<Record<string, readonly Link[]>>;
  /** What is known about its outputs before it runs, by port: shapes, layers, counts. For people; not in the key. */
  readonly inferred: Readonly<Record<string, Json>>;
  readonly policy: StepPolicy;
  /** Names of the code that it runs: see `Stage.code`. */
  readonly code: readonly string[];
}

/** A file to publish: `outputs` of the experiment, one entry per instance. */
export interface PlannedOutput {
  /** Path relative to the run's folder. */
  readonly file: string;
  readonly step: string;
  readonly port: string;
  /** Show the table on the terminal at the end. */
  readonly print: boolean;
}

/** Everything to do, in topological order. To execute it needs no further checks of the file. */
export interface Plan {
  readonly experiment: string;
  readonly file: string;
  /** As in the file: a number, or `$axis` if the seeds are an axis. Each step has its own in `PlannedStep.seed`. */
  readonly seed: number | string;
  readonly runtime: Runtime;
  readonly steps: readonly PlannedStep[];
  readonly outputs: readonly PlannedOutput[];
  /** The experiment file after overrides: what the run's record keeps. */
  readonly source: JsonObject;
}

/** What will happen to a step, found by looking its key up. */
export type PlannedAction =
  | {
      readonly action: 'reuse';
      readonly key: Digest;
      readonly record: StepRecord;
      /** How many bytes of it come from the remote cache; absent when all of it is in the store. */
      readonly download?: number;
    }
  | {
      readonly action: 'run';
      readonly key: Digest;
      readonly fingerprint: Fingerprint;
      readonly reasons: readonly Reason[];
      /** How far the checkpoint reaches from which it continues. */
      readonly from?: Reach;
    }
  /** Its key is unknown until these steps have run; then it may turn out to be cached. */
  | { readonly action: 'wait'; readonly on: readonly string[] };

/** What a key needs besides the plan: the facts of the numeric backend and the digests of the stages' code. */
export interface KeyFacts {
  readonly code: Readonly<Record<string, JsonObject>>;
  /** Digest of the engine's own rules: see engine/execute/rules.ts. */
  readonly rules: string;
  readonly runtime: Readonly<Record<string, Json>>;
  /** Digest of the content of a file outside the store, or null if it does not exist. */
  fileDigest(path: string): Digest | null;
}
