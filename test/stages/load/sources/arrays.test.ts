import { describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../../../stages/formats/safetensors.ts';
import { arrays } from '../../../../stages/load/sources/arrays.ts';
import type { ArraysDataset } from '../../../../stages/load/sources/arrays.ts';
import { F4, I8, NPZ, SCALAR } from '../numpy.ts';
import { readOwn } from './own.ts';
import type { Files } from './own.ts';

const NAMES = { trainImages: 'x_train', trainLabels: 'y_train', testImages: 'x_test', testLabels: 'y_test' };
const ENTRY = { source: 'arrays', name: 'mine', arrays: NAMES, channels: 1, range: [0, 255] } as const;
const SHADES = Array.from({ length: 24 }, (_, at) => at);

const read = (path: string, files: Files, more: object = {}): ReturnType<typeof readOwn> =>
  readOwn((root) => ({ ...ENTRY, path: `${root}/${path}`, ...more }), files);

/** The four arrays in one file: by default two images of 1 x 2 pixels in each split. */
const tensors = (own: Parameters<typeof encodeSafetensors>[0]): Files => ({
  'a.safetensors': encodeSafetensors({
    x_train: { dtype: 'U8', shape: [2, 1, 2], data: Uint8Array.of(1, 2, 3, 4) },
    y_train: { dtype: 'I32', shape: [2, 1], data: Int32Array.of(0, 1) },
    x_test: { dtype: 'U8', shape: [2, 1, 2], data: Uint8Array.of(5, 6, 7, 8) },
    y_test: { dtype: 'I64', shape: [2], data: BigInt64Array.of(1n, 0n) },
    ...own,
  }),
});

describe('arrays.read()', () => {
  it('reads a .npz file of NumPy, whatever its types', async () => {
    const floats = { range: [0, 1], arrays: { ...NAMES, trainImages: 'x_test', trainLabels: 'y_test' } };
    expect(await read('a.npz', { 'a.npz': NPZ }, floats)).toEqual({
      name: 'mine',
      classes: 3,
      train: { shape: [2, 3, 1], images: Uint8Array.from(SHADES.slice(0, 12)), labels: Uint8Array.of(0, 2) },
      test: { shape: [2, 3, 1], images: Uint8Array.from(SHADES.slice(0, 12)), labels: Uint8Array.of(0, 2) },
    });
    const bytes = { arrays: { ...NAMES, testImages: 'x_train', testLabels: 'y_train' } };
    expect(await read('a.npz', { 'a.npz': NPZ }, bytes)).toMatchObject({
      train: { images: Uint8Array.from(SHADES), labels: Uint8Array.of(0, 2, 1, 0) },
    });
  });

  it('reads a folder of .npy files, each once where a name serves twice', async () => {
    const both = { trainImages: 'x', trainLabels: 'y', testImages: 'x', testLabels: 'y' };
    const found = await read('.', { 'x.npy': F4, 'y.npy': I8 }, { arrays: both, range: [0, 1], classes: 4 });
    expect(found).toMatchObject({ classes: 4, train: { images: Uint8Array.from(SHADES) } });
  });

  it('reads a .safetensors file, with channels last', async () => {
    const colours = { dtype: 'F32', shape: [2, 1, 1, 2], data: Float32Array.of(-1, 0, 0.5, 1) } as const;
    const files = tensors({ x_train: colours, x_test: colours });
    expect(await read('a.safetensors', files, { channels: 2, range: [-1, 1] })).toMatchObject({
      classes: 2,
      train: { shape: [1, 1, 2], images: Uint8Array.of(0, 128, 191, 255), labels: Uint8Array.of(0, 1) },
      test: { labels: Uint8Array.of(1, 0) },
    });
  });

  it.each<[string, Parameters<typeof encodeSafetensors>[0], object, string]>([
    [
      'values that are all black because white is 1',
      { x_train: { dtype: 'F32', shape: [2, 1, 2], data: Float32Array.of(0, 0.5, 0.7, 0.9) } },
      {},
      'Cannot read images from "ROOT/a.safetensors: x_train": all values are from 0 to 0.8999999761581421, which is black | If white is 1, set "range: [0, 1]" in the dataset.',
    ],
    [
      'values outside of the range, and what is no number',
      { x_train: { dtype: 'F32', shape: [2, 1, 2], data: Float32Array.of(0, 1, 1, Number.NaN) } },
      { range: [0, 1] },
      'Value out of range in "ROOT/a.safetensors: x_train": image 1 has a pixel of NaN, expected 0 to 1 | Say with "range: [black, white]" of the dataset which values are black and white.',
    ],
    [
      'flat images',
      { x_train: { dtype: 'U8', shape: [2, 784], data: new Uint8Array(1568) } },
      {},
      'Cannot read images from "ROOT/a.safetensors: x_train": expected [images, height, width] or [images, height, width, channels], found uint8 [2, 784] | Give each image its height and width, in NumPy: images.reshape(-1, height, width).',
    ],
    [
      'channels first',
      { x_train: { dtype: 'U8', shape: [2, 3, 8, 8], data: new Uint8Array(384) } },
      { channels: 3 },
      'Cannot read images from "ROOT/a.safetensors: x_train": expected [images, height, width] or [images, height, width, channels], found uint8 [2, 3, 8, 8] | Channels come last here, in NumPy: np.moveaxis(images, 1, -1).',
    ],
    [
      'labels of one-hot rows',
      { y_train: { dtype: 'U8', shape: [2, 10], data: new Uint8Array(20) } },
      {},
      'Cannot read labels from "ROOT/a.safetensors: y_train": expected [images], found uint8 [2, 10] | Store the number of each class, in NumPy: labels.argmax(axis=1).',
    ],
    [
      'negative labels',
      { y_train: { dtype: 'I32', shape: [2], data: Int32Array.of(0, -1) } },
      {},
      'Label out of range in "ROOT/a.safetensors: y_train": image 1 has label -1, expected a whole number from 0 to 255',
    ],
    [
      'more labels than images',
      { y_train: { dtype: 'U8', shape: [3], data: new Uint8Array(3) } },
      {},
      'Images and labels do not belong together: 2 images in "ROOT/a.safetensors: x_train", 3 labels in "ROOT/a.safetensors: y_train"',
    ],
    [
      'another size than was declared',
      {},
      { size: [28, 28] },
      'Expected images of 28 x 28 with 1 channel in "ROOT/a.safetensors", found 1 x 2 with 1 channel | Correct "size" or "channels" of the dataset.',
    ],
    [
      'a label beyond the declared classes',
      { y_test: { dtype: 'U8', shape: [2], data: Uint8Array.of(0, 2) } },
      { classes: 2 },
      'Label out of range in "ROOT/a.safetensors": image 1 has label 2, expected 0 to 1 for 2 classes',
    ],
    [
      'arrays of other names',
      {},
      { arrays: { ...NAMES, trainImages: 'images' } },
      'Cannot find the array "images" in "ROOT/a.safetensors": it has "x_test", "x_train", "y_test", "y_train" | Say with "arrays" of the dataset what yours are called.',
    ],
  ])('refuses %s', async (_, own, more, message) => {
    expect(await read('a.safetensors', tensors(own), more)).toBe(message);
  });

  it('names what is missing or damaged in other files', async () => {
    expect(await read('a.npz', { 'a.npz': NPZ }, { arrays: { ...NAMES, testLabels: 'labels' } })).toBe(
      'Cannot find the array "labels" in "ROOT/a.npz": it has "x_test", "x_train", "y_test", "y_train" | Say with "arrays" of the dataset what yours are called.',
    );
    expect(await read('a.npz', { 'a.npz': NPZ.subarray(0, 400) })).toContain('Damaged archive "ROOT/a.npz"');
    expect(await read('a.npz', {})).toBe('Cannot read "ROOT/a.npz": it is not there');
    expect(await read('.', { 'x_train.npy': SCALAR, 'y_train.npy': I8 })).toBe(
      'Cannot read "ROOT/x_test.npy": it is not there',
    );
  });
});

describe('arrays.files()', () => {
  const filesOf = (path: string): readonly string[] =>
    Object.keys(arrays.files({ ...ENTRY, path } as unknown as ArraysDataset));

  it('are one file, or one for each array of a folder', () => {
    expect(filesOf('a.npz')).toEqual(['arrays']);
    expect(filesOf('folder')).toEqual(['x_train.npy', 'y_train.npy', 'x_test.npy', 'y_test.npy']);
  });
});
