import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/failure.ts';
import { parseIdx, readIdx } from '../../../stages/load/idx.ts';
import { withFolder } from '../shared/alone.ts';

// Two images of 2 x 3 pixels, written out by hand.
const IMAGES = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255);

describe('parseIdx()', () => {
  it('reads sizes as big-endian and keeps the order of the bytes', () => {
    expect(parseIdx(IMAGES, 'x', 3)).toEqual({
      shape: [2, 2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255),
    });
    const many = new Uint8Array(8 + 0x0102);
    many.set([0, 0, 8, 1, 0, 0, 1, 2]);
    expect(parseIdx(many, 'x', 1).shape).toEqual([258]);
  });

  it.each([
    [IMAGES.subarray(0, 9), 3, 'byte 0: expected a header of 16 bytes, found 9 bytes in all'],
    [IMAGES, 1, 'byte 0: expected magic number 0x00000801, found 0x00000803'],
    [Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), 1, 'byte 0: expected magic number 0x00000801, found 0x00000d01'],
    [IMAGES.subarray(0, 27), 3, 'byte 16: expected 12 bytes for [2, 2, 3], found 11: the file is truncated'],
    [
      Buffer.concat([IMAGES, Buffer.of(0)]),
      3,
      'byte 16: expected 12 bytes for [2, 2, 3], found 13: the file is too long',
    ],
    [Uint8Array.of(0, 0, 8, 1, 255, 255, 255, 255), 1, 'byte 8: expected 4294967295 bytes for [4294967295], found 0'],
  ])('refuses damage %#', (bytes, dimensions, message) => {
    expect(() => parseIdx(bytes, 'folder/x', dimensions)).toThrow(StageFailure);
    expect(() => parseIdx(bytes, 'folder/x', dimensions)).toThrow(`Damaged IDX file "folder/x", ${message}`);
  });
});

describe('readIdx()', () => {
  const digest = `sha256:${createHash('sha256').update(IMAGES).digest('hex')}`;
  it.each([
    ['images', IMAGES],
    ['images.gz', gzipSync(IMAGES)],
    ['images', gzipSync(IMAGES)],
  ])('reads %s, packed or not, and checks the digest of the unpacked bytes', async (name, bytes) => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, name), bytes);
      expect((await readIdx(folder, 'images', { dimensions: 3, digest })).shape).toEqual([2, 2, 3]);
    });
  });

  it('refuses another content than the digest tells', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'images'), Buffer.concat([IMAGES, IMAGES]));
      await expect(readIdx(folder, 'images', { dimensions: 3, digest })).rejects.toThrow(
        new RegExp(`^Wrong content of ".*images": expected ${digest}, found sha256:[0-9a-f]{64}$`),
      );
    });
  });

  it('says where it looked for a missing file', async () => {
    await withFolder(async (folder) => {
      await expect(readIdx(folder, 'images', { dimensions: 3, digest: undefined })).rejects.toThrow(
        new StageFailure(`Cannot find "images" or "images.gz" in "${folder}"`, {
          hint: 'Put the four IDX files of the dataset into that folder, or correct "root".',
        }),
      );
    });
  });

  it('refuses a packed file that is cut short', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'images.gz'), gzipSync(IMAGES).subarray(0, 30));
      await expect(readIdx(folder, 'images', { dimensions: 3, digest: undefined })).rejects.toThrow(
        /^Cannot unpack ".*images.gz"/,
      );
    });
  });
});
