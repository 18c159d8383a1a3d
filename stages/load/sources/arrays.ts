import { resolve } from 'node:path';
import { filesOf, readArrays } from '../array-file.ts';
import { imagesOf } from '../array-images.ts';
import type { Range } from '../array-images.ts';
import type { Preparing } from '../dataset.ts';
import { checkDeclared } from '../declared.ts';
import type { Declared } from '../declared.ts';
import type { SourceKind } from './kind.ts';
import { declaring, rangeProblems } from './own-images.ts';

const ROLES = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;

/** Arrays of the user's, in a .npz or .safetensors file or in a folder of .npy files. */
export interface ArraysDataset extends Preparing, Declared {
  readonly source: 'arrays';
  readonly path: string;
  /** What the arrays are called. */
  readonly arrays: Readonly<Record<(typeof ROLES)[number], string>>;
  readonly range: Range;
}

const namesOf = ({ arrays }: ArraysDataset): readonly string[] => ROLES.map((role) => arrays[role]);

export const arrays: SourceKind<ArraysDataset> = {
  source: 'arrays',
  schema: {
    title: 'Arrays',
    description:
      'Four arrays in one .npz file (NumPy) or .safetensors file, or in a folder of .npy files: images [images, height, width] or [images, height, width, channels], and labels [images], whole numbers from 0',
    about: 'Your own arrays',
    required: ['path'],
    properties: {
      path: {
        description:
          'A .npz or .safetensors file, or a folder of .npy files; a relative path starts at the folder where assay is called',
        type: 'string',
        minLength: 1,
      },
      arrays: {
        description: 'What the arrays are called. The defaults are the names in the mnist.npz of Keras',
        type: 'object',
        additionalProperties: false,
        default: {},
        properties: {
          trainImages: { description: 'Training images', type: 'string', minLength: 1, default: 'x_train' },
          trainLabels: { description: 'Their labels', type: 'string', minLength: 1, default: 'y_train' },
          testImages: { description: 'Test images', type: 'string', minLength: 1, default: 'x_test' },
          testLabels: { description: 'Their labels', type: 'string', minLength: 1, default: 'y_test' },
        },
      },
      ...declaring('arrays'),
    },
  },
  facts: ({ name, size, channels, classes }) => ({
    name,
    channels,
    ...(size && { size }),
    ...(classes !== undefined && { classes }),
  }),
  check: rangeProblems,
  files: (dataset) => filesOf(resolve(dataset.path), namesOf(dataset)),
  read: async (dataset, reading) => {
    const path = resolve(dataset.path);
    const found = await readArrays(path, namesOf(dataset), reading);
    const { trainImages, trainLabels, testImages, testLabels } = dataset.arrays;
    const train = await imagesOf({ images: found(trainImages), labels: found(trainLabels) }, dataset.range, reading);
    const test = await imagesOf({ images: found(testImages), labels: found(testLabels) }, dataset.range, reading);
    return { name: dataset.name, ...checkDeclared({ train, test }, dataset, path) };
  },
};
