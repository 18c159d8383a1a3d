import type { Digest } from '../core/digest.ts';
import type { StepRecord } from '../core/record.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import type { BundleEntry } from './entry.ts';

/** What the texts of a bundle are written of. */
export interface BundleParts {
  readonly run: RunRecord;
  readonly records: readonly BundledRecord[];
  readonly files: readonly BundleEntry[];
  /** The licence of the whole, as its maker has stated it: a name or an address. */
  readonly license: string | undefined;
  /** Who ran it, as its maker has stated. */
  readonly author: string | undefined;
  /** By the name of the dataset. */
  readonly licences: Readonly<Record<string, DataTerms>>;
  readonly version: string;
  readonly left: readonly LeftFile[];
}

/** A result or checkpoints of a step of the run. */
export interface BundledRecord {
  readonly step: RunStep;
  readonly record: StepRecord;
  readonly isCheckpoint: boolean;
}

/** A file that is not in a bundle: whoever runs the experiment has to put it there. */
export interface LeftFile {
  readonly path: string;
  readonly digest: Digest;
  readonly why: string;
}

/** Where a dataset comes from, and what may be done with it. */
export interface DataTerms {
  readonly source: string;
  readonly licence: string;
  /** The publication to cite. */
  readonly cite?: string;
}
