import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validate } from '../../../engine/read/validate.ts';
import { variantsOf } from '../../../engine/read/variant.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { run } from '../../../stages/load/run.ts';
import { load } from '../../../stages/load/stage.ts';
import type { IdxDataset } from '../../../stages/load/sources/idx.ts';
import { datasetSchema } from '../../../stages/load/sources/index.ts';
import type { Dataset } from '../../../stages/load/sources/index.ts';
import { metadataAt, readSafetensors, tensorAt } from '../../../stages/formats/safetensors.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';

const SPLIT = { validation: { fraction: 0.1, stratified: true, seed: 0 } };
const idx = (folder: string, more: Partial<IdxDataset> = {}): Dataset => ({
  source: 'idx',
  root: folder,
  name: 'tiny',
  ...SPLIT,
  ...more,
});

/** The four files: images of 1 x 2 pixels, image `i` showing `[i, label]`, labels in turn. */
function writeTiny(folder: string, { train = 40, test = 10, classes = 4, width = 2 } = {}): void {
  for (const [part, count] of [
    ['train', train],
    ['t10k', test],
  ] as const) {
    const images = Buffer.alloc(16 + count * width);
    images.set([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 1, 0, 0, 0, width]);
    const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, count, ...Array.from({ length: count }, (_, i) => i % classes)]);
    for (let i = 0; i < count; i++) images.set([i, i % classes], 16 + i * width);
    writeFileSync(join(folder, `${part}-images-idx3-ubyte`), images);
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), labels);
  }
}

function inferred(dataset: Dataset): unknown {
  return load.infer?.({ dataset: dataset as unknown as JsonObject }, {});
}

describe('load', () => {
  it('splits real MNIST as inferred, every class with its share, no image lost', { timeout: 60_000 }, async () => {
    await withFolder(async (folder) => {
      const dataset: Dataset = { source: 'mnist', ...SPLIT };
      const metrics = await run(contextOf(folder, { dataset }));
      const counts = { train: 54_000, validation: 6_000, test: 10_000 };
      expect(inferred(dataset)).toEqual({
        outputs: { dataset: { name: 'mnist', shape: [28, 28, 1], classes: 10, ...counts } },
      });
      expect(metrics).toEqual({
        classes: 10,
        ...counts,
        trainPerClass: '0: 5331, 1: 6068, 2: 5362, 3: 5518, 4: 5258, 5: 4879, 6: 5326, 7: 5638, 8: 5266, 9: 5354',
        testPerClass: '0: 980, 1: 1135, 2: 1032, 3: 1010, 4: 982, 5: 892, 6: 958, 7: 1028, 8: 974, 9: 1009',
      });

      const file = await readSafetensors(join(folder, 'dataset'));
      expect(metadataAt(file, 'dataset')).toEqual({ name: 'mnist', classes: 10, shape: [28, 28, 1] });
      const countsOf = (split: string): number[] => {
        const found = Array.from({ length: 10 }, () => 0);
        for (const label of tensorAt(file, `${split}.labels`, 'U8').data) found[label] = (found[label] ?? 0) + 1;
        return found;
      };
      const train = countsOf('train');
      const validation = countsOf('validation');
      // Class counts of the files as published; a tenth of each, the six extra ones to the largest remainders.
      const published = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
      expect(train.map((count, label) => count + (validation[label] ?? 0))).toEqual(published);
      expect(validation).toEqual([592, 674, 596, 613, 584, 542, 592, 627, 585, 595]);
      expect(countsOf('test')).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);

      // Mean and deviation of the training pixels, which do not depend on how they are split.
      let [sum, squares, pixels] = [0, 0, 0];
      for (const split of ['train', 'validation']) {
        const { shape, data } = tensorAt(file, `${split}.images`, 'U8');
        expect(shape.slice(1)).toEqual([28, 28, 1]);
        for (const value of data) {
          sum += value;
          squares += value * value;
        }
        pixels += data.length;
      }
      const mean = sum / pixels;
      expect(mean / 255).toBeCloseTo(0.13066, 5);
      expect(Math.sqrt(squares / pixels - mean * mean) / 255).toBeCloseTo(0.30811, 5);
    });
  });

  it('gives the same bytes again, and keeps images with their labels in the order of the files', async () => {
    await withFolder(async (folder) => {
      writeTiny(folder);
      const digests: string[] = [];
      for (let time = 0; time < 2; time++) {
        await run(contextOf(folder, { dataset: idx(folder) }));
        digests.push(
          createHash('sha256')
            .update(readFileSync(join(folder, 'dataset')))
            .digest('hex'),
        );
      }
      expect(digests[0]).toBe(digests[1]);
      const file = await readSafetensors(join(folder, 'dataset'));
      const seen: number[] = [];
      for (const [split, count] of [
        ['train', 36],
        ['validation', 4],
      ] as const) {
        const { shape, data } = tensorAt(file, `${split}.images`, 'U8');
        expect(shape).toEqual([count, 1, 2, 1]);
        const ids = Array.from(data).filter((_, at) => at % 2 === 0);
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
        expect(Array.from(data).filter((_, at) => at % 2 === 1)).toEqual([
          ...tensorAt(file, `${split}.labels`, 'U8').data,
        ]);
        seen.push(...ids);
      }
      expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
      expect(metadataAt(file, 'dataset')).toEqual({ name: 'tiny', classes: 4, shape: [1, 2, 1] });
    });
  });

  it('limits both parts before it holds images out', async () => {
    await withFolder(async (folder) => {
      writeTiny(folder);
      const dataset = idx(folder, { limit: { train: 20, test: 8, seed: 5 }, classes: 6 });
      expect(await run(contextOf(folder, { dataset }))).toEqual({
        classes: 6,
        train: 18,
        validation: 2,
        test: 8,
        trainPerClass: '0: 4, 1: 4, 2: 5, 3: 5, 4: 0, 5: 0',
        testPerClass: '0: 2, 1: 2, 2: 2, 3: 2, 4: 0, 5: 0',
      });
      const file = await readSafetensors(join(folder, 'dataset'));
      const labels = [...tensorAt(file, 'train.labels', 'U8').data, ...tensorAt(file, 'validation.labels', 'U8').data];
      expect(labels.sort((a, b) => a - b)).toEqual(
        [0, 1, 2, 3].flatMap((label) => Array.from({ length: 5 }, () => label)),
      );
      expect([...tensorAt(file, 'test.labels', 'U8').data].sort((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    });
  });

  it('writes an empty validation split for fraction 0', async () => {
    await withFolder(async (folder) => {
      writeTiny(folder);
      await run(contextOf(folder, { dataset: idx(folder, { validation: { ...SPLIT.validation, fraction: 0 } }) }));
      const file = await readSafetensors(join(folder, 'dataset'));
      expect(tensorAt(file, 'validation.images', 'U8').shape).toEqual([0, 1, 2, 1]);
      expect(tensorAt(file, 'train.labels', 'U8').data.length).toBe(40);
    });
  });

  it('fails with a reason for files that do not fit the entry or each other', async () => {
    await withFolder(async (folder) => {
      const failure = async (more: Partial<IdxDataset>): Promise<unknown> =>
        run(contextOf(folder, { dataset: idx(folder, more) })).catch((error: unknown) => error);
      writeTiny(folder);
      expect(await failure({ classes: 3 })).toEqual(
        new StageFailure(
          `Label out of range in "${join(folder, 'train-labels-idx1-ubyte')}": image 3 has label 3, expected 0 to 2 for 3 classes`,
        ),
      );
      expect(await failure({ limit: { test: 11, seed: 0 } })).toEqual(
        new StageFailure('Cannot take 11 test images: there are 10', {
          hint: 'Lower "limit.test" of the dataset, or leave it out.',
        }),
      );
      const digests = { 't10k-labels-idx1-ubyte': `sha256:${'0'.repeat(64)}` };
      expect(String(await failure({ digests }))).toMatch(/Wrong content of ".*t10k-labels-idx1-ubyte"/);
      writeFileSync(join(folder, 'train-labels-idx1-ubyte'), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 0));
      expect(String(await failure({}))).toContain('Images and labels do not belong together: 40 images in');
      writeTiny(folder, { train: 0 });
      expect(String(await failure({}))).toContain('its shape is [0, 1, 2]');
      expect(String(await failure({ root: join(folder, 'absent') }))).toContain(
        'Cannot find "train-images-idx3-ubyte"',
      );
    });
  });
});

describe('load.infer()', () => {
  it('counts as limits and rounding leave them', () => {
    expect(inferred({ source: 'mnist', ...SPLIT, limit: { train: 1005, test: 7, seed: 0 } })).toEqual({
      outputs: {
        dataset: { name: 'mnist', shape: [28, 28, 1], classes: 10, train: 904, validation: 101, test: 7 },
      },
    });
  });
  it('holds out a tenth where neither a fraction nor folds are given', () => {
    const dataset: Dataset = { source: 'mnist', validation: { stratified: true, seed: 0 } };
    expect(inferred(dataset)).toMatchObject({ outputs: { dataset: { train: 54_000, validation: 6000 } } });
  });
  it('leaves out what only the files know', () => {
    expect(inferred(idx('nowhere'))).toEqual({ outputs: { dataset: { name: 'tiny' } } });
    expect(inferred(idx('nowhere', { classes: 7 }))).toEqual({ outputs: { dataset: { name: 'tiny', classes: 7 } } });
  });
  it('refuses to hold out all training images', () => {
    const validation = { fraction: 0.9, stratified: true, seed: 0 };
    expect(inferred({ source: 'mnist', validation, limit: { train: 2, seed: 0 } })).toMatchObject({
      problems: [
        {
          path: ['dataset', 'validation', 'fraction'],
          message: 'No training images are left: all 2 are held out for validation',
        },
      ],
    });
  });
});

describe('datasetSchema()', () => {
  const variants = variantsOf(datasetSchema());
  // Of the training images a tenth is held out, unless there are folds: not a default of the schema.
  const PLAIN = { validation: { stratified: true, seed: 0 }, invert: false, standardize: false };
  const check = (entry: { readonly source: string } & JsonObject): readonly string[] =>
    validate(variants[entry.source] ?? {}, entry).map(({ message }) => message);
  it.each([
    [{ source: 'mnist', limit: { train: 100 } }, { limit: { train: 100, seed: 0 } }],
    [{ source: 'idx', root: 'data' }, { name: 'idx' }],
    [{ source: 'kmnist' }, { root: 'data/kmnist' }],
    [
      { source: 'fashion-mnist', resize: { size: [32, 32] } },
      { root: 'data/fashion-mnist', resize: { size: [32, 32], method: 'bilinear' } },
    ],
    [{ source: 'emnist' }, { root: 'data/emnist', split: 'balanced' }],
    [{ source: 'cifar10' }, { root: 'data/cifar10' }],
    [{ source: 'cifar100' }, { root: 'data/cifar100', labels: 'fine' }],
    [{ source: 'stl10' }, { root: 'data/stl10' }],
    [
      { source: 'svhn', only: [3, 8] },
      { root: 'data/svhn', only: [3, 8] },
    ],
    [
      { source: 'folder', root: 'x', size: [8, 9] },
      { name: 'folder', channels: 1 },
    ],
  ])('fills in the defaults of %j', (entry, defaults) => {
    const filled = structuredClone(entry) as typeof entry & JsonObject;
    expect(check(filled)).toEqual([]);
    expect(filled).toEqual({ ...entry, ...PLAIN, ...defaults });
  });
  it.each([
    [{ source: 'mnist', validation: { fraction: 1 } }, 'Expected a number < 1 for "fraction", found 1'],
    [{ source: 'idx' }, 'Missing "root"'],
    [{ source: 'idx', root: 'x', classes: 300 }, 'Expected a number <= 256 for "classes", found 300'],
    [
      { source: 'idx', root: 'x', digests: { 't10k-labels-idx1-ubyte': 'x' } },
      'Expected "sha256:" and 64 hexadecimal digits for "t10k-labels-idx1-ubyte", found "x"',
    ],
    [{ source: 'mnist', resize: { size: [225, 28] } }, 'Expected a number <= 224 for "size[0]", found 225'],
    [
      { source: 'mnist', resize: { size: [28, 28], method: 'cubic' } },
      'Expected "bilinear" or "nearest" for "method", found "cubic"',
    ],
    [{ source: 'mnist', only: [1, 1] }, 'Expected different items for "only": one appears twice'],
    [{ source: 'folder', root: 'x' }, 'Missing "size"'],
  ])('refuses %j', (entry, message) => {
    expect(check(entry as typeof entry & JsonObject)).toEqual([message]);
  });
});
