import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { parseNpy } from '../../../stages/load/npy.ts';
import { BIG, F4, FORTRAN, I8, OBJ, SCALAR } from './numpy.ts';

const fault = (bytes: Uint8Array): string => {
  try {
    parseNpy({ file: 'a.npy', bytes });
  } catch (error) {
    if (error instanceof StageFailure) return [error.message, error.hint].filter(Boolean).join(' | ');
    throw error;
  }
  return 'no fault';
};

describe('parseNpy()', () => {
  it('reads what NumPy writes: floats, integers of 64 bits, a single number', () => {
    const floats = parseNpy({ file: 'f4.npy', bytes: F4 });
    expect(floats.shape).toEqual([4, 2, 3]);
    expect([...floats.data]).toEqual(Array.from({ length: 24 }, (_, at) => Math.fround(at / 255)));
    expect(parseNpy({ file: 'i8.npy', bytes: I8 })).toEqual({ shape: [4], data: Float64Array.of(0, 2, 1, 0) });
    expect(parseNpy({ file: 'scalar.npy', bytes: SCALAR })).toEqual({ shape: [], data: Uint8Array.of(3) });
  });

  it('reads a file that lies anywhere in memory', () => {
    const shifted = new Uint8Array(F4.length + 3);
    shifted.set(F4, 3);
    expect(parseNpy({ file: 'f4.npy', bytes: shifted.subarray(3) })).toEqual(parseNpy({ file: 'f4.npy', bytes: F4 }));
  });

  it.each([
    [
      'columns first',
      FORTRAN,
      'Cannot read "a.npy": its array is stored by columns (Fortran order) | Store it by rows, in NumPy: np.ascontiguousarray(array).',
    ],
    [
      'the other byte order',
      BIG,
      'Cannot read "a.npy": expected an array of numbers, found numbers of the other byte order | Store it in the usual order, in NumPy: array.astype(array.dtype.newbyteorder("<")).',
    ],
    [
      'Python objects',
      OBJ,
      'Cannot read "a.npy": expected an array of numbers, found Python objects | Store numbers, in NumPy: array.astype("uint8") or array.astype("float32").',
    ],
    [
      'a file that ends early',
      I8.subarray(0, -1),
      'Damaged NumPy array "a.npy", byte 128: the file ends early: expected 32 bytes for [4], found 31',
    ],
    [
      'a file that is too long',
      Buffer.concat([I8, I8]),
      'Damaged NumPy array "a.npy", byte 128: the file is too long: expected 32 bytes for [4], found 192',
    ],
    ['a cut header', I8.subarray(0, 9), 'Damaged NumPy array "a.npy", byte 9: the file ends early'],
    [
      'no header',
      Buffer.concat([I8.subarray(0, 10), Buffer.alloc(118, 65)]),
      'Damaged NumPy array "a.npy", byte 10: expected a header with "descr", "fortran_order" and "shape"',
    ],
    [
      'something else',
      Buffer.from('<html>'),
      'Cannot read "a.npy": expected a NumPy array (.npy), found a web page (HTML)',
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(fault(bytes)).toBe(message);
  });
});
