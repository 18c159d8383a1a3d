import { resolve } from 'node:path';
import { remoteFiles } from '../downloads.ts';
import { IDX_NAMES, readIdxParts } from '../idx.ts';
import { inFiles } from './in-files.ts';
import { fetchedRoot, fetchHint } from './kind.ts';
import type { RootedDataset } from './kind.ts';

const MIRRORS = [
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/',
  'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
];

export const fashionMnist = inFiles<RootedDataset<'fashion-mnist'>>({
  source: 'fashion-mnist',
  schema: {
    title: 'Fashion-MNIST',
    description: '70,000 pictures of clothes, 28 x 28 pixels, one channel, 10 classes',
    about: 'The articles of Zalando',
    properties: { root: fetchedRoot('fashion-mnist', 'Folder of the four IDX files, each as it is or with .gz') },
  },
  facts: () => ({
    name: 'fashion-mnist',
    size: [28, 28],
    channels: 1,
    classes: 10,
    counts: { train: 60_000, test: 10_000 },
    classNames: 'T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot'.split(','),
  }),
  layout: ({ root }) => ({ root: resolve(root), names: IDX_NAMES }),
  hint: fetchHint,
  parse: async (contents) => readIdxParts(contents, 10),
  terms: { licence: 'MIT (Zalando)', cite: 'H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST. arXiv:1708.07747 (2017)' },
  download: {
    root: 'data/fashion-mnist',
    files: remoteFiles(
      MIRRORS,
      [
        'train-images-idx3-ubyte.gz',
        26_421_880,
        'sha256:3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      ],
      ['train-labels-idx1-ubyte.gz', 29_515, 'sha256:a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
      [
        't10k-images-idx3-ubyte.gz',
        4_422_102,
        'sha256:346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      ],
      ['t10k-labels-idx1-ubyte.gz', 5148, 'sha256:67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
    ),
  },
});
