import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { StageFailure } from '../../engine/failure.ts';

/** An array of unsigned bytes, row-major. */
export interface ByteArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Second byte of the magic number: the element type. Only this one is read. */
const UNSIGNED_BYTE = 0x08;

/**
 * Reads the file `name` of `folder`, or `name.gz` where that is missing, as an IDX file of unsigned bytes.
 *
 * @param options.dimensions how many axes the array must have: 3 for images, 1 for labels
 * @param options.digest `sha256:<hex>` that the unpacked file must have; undefined: any content is taken
 * @throws StageFailure if the file is missing, has another digest, or is damaged
 */
export async function readIdx(
  folder: string,
  name: string,
  options: { readonly dimensions: number; readonly digest: string | undefined },
): Promise<ByteArray> {
  const { file, bytes } = await readUnpacked(folder, name);
  if (options.digest !== undefined) {
    const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (found !== options.digest) {
      throw new StageFailure(`Wrong content of "${file}": expected ${options.digest}, found ${found}`, {
        hint: 'Fetch the file again, or correct its digest if the content is meant to be another.',
      });
    }
  }
  return parseIdx(bytes, file, options.dimensions);
}

/**
 * Takes an IDX file apart: two zero bytes, the element type, the number of axes, one big-endian u32 size per axis, then the
 * elements. (http://yann.lecun.com/exdb/mnist, "The IDX file format".) `file` is only named in errors.
 *
 * @returns a view of `bytes`
 * @throws StageFailure if the magic number is not that of unsigned bytes on `dimensions` axes, or the length does not fit
 */
export function parseIdx(bytes: Uint8Array, file: string, dimensions: number): ByteArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = 4 + 4 * dimensions;
  if (bytes.length < headerBytes) {
    throw damaged(file, 0, `expected a header of ${headerBytes} bytes, found ${bytes.length} bytes in all`);
  }
  const magic = view.getUint32(0);
  const expected = (UNSIGNED_BYTE << 8) | dimensions;
  if (magic !== expected) throw damaged(file, 0, `expected magic number ${hex(expected)}, found ${hex(magic)}`);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const elements = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - headerBytes;
  if (found !== elements) {
    const what = found < elements ? 'truncated' : 'too long';
    throw damaged(
      file,
      headerBytes,
      `expected ${elements} bytes for [${shape.join(', ')}], found ${found}: the file is ${what}`,
    );
  }
  return { shape, data: bytes.subarray(headerBytes) };
}

async function readUnpacked(folder: string, name: string): Promise<{ file: string; bytes: Uint8Array }> {
  for (const file of [join(folder, name), join(folder, `${name}.gz`)]) {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw new StageFailure(`Cannot read "${file}": ${(error as Error).message}`, { cause: error });
    }
    // Some mirrors serve packed files under the plain name: look at the content, not at the name.
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { file, bytes };
    try {
      return { file, bytes: gunzipSync(bytes) };
    } catch (error) {
      throw new StageFailure(`Cannot unpack "${file}": ${(error as Error).message}`, { cause: error });
    }
  }
  throw new StageFailure(`Cannot find "${name}" or "${name}.gz" in "${folder}"`, {
    hint: 'Put the four IDX files of the dataset into that folder, or correct "root".',
  });
}

function damaged(file: string, offset: number, what: string): StageFailure {
  return new StageFailure(`Damaged IDX file "${file}", byte ${offset}: ${what}`);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
