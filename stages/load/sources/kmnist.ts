import { resolve } from 'node:path';
import { remoteFiles } from '../downloads.ts';
import { IDX_NAMES, readIdxParts } from '../idx.ts';
import { inFiles } from './in-files.ts';
import { fetchedRoot, fetchHint } from './kind.ts';
import type { RootedDataset } from './kind.ts';

const MIRRORS = ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/', 'https://codh.rois.ac.jp/kmnist/dataset/kmnist/'];

export const kmnist = inFiles<RootedDataset<'kmnist'>>({
  source: 'kmnist',
  schema: {
    title: 'KMNIST',
    description: '70,000 cursive Japanese characters, 28 x 28 pixels, one channel, 10 classes',
    about: 'Kuzushiji-MNIST of the Center for Open Data in the Humanities',
    properties: { root: fetchedRoot('kmnist', 'Folder of the four IDX files, each as it is or with .gz') },
  },
  facts: () => ({
    name: 'kmnist',
    size: [28, 28],
    channels: 1,
    classes: 10,
    counts: { train: 60_000, test: 10_000 },
    classNames: 'o,ki,su,tsu,na,ha,ma,ya,re,wo'.split(','),
  }),
  layout: ({ root }) => ({ root: resolve(root), names: IDX_NAMES }),
  hint: fetchHint,
  parse: async (contents) => readIdxParts(contents, 10),
  terms: {
    licence: 'CC BY-SA 4.0 (CODH)',
    cite: 'T. Clanuwat et al.: Deep learning for classical Japanese literature. arXiv:1812.01718 (2018)',
  },
  download: {
    root: 'data/kmnist',
    files: remoteFiles(
      MIRRORS,
      [
        'train-images-idx3-ubyte.gz',
        18_165_135,
        'sha256:51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4',
      ],
      ['train-labels-idx1-ubyte.gz', 29_497, 'sha256:e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'],
      [
        't10k-images-idx3-ubyte.gz',
        3_041_136,
        'sha256:edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5',
      ],
      ['t10k-labels-idx1-ubyte.gz', 5120, 'sha256:20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'],
    ),
  },
});
