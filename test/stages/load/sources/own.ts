import { StageFailure } from '../../../../engine/core/failure.ts';
import type { Parts } from '../../../../stages/load/part.ts';
import { sourceOf } from '../../../../stages/load/sources/index.ts';
import type { Dataset } from '../../../../stages/load/sources/index.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { READING } from '../reading.ts';
import { writeFiles } from '../write-files.ts';

export type Files = Readonly<Record<string, Uint8Array | string>>;

/** Writes the files into a folder and reads them as the dataset that `entry` gives for it; of a failure, its message and hint. */
export function readOwn(entry: (root: string) => object, files: Files): Promise<Parts | string> {
  return withFolder(async (root) => {
    writeFiles(root, files);
    const dataset = { validation: { fraction: 0, stratified: true, seed: 0 }, ...entry(root) } as Dataset;
    try {
      return await sourceOf(dataset).read(dataset, READING);
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      return [error.message, ...(error.hint === undefined ? [] : [error.hint])].join(' | ').replaceAll(root, 'ROOT');
    }
  });
}
