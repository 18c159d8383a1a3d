import type { Experiment } from '../read/experiment.ts';
import type { JsonObject } from '../core/json.ts';
import type { ArtifactDifference } from '../core/artifact-difference.ts';
import type { WorkerEntry } from '../execute/world.ts';
import type { Registry, Runtime } from '../core/stage.ts';

/** What main.ts hands to the command line: everything the engine does not know by itself. */
export interface Application {
  readonly version: string;
  readonly registry: Registry;
  /** Schema of an experiment file without its sections (schema/experiment.json). */
  readonly frame: JsonObject;
  /** Stage -> digest of its code and versions of its packages; part of every key. */
  readonly code: Readonly<Record<string, JsonObject>>;
  /** Digest of the engine's own rules that results depend on (engine/execute/rules.ts); part of every key. */
  readonly rules: string;
  readonly workerEntry: WorkerEntry;
  /**
   * The backend that a file's `runtime` section means on this machine, and the facts of it that are part of numeric keys.
   *
   * @throws UsageError when the file asks for a backend that is not here
   */
  numerics(requested: Experiment['runtime']): {
    readonly runtime: Runtime;
    readonly facts: JsonObject;
    /** One line for people when the run will be slower than it could be. */
    readonly warning?: string;
  };
  readonly backend: BackendCommand;
  readonly fetch: FetchCommand;
  readonly artifacts: ArtifactComparison;
}

/** What only the field of work knows of two artifacts of one kind that are not the same bytes. */
export interface ArtifactComparison {
  /** Kind of artifact -> the tolerance it has when a person states none; every kind that can be compared. */
  readonly tolerances: Readonly<Record<string, number>>;
  /**
   * By how much the files `a` and `b` differ; undefined for a kind that cannot be compared. May load heavy packages.
   *
   * @throws StageFailure when one of them cannot be read
   */
  differenceOf(kind: string, a: string, b: string): Promise<ArtifactDifference | undefined>;
}

/** The `backend` command: what is present, and how to get the native one. */
export interface BackendCommand {
  /** Lines for people and the same as JSON. Loads the backend and times it, so it takes a second or two. */
  describe(): Promise<{ readonly text: string; readonly json: JsonObject }>;
  /** Tries to provision the native library again; resolves to the exit code. */
  install(): Promise<number>;
}

/** The `fetch` command: data files that steps read and that do not come with the program. */
export interface FetchCommand {
  /** What can be fetched; `root` is the folder where it goes when no other is given. */
  readonly datasets: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly root: string;
    readonly licence: string;
  }[];
  /**
   * Downloads what is missing and checks all.
   *
   * @throws StageFailure when that cannot be done; Cancelled when the signal is aborted
   */
  fetch(
    dataset: string,
    options: {
      readonly root: string;
      /** An address to try before the usual ones. */
      readonly mirror?: string;
      readonly signal: AbortSignal;
      readonly onProgress: (progress: FetchProgress) => void;
      /** Something went wrong; it goes on in another way. */
      readonly onTrouble: (message: string) => void;
    },
  ): Promise<
    readonly {
      readonly name: string;
      readonly path: string;
      readonly bytes: number;
      readonly state: 'present' | 'fetched';
    }[]
  >;
}

/** How much of a file is there, in bytes. */
export interface FetchProgress {
  readonly file: string;
  readonly done: number;
  readonly total: number;
}
