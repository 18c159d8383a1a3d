import type { Digest } from './digest.ts';
import type { Json, JsonObject } from './json.ts';
import type { Reason } from './reason.ts';
import type { StepRecord, Fingerprint } from './record.ts';
import type { Point, Reach, Runtime, Stage } from './stage.ts';

/** One artifact a step will take: the output `port` of another step of the plan. */
export interface Link {
  readonly step: string;
  readonly port: string;
  readonly point?: Point;
}

/** What a step takes while it runs, or what a machine has. What is left out of a machine's is not known, and not counted. */
export interface Resources {
  readonly cores: number;
  /** In bytes. */
  readonly memory?: number;
  readonly gpus?: number;
}

/** What is done when a step fails or takes long, and what it takes of the machine. It changes no result, so it is in no key. */
export interface StepPolicy {
  /** How often the step is tried again when it has failed, 0 .. 10. */
  readonly retries: number;
  /** How long one try may take; undefined: as long as it takes. */
  readonly timeoutMs: number | undefined;
  /** When it has failed for good: whether the steps that do not need it go on, or no further one is started. */
  readonly failure: 'continue' | 'stop';
  /** What the file says that the step takes; a numeric step takes at least a core for each thread. */
  readonly resources: Partial<Resources>;
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
  /** What is known of its outputs before it runs, by port: shapes, layers, counts. For people; not in the key. */
  readonly inferred: Readonly<Record<string, Json>>;
  readonly policy: StepPolicy;
  /** Names of the code that it runs: see `Stage.code`. */
  readonly code: readonly string[];
}

/** A file to publish: `outputs` of the experiment, one entry per instance. */
export interface PlannedOutput {
  /** Relative path below the run's folder. */
  readonly file: string;
  readonly step: string;
  readonly port: string;
  /** Show the table on the terminal at the end. */
  readonly print: boolean;
}

/** Everything that will be done, in topological order. Executing it needs no further checks of the file. */
export interface Plan {
  readonly experiment: string;
  readonly file: string;
  /** As the file has it: a number, or `$axis` where the seeds are an axis; each step has its own in `PlannedStep.seed`. */
  readonly seed: number | string;
  readonly runtime: Runtime;
  readonly steps: readonly PlannedStep[];
  readonly outputs: readonly PlannedOutput[];
  /** The experiment file after overrides: what the run's record keeps. */
  readonly source: JsonObject;
}

/** What will happen to a step, found by looking its key up. */
export type PlannedAction =
  | { readonly action: 'reuse'; readonly key: Digest; readonly record: StepRecord }
  | {
      readonly action: 'run';
      readonly key: Digest;
      readonly fingerprint: Fingerprint;
      readonly reasons: readonly Reason[];
      /** How far the checkpoint goes that it continues from. */
      readonly from?: Reach;
    }
  /** Its key is not known before these steps have run: it may still turn out to be reusable. */
  | { readonly action: 'wait'; readonly on: readonly string[] };

/** The facts of the numeric backend and the digests of the stages' code: what a key needs beside the plan. */
export interface KeyFacts {
  readonly code: Readonly<Record<string, JsonObject>>;
  /** Digest of the engine's own rules: see engine/execute/rules.ts. */
  readonly rules: string;
  readonly runtime: Readonly<Record<string, Json>>;
  /** Digest of the content of a file outside the store, or null when it is not there. */
  fileDigest(path: string): Digest | null;
}
