import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../../engine/core/failure.ts';
import { readMat } from '../../../../stages/load/mat.ts';
import { readSvhn } from '../../../../stages/load/sources/svhn.ts';
import { MAT, MAT_PLAIN } from '../binaries.ts';
import { READING } from '../reading.ts';

const content = (bytes: Uint8Array) => ({ file: 'folder/x.mat', bytes });

/** An element of a MAT-file, filled up to 8 bytes. */
function element(type: number, data: Uint8Array): Uint8Array {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(data.length, 4);
  return Buffer.concat([tag, data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
}

/** A variable of bytes. */
function variable(name: string, shape: readonly number[], data: Uint8Array, type = 2): Uint8Array {
  const flags = element(6, Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0));
  const sizes = element(5, new Uint8Array(Int32Array.from(shape).buffer));
  return element(14, Buffer.concat([flags, sizes, element(1, Buffer.from(name)), element(type, data)]));
}

/** A variable of zeros that are stored as doubles. */
function doubles(name: string, shape: readonly number[]): Uint8Array {
  return variable(name, shape, new Uint8Array(8 * shape.reduce((product, size) => product * size)), 9);
}

/** A header as a big-endian machine writes it: version 0x0100, then MI. */
const bigEndian = (): Uint8Array => Buffer.concat([MAT.subarray(0, 124), Uint8Array.of(1, 0, 0x4d, 0x49)]);

const matFile = (...variables: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([MAT.subarray(0, 128), ...variables]);

describe('readMat()', () => {
  it('reads what SciPy writes, packed, and leaves out what is not a real number', async () => {
    const arrays = await readMat(content(MAT), READING);
    expect([...arrays.keys()].sort()).toEqual(['X', 'd', 'y']);
    expect(arrays.get('y')).toEqual({ shape: [3, 1], data: Uint8Array.of(10, 3, 1) });
    expect(arrays.get('d')).toEqual({ shape: [1, 2], data: Float64Array.of(1.5, -2) });
    const { shape, data } = arrays.get('X') ?? { shape: [], data: [] };
    expect(shape).toEqual([32, 32, 3, 3]);
    // Column-major: the row changes fastest, then column, channel, image.
    for (const [row, column, channel, image] of [
      [0, 0, 0, 0],
      [5, 7, 2, 1],
      [31, 30, 1, 2],
    ] as const) {
      const at = row + 32 * (column + 32 * (channel + 3 * image));
      expect(data[at]).toBe((8 * row + column + 60 * channel + 20 * image) % 256);
    }
  });

  it('reads what is not packed, small elements included', async () => {
    const arrays = await readMat(content(MAT_PLAIN), READING);
    expect(arrays.get('s')).toEqual({ shape: [1, 3], data: Int16Array.of(1, 2, 3) });
    expect(arrays.get('y')?.data).toHaveLength(3);
  });

  it.each([
    ['a short header', MAT.subarray(0, 100), 'byte 0: the file ends early: expected a header of 128 bytes, found 100'],
    [
      'an unknown version',
      Buffer.concat([MAT.subarray(0, 124), Uint8Array.of(1, 2, 3, 4)]),
      'byte 124: expected version 5, little-endian (0x0001494d), found 0x01020304',
    ],
    ['a cut tag', MAT_PLAIN.subarray(0, 132), 'byte 128: the file ends early: expected a tag of 8 bytes'],
    ['a cut element', MAT_PLAIN.subarray(0, 150), 'byte 128: the file ends early: expected 72 bytes, found 14'],
    [
      'fewer numbers than the shape tells',
      matFile(variable('y', [2, 2], Uint8Array.of(1, 2, 3))),
      'byte 128: expected a variable, found 3 numbers for [2, 2] in "y"',
    ],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(readMat(content(bytes), READING)).rejects.toThrow(
      new StageFailure(`Damaged MAT-file "folder/x.mat", ${message}`),
    );
  });

  it.each([
    [
      'version 7.3 by its header',
      Buffer.concat([MAT.subarray(0, 124), Uint8Array.of(0, 2, 0x49, 0x4d)]),
      'expected a MAT-file of version 5, found version 7.3 (HDF5)',
      'Save it again in MATLAB with save(..., "-v7").',
    ],
    [
      'HDF5',
      Buffer.concat([Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.alloc(200)]),
      'expected a MAT-file of version 5, found version 7.3 (HDF5)',
      'Save it again in MATLAB with save(..., "-v7").',
    ],
    [
      'a web page',
      Buffer.from('<!doctype html>'),
      'expected a MAT-file of version 5, found a web page (HTML)',
      'The download of the file went wrong: get it again, and look at what the server answers.',
    ],
    [
      'a text',
      Buffer.alloc(200, 'x'),
      'expected a MAT-file of version 5, found text that begins with "xxxxxxxxxxxxxxxxxxxxxxxx"',
      undefined,
    ],
    [
      'big-endian',
      bigEndian(),
      'it was written by a big-endian machine',
      'Save it again on a little-endian one, such as any PC.',
    ],
  ])('says that it is %s', async (_, bytes, message, hint) => {
    await expect(readMat(content(bytes), READING)).rejects.toThrow(
      new StageFailure(`Cannot read "folder/x.mat": ${message}`, hint === undefined ? {} : { hint }),
    );
  });

  it('tells which packed element is damaged', async () => {
    const bytes = Buffer.from(MAT);
    bytes.fill(0, 140, 160);
    await expect(readMat(content(bytes), READING)).rejects.toThrow(
      /^Damaged MAT-file "folder\/x.mat", byte 128: cannot unpack \d+ bytes: /,
    );
  });
});

describe('readSvhn()', () => {
  it('turns columns into rows, planes into channels, and label 10 into the digit 0', async () => {
    const { shape, images, labels } = await readSvhn(content(MAT), READING);
    expect(shape).toEqual([32, 32, 3]);
    expect(labels).toEqual(Uint8Array.of(0, 3, 1));
    let at = 0;
    for (let image = 0; image < 3; image++) {
      for (let row = 0; row < 32; row++) {
        for (let column = 0; column < 32; column++) {
          for (let channel = 0; channel < 3; channel++) {
            if (images[at++] === (8 * row + column + 60 * channel + 20 * image) % 256) continue;
            expect.fail(`pixel ${at - 1} is ${images[at - 1]}`);
          }
        }
      }
    }
    expect(at).toBe(images.length);
  });

  const pixels = new Uint8Array(3072);
  it('reads a single image, whose last axis MATLAB drops', async () => {
    const file = matFile(variable('X', [32, 32, 3], pixels), variable('y', [1, 1], Uint8Array.of(4)));
    expect((await readSvhn(content(file), READING)).labels).toEqual(Uint8Array.of(4));
  });

  it.each([
    [
      matFile(variable('X', [32, 32, 3, 1], pixels), variable('y', [1, 1], Uint8Array.of(0))),
      'Label out of range in "folder/x.mat": image 0 has label 0, expected 1 to 10, where 10 is the digit 0',
    ],
    [
      matFile(variable('X', [32, 32, 3, 1], pixels), variable('y', [2, 1], Uint8Array.of(1, 2))),
      'Not a file of SVHN: "folder/x.mat": expected y, labels [1, 1], found uint8 [2, 1]',
    ],
    [
      matFile(variable('X', [32, 96], pixels)),
      'Not a file of SVHN: "folder/x.mat": expected X, uint8 [32, 32, 3, images], found uint8 [32, 96]',
    ],
    [
      matFile(doubles('X', [32, 32, 3, 1])),
      'Not a file of SVHN: "folder/x.mat": expected X, uint8 [32, 32, 3, images], found double [32, 32, 3, 1]',
    ],
    [MAT_PLAIN, 'Not a file of SVHN: "folder/x.mat": expected X, uint8 [32, 32, 3, images], found no such array'],
  ])('refuses other content %#', async (bytes, message) => {
    await expect(readSvhn(content(bytes), READING)).rejects.toThrow(message);
  });
});
