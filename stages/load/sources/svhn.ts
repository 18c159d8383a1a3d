import { resolve } from 'node:path';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Content } from '../content.ts';
import { remoteFiles } from '../downloads.ts';
import { readMat } from '../mat.ts';
import type { MatArray } from '../mat.ts';
import { interleave } from '../part.ts';
import type { Part } from '../part.ts';
import type { Reading } from '../reading.ts';
import { inFiles } from './in-files.ts';
import { fetchedRoot, fetchHint } from './kind.ts';
import type { RootedDataset } from './kind.ts';

const SHAPE = [32, 32, 3] as const;
const [TRAIN, TEST] = ['train_32x32.mat', 'test_32x32.mat'] as const;
const MIRRORS = ['http://ufldl.stanford.edu/housenumbers/', 'https://ufldl.stanford.edu/housenumbers/'];

export const svhn = inFiles<RootedDataset<'svhn'>>({
  source: 'svhn',
  schema: {
    title: 'SVHN',
    description: '99,289 house numbers, cropped to one digit, 32 x 32 pixels, three channels',
    about: 'The street view house numbers of Netzer and others, format 2',
    properties: { root: fetchedRoot('svhn', `Folder of ${TRAIN} and ${TEST}`) },
  },
  facts: () => ({ name: 'svhn', size: [32, 32], channels: 3, classes: 10, counts: { train: 73_257, test: 26_032 } }),
  layout: ({ root }) => ({ root: resolve(root), names: [TRAIN, TEST] }),
  hint: fetchHint,
  parse: async (contents, _dataset, reading) => {
    const train = await readSvhn(contents(TRAIN), reading);
    return { train, test: await readSvhn(contents(TEST), reading) };
  },
  terms: {
    licence: 'non-commercial use only',
    cite: 'Y. Netzer et al.: Reading digits in natural images with unsupervised feature learning. NIPS workshop (2011)',
  },
  download: {
    root: 'data/svhn',
    files: remoteFiles(
      MIRRORS,
      [TRAIN, 182_040_794, 'md5:e26dedcc434d2e4c54c9b2d4a06d8373'],
      [TEST, 64_275_384, 'md5:eb5a983be6a315427106f1b164d9cef3'],
    ),
  },
});

/**
 * Images from a MAT-file of SVHN, format 2: `X` uint8 `[32, 32, 3, images]` and `y` `[images, 1]`, both column-major; label
 * 10 is the digit 0. (http://ufldl.stanford.edu/housenumbers, "Format 2".)
 *
 * @throws StageFailure if the file is damaged, its arrays have other shapes, or a label is not 1 to 10
 */
export async function readSvhn(content: Content, reading: Reading): Promise<Part> {
  const { file } = content;
  const arrays = await readMat(content, reading);
  const [images, labels] = [arrays.get('X'), arrays.get('y')];
  const count = images?.shape[3] ?? (images?.shape.length === 3 ? 1 : 0); // MATLAB drops a last axis of 1
  if (!(images?.data instanceof Uint8Array) || count === 0 || images.shape.slice(0, 3).join() !== SHAPE.join()) {
    const isWide = images !== undefined && !(images.data instanceof Uint8Array);
    throw new StageFailure(
      `Not a file of SVHN: "${file}": expected X, uint8 [32, 32, 3, images], found ${describe(images)}`,
      { ...(isWide && { hint: 'Save the pixels as whole numbers from 0 to 255, in MATLAB: X = uint8(X).' }) },
    );
  }
  if (labels === undefined || labels.data.length !== count) {
    throw new StageFailure(
      `Not a file of SVHN: "${file}": expected y, labels [${count}, 1], found ${describe(labels)}`,
    );
  }
  const digits = Uint8Array.from(labels.data, (label, image) => {
    if (Number.isInteger(label) && label >= 1 && label <= 10) return label % 10;
    throw new StageFailure(
      `Label out of range in "${file}": image ${image} has label ${label}, expected 1 to 10, where 10 is the digit 0`,
    );
  });
  const pixels = await interleave(images.data, { shape: SHAPE, columnMajor: true }, reading);
  return { shape: SHAPE, images: pixels, labels: digits };
}

/** MATLAB's names of the types that numbers are stored in. */
const TYPE_NAMES: Readonly<Record<string, string>> = { Float64Array: 'double', Float32Array: 'single' };

/** `double [32, 32, 3, 12]` */
function describe(array: MatArray | undefined): string {
  if (array === undefined) return 'no such array';
  const { name } = array.data.constructor;
  return `${TYPE_NAMES[name] ?? name.replace('Array', '').toLowerCase()} [${array.shape.join(', ')}]`;
}
