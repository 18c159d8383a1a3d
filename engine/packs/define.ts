import type { Finding, Inference, OutputPort, Stage, StageContext, Metrics } from '../core/stage.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Pack } from './pack.ts';

/** A stage as a pack writes it. Defaults: bitwise, draws no random numbers, does not use the numeric backend. */
export interface StageDefinition<P> {
  /** Small letters, digits and "-". Not the name of a built-in stage. */
  readonly name: string;
  /** JSON Schema of a step: see `Stage.schema`. */
  readonly schema: JsonObject;
  readonly outputs: Readonly<Record<string, OutputPort>>;
  /**
   * The module that does the work, which exports `run(context)`: `new URL('./stretch.run.ts', import.meta.url)`. Or a URL for each
   * variant, so that an edit to the module of one reruns that variant alone.
   */
  readonly entry: URL | Readonly<Record<string, URL>>;
  /** Which entry these parameters need, if there are several. */
  variant?(params: P): string;
  readonly determinism?: Stage['determinism'];
  readonly seeded?: boolean;
  readonly numeric?: boolean;
  readonly isolated?: boolean;
  readonly extends?: string;
  outputsOf?(params: P): Readonly<Record<string, OutputPort>>;
  files?(params: P): Readonly<Record<string, string>>;
  infer?(params: P, inputs: Readonly<Record<string, readonly Json[]>>): Inference;
  /** Sentences for the head of a report: see `Stage.lead`. */
  lead?(findings: readonly Finding[]): readonly string[];
}

/** What the module at a stage's `entry` exports. */
export interface StageModule<P> {
  run(context: StageContext<P>): Promise<Metrics | void>;
}

/** A pack as it is written. */
export interface PackDefinition {
  readonly name: string;
  readonly stages: readonly StageDefinition<never>[];
  readonly sections?: Pack['sections'];
  readonly kinds?: Pack['kinds'];
  /**
   * Modules of parts for the lists of built-in stages, by list: `charts`, `sources`, `layers`, `optimizers`. Each exports one part
   * as its default, and an edit to it reruns the steps that use that part: `{ layers: [new URL('./scale.ts', import.meta.url)] }`.
   */
  readonly extends?: Readonly<Record<string, readonly URL[]>>;
}

/** Gives a stage's functions the type of its parameters. Assay checks them against the schema before it calls any. */
export function defineStage<P = JsonObject>(stage: StageDefinition<P>): StageDefinition<never> {
  return stage;
}

/** A pack: what a folder of the project or an npm package adds to Assay. It is the default export of the main module. */
export function definePack(pack: PackDefinition): PackDefinition {
  return pack;
}
