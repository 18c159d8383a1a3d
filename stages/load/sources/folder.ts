import { resolve } from 'node:path';
import type { FolderDataset } from '../image-folder.ts';
import { readImageFolder } from '../image-folder.ts';
import { imageFiles } from '../image-list.ts';
import type { SourceKind } from './kind.ts';
import { nameProperty } from './own-images.ts';

/** Letters and digits that look alike in many fonts. */
const LOOKALIKES: Readonly<Record<string, string>> = { l: '1', i: '1', o: '0' };

export const folder: SourceKind<FolderDataset> = {
  source: 'folder',
  schema: {
    title: 'Folder of pictures',
    description:
      "PNG, JPEG or WebP files as <split>/<label>/<name>.png (.jpg, .jpeg, .webp), with the splits train and test. Each label's folder is a class",
    about: 'Your own pictures',
    required: ['root', 'size'],
    properties: {
      root: {
        description:
          'Folder that contains the folders train and test; a relative path starts at the folder where assay is called',
        type: 'string',
        minLength: 1,
      },
      name: nameProperty('folder'),
      size: {
        description: '[height, width] of every image, in pixels. Use resize to change the size after loading',
        type: 'array',
        items: { type: 'integer', minimum: 1, maximum: 4096 },
        minItems: 2,
        maxItems: 2,
      },
      channels: { description: '1: grey, 3: colour', enum: [1, 3], default: 1 },
      classes: {
        description:
          'Number of classes, checked against the folders. With it, Assay can check the model before anything runs',
        type: 'integer',
        minimum: 1,
        maximum: 256,
      },
    },
  },
  facts: ({ name, size, channels, classes }) => ({ name, size, channels, ...(classes !== undefined && { classes }) }),
  files: ({ root }) => imageFiles(resolve(root)),
  read: readImageFolder,
  whyNoTraining: (onlyTest, onlyTrain) => {
    for (const name of onlyTest) {
      const single = onlyTest.length === 1 && onlyTrain.length === 1 ? onlyTrain[0] : undefined;
      const meant = onlyTrain.find((other) => looks(other) === looks(name)) ?? single;
      if (meant !== undefined) return `: should the folder "test/${name}" be "test/${meant}"?`;
    }
    return '';
  },
};

/** What a name looks like, ignoring upper case, spaces, the encoding of accents, and similar letters. */
function looks(name: string): string {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
  return plain.replaceAll(/[lio]/g, (letter) => LOOKALIKES[letter] ?? letter);
}
