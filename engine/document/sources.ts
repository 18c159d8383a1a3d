import type { Digest } from '../core/digest.ts';
import type { StepRecord } from '../core/record.ts';
import type { Notes } from '../runs/notes.ts';
import type { RunOutput, RunRecord } from '../runs/run-record.ts';
import type { Verification } from '../runs/verification.ts';

/** Everything that a report is made of. */
export interface Sources {
  readonly run: RunRecord;
  /** The process that wrote the run is gone, and it recorded no steps. */
  readonly killed: boolean;
  /** Undefined where they cannot be read. */
  readonly notes: Notes | undefined;
  readonly verifications: readonly Verification[];
  /** The record of a key; undefined where it was collected or is damaged. */
  recordOf(key: Digest): StepRecord | undefined;
  /** The bytes of a published file, as the run made them; undefined where neither the store nor the run's folder has them. */
  bytesOf(output: RunOutput): Promise<Uint8Array | undefined>;
  /** What the columns of a published table mean, by name. */
  wordsOf(output: RunOutput): Readonly<Record<string, string>>;
  /** Name of a dataset source -> its licence. */
  readonly licences: Readonly<Record<string, string>>;
  /** Of Assay. */
  readonly version: string;
}
