import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { csv } from '../../../../stages/load/sources/csv.ts';
import type { CsvDataset } from '../../../../stages/load/sources/csv.ts';
import { readOwn } from './own.ts';
import type { Files } from './own.ts';

const ENTRY = {
  source: 'csv',
  name: 'mine',
  files: { train: 'train.csv', test: 'test.csv' },
  size: [1, 2],
  channels: 1,
  label: 'first',
  separator: ',',
  range: [0, 255],
} as const;
const TEST = { 'test.csv': '1,9,8\n' };

const read = (files: Files, more: object = {}): ReturnType<typeof readOwn> =>
  readOwn((root) => ({ ...ENTRY, root, ...more }), files);

describe('csv.read()', () => {
  it('reads a label and pixels from each row, with or without names of columns', async () => {
    const expected = {
      name: 'mine',
      classes: 3,
      train: { shape: [1, 2, 1], images: Uint8Array.of(1, 2, 3, 255), labels: Uint8Array.of(0, 2) },
      test: { shape: [1, 2, 1], images: Uint8Array.of(9, 8), labels: Uint8Array.of(1) },
    };
    expect(await read({ 'train.csv': '0,1,2\n2,3,255', ...TEST })).toEqual(expected);
    // As spreadsheets write it: a byte order mark, quotes, CRLF, a blank line at the end.
    expect(await read({ 'train.csv': '\uFEFF"label","p0","p1"\r\n"0", 1,2\r\n2,"3",255\r\n\r\n', ...TEST })).toEqual(
      expected,
    );
    expect(await read({ 'train.csv.gz': gzipSync('0,1,2\n2,3,255'), ...TEST })).toEqual(expected);
  });

  it('finds the labels in the last column, or in the one of a name', async () => {
    const files = { 'train.csv': 'p0;digit;p1\n0.25;7;1\n', 'test.csv': 'p0;digit;p1\n0;1;0.5\n' };
    expect(await read(files, { label: 'digit', separator: ';', range: [0, 1] })).toMatchObject({
      classes: 8,
      train: { images: Uint8Array.of(64, 255), labels: Uint8Array.of(7) },
    });
    expect(await read({ 'train.csv': '1,2,0', 'test.csv': '3,4,1' }, { label: 'last' })).toMatchObject({
      train: { images: Uint8Array.of(1, 2), labels: Uint8Array.of(0) },
    });
  });

  it('reads more images than fit at first', async () => {
    const rows = Array.from({ length: 2500 }, (_, image) => `${image % 10},${image % 256},0`);
    const found = await read({ 'train.csv': rows.join('\n'), ...TEST });
    if (typeof found === 'string') throw new Error(found);
    expect(found.train.labels.length).toBe(2500);
    expect(found.train.images.filter((_, at) => at % 2 === 0)).toEqual(
      Uint8Array.from({ length: 2500 }, (_, image) => image % 256),
    );
  });

  it.each<[string, string, object, string]>([
    [
      'a row of another length',
      '0,1,2\n1,2',
      {},
      'Wrong row in "ROOT/train.csv", line 2: expected 3 fields, a label and 1 x 2 x 1 pixels, found 2 | Correct "size", "channels" or "separator" of the dataset.',
    ],
    [
      'a missing value',
      '0,1,2\n1,,2',
      {},
      'Wrong row in "ROOT/train.csv", line 2: expected numbers, found "" in column 2',
    ],
    [
      'a word',
      'label,a,b\n1,2,3\ncat,2,3',
      {},
      'Wrong row in "ROOT/train.csv", line 3: expected numbers, found "cat" in column 1',
    ],
    [
      'a column that is not there',
      'digit,a,b\n1,2,3',
      { label: 'digits' },
      'Cannot find the column "digits" in the first row of "ROOT/train.csv", did you mean "digit"? | Correct "label" of the dataset: first, last, or the name of a column.',
    ],
    ['a file without rows', 'label,a,b\n', {}, 'No images in "ROOT/train.csv"'],
    [
      'a label that is no whole number',
      '0.5,1,2',
      {},
      'Label out of range in "ROOT/train.csv": image 0 has label 0.5, expected a whole number from 0 to 255',
    ],
    [
      'a web page',
      '<!doctype html><title>404</title>',
      {},
      'Cannot read "ROOT/train.csv": expected a CSV file, found a web page (HTML) | The download of the file went wrong: get it again, and look at what the server answers.',
    ],
  ])('refuses %s', async (_, train, more, message) => {
    expect(await read({ 'train.csv': train, ...TEST }, more)).toBe(message);
  });

  it('names a missing file, and a quote without an end', async () => {
    expect(await read(TEST)).toBe(
      'Cannot find "train.csv" or "train.csv.gz" in "ROOT" | Put train.csv and test.csv into that folder, or correct "root" or "files".',
    );
    expect(await read({ 'train.csv': '"0,1,2\n1,2,3', ...TEST })).toContain('Damaged CSV file "ROOT/train.csv"');
  });
});

describe('csv.check()', () => {
  const check = (range: readonly number[]): unknown => csv.check?.({ ...ENTRY, range } as unknown as CsvDataset);

  it('refuses a range of no width, and says what to do about swapped values', () => {
    expect(check([0, 1])).toEqual([]);
    expect(check([1, 1])).toMatchObject([
      { path: ['range'], message: 'Wrong range: black is 1, and white must be more, not 1' },
    ]);
    expect(check([1, 0])).toMatchObject([{ notes: ['If black and white are swapped, use "invert: true"'] }]);
  });
});
