import type { Json, JsonObject } from '../core/json.ts';
import type { StepPolicy } from '../core/plan.ts';
import type { Stage } from '../core/stage.ts';
import type { Document } from './document.ts';
import type { Sweep } from './sweep.ts';

/** A step as the file has it, before references are replaced. */
export interface StepDeclaration {
  readonly name: string;
  readonly stage: Stage;
  readonly over: readonly string[];
  readonly policy: StepPolicy;
  /** Everything but the words that every step may have: ports, references to definitions, parameters. */
  readonly fields: JsonObject;
}

export interface OutputDeclaration {
  readonly file: string;
  readonly from: string;
  readonly print: boolean;
}

/** An experiment file with a valid frame: the input of planning. */
export interface Experiment {
  readonly name: string;
  readonly description: string;
  /** A number, or the axis whose values are the seeds. */
  readonly seed: number | { readonly axis: string };
  /** The section `runtime`, with defaults. Apart from the threads, its meaning is not the engine's business. */
  readonly runtime: JsonObject & { readonly backend: string; readonly threads: number };
  /** Section -> name -> entry, references not yet replaced. */
  readonly definitions: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly sweep: Sweep;
  readonly steps: readonly StepDeclaration[];
  readonly outputs: readonly OutputDeclaration[];
  /** Whether lines could not be read, so that steps may be missing: only in an editor. */
  readonly linesLost?: boolean;
  readonly document: Document;
  /** The whole file as plain JSON, with overrides, for a run's record. */
  readonly source: JsonObject;
}
