import { resolve } from 'node:path';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Content } from '../content.ts';
import { remoteFiles } from '../downloads.ts';
import { interleave, toClasses } from '../part.ts';
import type { Part } from '../part.ts';
import type { Reading } from '../reading.ts';
import { foundInstead } from '../sniff.ts';
import { inFiles } from './in-files.ts';
import { fetchedRoot, fetchHint } from './kind.ts';
import type { RootedDataset } from './kind.ts';

const SHAPE = [96, 96, 3] as const;
const PIXELS = 96 * 96 * 3;
const ARCHIVE = 'stl10_binary.tar.gz';
const MIRRORS = ['http://ai.stanford.edu/~acoates/stl10/', 'https://cs.stanford.edu/~acoates/stl10/'];

export const stl10 = inFiles<RootedDataset<'stl10'>>({
  source: 'stl10',
  schema: {
    title: 'STL-10',
    description:
      '13,000 labelled photographs, 96 x 96 pixels, three channels, 10 classes. Photographs without labels are left out',
    about: 'The images of Coates, Lee and Ng',
    properties: {
      root: fetchedRoot('stl10', `Folder of ${ARCHIVE}, or of the files unpacked from it, which load faster`),
    },
  },
  facts: () => ({
    name: 'stl10',
    size: [96, 96],
    channels: 3,
    classes: 10,
    counts: { train: 5000, test: 8000 },
    classNames: 'airplane,bird,car,cat,deer,dog,horse,monkey,ship,truck'.split(','),
  }),
  layout: ({ root }) => ({
    root: resolve(root),
    names: ['train_X.bin', 'train_y.bin', 'test_X.bin', 'test_y.bin'],
    folder: 'stl10_binary',
    archive: ARCHIVE,
  }),
  hint: fetchHint,
  parse: async (contents, _dataset, reading) => {
    const read = (part: string): Promise<Part> =>
      readStl10(contents(`${part}_X.bin`), contents(`${part}_y.bin`), reading);
    return { train: await read('train'), test: await read('test') };
  },
  terms: {
    licence: 'none stated (from ImageNet)',
    cite: 'A. Coates, H. Lee, A. Y. Ng: An analysis of single-layer networks in unsupervised feature learning. AISTATS (2011)',
  },
  download: {
    root: 'data/stl10',
    files: remoteFiles(MIRRORS, [
      ARCHIVE,
      2_640_397_119,
      'sha256:f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866',
    ]),
  },
});

/**
 * Images in the binary format of STL-10: one file of red, green and blue planes, each column by column, and one of labels 1
 * to 10. (https://cs.stanford.edu/~acoates/stl10, "Binary files".)
 *
 * @throws StageFailure if the files do not hold whole images, or not as many labels, or a label is outside the classes
 */
async function readStl10(images: Content, labels: Content, reading: Reading): Promise<Part> {
  const count = Math.floor(images.bytes.length / PIXELS);
  if (count === 0 || images.bytes.length % PIXELS !== 0) {
    const found = `found ${images.bytes.length - count * PIXELS} bytes after ${count} of them`;
    foundInstead(images, 'a file of STL-10');
    throw new StageFailure(
      `Damaged STL-10 file "${images.file}", byte ${count * PIXELS}: expected images of ${PIXELS} bytes, ${found}`,
    );
  }
  if (labels.bytes.length !== count) {
    throw new StageFailure(
      `Images and labels do not belong together: ${count} images in "${images.file}", ${labels.bytes.length} labels in "${labels.file}"`,
    );
  }
  return {
    shape: SHAPE,
    images: await interleave(images.bytes, { shape: SHAPE, columnMajor: true }, reading),
    labels: toClasses(labels.bytes, { first: 1, classes: 10 }, labels.file),
  };
}
