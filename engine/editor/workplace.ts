import type { Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import type { PlannedAction, PlannedStep } from '../core/plan.ts';
import type { Registry, Runtime } from '../core/stage.ts';
import type { Experiment } from '../read/experiment.ts';
import type { OpenFile } from '../read/extend.ts';
import type { ReadOptions } from '../read/read.ts';

/** What the store knows of the steps of an experiment. */
export interface Outlook {
  readonly actions: ReadonlyMap<string, PlannedAction>;
  /** How long steps that will or may run took before, by id. */
  readonly expectedMs: ReadonlyMap<string, number>;
}

/** What is known where a file is: the stages of Assay and of its project. */
export interface Workplace {
  /** Absolute path of the project's folder; undefined without a project. */
  readonly root: string | undefined;
  readonly registry: Registry;
  /** Schema of an experiment file without its sections. */
  readonly frame: JsonObject;
  /** Schema of a project's file. */
  readonly projectSchema: JsonObject;
  readonly allowed: NonNullable<ReadOptions['allowed']>;
  /** The runtime that a file selects on this machine, or why there is none. */
  runtimeOf(requested: Experiment['runtime']): Runtime | { readonly message: string };
  /** Looks into the store, if there is one; undefined when it cannot tell. Writes nothing. */
  outlook(experiment: Experiment, steps: readonly PlannedStep[]): Promise<Outlook | undefined>;
}

/** What the language server needs of the program around it. */
export interface Host {
  readonly version: string;
  /**
   * What is known where a file is. Writes nothing into the project.
   *
   * @param file absolute path
   * @param open opens the project's file, which may be open with changes
   * @returns the faults of the project instead, each with the absolute path of its file
   */
  enter(
    file: string,
    open: OpenFile,
  ): Promise<{ readonly workplace?: Workplace; readonly faults: readonly Diagnostic[] }>;
  /** What is known without a project. */
  readonly builtIn: Workplace;
  /** Forgets the packs of all projects, whose sources have changed. */
  forget(): void;
}
