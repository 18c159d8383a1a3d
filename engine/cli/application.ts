import type { Experiment } from '../read/experiment.ts';
import type { JsonObject } from '../core/json.ts';
import type { Preview } from '../core/preview.ts';
import type { ExportFormat } from '../core/export.ts';
import type { ArtifactDifference } from '../core/artifact-difference.ts';
import type { Assay } from '../packs/bundle.ts';
import type { LoadedPacks } from '../packs/load.ts';
import type { Pack } from '../packs/pack.ts';
import type { WorkerEntry } from '../execute/world.ts';
import type { Registry, Runtime } from '../core/stage.ts';

/** What application.ts of the program hands to the command line: everything that the engine itself does not know. */
export interface Application {
  readonly version: string;
  readonly registry: Registry;
  /** Schema of an experiment file without its sections (schema/experiment.json). */
  readonly frame: JsonObject;
  /** Stage -> digest of its code and versions of its packages; part of every key. */
  readonly code: Readonly<Record<string, JsonObject>>;
  /** Digest of the engine's rules that results depend on (engine/execute/rules.ts); part of every key. */
  readonly rules: string;
  readonly workerEntry: WorkerEntry;
  readonly program: ProgramName;
  /**
   * The backend that a file's `runtime` section selects on this machine, and the facts about it that are in numeric keys.
   *
   * @throws UsageError when the file asks for a backend that is not installed
   */
  numerics(requested: Experiment['runtime']): {
    readonly runtime: Runtime;
    readonly facts: JsonObject;
    /** One line for the user when the run will be slower than it could be. */
    readonly warning?: string;
  };
  readonly backend: BackendCommand;
  readonly fetch: FetchCommand;
  /** By the source of a dataset: what may be done with its content, and whom to cite. */
  readonly terms: Readonly<Record<string, { readonly licence: string; readonly cite: string }>>;
  readonly artifacts: ArtifactComparison;
  readonly projects: Projects;
}

/** Which Assay this is, for processes on other machines. */
export interface ProgramName {
  /** What Node starts, as an absolute path. */
  readonly main: string;
  /** Digest of all code on which results depend. */
  readonly code: string;
  /** The file that lists the bundles of the project's packs. */
  readonly packs?: string;
}

/** What a project can add, and what it needs for that. */
export interface Projects {
  /** Schema of a project's file (schema/project.json). */
  readonly schema: JsonObject;
  /** The folder whose files a new project gets. */
  readonly starter: string;
  /** What packs may import from Assay: see `Assay`. */
  readonly modules: Assay['modules'];
  readonly digests: Assay['digests'];
  /** What Assay can do without any pack. */
  readonly builtIn: Pack;
  /** This application with packs of a project. */
  withPacks(loaded: LoadedPacks): Application;
}

/** Compares two artifacts of one kind whose bytes differ, which only the field of work knows how to do. */
export interface ArtifactComparison {
  /** Kind of artifact -> its default tolerance; lists every kind that can be compared. */
  readonly tolerances: Readonly<Record<string, number>>;
  /**
   * Returns by how much the files `a` and `b` differ; undefined for a kind that cannot be compared. May load heavy packages.
   *
   * @throws StageFailure when one of them cannot be read
   */
  differenceOf(kind: string, a: string, b: string): Promise<ArtifactDifference | undefined>;
  /**
   * Returns what there is to look at in the file of an artifact; undefined for a kind that nobody has a preview of.
   *
   * @throws StageFailure when it cannot be read
   */
  previewOf(kind: string, path: string, part?: string): Promise<Preview | undefined>;
  /** Kind of artifact -> the formats that it can be exported in; lists every kind that has some. */
  readonly formats: Readonly<Record<string, readonly ExportFormat[]>>;
}

/** The `backend` command: which backend is installed, and how to get the native one. */
export interface BackendCommand {
  /** Describes the backend for people and as JSON. Loads and times it, which takes a second or two. */
  describe(): Promise<{ readonly text: string; readonly json: JsonObject }>;
  /** Tries again to install the native library; resolves to the exit code. */
  install(): Promise<number>;
}

/** The `fetch` command: downloads data files that steps read and that do not come with Assay. */
export interface FetchCommand {
  /** The datasets that can be fetched; `root` is the default folder. */
  readonly datasets: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly root: string;
    readonly licence: string;
  }[];
  /**
   * Downloads missing files and checks all of them.
   *
   * @throws StageFailure when a file cannot be fetched; Cancelled when the signal is aborted
   */
  fetch(
    dataset: string,
    options: {
      readonly root: string;
      /** An address to try before the usual ones. */
      readonly mirror?: string;
      readonly signal: AbortSignal;
      readonly onProgress: (progress: FetchProgress) => void;
      /** Told of trouble after which the download continues in another way. */
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

/** How much of a file has been fetched, in bytes. */
export interface FetchProgress {
  readonly file: string;
  readonly done: number;
  readonly total: number;
}
