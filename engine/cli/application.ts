import type { JsonObject } from '../json.ts';
import type { WorkerEntry } from '../run/world.ts';
import type { Registry, Runtime } from '../stage.ts';

/** What main.ts hands to the command line: everything the engine does not know by itself. */
export interface Application {
  readonly version: string;
  readonly registry: Registry;
  /** Schema of an experiment file without its sections (schema/experiment.json). */
  readonly frame: JsonObject;
  /** Stage -> digest of its code and versions of its packages; part of every key. */
  readonly code: Readonly<Record<string, JsonObject>>;
  readonly workerEntry: WorkerEntry;
  /**
   * The backend that a file's `runtime` section means on this machine, and the facts of it that are part of numeric keys.
   *
   * @throws UsageError when the file asks for a backend that is not here
   */
  numerics(requested: { readonly backend: string; readonly threads: number }): {
    readonly runtime: Runtime;
    readonly facts: JsonObject;
    /** One line for people when the run will be slower than it could be. */
    readonly warning?: string;
  };
  readonly backend: BackendCommand;
}

/** The `backend` command: what is present, and how to get the native one. */
export interface BackendCommand {
  /** Lines for people and the same as JSON. Loads the backend and times it, so it takes a second or two. */
  describe(): Promise<{ readonly text: string; readonly json: JsonObject }>;
  /** Tries to provision the native library again; resolves to the exit code. */
  install(): Promise<number>;
}
