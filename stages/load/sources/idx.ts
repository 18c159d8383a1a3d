import { resolve } from 'node:path';
import { checkDigests, IDX_NAMES, readIdxParts } from '../idx.ts';
import { countClasses } from '../part.ts';
import { inFiles } from './in-files.ts';
import type { RootedDataset } from './kind.ts';
import { CLASSES, nameProperty } from './own-images.ts';

/** Four IDX files of the user's. */
export interface IdxDataset extends RootedDataset<'idx'> {
  readonly name: string;
  readonly classes?: number;
  /** File name -> `sha256:<hex>` of its unpacked content. */
  readonly digests?: Readonly<Record<string, string>>;
}

export const idx = inFiles<IdxDataset>({
  source: 'idx',
  schema: {
    title: 'IDX files',
    description: `Four files in the format of MNIST: ${IDX_NAMES.slice(0, -1).join(', ')} and ${IDX_NAMES.at(-1)}, each as it is or with .gz`,
    about: 'Your own files in the format of MNIST',
    required: ['root'],
    properties: {
      root: {
        description: 'Folder of the four files; a relative path starts at the folder where assay is called',
        type: 'string',
        minLength: 1,
      },
      name: nameProperty('idx'),
      classes: CLASSES,
      digests: {
        description:
          'SHA-256 of the unpacked files. Loading fails if one differs, so that you cannot use other content by mistake',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(IDX_NAMES.map((name) => [name, { $ref: '#/$defs/digest' }])),
      },
    },
  },
  facts: ({ name, classes }) => ({ name, channels: 1, ...(classes !== undefined && { classes }) }),
  layout: ({ root }) => ({ root: resolve(root), names: IDX_NAMES }),
  hint: () => 'Put the four IDX files of the dataset into that folder, or correct "root".',
  parse: async (contents, { digests = {}, classes }, reading) => {
    await checkDigests(contents, digests, reading);
    const { train, test } = readIdxParts(contents, classes);
    return { classes: classes ?? countClasses(train, test), train, test };
  },
  whyNoImages: ({ only }, { train, test }, names) => {
    if (only !== undefined) return '';
    let [first, last] = [255, 0];
    for (const { labels } of [train, test]) {
      for (const label of labels) [first, last] = [Math.min(first, label), Math.max(last, label)];
    }
    if (first > 0) {
      const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
      const shown = last - first < 3 ? all.join(', ') : `${first}, ${first + 1}, ..., ${last}`;
      return `: the labels of the files begin at ${first}. To number classes from 0, set only: [${shown}]`;
    }
    return last < names.length - 1
      ? `: the labels of the files end at ${last}. Is "classes: ${names.length}" right?`
      : '';
  },
});
