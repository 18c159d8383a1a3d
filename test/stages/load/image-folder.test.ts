import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { FolderDataset } from '../../../stages/load/image-folder.ts';
import { readImageFolder, sortLabels } from '../../../stages/load/image-folder.ts';
import { withFolder } from '../../helpers/alone.ts';
import { READING } from './reading.ts';
import { writeFiles } from './write-files.ts';

type Channels = 1 | 2 | 3 | 4;

/** A PNG file of 2 x 3 pixels whose values are `first`, `first + 1`, ... */
function png(first: number, channels: Channels = 1, [height, width] = [2, 3]): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: height * width * channels }, (_, at) => first + at);
  return sharp(pixels, { raw: { height, width, channels } })
    .toColourspace(channels < 3 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}

const datasetIn = (root: string, more: Partial<FolderDataset> = {}): FolderDataset => ({
  source: 'folder',
  root,
  name: 'pictures',
  size: [2, 3],
  channels: 1,
  validation: { fraction: 0, stratified: true, seed: 0 },
  ...more,
});

function read(files: Readonly<Record<string, Uint8Array | string>>, more: Partial<FolderDataset> = {}) {
  return withFolder((root) => {
    writeFiles(root, files);
    return readImageFolder(datasetIn(root, more), READING);
  });
}

async function failure(
  files: Readonly<Record<string, Uint8Array | string>>,
  more?: Partial<FolderDataset>,
): Promise<string> {
  return withFolder(async (root) => {
    writeFiles(root, files);
    const error: unknown = await readImageFolder(datasetIn(root, more), READING).catch((thrown: unknown) => thrown);
    if (!(error instanceof StageFailure)) throw error;
    return [error.message, ...(error.hint === undefined ? [] : [error.hint])].join(' | ').replaceAll(root, 'ROOT');
  });
}

describe('readImageFolder()', () => {
  it('reads pixels as they are, labels in the order of their numbers, images by name', async () => {
    const files = {
      'train/10/b.png': await png(40),
      'train/10/a.png': await png(30),
      'train/2/z.PNG': await png(20),
      'test/2/x.png': await png(0),
      'train/2/.DS_Store': 'left out',
      'train/2/._z.PNG': 'left out',
      'test/Thumbs.db': 'left out',
      'train.csv': 'left out',
    };
    const { train, test, classes, classNames } = await read(files);
    expect({ classes, classNames }).toEqual({ classes: 2, classNames: ['2', '10'] });
    expect([...train.labels]).toEqual([0, 1, 1]);
    expect([...train.images].filter((_, at) => at % 6 === 0)).toEqual([20, 30, 40]);
    expect(train.shape).toEqual([2, 3, 1]);
    expect([...test.images]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('reads colours, and grey as colours', async () => {
    const files = { 'train/a/1.png': await png(9, 3), 'test/a/1.png': await png(5) };
    const { train, test } = await read(files, { channels: 3 });
    expect([...train.images]).toEqual(Array.from({ length: 18 }, (_, at) => 9 + at));
    expect([...test.images]).toEqual([5, 6, 7, 8, 9, 10].flatMap((pixel) => [pixel, pixel, pixel]));
  });

  it('reads grey that is stored as colours, opaque or with a palette', async () => {
    const grey = Uint8Array.from({ length: 24 }, (_, at) => (at % 4 === 3 ? 255 : 60 * (Math.floor(at / 4) % 3)));
    const image = sharp(grey, { raw: { height: 2, width: 3, channels: 4 } });
    const files = {
      'train/a/1.png': await image.clone().png().toBuffer(),
      'test/a/1.png': await image.clone().removeAlpha().png({ palette: true }).toBuffer(),
    };
    const { train, test } = await read(files);
    for (const { images } of [train, test]) expect([...images]).toEqual([0, 60, 120, 0, 60, 120]);
  });

  it('takes values as stored even when the file has a colour profile', async () => {
    const pixels = Uint8Array.from({ length: 18 }, (_, at) => 13 * at);
    const image = sharp(pixels, { raw: { height: 2, width: 3, channels: 3 } });
    const profiled = await image.withMetadata({ icc: 'p3' }).png().toBuffer();
    const stored = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
    expect(stored).not.toEqual(await sharp(profiled).raw().toBuffer());
    const { train } = await read({ 'train/a/1.png': profiled, 'test/a/1.png': profiled }, { channels: 3 });
    expect([...train.images]).toEqual([...stored]);
  });

  it('names the file that is wrong, what was expected and what was found', async () => {
    const good = { 'train/a/1.png': await png(0), 'test/a/1.png': await png(0) };
    const withTest = (image: Uint8Array | string): Promise<string> => failure({ ...good, 'test/a/1.png': image });
    const path = 'Wrong image "ROOT/test/a/1.png"';
    expect(await withTest(await png(0, 1, [3, 2]))).toBe(
      `${path}: expected 2 x 3 pixels (height x width), found 3 x 2`,
    );
    expect(await withTest(await png(0, 3))).toBe(
      `${path}: expected grey, found colours | Set "channels: 3" in the dataset.`,
    );
    expect(await withTest(await png(0, 2))).toBe(`${path}: expected opaque pixels, found transparent ones`);
    const deep = sharp(
      Uint16Array.from({ length: 6 }, (_, at) => 9000 * at),
      { raw: { height: 2, width: 3, channels: 1 } },
    );
    expect(await withTest(await deep.toColourspace('grey16').png().toBuffer())).toBe(
      `${path}: expected 8 bits per channel, found depth ushort`,
    );
    const jpeg = sharp(new Uint8Array(6), { raw: { height: 2, width: 3, channels: 1 } }).jpeg();
    const convert = 'Convert it to PNG: a file keeps its format when only its name is changed.';
    expect(await withTest(await jpeg.toBuffer())).toBe(
      `${path}: expected a PNG image, found a JPEG image | ${convert}`,
    );
    expect(await withTest('<html><body>404')).toMatch(
      /: expected a PNG image, found a web page \(HTML\) \| The download/,
    );
    expect(await withTest('')).toMatch(/: expected a PNG image, found an empty file \| The download/);
    const whole = await png(0);
    // The signature takes 8 bytes, the header 25; its content is cut off.
    const data = whole.indexOf('IDAT') - 4;
    expect(await withTest(whole.subarray(0, data + 10))).toBe(
      `Cannot read "ROOT/test/a/1.png" as a PNG image: byte ${data}: the file ends early: expected a chunk of ${12 + whole.readUInt32BE(data)} bytes, found 10`,
    );
    expect(await withTest('no image')).toBe(`${path}: expected a PNG image, found text that begins with "no image"`);
    const spoiled = Buffer.from(whole).fill(0xff, data + 8, data + 12);
    expect(await withTest(spoiled)).toMatch(/^Cannot read "ROOT\/test\/a\/1.png" as a PNG image: /);
  });

  it('reads JPEG and WebP files beside PNG files, upright as the camera noted it', async () => {
    const pixels = Uint8Array.of(0, 50, 100, 150, 200, 250);
    const grey = sharp(pixels, { raw: { height: 2, width: 3, channels: 1 } }).toColourspace('b-w');
    // Stored as 3 x 2 and noted as turned by a quarter: shown as 2 x 3 again.
    const turned = await grey.clone().rotate(270).webp({ lossless: true }).withMetadata({ orientation: 6 }).toBuffer();
    const { train, test } = await read({
      'train/a/1.jpeg': await grey.clone().jpeg({ quality: 100 }).toBuffer(),
      'train/a/2.JPG': await sharp({ create: { height: 2, width: 3, channels: 3, background: '#646464' } })
        .jpeg()
        .toBuffer(),
      'train/a/3.webp': await grey.clone().webp({ lossless: true }).toBuffer(),
      'test/a/1.webp': turned,
    });
    const [first, second, third] = [0, 6, 12].map((at) => [...train.images.subarray(at, at + 6)]);
    for (const [at, value] of pixels.entries()) expect(Math.abs((first?.[at] ?? 0) - value)).toBeLessThanOrEqual(2);
    expect(second).toEqual([100, 100, 100, 100, 100, 100]);
    expect(third).toEqual([...pixels]);
    expect([...test.images]).toEqual([...pixels]);
  });

  it('refuses pictures that are no grey or coloured picture of 8 bits', async () => {
    const good = { 'train/a/1.png': await png(0) };
    const withTest = (name: string, bytes: Uint8Array): Promise<string> =>
      failure({ ...good, [`test/a/${name}`]: bytes });
    const plain = sharp({ create: { height: 2, width: 3, channels: 3, background: '#646464' } });
    const cut = (await plain.clone().jpeg().toBuffer()).subarray(0, -20);
    expect(await withTest('cut.jpg', cut)).toMatch(/^Cannot read "ROOT\/test\/a\/cut.jpg" as a JPEG image: /);
    expect(await withTest('ink.jpg', await plain.clone().toColourspace('cmyk').jpeg().toBuffer())).toBe(
      'Wrong image "ROOT/test/a/ink.jpg": expected grey or red, green and blue, found inks of a printer (CMYK)',
    );
    const pixels = Uint8Array.from({ length: 36 }, (_, at) => (at < 18 ? 10 : 200));
    const frames = await sharp(pixels, { raw: { height: 4, width: 3, channels: 3, pageHeight: 2 } })
      .webp()
      .toBuffer();
    expect(await withTest('film.webp', frames)).toContain('found an animation of 2');
    expect(await withTest('named.jpg', await plain.clone().webp().toBuffer())).toBe(
      'Wrong image "ROOT/test/a/named.jpg": expected a JPEG image, found a WebP image | Convert it to JPEG: a file keeps its format when only its name is changed.',
    );
  });

  it('names the first of several wrong files, whichever is read first', async () => {
    const large = await png(0, 1, [500, 500]);
    const files = {
      'train/0/a.png': await png(0),
      'train/0/b.png': large,
      'train/0/c.png': 'x',
      'test/0/a.png': await png(0),
    };
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await failure(files)).toContain('train/0/b.png');
  });

  it('complains about what it would otherwise leave out silently', async () => {
    const good = { 'train/a/1.png': await png(0), 'test/a/1.png': await png(0) };
    expect(await failure({ ...good, 'train/a/2.gif': 'x' })).toBe(
      'Unexpected "ROOT/train/a/2.gif": expected only PNG, JPEG or WebP files there',
    );
    expect(await failure({ ...good, 'train/a/more/1.png': 'x', 'test/a/x.txt': '' })).toBe(
      'Unexpected "ROOT/train/a/more": expected only PNG, JPEG or WebP files there; 1 more entry cannot be used',
    );
    expect(await failure({ ...good, 'train/readme.txt': 'x' })).toBe(
      'Unexpected file "ROOT/train/readme.txt": expected a folder of images for each class',
    );
    expect(await failure({ ...good, 'train/a/.2.png': 'x' })).toBe(
      'Unexpected hidden "ROOT/train/a/.2.png": expected only PNG, JPEG or WebP files in folders of classes | Remove it, or give it a name that does not begin with a dot.',
    );
    expect(await failure({ ...good, 'val/a/1.png': 'x' })).toBe(
      'Unexpected folder "ROOT/val": the splits are train and test | Move its images to "train": "validation.fraction" holds some of them out.',
    );
    expect(await failure({ 'train/a/1.png': await png(0) })).toBe(
      `Cannot find images in "${join('ROOT', 'test')}" | Put them there as test/<label>/<name>.png (or .jpg, .webp), or correct "root".`,
    );
    expect(await failure(good, { classes: 2 })).toBe(
      'Expected 2 classes in "ROOT", found folders for 1: a | Correct "classes" of the dataset, or leave it out.',
    );
  });
});

describe('sortLabels()', () => {
  it('sorts by number only when all are numbers', () => {
    expect(sortLabels(new Set(['10', '9', '0']))).toEqual(['0', '9', '10']);
    expect(sortLabels(new Set(['10', '9', 'x']))).toEqual(['10', '9', 'x']);
  });
});
