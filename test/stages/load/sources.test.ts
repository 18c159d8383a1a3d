import { createHash } from 'node:crypto';
import { crc32, gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Dataset } from '../../../stages/load/sources/index.ts';
import { sourceOf } from '../../../stages/load/sources/index.ts';
import type { Part, Parts } from '../../../stages/load/part.ts';
import { checkPublished } from '../../../stages/load/published.ts';
import { withFolder } from '../../helpers/alone.ts';
import { MAT } from './binaries.ts';
import { READING } from './reading.ts';
import { idxBytes, tarGz, writeFiles, zip } from './write-files.ts';

type Files = Readonly<Record<string, Uint8Array | string>>;
type Entry = Dataset extends infer D
  ? D extends { readonly root: string }
    ? Omit<D, 'root' | 'validation'>
    : never
  : never;

const VALIDATION = { fraction: 0, stratified: true, seed: 0 };
const entryOf = (root: string, entry: object): Dataset => ({ root, validation: VALIDATION, ...entry }) as Dataset;

/** Writes the files and reads them as the dataset. */
function read(entry: Entry, files: Files): Promise<Parts> {
  return withFolder((root) => {
    writeFiles(root, files);
    const dataset = entryOf(root, entry);
    return sourceOf(dataset).read(dataset, READING);
  });
}

/** The message and hint of reading the files, the folder's name replaced by ROOT. */
async function failure(entry: Entry, files: Files): Promise<string> {
  return withFolder(async (root) => {
    writeFiles(root, files);
    const dataset = entryOf(root, entry);
    const error: unknown = await sourceOf(dataset)
      .read(dataset, READING)
      .catch((thrown: unknown) => thrown);
    if (!(error instanceof StageFailure)) throw error;
    return [error.message, ...(error.hint === undefined ? [] : [error.hint])].join(' | ').replaceAll(root, 'ROOT');
  });
}

/** Two images of 2 x 3 pixels and their labels. */
const idxFiles = (prefix: string, labels: readonly [number, number]): Files => ({
  [`${prefix}-images-idx3-ubyte`]: idxBytes([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  [`${prefix}-labels-idx1-ubyte`]: idxBytes([2], labels),
});

/** The content of a dataset, short: comparing large arrays one by one takes seconds. */
function contentOf({ train, test, ...about }: Parts): unknown {
  const digest = ({ shape, images, labels }: Part): unknown => ({
    shape,
    images: createHash('sha256').update(images).digest('hex'),
    labels: [...labels],
  });
  return { ...about, train: digest(train), test: digest(test) };
}

describe('fashion-mnist, kmnist', () => {
  it('are read as IDX files, packed or not', async () => {
    const files = { ...idxFiles('train', [9, 0]), ...idxFiles('t10k', [1, 2]) };
    const packed = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
    for (const each of [files, packed]) {
      const parts = await read({ source: 'fashion-mnist' }, each);
      expect(parts.train.shape).toEqual([2, 3, 1]);
      expect([...parts.train.images]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect([...parts.train.labels]).toEqual([9, 0]);
      expect(parts).toMatchObject({ name: 'fashion-mnist', classes: 10 });
      expect(parts.classNames?.[9]).toBe('Ankle boot');
    }
    expect((await read({ source: 'kmnist' }, files)).classNames?.[3]).toBe('tsu');
  });

  it('check the digest of the unpacked content: packed again, a file has other bytes', async () => {
    const files = { ...idxFiles('train', [9, 0]), ...idxFiles('t10k', [1, 2]) };
    const name = 'train-images-idx3-ubyte';
    const digests = {
      [name]: `sha256:${createHash('sha256')
        .update(files[name] ?? '')
        .digest('hex')}`,
    };
    for (const level of [1, 9]) {
      const packed = Object.fromEntries(
        Object.entries(files).map(([each, bytes]) => [`${each}.gz`, gzipSync(bytes, { level })]),
      );
      const parts = await read({ source: 'idx', name: 'own', digests }, packed);
      expect([...parts.train.labels]).toEqual([9, 0]);
      const other = { ...packed, [`${name}.gz`]: gzipSync(idxBytes([2, 2, 3], new Uint8Array(12)), { level }) };
      expect(await failure({ source: 'idx', name: 'own', digests }, other)).toMatch(
        /^Wrong content of "ROOT\/train-images-idx3-ubyte.gz": expected sha256:/,
      );
    }
  });

  it('say how to get a missing file, and which label is outside the classes', async () => {
    const files = { ...idxFiles('train', [9, 0]), ...idxFiles('t10k', [1, 10]) };
    expect(await failure({ source: 'kmnist' }, idxFiles('train', [9, 0]))).toBe(
      'Cannot find "t10k-images-idx3-ubyte" or "t10k-images-idx3-ubyte.gz" in "ROOT" | Get the files with "assay fetch kmnist --root ROOT", or correct "root".',
    );
    expect(await failure({ source: 'kmnist' }, files)).toBe(
      'Label out of range in "ROOT/t10k-labels-idx1-ubyte": image 1 has label 10, expected 0 to 9 for 10 classes',
    );
  });

  it('refuse a packed file that is cut short or spoiled, with the place', async () => {
    const files = {
      ...idxFiles('t10k', [1, 2]),
      ...idxFiles('train', [1, 2]),
      'train-images-idx3-ubyte': gzipSync(idxBytes([2, 2, 3], new Uint8Array(12))).subarray(0, 25),
    };
    expect(await failure({ source: 'kmnist' }, files)).toBe(
      'Damaged gzip file "ROOT/train-images-idx3-ubyte", byte 25: the file ends early, after 25 bytes | Get the file again: its download or copy was not whole.',
    );
    const spoiled = Buffer.from(gzipSync(idxBytes([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])));
    spoiled[12] = 0xff;
    expect(await failure({ source: 'kmnist' }, { ...files, 'train-images-idx3-ubyte': spoiled })).toMatch(
      /^Damaged gzip file "ROOT\/train-images-idx3-ubyte", byte \d+: /,
    );
  });
});

describe('emnist', () => {
  const MAPPING = Array.from({ length: 26 }, (_, index) => `${index + 1} ${65 + index} ${97 + index}`).join('\r\n');
  const letters = { source: 'emnist', split: 'letters' } as const;
  const files = (train: readonly [number, number] = [1, 26]): Files => ({
    ...idxFiles('emnist-letters-train', train),
    ...idxFiles('emnist-letters-test', [2, 3]),
  });
  const whole = (): Files => ({ ...files(), 'emnist-letters-mapping.txt': `${MAPPING}\r\n` });

  it('turns images upright, starts the labels of letters at 0, and names the classes', async () => {
    const { train, test, classes, classNames } = await read(letters, whole());
    // The file has the columns of an image one after the other: 1 2 3 4 5 6 are three columns of two.
    expect(train.images).toEqual(Uint8Array.of(1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12));
    expect([...train.labels, ...test.labels]).toEqual([0, 25, 1, 2]);
    expect(classes).toBe(26);
    expect(classNames?.[25]).toBe('Z');
  });

  it('is read from the published archive, and from the folder that it unpacks to', async () => {
    const expected = await read(letters, whole());
    const packed = Object.entries(whole()).map(([name, bytes]) =>
      name.endsWith('.txt') ? ([`gzip/${name}`, bytes] as const) : ([`gzip/${name}.gz`, gzipSync(bytes)] as const),
    );
    expect(await read(letters, Object.fromEntries(packed))).toEqual(expected);
    expect(await read(letters, { 'gzip.zip': zip(Object.fromEntries(packed), crc32) })).toEqual(expected);
  });

  it('says that the mapping is missing, in a folder and in an archive', async () => {
    const hint =
      'The mapping tells which label means which character. Get the files with "assay fetch emnist --root ROOT", or correct "root".';
    expect(await failure(letters, files())).toBe(
      `Cannot find "emnist-letters-mapping.txt", "emnist-letters-mapping.txt.gz" or "gzip.zip" in "ROOT" | ${hint}`,
    );
    expect(await failure(letters, { 'gzip.zip': zip(files(), crc32) })).toBe(
      `Cannot find "emnist-letters-mapping.txt" in the archive "ROOT/gzip.zip" | ${hint}`,
    );
  });

  it('refuses a label below the first, and a mapping that does not fit', async () => {
    expect(await failure(letters, { ...whole(), ...files([0, 1]) })).toBe(
      'Label out of range in "ROOT/emnist-letters-train-labels-idx1-ubyte": image 0 has label 0, expected 1 to 26 for 26 classes',
    );
    const withMapping = (text: string): Promise<string> =>
      failure(letters, { ...files(), 'emnist-letters-mapping.txt': text });
    const path = 'Damaged mapping "ROOT/emnist-letters-mapping.txt"';
    expect(await withMapping(MAPPING.slice(0, 40))).toBe(`${path}, expected 26 lines, one for each class, found 5`);
    expect(await withMapping(MAPPING.replace('3 67', '4 67'))).toBe(`${path}, line 3: expected label 3, found 4`);
    expect(await withMapping(MAPPING.replace('3 67 99', 'C'))).toBe(
      `${path}, line 3: expected a label and codes of characters, found "C"`,
    );
  });

  it.each([
    ['byclass', 62, 0],
    ['bymerge', 47, 0],
    ['balanced', 47, 0],
    ['digits', 10, 0],
    ['mnist', 10, 0],
  ] as const)('reads %s with its %i classes from %i', async (split, classes, first) => {
    const { train } = await read(
      { source: 'emnist', split },
      {
        ...idxFiles(`emnist-${split}-train`, [first, classes - 1]),
        ...idxFiles(`emnist-${split}-test`, [0, 1]),
        [`emnist-${split}-mapping.txt`]: Array.from({ length: classes }, (_, index) => `${index} ${48 + index}`).join(
          '\n',
        ),
      },
    );
    expect([...train.labels]).toEqual([0, classes - 1]);
  });
});

/** A record of CIFAR: labels, then planes in which pixel (row, column) of channel c is 64 c + 2 row + column. */
function cifarRecord(...labels: number[]): Uint8Array {
  const planes = Array.from(
    { length: 3072 },
    (_, at) => 64 * Math.floor(at / 1024) + 2 * Math.floor((at % 1024) / 32) + (at % 32),
  );
  return Uint8Array.from([...labels, ...planes]);
}

/** The same image with the channels of a pixel together. */
const CIFAR_IMAGE = Uint8Array.from({ length: 3072 }, (_, at) => {
  const pixel = Math.floor(at / 3);
  return 64 * (at % 3) + 2 * Math.floor(pixel / 32) + (pixel % 32);
});

describe('cifar10', () => {
  const files = (last = cifarRecord(5)): Files => ({
    ...Object.fromEntries([0, 1, 2, 3].map((batch) => [`data_batch_${batch + 1}.bin`, cifarRecord(batch)])),
    'data_batch_5.bin': last,
    'test_batch.bin': Buffer.concat([cifarRecord(9), cifarRecord(8)]),
  });

  it('puts the planes of a record together, the five files in order', async () => {
    const { train, test, classNames } = await read({ source: 'cifar10' }, files());
    expect([...train.labels]).toEqual([0, 1, 2, 3, 5]);
    expect([...test.labels]).toEqual([9, 8]);
    expect(train.shape).toEqual([32, 32, 3]);
    expect(test.images).toEqual(new Uint8Array(Buffer.concat([CIFAR_IMAGE, CIFAR_IMAGE])));
    expect(classNames?.[9]).toBe('truck');
  });

  it('is read from the published archive, and from the folder that it unpacks to', async () => {
    const inside = Object.fromEntries(
      Object.entries(files()).map(([name, bytes]) => [`cifar-10-batches-bin/${name}`, bytes]),
    );
    const expected = contentOf(await read({ source: 'cifar10' }, files()));
    expect(contentOf(await read({ source: 'cifar10' }, inside))).toEqual(expected);
    expect(contentOf(await read({ source: 'cifar10' }, { 'cifar-10-binary.tar.gz': tarGz(inside) }))).toEqual(expected);
  });

  it('tells the file and the place of what is wrong', async () => {
    expect(await failure({ source: 'cifar10' }, files(cifarRecord(5).subarray(0, 3000)))).toBe(
      'Damaged CIFAR file "ROOT/data_batch_5.bin", byte 0: expected records of 3073 bytes, found 3000 bytes after 0 of them',
    );
    const long = Buffer.concat([cifarRecord(5), Buffer.of(1, 2)]);
    expect(await failure({ source: 'cifar10' }, files(long))).toBe(
      'Damaged CIFAR file "ROOT/data_batch_5.bin", byte 3073: expected records of 3073 bytes, found 2 bytes after 1 of them',
    );
    expect(await failure({ source: 'cifar10' }, files(Buffer.concat([cifarRecord(5), cifarRecord(10)])))).toBe(
      'Label out of range in "ROOT/data_batch_5.bin": image 1 has label 10, expected 0 to 9 for 10 classes',
    );
    const { 'data_batch_3.bin': _, ...fewer } = files();
    expect(await failure({ source: 'cifar10' }, { 'cifar-10-binary.tar.gz': tarGz(fewer) })).toBe(
      'Cannot find "data_batch_3.bin" in the archive "ROOT/cifar-10-binary.tar.gz" | Get the files with "assay fetch cifar10 --root ROOT", or correct "root".',
    );
  });
});

describe('cifar100', () => {
  const files: Files = {
    'train.bin': Buffer.concat([cifarRecord(3, 77), cifarRecord(19, 99)]),
    'test.bin': cifarRecord(0, 42),
    'fine_label_names.txt': `${Array.from({ length: 100 }, (_, index) => `fine${index}`).join('\n')}\n\n`,
    'coarse_label_names.txt': Array.from({ length: 20 }, (_, index) => `coarse${index}`).join('\n'),
  };

  it('has coarse labels before the fine ones', async () => {
    const fine = await read({ source: 'cifar100', labels: 'fine' }, files);
    expect([...fine.train.labels, ...fine.test.labels]).toEqual([77, 99, 42]);
    expect(fine.classNames?.[99]).toBe('fine99');
    const coarse = await read({ source: 'cifar100', labels: 'coarse' }, files);
    expect([...coarse.train.labels, ...coarse.test.labels]).toEqual([3, 19, 0]);
    expect(coarse).toMatchObject({ name: 'cifar100-coarse', classes: 20 });
    expect(coarse.test.images).toEqual(CIFAR_IMAGE);
  });

  it('takes records of CIFAR-10 for damaged, and names for the wrong ones', async () => {
    const ten = { ...files, 'test.bin': cifarRecord(1) };
    expect(await failure({ source: 'cifar100', labels: 'fine' }, ten)).toContain('expected records of 3074 bytes');
    const few = { ...files, 'fine_label_names.txt': 'apple\nbear' };
    expect(await failure({ source: 'cifar100', labels: 'fine' }, few)).toBe(
      'Damaged file "ROOT/fine_label_names.txt": expected 100 lines, one for each class, found 2',
    );
  });
});

describe('stl10', () => {
  /** Pixel (row, column) of channel c is (2 row + column + 50 c) mod 256; columns lie one after the other. */
  const IMAGE = Uint8Array.from({ length: 27_648 }, (_, at) => {
    const [channel, column, row] = [Math.floor(at / 9216), Math.floor((at % 9216) / 96), at % 96];
    return (2 * row + column + 50 * channel) % 256;
  });
  const files = (labels: number[] = [1, 10]): Files => ({
    'train_X.bin': Buffer.concat([IMAGE, IMAGE]),
    'train_y.bin': Uint8Array.from(labels),
    'test_X.bin': IMAGE,
    'test_y.bin': Uint8Array.of(3),
  });

  it('turns columns into rows and starts labels at 0', async () => {
    const { train, test } = await read({ source: 'stl10' }, files());
    expect([...train.labels, ...test.labels]).toEqual([0, 9, 2]);
    for (const [row, column, channel] of [
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [95, 3, 2],
      [20, 90, 1],
    ] as const) {
      expect(train.images[27_648 + (row * 96 + column) * 3 + channel]).toBe((2 * row + column + 50 * channel) % 256);
    }
  });

  it('is read from the published archive without what has no labels', async () => {
    const inside = Object.fromEntries(Object.entries(files()).map(([name, bytes]) => [`stl10_binary/${name}`, bytes]));
    const archive = tarGz({ ...inside, 'stl10_binary/unlabeled_X.bin': IMAGE });
    const expected = contentOf(await read({ source: 'stl10' }, files()));
    expect(contentOf(await read({ source: 'stl10' }, { 'stl10_binary.tar.gz': archive }))).toEqual(expected);
  });

  it('tells what is wrong', async () => {
    expect(await failure({ source: 'stl10' }, files([1, 0]))).toBe(
      'Label out of range in "ROOT/train_y.bin": image 1 has label 0, expected 1 to 10 for 10 classes',
    );
    expect(await failure({ source: 'stl10' }, files([1]))).toBe(
      'Images and labels do not belong together: 2 images in "ROOT/train_X.bin", 1 labels in "ROOT/train_y.bin"',
    );
    expect(await failure({ source: 'stl10' }, { ...files(), 'test_X.bin': IMAGE.subarray(1) })).toBe(
      'Damaged STL-10 file "ROOT/test_X.bin", byte 0: expected images of 27648 bytes, found 27647 bytes after 0 of them',
    );
  });
});

describe('svhn', () => {
  it('is read from its two MAT-files', async () => {
    const { train, test, classes } = await read({ source: 'svhn' }, { 'train_32x32.mat': MAT, 'test_32x32.mat': MAT });
    expect([...train.labels, ...test.labels]).toEqual([0, 3, 1, 0, 3, 1]);
    expect(classes).toBe(10);
  });
});

describe('sourceOf().files()', () => {
  const names = (entry: Entry, files: Files): Promise<Readonly<Record<string, string>>> =>
    withFolder(async (root) => {
      writeFiles(root, files);
      const found = Object.entries(sourceOf(entryOf(root, entry)).files(entryOf(root, entry)));
      return Object.fromEntries(found.map(([name, path]) => [name, path.replace(join(root, '/'), '')]));
    });

  it('names the files as they lie: packed, in the folder of the archive, or missing', async () => {
    expect(
      await names({ source: 'kmnist' }, { 'train-images-idx3-ubyte.gz': '', 'train-labels-idx1-ubyte': '' }),
    ).toEqual({
      'train-images-idx3-ubyte': 'train-images-idx3-ubyte.gz',
      'train-labels-idx1-ubyte': 'train-labels-idx1-ubyte',
      't10k-images-idx3-ubyte': 't10k-images-idx3-ubyte',
      't10k-labels-idx1-ubyte': 't10k-labels-idx1-ubyte',
    });
  });

  it('names the archive once, and only when something is read from it', async () => {
    const archive = { 'stl10_binary.tar.gz': '' };
    const unpacked = {
      'stl10_binary/train_X.bin': '',
      'stl10_binary/train_y.bin': '',
      'test_X.bin': '',
      'test_y.bin': '',
    };
    expect(await names({ source: 'stl10' }, archive)).toEqual({ 'stl10_binary.tar.gz': 'stl10_binary.tar.gz' });
    expect(await names({ source: 'stl10' }, { ...archive, ...unpacked })).toEqual({
      'train_X.bin': 'stl10_binary/train_X.bin',
      'train_y.bin': 'stl10_binary/train_y.bin',
      'test_X.bin': 'test_X.bin',
      'test_y.bin': 'test_y.bin',
    });
  });

  it('names every image of a folder, sorted, and nothing for MNIST', async () => {
    const files = {
      'train/b/1.png': '',
      'train/b/.DS_Store': '',
      'train/a/2.PNG': '',
      'test/a/1.png': '',
      'notes.txt': '',
    };
    const entry = { source: 'folder', name: 'x', size: [1, 1], channels: 1 } as const;
    expect(Object.keys(await names(entry, files))).toEqual(['test/a/1.png', 'train/a/2.PNG', 'train/b/1.png']);
    expect(await names(entry, {})).toEqual({});
    // What is no image has a path that nothing can be read from: that it is there is what matters.
    expect(await names(entry, { 'test/a/x.gif': '', 'train/b/.x.png': '' })).toEqual({
      'test/a/x.gif/': 'test/a/x.gif/',
      'train/b/.x.png/': 'train/b/.x.png/',
    });
    expect(
      sourceOf({ source: 'mnist', validation: VALIDATION }).files({ source: 'mnist', validation: VALIDATION }),
    ).toEqual({});
  });
});

describe('checkPublished()', () => {
  it('refuses files with fewer images than were published', async () => {
    await withFolder(async (root) => {
      writeFiles(root, { ...idxFiles('train', [9, 0]), ...idxFiles('t10k', [1, 2]) });
      const dataset = entryOf(root, { source: 'kmnist' });
      const parts = await sourceOf(dataset).read(dataset, READING);
      expect(() => checkPublished(sourceOf(dataset), dataset, parts)).toThrow(
        new StageFailure(
          `Not the files of kmnist in "${root}": expected 60000 images of 28 x 28 x 1 for train, found 2 of 2 x 3 x 1`,
          { hint: `Get the files with "assay fetch kmnist --root ${root}", or correct "root".` },
        ),
      );
    });
  });
});
