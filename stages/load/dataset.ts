import type { Splitting } from './counts.ts';

/** What is done to the images of every source; the order is: only, limit, validation, resize, invert. */
export interface Preparing extends Splitting {
  /** Classes to keep, by number; they become 0, 1, ... in this order. */
  readonly only?: readonly number[];
  readonly resize?: Resize;
  /** Absent: no. */
  readonly invert?: boolean;
  /** Whether the dataset tells mean and deviation of its training pixels, for classifiers to use. Absent: no. */
  readonly standardize?: boolean;
}

export interface Resize {
  readonly size: readonly [height: number, width: number];
  readonly method: 'bilinear' | 'nearest';
}

/** The digits that are installed with Assay. */
export interface MnistDataset extends Preparing {
  readonly source: 'mnist';
}

/** Four IDX files of the user's. */
export interface IdxDataset extends Preparing {
  readonly source: 'idx';
  readonly root: string;
  readonly name: string;
  readonly classes?: number;
  /** File name -> `sha256:<hex>` of its unpacked content. */
  readonly digests?: Readonly<Record<string, string>>;
}

export type EmnistSplit = 'byclass' | 'bymerge' | 'balanced' | 'letters' | 'digits' | 'mnist';

/** A published dataset whose files lie in `root` under their own names. */
export type PublishedDataset = Preparing & { readonly root: string } & (
    | { readonly source: 'fashion-mnist' | 'kmnist' | 'cifar10' | 'stl10' | 'svhn' }
    | { readonly source: 'emnist'; readonly split: EmnistSplit }
    | { readonly source: 'cifar100'; readonly labels: 'fine' | 'coarse' }
  );

/** PNG files as `<root>/<split>/<label>/<name>.png`. */
export interface FolderDataset extends Preparing {
  readonly source: 'folder';
  readonly root: string;
  readonly name: string;
  readonly size: readonly [height: number, width: number];
  readonly channels: 1 | 3;
  readonly classes?: number;
}

/** A resolved entry of the section `datasets`. */
export type Dataset = MnistDataset | IdxDataset | PublishedDataset | FolderDataset;
