import type { Digest } from '../core/digest.ts';
import type { StepRecord } from '../core/record.ts';
import type { Account } from '../runs/account.ts';
import type { Notes } from '../runs/notes.ts';
import type { RunOutput, RunRecord, RunStep } from '../runs/run-record.ts';
import type { Verification } from '../runs/verification.ts';

/** Everything that a report is made of. */
export interface Sources {
  readonly run: RunRecord;
  /** The process that wrote the run is gone, and it recorded no steps. */
  readonly killed: boolean;
  /** Of a run that goes on: what its steps do that have not ended, by id. */
  readonly unfinished?: ReadonlyMap<string, 'running' | 'waiting'>;
  /**
   * The steps whose records are read. Of the others, a page shows what the run says, and asks for the rest when somebody looks. Left
   * out: all.
   */
  readonly detailed?: (step: RunStep) => boolean;
  /** Undefined where they cannot be read. */
  /** What the journal of the run tells, for curves; left out where it tells nothing, or nobody wants to see them. */
  readonly account?: Account;
  readonly notes: Notes | undefined;
  readonly verifications: readonly Verification[];
  /** The record of a key; undefined where it was collected or is damaged. */
  recordOf(key: Digest): StepRecord | undefined;
  /** The bytes of a published file, as the run made them; undefined where neither the store nor the run's folder has them. */
  bytesOf(output: RunOutput): Promise<Uint8Array | undefined>;
  /** What the columns of a published table mean, by name. */
  wordsOf(output: RunOutput): Readonly<Record<string, string>>;
  /** What the stage of a step says of all its results: see `Stage.lead`; nothing where it does not know. */
  leadOf(name: string): readonly string[];
  /** What the stage, or the kind of it that a step chose, makes: the first sentence of its schema's description. */
  aboutStep(name: string): string | undefined;
  /** By the source of a dataset: its licence, and the publication to cite. */
  readonly terms: Readonly<Record<string, { readonly licence: string; readonly cite: string }>>;
  /** Of Assay. */
  readonly version: string;
}
