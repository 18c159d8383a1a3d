import { StageFailure } from '../../engine/core/failure.ts';
import { PackingFault, unpackBytes } from './gzip.ts';
import type { Content } from './content.ts';
import type { Numbers } from './number-array.ts';
import type { Reading } from './reading.ts';
import { downloadHint, whatIs } from './sniff.ts';

// MAT-files of version 5: a header of 128 bytes, then elements. An element is a tag (type and size) and its data, padded to
// 8 bytes; data of up to 4 bytes may be inside the tag. Variables are elements of type "matrix", whose data are elements:
// flags, sizes, name, numbers. A matrix may be packed, alone in an element of type "compressed".
// https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf, chapter 1.
// The readers on npm return arrays of arrays of numbers, which is far too much memory for 73,257 colour images.

const HEADER_BYTES = 128;
const INT32 = 5;
const UINT32 = 6;
const MATRIX = 14;
const COMPRESSED = 15;
/** The first numeric class: cells, structures, objects, texts and sparse matrices have lower ones. */
const FIRST_NUMERIC_CLASS = 6;

/** A numeric array, column-major: the first axis changes fastest. */
export interface MatArray {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

/** The numbers of an element by its type; `bytes` begin at a multiple of 8. */
const NUMBERS: Readonly<Record<number, (bytes: Uint8Array<ArrayBuffer>) => Numbers>> = {
  1: ({ buffer, byteOffset, byteLength }) => new Int8Array(buffer, byteOffset, byteLength),
  2: (bytes) => bytes,
  3: ({ buffer, byteOffset, byteLength }) => new Int16Array(buffer, byteOffset, byteLength / 2),
  4: ({ buffer, byteOffset, byteLength }) => new Uint16Array(buffer, byteOffset, byteLength / 2),
  5: ({ buffer, byteOffset, byteLength }) => new Int32Array(buffer, byteOffset, byteLength / 4),
  6: ({ buffer, byteOffset, byteLength }) => new Uint32Array(buffer, byteOffset, byteLength / 4),
  7: ({ buffer, byteOffset, byteLength }) => new Float32Array(buffer, byteOffset, byteLength / 4),
  9: ({ buffer, byteOffset, byteLength }) => new Float64Array(buffer, byteOffset, byteLength / 8),
};

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
  /** Where its tag begins. */
  readonly start: number;
  /** Where the next one begins. */
  readonly end: number;
}

/**
 * The real, full, numeric variables of a MAT-file of version 5, by name; others are left out.
 *
 * @throws StageFailure if it is not a MAT-file, has another version, was written big-endian, or is damaged
 */
export async function readMat(content: Content, reading: Reading): Promise<ReadonlyMap<string, MatArray>> {
  checkHeader(content);
  const { file, bytes } = content;
  const arrays = new Map<string, MatArray>();
  for (let at = HEADER_BYTES; at < bytes.length;) {
    const element = readElement(content, at);
    at = element.end;
    if (element.type === COMPRESSED) {
      const inside = {
        file: `${file}" (unpacked from byte ${element.start})`,
        bytes: await unpack(file, element, reading),
      };
      readVariable(inside, readElement(inside, 0), arrays);
    } else {
      readVariable(content, element, arrays);
    }
  }
  return arrays;
}

/** The end of the header: the version, then `IM` as little-endian machines write it. */
const VERSION_AT = 124;
const VERSION_5 = 0x0001494d;
const VERSION_5_BIG_ENDIAN = 0x01004d49;
const VERSION_7_3 = 0x0002494d;

function checkHeader({ file, bytes }: Content): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes.length < HEADER_BYTES ? undefined : view.getUint32(VERSION_AT);
  if (version === VERSION_5) return;
  const what = whatIs(bytes);
  if (version === VERSION_7_3 || what?.includes('HDF5') === true) {
    throw new StageFailure(`Cannot read "${file}": expected a MAT-file of version 5, found version 7.3 (HDF5)`, {
      hint: 'Save it again in MATLAB with save(..., "-v7").',
    });
  }
  if (version === VERSION_5_BIG_ENDIAN) {
    throw new StageFailure(`Cannot read "${file}": it was written by a big-endian machine`, {
      hint: 'Save it again on a little-endian one, such as any PC.',
    });
  }
  if (what !== undefined && !what.startsWith('a MAT-file')) {
    const hint = downloadHint(what);
    throw new StageFailure(`Cannot read "${file}": expected a MAT-file of version 5, found ${what}`, {
      ...(hint !== undefined && { hint }),
    });
  }
  if (version === undefined)
    throw damaged(file, 0, `the file ends early: expected a header of ${HEADER_BYTES} bytes, found ${bytes.length}`);
  const found = `0x${version.toString(16).padStart(8, '0')}`;
  throw damaged(file, VERSION_AT, `expected version 5, little-endian (0x0001494d), found ${found}`);
}

async function unpack(file: string, { start, data }: Element, reading: Reading): Promise<Uint8Array> {
  try {
    return await unpackBytes('zlib', data, file, reading);
  } catch (error) {
    if (!(error instanceof PackingFault)) throw error;
    throw damaged(file, start, `cannot unpack ${data.length} bytes: ${error.message}`);
  }
}

function readElement({ file, bytes }: Content, start: number): Element {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start + 8 > bytes.length) throw damaged(file, start, 'the file ends early: expected a tag of 8 bytes');
  const word = view.getUint32(start, true);
  const small = word >>> 16;
  if (small > 0) {
    if (small > 4) throw damaged(file, start, `expected at most 4 bytes in a small element, found ${small}`);
    return { type: word & 0xffff, data: bytes.subarray(start + 4, start + 4 + small), start, end: start + 8 };
  }
  const size = view.getUint32(start + 4, true);
  if (start + 8 + size > bytes.length) {
    throw damaged(file, start, `the file ends early: expected ${size} bytes, found ${bytes.length - start - 8}`);
  }
  // Packed elements are not padded.
  const end = start + 8 + (word === COMPRESSED ? size : Math.ceil(size / 8) * 8);
  return { type: word, data: bytes.subarray(start + 8, start + 8 + size), start, end };
}

function readVariable({ file }: Content, matrix: Element, arrays: Map<string, MatArray>): void {
  if (matrix.type !== MATRIX) return;
  const inside = { file, bytes: matrix.data };
  const next = (after: Element): Element => readElement(inside, after.end);
  const flags = readElement(inside, 0);
  const sizes = next(flags);
  const wrong = (what: string): StageFailure => damaged(file, matrix.start, `expected a variable, found ${what}`);
  if (flags.type !== UINT32 || flags.data.length !== 8) throw wrong(`flags of type ${flags.type}`);
  if (sizes.type !== INT32) throw wrong(`sizes of type ${sizes.type}`);
  const name = next(sizes);
  const isComplex = ((flags.data[1] ?? 0) & 8) !== 0;
  if ((flags.data[0] ?? 0) < FIRST_NUMERIC_CLASS || isComplex) return;
  const numbers = next(name);
  const typed = NUMBERS[numbers.type];
  if (typed === undefined) throw wrong(`numbers of type ${numbers.type}`);
  const shape = Array.from(NUMBERS[INT32]?.(aligned(sizes.data)) ?? []);
  const data = typed(aligned(numbers.data));
  const variable = Buffer.from(name.data).toString('latin1');
  const elements = shape.reduce((product, size) => product * size, 1);
  if (data.length !== elements) throw wrong(`${data.length} numbers for [${shape.join(', ')}] in "${variable}"`);
  arrays.set(variable, { shape, data });
}

/** A copy that starts at offset 0, as typed arrays of wider numbers need. */
function aligned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function damaged(file: string, offset: number, what: string): StageFailure {
  return new StageFailure(`Damaged MAT-file "${file}", byte ${offset}: ${what}`);
}
