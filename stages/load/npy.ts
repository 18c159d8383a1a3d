import { StageFailure } from '../../engine/core/failure.ts';
import type { Content } from './content.ts';
import type { NumberArray, Numbers } from './number-array.ts';
import { whatIs } from './sniff.ts';

// A .npy file: "\x93NUMPY", the version, the length of the header (u16 in version 1, u32 afterwards, little-endian), the header, which
// is a Python dictionary as text, and the elements. (NumPy, "numpy.lib.format".)
const MAGIC = '\x93NUMPY';
const HEADER = /^\{'descr': '([^']+)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\),? *\} *\n$/;

/** How NumPy names the types that are read. `|` and `<`: nothing to swap. */
const READ: Readonly<Record<string, { readonly bytes: number; readonly make: (buffer: ArrayBuffer) => Numbers }>> = {
  '|b1': { bytes: 1, make: (buffer) => new Uint8Array(buffer) },
  '|u1': { bytes: 1, make: (buffer) => new Uint8Array(buffer) },
  '|i1': { bytes: 1, make: (buffer) => new Int8Array(buffer) },
  '<u2': { bytes: 2, make: (buffer) => new Uint16Array(buffer) },
  '<i2': { bytes: 2, make: (buffer) => new Int16Array(buffer) },
  '<u4': { bytes: 4, make: (buffer) => new Uint32Array(buffer) },
  '<i4': { bytes: 4, make: (buffer) => new Int32Array(buffer) },
  '<f4': { bytes: 4, make: (buffer) => new Float32Array(buffer) },
  '<f8': { bytes: 8, make: (buffer) => new Float64Array(buffer) },
  '<i8': { bytes: 8, make: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number) },
  '<u8': { bytes: 8, make: (buffer) => Float64Array.from(new BigUint64Array(buffer), Number) },
};

/**
 * Parses a .npy file. Integers of 64 bits come as float64, which is exact up to 2^53.
 *
 * @throws StageFailure if it is something else, is damaged, or holds what is no plain array of numbers
 */
export function parseNpy({ file, bytes }: Content): NumberArray {
  const own = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (own.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new StageFailure(
      `Cannot read "${file}": expected a NumPy array (.npy), found ${whatIs(bytes) ?? 'other bytes'}`,
    );
  }
  const wide = (own[MAGIC.length] ?? 0) > 1;
  const before = MAGIC.length + 2 + (wide ? 4 : 2);
  if (own.length < before) throw damaged(file, own.length, 'the file ends early');
  const length = wide ? own.readUInt32LE(MAGIC.length + 2) : own.readUInt16LE(MAGIC.length + 2);
  const text = own.toString('latin1', before, before + length);
  const [, descr = '', order, sizes = ''] = HEADER.exec(text) ?? [];
  if (order === undefined) throw damaged(file, before, 'expected a header with "descr", "fortran_order" and "shape"');
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const type = READ[descr];
  if (type === undefined) throw wrongType(file, descr);
  if (order === 'True' && shape.length > 1) {
    throw new StageFailure(`Cannot read "${file}": its array is stored by columns (Fortran order)`, {
      hint: 'Store it by rows, in NumPy: np.ascontiguousarray(array).',
    });
  }
  const expected = shape.reduce((product, size) => product * size, type.bytes);
  const found = own.length - before - length;
  if (found !== expected) {
    const what = found < expected ? 'the file ends early' : 'the file is too long';
    throw damaged(
      file,
      before + length,
      `${what}: expected ${expected} bytes for [${shape.join(', ')}], found ${found}`,
    );
  }
  // A copy, because elements of several bytes must lie at a multiple of their size.
  return { shape, data: type.make(new Uint8Array(own.subarray(before + length)).buffer) };
}

function wrongType(file: string, descr: string): StageFailure {
  const isSwapped = descr.startsWith('>');
  const what = isSwapped
    ? 'numbers of the other byte order'
    : descr.includes('O')
      ? 'Python objects'
      : `type "${descr}"`;
  const hint = isSwapped
    ? 'Store it in the usual order, in NumPy: array.astype(array.dtype.newbyteorder("<")).'
    : 'Store numbers, in NumPy: array.astype("uint8") or array.astype("float32").';
  return new StageFailure(`Cannot read "${file}": expected an array of numbers, found ${what}`, { hint });
}

function damaged(file: string, offset: number, what: string): StageFailure {
  return new StageFailure(`Damaged NumPy array "${file}", byte ${offset}: ${what}`);
}
