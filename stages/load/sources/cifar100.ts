import { resolve } from 'node:path';
import { parseNames, readCifar } from '../cifar.ts';
import { remoteFiles } from '../downloads.ts';
import type { Part } from '../part.ts';
import { inFiles } from './in-files.ts';
import { fetchedRoot, fetchHint } from './kind.ts';
import type { RootedDataset } from './kind.ts';

const ARCHIVE = 'cifar-100-binary.tar.gz';
const CLASSES = { fine: 100, coarse: 20 };
const MIRRORS = ['https://www.cs.toronto.edu/~kriz/', 'http://www.cs.toronto.edu/~kriz/'];

interface Cifar100Dataset extends RootedDataset<'cifar100'> {
  readonly labels: 'fine' | 'coarse';
}

export const cifar100 = inFiles<Cifar100Dataset>({
  source: 'cifar100',
  schema: {
    title: 'CIFAR-100',
    description: '60,000 photographs, 32 x 32 pixels, three channels, 100 classes in 20 groups',
    about: 'The tiny images of Krizhevsky, binary version',
    properties: {
      root: fetchedRoot('cifar100', `Folder of ${ARCHIVE}, or of the files unpacked from it`),
      labels: {
        description: 'fine: the 100 classes; coarse: the 20 groups',
        enum: ['fine', 'coarse'],
        default: 'fine',
      },
    },
  },
  facts: ({ labels }) => ({
    name: `cifar100-${labels}`,
    size: [32, 32],
    channels: 3,
    classes: CLASSES[labels],
    counts: { train: 50_000, test: 10_000 },
  }),
  layout: ({ root, labels }) => ({
    root: resolve(root),
    names: ['train.bin', 'test.bin', `${labels}_label_names.txt`],
    folder: 'cifar-100-binary',
    archive: ARCHIVE,
  }),
  hint: fetchHint,
  parse: async (contents, { labels }, reading) => {
    const classes = CLASSES[labels];
    const classNames = parseNames(contents(`${labels}_label_names.txt`), classes);
    const read = (file: string): Promise<Part> =>
      readCifar([contents(file)], { count: 2, used: labels === 'fine' ? 1 : 0, classes }, reading);
    return { classNames, train: await read('train.bin'), test: await read('test.bin') };
  },
  terms: {
    licence: 'none stated (University of Toronto)',
    cite: 'A. Krizhevsky: Learning multiple layers of features from tiny images. University of Toronto (2009)',
  },
  download: {
    root: 'data/cifar100',
    files: remoteFiles(MIRRORS, [
      ARCHIVE,
      168_513_733,
      'sha256:58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
    ]),
  },
});
