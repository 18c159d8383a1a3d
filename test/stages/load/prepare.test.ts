import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { Dataset } from '../../../stages/load/sources/index.ts';
import { resizeImages } from '../../../stages/load/resize.ts';
import { run } from '../../../stages/load/run.ts';
import { load } from '../../../stages/load/stage.ts';
import { metadataAt, readSafetensors, tensorAt } from '../../../stages/formats/safetensors.ts';
import type { TensorFile } from '../../../stages/formats/safetensors.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { idxBytes, writeFiles } from './write-files.ts';

const SPLIT = { validation: { fraction: 0.1, stratified: true, seed: 0 } };
const inferred = (dataset: Dataset) => load.infer?.({ dataset: dataset as unknown as JsonObject }, {});

/** Loads 40 training and 12 test images of 2 x 2 pixels: image i is `[i, label, 0, 255]`, labels 0 to 3 in turn. */
function loadTiny<T>(more: Partial<Dataset>, check: (file: TensorFile, metrics: unknown) => T): Promise<T> {
  return withFolder(async (root) => {
    for (const [part, count] of [
      ['train', 40],
      ['t10k', 12],
    ] as const) {
      const images = Array.from({ length: count }, (_, image) => [image, image % 4, 0, 255]).flat();
      writeFiles(root, {
        [`${part}-images-idx3-ubyte`]: idxBytes([count, 2, 2], images),
        [`${part}-labels-idx1-ubyte`]: idxBytes(
          [count],
          Array.from({ length: count }, (_, image) => image % 4),
        ),
      });
    }
    const dataset = { source: 'idx', root, name: 'tiny', ...SPLIT, ...more } as Dataset;
    const metrics = await run(contextOf(root, { dataset }));
    return check(await readSafetensors(join(root, 'dataset')), metrics);
  });
}

describe('load with only', () => {
  it('keeps these classes, renumbered in the order of the list', () =>
    loadTiny({ only: [3, 1], limit: { train: 10, seed: 0 } }, (file, metrics) => {
      expect(metrics).toEqual({
        classes: 2,
        train: 9,
        validation: 1,
        test: 6,
        trainPerClass: '3: 4, 1: 5',
        testPerClass: '3 each',
      });
      expect(metadataAt(file, 'dataset')).toEqual({
        name: 'tiny',
        classes: 2,
        shape: [2, 2, 1],
        classNames: ['3', '1'],
      });
      const { data } = tensorAt(file, 'test.images', 'U8');
      const before = Array.from(data).filter((_, at) => at % 4 === 1);
      expect(before).toEqual([1, 3, 1, 3, 1, 3]);
      expect([...tensorAt(file, 'test.labels', 'U8').data]).toEqual(before.map((label) => (label === 3 ? 0 : 1)));
    }));

  it('refuses a class that is not there', async () => {
    await expect(loadTiny({ only: [0, 4] }, () => undefined)).rejects.toThrow(
      new StageFailure('Cannot keep class 4: "tiny" has classes 0 to 3', { hint: 'Correct "only" in the dataset.' }),
    );
  });
});

describe('load with folds', () => {
  const folded = (folds: number, fold: number): Partial<Dataset> => ({
    validation: { folds, fold, stratified: true, seed: 3 },
  });
  const imagesIn = (file: TensorFile, split: string): number[] =>
    Array.from(tensorAt(file, `${split}.images`, 'U8').data).filter((_, at) => at % 4 === 0);

  it('holds out each training image in exactly one fold, and trains with all others', async () => {
    const held: number[] = [];
    for (const fold of [0, 1, 2]) {
      await loadTiny({ ...folded(3, fold), limit: { test: 8, seed: 0 } }, (file) => {
        const [train, validation] = [imagesIn(file, 'train'), imagesIn(file, 'validation')];
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual(
          Array.from({ length: 40 }, (_, image) => image),
        );
        // 10 images of each of 4 classes: 3 or 4 in every fold.
        for (const label of [0, 1, 2, 3]) {
          const count = validation.filter((image) => image % 4 === label).length;
          expect(count === 3 || count === 4).toBe(true);
        }
        expect(validation.length).toBe(fold === 0 ? 14 : 13);
        expect(tensorAt(file, 'test.labels', 'U8').data).toHaveLength(8);
        held.push(...validation);
      });
    }
    expect(held.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, image) => image));
  });

  it('deals out what the limit leaves', () =>
    loadTiny({ ...folded(5, 4), limit: { train: 21, seed: 0 } }, (file) => {
      expect(imagesIn(file, 'train')).toHaveLength(17);
      expect(imagesIn(file, 'validation')).toHaveLength(4);
    }));

  it('says before the run how many images there will be', () => {
    const dataset = { source: 'mnist', ...folded(7, 6), limit: { train: 100, seed: 0 } } as Dataset;
    expect(inferred(dataset)?.outputs).toMatchObject({ dataset: { train: 86, validation: 14 } });
  });

  it.each([
    [{ folds: 5, fold: 5 }, ['fold'], 'There is no fold 5: the 5 folds are 0 to 4'],
    [{ folds: 5 }, ['folds'], 'Missing "fold": say which of the 5 folds to hold out, 0 to 4'],
    [{ fold: 1 }, ['fold'], 'Missing "folds": "fold" says which of them to hold out'],
    [
      { folds: 5, fold: 1, fraction: 0.2 },
      ['fraction'],
      'With folds, one of them is held out: leave out "fraction", or the folds',
    ],
    [{ folds: 50, fold: 1 }, ['folds'], '50 folds of 40 images: some would be empty'],
  ])('refuses %j', (validation, path, message) => {
    const dataset = {
      source: 'mnist',
      validation: { ...validation, stratified: true, seed: 0 },
      limit: { train: 40, seed: 0 },
    } as Dataset;
    expect(inferred(dataset)?.problems).toEqual([{ path: ['dataset', 'validation', ...path], message }]);
  });
});

describe('load with resize and invert', () => {
  it('resizes every split, then inverts', () =>
    loadTiny({ resize: { size: [3, 5], method: 'bilinear' }, invert: true }, async (file) => {
      expect(metadataAt(file, 'dataset')).toMatchObject({ shape: [3, 5, 1] });
      const plain = await loadTiny({}, (each) => each);
      for (const split of ['train', 'validation', 'test']) {
        const labels = tensorAt(plain, `${split}.labels`, 'U8').data;
        const images = tensorAt(plain, `${split}.images`, 'U8').data;
        const { images: resized } = resizeImages(
          { shape: [2, 2, 1], images, labels },
          { size: [3, 5], method: 'bilinear' },
        );
        const found = tensorAt(file, `${split}.images`, 'U8');
        expect(found.shape).toEqual([labels.length, 3, 5, 1]);
        expect([...found.data]).toEqual([...resized].map((pixel) => 255 - pixel));
        expect([...tensorAt(file, `${split}.labels`, 'U8').data]).toEqual([...labels]);
      }
    }));
});

describe('load with standardize', () => {
  it('tells mean and deviation of the training images, as they are prepared', () =>
    loadTiny({ standardize: true, invert: true }, (file) => {
      const { data } = tensorAt(file, 'train.images', 'U8');
      const mean = data.reduce((sum, pixel) => sum + pixel / 255, 0) / data.length;
      const variance = data.reduce((sum, pixel) => sum + (pixel / 255 - mean) ** 2, 0) / data.length;
      const { scale } = metadataAt(file, 'dataset') as { scale: { mean: number[]; std: number[] } };
      expect(scale.mean[0]).toBeCloseTo(mean, 12);
      expect(scale.std[0]).toBeCloseTo(Math.sqrt(variance), 12);
    }));

  it('gives the known numbers of MNIST', { timeout: 60_000 }, () =>
    withFolder(async (folder) => {
      const validation = { ...SPLIT.validation, fraction: 0 };
      await run(contextOf(folder, { dataset: { source: 'mnist', validation, standardize: true } }));
      const about = metadataAt(await readSafetensors(join(folder, 'dataset')), 'dataset');
      const { scale } = about as { scale: { mean: [number]; std: [number] } };
      expect(scale.mean[0]).toBeCloseTo(0.13066, 5);
      expect(scale.std[0]).toBeCloseTo(0.30811, 5);
    }),
  );
});

describe('load of a published dataset', () => {
  it('runs on files of the published size', { timeout: 60_000 }, () =>
    withFolder(async (root) => {
      for (const [part, count] of [
        ['train', 60_000],
        ['t10k', 10_000],
      ] as const) {
        writeFiles(root, {
          [`${part}-images-idx3-ubyte`]: idxBytes([count, 28, 28], new Uint8Array(count * 784)),
          [`${part}-labels-idx1-ubyte`]: idxBytes(
            [count],
            Uint8Array.from({ length: count }, (_, image) => image % 10),
          ),
        });
      }
      const dataset = { source: 'kmnist', root, ...SPLIT, limit: { train: 100, test: 20, seed: 0 } } as const;
      const metrics = await run(contextOf(root, { dataset }));
      expect(metrics).toEqual({
        classes: 10,
        train: 90,
        validation: 10,
        test: 20,
        trainPerClass: '9 each',
        testPerClass: '2 each',
      });
      expect(inferred(dataset)).toEqual({
        outputs: { dataset: { name: 'kmnist', shape: [28, 28, 1], classes: 10, train: 90, validation: 10, test: 20 } },
      });
      const about = metadataAt(await readSafetensors(join(root, 'dataset')), 'dataset') as { classNames: string[] };
      expect(about.classNames).toHaveLength(10);
    }),
  );
});

describe('load.infer()', () => {
  const root = 'nowhere';
  it.each([
    [{ source: 'fashion-mnist' }, 'fashion-mnist', [28, 28, 1], 10, 60_000, 10_000],
    [{ source: 'kmnist' }, 'kmnist', [28, 28, 1], 10, 60_000, 10_000],
    [{ source: 'emnist', split: 'byclass' }, 'emnist-byclass', [28, 28, 1], 62, 697_932, 116_323],
    [{ source: 'emnist', split: 'letters' }, 'emnist-letters', [28, 28, 1], 26, 124_800, 20_800],
    [{ source: 'cifar10' }, 'cifar10', [32, 32, 3], 10, 50_000, 10_000],
    [{ source: 'cifar100', labels: 'coarse' }, 'cifar100-coarse', [32, 32, 3], 20, 50_000, 10_000],
    [{ source: 'stl10' }, 'stl10', [96, 96, 3], 10, 5000, 8000],
    [{ source: 'svhn' }, 'svhn', [32, 32, 3], 10, 73_257, 26_032],
  ])('knows %j without its files', (entry, name, shape, classes, train, test) => {
    const validation = { ...SPLIT.validation, fraction: 0 };
    expect(inferred({ ...entry, root, validation } as Dataset)).toEqual({
      outputs: { dataset: { name, shape, classes, train, validation: 0, test } },
    });
  });

  it('knows the shape that resize makes, and of a folder what the entry says', () => {
    const resize = { size: [64, 48], method: 'nearest' } as const;
    const expectShape = (dataset: object, shape: number[]): void =>
      expect(inferred({ root, name: 'x', ...SPLIT, resize, ...dataset } as Dataset)).toMatchObject({
        outputs: { dataset: { shape } },
      });
    expectShape({ source: 'idx' }, [64, 48, 1]);
    expectShape({ source: 'folder', size: [10, 10], channels: 3 }, [64, 48, 3]);
    expectShape({ source: 'stl10' }, [64, 48, 3]);
    const folder = { source: 'folder', root, name: 'x', ...SPLIT, size: [8, 9], channels: 1, classes: 4 } as const;
    expect(inferred(folder)).toEqual({ outputs: { dataset: { name: 'x', shape: [8, 9, 1], classes: 4 } } });
  });

  it('counts the classes of only, and leaves the images to the run', () => {
    expect(inferred({ source: 'mnist', ...SPLIT, only: [4, 9] })).toEqual({
      outputs: { dataset: { name: 'mnist', shape: [28, 28, 1], classes: 2 } },
    });
  });

  it('finds what cannot be', () => {
    const problems = (dataset: object): unknown => inferred({ ...SPLIT, root, ...dataset } as Dataset)?.problems;
    expect(problems({ source: 'mnist', limit: { train: 60_001, test: 3, seed: 0 } })).toEqual([
      { path: ['dataset', 'limit', 'train'], message: 'Cannot take 60001 train images: mnist has 60000' },
    ]);
    expect(problems({ source: 'svhn', only: [3, 10] })).toEqual([
      { path: ['dataset', 'only', 1], message: 'Unknown class 10: svhn has classes 0 to 9' },
    ]);
    expect(problems({ source: 'mnist', resize: { size: [224, 224], method: 'nearest' } })).toEqual([
      {
        path: ['dataset', 'resize', 'size'],
        message: 'The dataset would take 3.5 GB, more than the 2.1 GB of one file',
        notes: ['Take fewer images with "limit", or make them smaller'],
      },
    ]);
  });
});
