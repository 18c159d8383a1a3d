import type { Splitting } from './counts.ts';

/** What is done to the images of every source, in this order: only, limit, validation, resize, invert. */
export interface Preparing extends Splitting {
  /** Classes to keep, by number; they become 0, 1, ... in this order. */
  readonly only?: readonly number[];
  readonly resize?: Resize;
  /** Absent: no. */
  readonly invert?: boolean;
  /** Whether the dataset contains the mean and deviation of its training pixels, for classifiers to use. Absent: no. */
  readonly standardize?: boolean;
}

export interface Resize {
  readonly size: readonly [height: number, width: number];
  readonly method: 'bilinear' | 'nearest';
}
