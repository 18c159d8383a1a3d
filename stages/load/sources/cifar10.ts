import { resolve } from 'node:path';
import { readCifar } from '../cifar.ts';
import { remoteFiles } from '../downloads.ts';
import { inFiles } from './in-files.ts';
import { fetchedRoot, fetchHint } from './kind.ts';
import type { RootedDataset } from './kind.ts';

const ARCHIVE = 'cifar-10-binary.tar.gz';
const BATCHES = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);
const TEST = 'test_batch.bin';
const MIRRORS = ['https://www.cs.toronto.edu/~kriz/', 'http://www.cs.toronto.edu/~kriz/'];

export const cifar10 = inFiles<RootedDataset<'cifar10'>>({
  source: 'cifar10',
  schema: {
    title: 'CIFAR-10',
    description: '60,000 photographs, 32 x 32 pixels, three channels, 10 classes',
    about: 'The tiny images of Krizhevsky, binary version',
    properties: { root: fetchedRoot('cifar10', `Folder of ${ARCHIVE}, or of the files unpacked from it`) },
  },
  facts: () => ({
    name: 'cifar10',
    size: [32, 32],
    channels: 3,
    classes: 10,
    counts: { train: 50_000, test: 10_000 },
    classNames: 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck'.split(','),
  }),
  layout: ({ root }) => ({
    root: resolve(root),
    names: [...BATCHES, TEST],
    folder: 'cifar-10-batches-bin',
    archive: ARCHIVE,
  }),
  hint: fetchHint,
  parse: async (contents, _dataset, reading) => {
    const labels = { count: 1, used: 0, classes: 10 } as const;
    const train = await readCifar(BATCHES.map(contents), labels, reading);
    return { train, test: await readCifar([contents(TEST)], labels, reading) };
  },
  terms: {
    licence: 'none stated (University of Toronto)',
    cite: 'A. Krizhevsky: Learning multiple layers of features from tiny images. University of Toronto (2009)',
  },
  download: {
    root: 'data/cifar10',
    files: remoteFiles(MIRRORS, [
      ARCHIVE,
      170_052_171,
      'sha256:c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
    ]),
  },
});
