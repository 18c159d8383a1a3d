import { resolve } from 'node:path';
import { imagesOf } from '../array-images.ts';
import type { Range } from '../array-images.ts';
import { readCsvImages } from '../csv-images.ts';
import { checkDeclared } from '../declared.ts';
import type { Declared } from '../declared.ts';
import type { Part } from '../part.ts';
import { inFiles } from './in-files.ts';
import type { RootedDataset } from './kind.ts';
import { declaring, rangeProblems } from './own-images.ts';

/** Two CSV files of the user's, an image in each row. */
export interface CsvDataset extends RootedDataset<'csv'>, Declared {
  readonly size: readonly [height: number, width: number];
  readonly files: { readonly train: string; readonly test: string };
  readonly label: string;
  readonly separator: string;
  readonly range: Range;
}

export const csv = inFiles<CsvDataset>({
  source: 'csv',
  schema: {
    title: 'CSV files',
    description:
      'Two CSV files, each as it is or with .gz. A row is an image: its label, a whole number from 0, and its pixels row by row, channels last. A first row that is not of numbers names the columns',
    about: 'Your own tables',
    required: ['root', 'size'],
    properties: {
      root: {
        description: 'Folder of the two files; a relative path starts at the folder where assay is called',
        type: 'string',
        minLength: 1,
      },
      files: {
        description: 'What the files are called',
        type: 'object',
        additionalProperties: false,
        default: {},
        properties: {
          train: { description: 'Training images', type: 'string', minLength: 1, default: 'train.csv' },
          test: { description: 'Test images', type: 'string', minLength: 1, default: 'test.csv' },
        },
      },
      label: {
        description: 'Which column has the labels: first, last, or the name of a column',
        type: 'string',
        minLength: 1,
        default: 'first',
      },
      separator: {
        description: 'What is between two fields',
        type: 'string',
        minLength: 1,
        maxLength: 1,
        default: ',',
      },
      ...declaring('csv'),
    },
  },
  facts: ({ name, size, channels, classes }) => ({
    name,
    size,
    channels,
    ...(classes !== undefined && { classes }),
  }),
  check: rangeProblems,
  layout: ({ root, files }) => ({ root: resolve(root), names: [files.train, files.test] }),
  hint: ({ files }) => `Put ${files.train} and ${files.test} into that folder, or correct "root" or "files".`,
  parse: async (contents, dataset, reading) => {
    const { files, size, channels, label, separator, range } = dataset;
    const read = async (name: string): Promise<Part> => {
      const arrays = await readCsvImages(contents(name), { shape: [...size, channels], label, separator }, reading);
      return imagesOf(arrays, range, reading);
    };
    return checkDeclared({ train: await read(files.train), test: await read(files.test) }, dataset, dataset.root);
  },
});
