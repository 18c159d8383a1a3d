import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { checkDigests, parseIdx, readIdxPart } from '../../../stages/load/idx.ts';
import type { Contents } from '../../../stages/load/content.ts';
import { READING } from './reading.ts';

// Two images of 2 x 3 pixels, written out by hand.
const IMAGES = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255);

describe('parseIdx()', () => {
  it('reads sizes as big-endian and keeps the order of the bytes', () => {
    expect(parseIdx({ file: 'x', bytes: IMAGES }, 3)).toEqual({
      shape: [2, 2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255),
    });
    const many = new Uint8Array(8 + 0x0102);
    many.set([0, 0, 8, 1, 0, 0, 1, 2]);
    expect(parseIdx({ file: 'x', bytes: many }, 1).shape).toEqual([258]);
  });

  it.each([
    [IMAGES.subarray(0, 9), 3, 'byte 0: expected a header of 16 bytes, found 9 bytes in all'],
    [IMAGES.subarray(0, 27), 3, 'byte 16: the file ends early: expected 12 bytes for [2, 2, 3], found 11'],
    [
      Buffer.concat([IMAGES, Buffer.of(0)]),
      3,
      'byte 16: the file is too long: expected 12 bytes for [2, 2, 3], found 13',
    ],
    [
      Uint8Array.of(0, 0, 8, 1, 255, 255, 255, 255),
      1,
      'byte 8: the file ends early: expected 4294967295 bytes for [4294967295], found 0',
    ],
  ])('refuses damage %#', (bytes, dimensions, message) => {
    expect(() => parseIdx({ file: 'folder/x', bytes }, dimensions)).toThrow(StageFailure);
    expect(() => parseIdx({ file: 'folder/x', bytes }, dimensions)).toThrow(`Damaged IDX file "folder/x", ${message}`);
  });
});

describe('parseIdx() of something else', () => {
  const header = (type: number, axes: number): Uint8Array => Uint8Array.of(0, 0, type, axes, 0, 0, 0, 1, 0, 0, 0, 1);
  it.each([
    ['float32 pixels', header(0x0d, 3), 3, 'found an IDX file of float32 on 3 axes', /astype\("uint8"\)/],
    ['int32 labels', header(0x0c, 1), 1, 'found an IDX file of int32 on 1 axis', /labels\.astype/],
    ['labels in place of images', header(8, 1), 3, 'found an IDX file of unsigned bytes on 1 axis', /swapped/],
    ['a web page', Buffer.from('\n<!DOCTYPE html><html>'), 3, 'found a web page (HTML)', /get it again/],
    ['the error of a server', Buffer.from('<?xml version="1.0"?><Error>'), 3, 'found an XML document', /get it again/],
    ['a pointer of Git LFS', Buffer.from('version https://git-lfs.github.com/spec/v1'), 3, 'Git LFS', /git lfs pull/],
    ['an empty file', new Uint8Array(0), 3, 'found an empty file', /get it again/],
    ['an unknown file', Uint8Array.of(1, 2, 3, 4, 200), 3, 'found a file that begins with 0x01020304', /MNIST/],
  ])('says that it is %s, what was expected and what to do', (_, bytes, axes, found, hint) => {
    const thrown = thrownBy(() => parseIdx({ file: 'folder/x', bytes }, axes));
    const expected = `an IDX file of unsigned bytes on ${axes === 1 ? '1 axis' : `${axes} axes`}`;
    expect(thrown.message).toContain(`Cannot read "folder/x": expected ${expected}, `);
    expect(thrown.message).toContain(found);
    expect(thrown.message).not.toMatch(/magic|Damaged/);
    expect(thrown.hint).toMatch(hint);
  });
});

function thrownBy(work: () => unknown): StageFailure {
  try {
    work();
  } catch (error) {
    if (error instanceof StageFailure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('checkDigests()', () => {
  const digest = `sha256:${createHash('sha256').update(IMAGES).digest('hex')}`;
  const contents = (bytes: Uint8Array) => () => ({ file: 'folder/images', bytes });
  it('passes the content that the digest tells, and refuses another', async () => {
    await expect(checkDigests(contents(IMAGES), { images: digest }, READING)).resolves.toBeUndefined();
    await expect(checkDigests(contents(IMAGES.subarray(1)), { images: digest }, READING)).rejects.toThrow(
      new RegExp(`^Wrong content of "folder/images": expected ${digest}, found sha256:[0-9a-f]{64}$`),
    );
    await expect(
      checkDigests(contents(Buffer.from('<html>no such file')), { images: digest }, READING),
    ).rejects.toThrow(/found sha256:[0-9a-f]{64}, a web page \(HTML\)$/);
  });
});

describe('readIdxPart()', () => {
  const LABELS = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 2);
  const part =
    (labels = LABELS, images = IMAGES): Contents =>
    (name) => ({ file: `folder/${name}`, bytes: name.includes('labels') ? labels : images });

  it('counts classes from the first label', () => {
    const read = readIdxPart(part(), { part: 'train', classes: 2, first: 1 });
    expect(read.labels).toEqual(Uint8Array.of(0, 1));
    expect(read.shape).toEqual([2, 3, 1]);
  });

  it('tells the image and the label that is outside the classes', () => {
    expect(() => readIdxPart(part(), { part: 't10k', classes: 2 })).toThrow(
      new StageFailure(
        'Label out of range in "folder/t10k-labels-idx1-ubyte": image 1 has label 2, expected 0 to 1 for 2 classes',
      ),
    );
  });

  it('refuses images and labels that do not belong together', () => {
    const one = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 0);
    expect(() => readIdxPart(part(one), { part: 'train' })).toThrow(
      'Images and labels do not belong together: 2 images in "folder/train-images-idx3-ubyte", 1 labels in "folder/train-labels-idx1-ubyte"',
    );
  });
});
