import type { Contents } from '../content.ts';
import type { Preparing } from '../dataset.ts';
import { filesIn } from '../layout.ts';
import type { Layout } from '../layout.ts';
import type { Parts } from '../part.ts';
import { readFiles } from '../read-files.ts';
import type { Reading } from '../reading.ts';
import type { SourceKind } from './kind.ts';

/** A source whose images are in a few files of known names. */
export interface FileSource<D extends Preparing> extends Omit<SourceKind<D>, 'files' | 'read' | 'hint'> {
  /** Where the files lie. */
  layout(dataset: D): Layout;
  /** What to do if the file of that name is missing; without a name, if the files are not those of the dataset. */
  hint(dataset: D, name?: string): string;
  /**
   * The images in the files. The dataset's name and its classes, if left out, are those of `facts`.
   *
   * @throws StageFailure if a file is damaged, or files do not belong together
   */
  parse(
    contents: Contents,
    dataset: D,
    reading: Reading,
  ): Promise<Pick<Parts, 'train' | 'test'> & Partial<Pick<Parts, 'classes' | 'classNames'>>>;
}

/** Turns such a source into a record like any other. Its files may be packed, or in an archive. */
export function inFiles<D extends Preparing>(source: FileSource<D>): SourceKind<D> {
  return {
    ...source,
    files: (dataset) => filesIn(source.layout(dataset)),
    read: async (dataset, reading) => {
      const contents = await readFiles(source.layout(dataset), (name) => source.hint(dataset, name), reading);
      const { name, classes = 0, classNames } = source.facts(dataset);
      return { name, classes, ...(classNames && { classNames }), ...(await source.parse(contents, dataset, reading)) };
    },
  };
}
