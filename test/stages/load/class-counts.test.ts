import { describe, expect, it } from 'vitest';
import { classWarnings, perClass } from '../../../stages/load/class-counts.ts';
import { sourceOf } from '../../../stages/load/sources/index.ts';
import type { Dataset } from '../../../stages/load/sources/index.ts';

const VALIDATION = { fraction: 0, stratified: true, seed: 0 };
const folder = { source: 'folder', root: 'x', name: 'x', size: [1, 1], channels: 1, validation: VALIDATION } as const;
const idx = { source: 'idx', root: 'x', name: 'x', validation: VALIDATION } as const;

/** The warnings for these labels in the files, of which `used` are trained with. */
function warningsFor(
  dataset: Dataset,
  names: readonly string[],
  labels: { readonly train: number[]; readonly test: number[]; readonly used?: number[] },
  emptyFolders: readonly string[] = [],
): readonly string[] {
  const part = (of: number[]) => ({
    shape: [1, 1, 1] as const,
    images: new Uint8Array(of.length),
    labels: Uint8Array.from(of),
  });
  const parts = {
    name: 'x',
    classes: names.length,
    classNames: names,
    emptyFolders,
    train: part(labels.train),
    test: part(labels.test),
  };
  return classWarnings(parts, names, Uint8Array.from(labels.used ?? labels.train), {
    source: sourceOf(dataset),
    dataset,
  });
}

describe('classWarnings()', () => {
  it('says nothing when every class has images to train and to test with', () => {
    expect(warningsFor(folder, ['a', 'b'], { train: [0, 1], test: [1, 0] })).toEqual([]);
  });

  it.each([
    ['l', '1'],
    ['O', '0'],
    ['Cat', 'cat'],
    ['hot dog', 'hot_dog'],
    ['e\u0301te\u0301', '\u00e9t\u00e9'],
  ])('asks whether the folder test/%s should be test/%s', (wrong, right) => {
    expect(warningsFor(folder, ['x', right, wrong, 'lonely'], { train: [0, 1, 3], test: [0, 2] })).toEqual([
      `Class "${wrong}" has no training images, only test images: should the folder "test/${wrong}" be "test/${right}"?`,
      `Classes "${right}" and "lonely" have no test images: nothing measures how well they are learnt`,
    ]);
  });

  it('names a class that is only in the test folder, without a guess where nothing is alike', () => {
    expect(warningsFor(folder, ['a', 'b'], { train: [0, 0], test: [0, 1] })).toEqual([
      'Class "b" has no training images, only test images',
    ]);
  });

  it('says that the labels of IDX files begin at 1, and how to number them from 0', () => {
    expect(warningsFor(idx, ['0', '1', '2'], { train: [1, 2], test: [2, 1] })).toEqual([
      'Class "0" has no images at all: the labels of the files begin at 1. To number classes from 0, set only: [1, 2]',
    ]);
    const names = Array.from({ length: 11 }, (_, label) => String(label));
    const labels = names.map(Number).slice(1);
    expect(warningsFor(idx, names, { train: labels, test: labels })[0]).toContain('set only: [1, 2, ..., 10]');
  });

  it('doubts a number of classes that is greater than the labels', () => {
    const names = ['0', '1', '2', '3'];
    expect(warningsFor({ ...idx, classes: 4 }, names, { train: [0, 1], test: [1, 0] })).toEqual([
      'Classes "2" and "3" have no images at all: the labels of the files end at 1. Is "classes: 4" right?',
    ]);
  });

  it('tells a class whose images limit or validation takes', () => {
    expect(warningsFor(idx, ['0', '1'], { train: [0, 0, 1], test: [0, 1], used: [0, 0] })).toEqual([
      'Class "1" has no training images left: "limit" or "validation" takes them all',
    ]);
  });

  it('names empty folders that make no class', () => {
    expect(warningsFor(folder, ['a'], { train: [0], test: [0] }, ['train/b', 'test/b'])).toEqual([
      'No images are in "train/b" and "test/b": a label whose folders are all empty is not a class',
    ]);
  });

  it('counts names beyond five', () => {
    const names = Array.from({ length: 9 }, (_, label) => `c${label}`);
    expect(warningsFor(folder, names, { train: [0], test: names.map((_, label) => label) })).toEqual([
      'Classes "c1", "c2", "c3", "c4", "c5" and 3 more have no training images, only test images',
    ]);
  });
});

describe('perClass()', () => {
  it('counts by name, and is short where all are alike', () => {
    expect(perClass(Uint8Array.of(0, 2, 2), ['cat', 'dog', 'cow'])).toBe('cat: 1, dog: 0, cow: 2');
    expect(perClass(Uint8Array.of(1, 0), ['cat', 'dog'])).toBe('1 each');
  });
});
