import type { CreateTrainer } from '../trainer.ts';
import type { Backend, BackendFacts } from './backend.ts';
import type { Attempt } from './installed.ts';
import type { Processor } from './instruction-sets.ts';

/** The section `runtime` of an experiment file. */
export interface RuntimeSettings {
  /** `auto`, or the name of a backend. */
  readonly backend: string;
  readonly threads: number;
  /** `auto`: as TensorFlow does by itself. */
  readonly oneDNN: 'auto' | 'on' | 'off';
  /** The widest instruction set that oneDNN and the fast convolutions may use; `auto`: the processor's. */
  readonly isa: string;
  /** `auto`: `winograd` where its kernels are installed. */
  readonly convolution: 'auto' | 'direct' | 'winograd';
}

/** Where a backend is looked for: the folder with package.json, and the processor that would compute. */
export interface Machine {
  readonly root: string;
  readonly processor: Processor;
}

/** What was found of a backend on a machine. */
export interface Finding {
  /** Why it cannot be used; undefined where it can. */
  readonly missing: string | undefined;
  /** Why it has no fast convolutions; undefined where it has. */
  readonly whyDirect?: string;
  /** What setup tried for it; empty when it has not run, or there is nothing to install. */
  readonly tried: readonly Attempt[];
  /**
   * What decides the bits of results under some settings.
   *
   * @throws {BackendUnavailable} when it is missing, or cannot do what the settings ask for
   */
  facts(settings: RuntimeSettings): BackendFacts;
}

/**
 * All that Assay knows of one backend without loading it. Planning asks this for every experiment, so it stays light: what is
 * heavy is imported by `load` and `trainer`. A new backend is a file here and a line in all.ts.
 */
export interface BackendKind {
  /** The value of `runtime.backend` in the file. */
  readonly name: string;
  /** How `assay backend` calls it. */
  readonly label: string;
  /** `backend: auto` takes the one with the smallest rank of those that are not missing. */
  readonly rank: number;
  /** Said when `backend: auto` comes to this one. */
  readonly warning?: string;
  find(machine: Machine): Finding;
  /** Variables that the process of a step needs to have when it starts. Every other one of its libraries is kept from it. */
  environment(facts: BackendFacts): Readonly<Record<string, string>>;
  /** Why training in bfloat16 makes no sense: then it would be emulated, slower than float32 and with other bits. */
  whyNoBfloat16(facts: BackendFacts): string | undefined;
  /**
   * Makes it the backend that tfjs uses in this process. A second call costs nothing.
   *
   * @throws {BackendUnavailable} when it cannot be loaded, or is not what `facts` say
   */
  load(facts: BackendFacts): Promise<Backend>;
  /** A trainer that is faster than computing operation by operation, and gives the same bits. */
  trainer?(): Promise<CreateTrainer>;
}
