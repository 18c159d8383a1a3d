import type { Digest } from './digest.ts';
import type { Json, JsonObject } from './json.ts';
import type { Metrics, Point } from './stage.ts';

/** A committed output. Its bytes are in the object store under `digest`. */
export interface ArtifactRef {
  readonly kind: string;
  readonly extension: string;
  readonly digest: Digest;
  readonly bytes: number;
}

/** One artifact at a port, as the key sees it: content, never the name of the step that made it. */
export interface InputDigest {
  readonly digest: Digest;
  /** Present only for the instances that `over` gathers: the point then labels the result. */
  readonly point?: Point;
}

/**
 * Everything that may change a step's output, by name. The digest of its canonical JSON is the step's key.
 * See "Keys" in docs/architecture.md for what is in it and what is left out, and why.
 */
export interface Fingerprint {
  /** Version of this structure: raised when its meaning changes. */
  readonly format: 1;
  /** Digest of the engine's own rules that results depend on: seeds, the environment of workers, what a stage is given. */
  readonly rules: string;
  readonly stage: string;
  /** Digest of the stage's module graph and the versions of the packages it imports. */
  readonly code: JsonObject;
  /** After references and defaults; only what the stage's schema declares. */
  readonly params: JsonObject;
  /** Only for a stage that draws random numbers. */
  readonly seed?: number;
  /** Only for a stage that is `pointed`: where in the sweep the step is, when it is in a sweep. */
  readonly point?: Point;
  readonly inputs: Readonly<Record<string, readonly InputDigest[]>>;
  /** Only for a stage that reads files outside the store: content by logical name, null for a file that is missing. */
  readonly files?: Readonly<Record<string, Digest | null>>;
  /** Only for a stage that asks about the outside world: versions of programs, values of variables. */
  readonly facts?: JsonObject;
  /** Only for a numeric stage: backend, library version and content, threads, oneDNN, instruction sets. */
  readonly runtime?: JsonObject;
}

/** What a finished step left behind, stored under the key of its fingerprint. */
export interface StepRecord {
  readonly format: 1;
  readonly key: Digest;
  readonly fingerprint: Fingerprint;
  readonly outputs: Readonly<Record<string, ArtifactRef>>;
  readonly metrics: Metrics;
  /** The step's warnings; absent if there were none. */
  readonly warnings?: readonly string[];
  /** ISO 8601. For people; never hashed. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Machine, operating system, Node version. For people; never hashed. */
  readonly host: Json;
  /**
   * Whatever the step has read was still unchanged when it ended. Only records from versions without this check lack it; such a
   * record is not used if one of its inputs turns out to be damaged.
   */
  readonly checked?: true;
  /** The result was made under the key `from` and kept by `assay accept`: only the code had changed. */
  readonly accepted?: { readonly from: Digest; readonly at: string };
}
