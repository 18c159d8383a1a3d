import type { Evaluation } from './evaluate.ts';

/** One epoch. `running` is with dropout on while the weights moved (absent before training), the others are afterwards. */
export interface EpochRow {
  readonly epoch: number;
  readonly running?: Evaluation;
  readonly train?: Evaluation;
  /** Absent when there are no validation images. */
  readonly validation?: Evaluation;
}
