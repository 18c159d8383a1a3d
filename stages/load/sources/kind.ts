import type { Problem } from '../../../engine/core/stage.ts';
import type { Preparing } from '../dataset.ts';
import type { Download } from '../downloads.ts';
import type { Parts } from '../part.ts';
import type { Reading } from '../reading.ts';

/** An entry of the section `datasets` whose files are in a folder. */
export type RootedDataset<S extends string> = Preparing & { readonly source: S; readonly root: string };

/** What is known about a dataset before its files are read; what only the files tell is absent. */
export interface Facts {
  readonly name: string;
  /** In pixels. */
  readonly size?: readonly [height: number, width: number];
  readonly channels: number;
  readonly classes?: number;
  /** Images in the files. */
  readonly counts?: { readonly train: number; readonly test: number };
  /** What the classes mean, in the order of their numbers. Left out where they are digits. */
  readonly classNames?: readonly string[];
}

/** The terms of a dataset, as far as they are known. */
export interface Terms {
  /** The licence and who states it, or that none is stated. */
  readonly licence: string;
  /** The publication to cite. */
  readonly cite: string;
}

/** The JSON Schema of an entry, without `source` and without the properties that the entries of every source have. */
interface SourceSchema {
  readonly title: string;
  /** How many images of which size; shown in the reference. */
  readonly description: string;
  /** Whose images they are; editors show it for the value of `source`. */
  readonly about: string;
  readonly required?: readonly string[];
  /** `$ref`s lead into the `$defs` of schema/sections/dataset.json. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/**
 * All that Assay knows of one source of images. `D` is its entry in the section `datasets`, defaults filled in. A new source is
 * a file here and a line in all.ts, or a module of a pack.
 */
export interface SourceKind<D extends Preparing> {
  /** The value of `source` in the file. */
  readonly source: string;
  readonly schema: SourceSchema;
  /** What is known before anything is read: models are checked against it. Pure and fast. */
  facts(dataset: D): Facts;
  /** What is wrong with an entry that the schema cannot express. Paths lead into the entry. Pure and fast. */
  check?(dataset: D): readonly Problem[];
  /**
   * Every file that is read, logical name -> path. Their content is in the key of the step. A source that pins its content by
   * digests in its code has none.
   */
  files(dataset: D): Readonly<Record<string, string>>;
  /**
   * Reads all images in the files; `only`, `limit` and `resize` apply afterwards.
   *
   * @throws StageFailure if a file is missing or damaged, or files do not belong together
   */
  read(dataset: D, reading: Reading): Promise<Parts>;
  /** What to do if the files exist but are not those of the dataset. */
  hint?(dataset: D): string;
  /** What may be done with the images, and whom to cite; reports say it. */
  readonly terms?: Terms;
  /** Where the files can be had: `assay fetch` gets those of the sources that come with Assay. */
  readonly download?: Download;
  /** Why some of the classes have no images at all, as far as the labels tell: `: ...`, or nothing. */
  whyNoImages?(dataset: D, parts: Parts, names: readonly string[]): string;
  /** Why `onlyTest` have test images alone, and `onlyTrain` training images alone: `: ...`, or nothing. */
  whyNoTraining?(onlyTest: readonly string[], onlyTrain: readonly string[]): string;
}

/** Gives a source's functions the type of its entries. */
export function defineSource<D extends Preparing>(source: SourceKind<D>): SourceKind<D> {
  return source;
}

/** Where "assay fetch" puts the files, and where they are looked for: the property `root` of a source that it knows. */
export function fetchedRoot(source: string, what: string): Readonly<Record<string, unknown>> {
  return {
    description: `${what}; a relative path starts at the folder where assay is called. "assay fetch ${source}" fills it`,
    type: 'string',
    minLength: 1,
    default: `data/${source}`,
  };
}

/** What to do about a missing file of such a source. */
export function fetchHint({ source, root }: { readonly source: string; readonly root: string }): string {
  return `Get the files with "assay fetch ${source} --root ${root}", or correct "root".`;
}
