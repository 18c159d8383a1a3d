import { foldSize } from '../statistics/folds.ts';

/** Which training images are held out for validation: a share of them, or one of several folds. */
export interface Validation {
  /** Of the training images, 0 <= fraction < 1; left out: 0.1 without folds. */
  readonly fraction?: number;
  /** Parts of the same size, at least 2, of which number `fold`, from 0, is held out. */
  readonly folds?: number;
  readonly fold?: number;
  readonly stratified: boolean;
  readonly seed: number;
}

/** How a dataset's files become splits; the same for every source. */
export interface Splitting {
  readonly validation: Validation;
  /** How many images are used at most; `train` includes those held out for validation. */
  readonly limit?: { readonly train?: number; readonly test?: number; readonly seed: number };
}

const DEFAULT_FRACTION = 0.1;

/** Images per split. */
export interface SplitCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/**
 * How many images each split will have. The limit comes first. Then one fold, or `fraction` of what is left of the training
 * images, rounded to the nearest whole number, is held out.
 */
export function countSplits(
  files: { readonly train: number; readonly test: number },
  { limit, validation }: Splitting,
): SplitCounts {
  const used = Math.min(files.train, limit?.train ?? files.train);
  const held = countHeld(used, validation);
  return { train: used - held, validation: held, test: Math.min(files.test, limit?.test ?? files.test) };
}

function countHeld(used: number, { fraction = DEFAULT_FRACTION, folds, fold = 0 }: Validation): number {
  return folds === undefined ? Math.round(used * fraction) : foldSize(used, { folds, fold });
}

/** The most that the images of a dataset may take: a file of 2 GiB or more cannot be read in one piece. */
export const MAX_DATASET_BYTES = 2 ** 31 - 2 ** 24;
