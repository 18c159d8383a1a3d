/** How the files of any dataset become splits. */
export interface Splitting {
  /** Which training images are held out for validation. */
  readonly validation: {
    /** Of the training images, 0 <= fraction < 1. */
    readonly fraction: number;
    readonly stratified: boolean;
    readonly seed: number;
  };
  /** The most images to use; `train` includes those held out for validation. */
  readonly limit?: { readonly train?: number; readonly test?: number; readonly seed: number };
}

/** Images per split. */
export interface SplitCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/**
 * How many images each split will have. First the limit applies; then `fraction` of the remaining training images, rounded to the
 * nearest whole number, is held out.
 */
export function countSplits(
  files: { readonly train: number; readonly test: number },
  { limit, validation }: Splitting,
): SplitCounts {
  const used = Math.min(files.train, limit?.train ?? files.train);
  const held = Math.round(used * validation.fraction);
  return { train: used - held, validation: held, test: Math.min(files.test, limit?.test ?? files.test) };
}

/** The most bytes that the images of a dataset may take: a file of 2 GiB or more cannot be read in one piece. */
export const MAX_DATASET_BYTES = 2 ** 31 - 2 ** 24;
