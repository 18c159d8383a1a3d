import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { StageFailure } from '../../engine/core/failure.ts';
import { MAX_FILE_BYTES, tooLarge } from './open-file.ts';
import type { Reading } from './reading.ts';
import { whatIs } from './sniff.ts';

/** How packed bytes are framed: as gzip files, as zlib streams (MAT-files), or not at all (zip archives). */
const UNPACKERS = { gzip: createGunzip, zlib: createInflate, raw: createInflateRaw } as const;

/** Bytes could not be unpacked. */
export class PackingFault extends Error {
  override readonly name = 'PackingFault';
  /** How many of them were read. */
  readonly at: number;

  constructor(at: number, cause: unknown) {
    super((cause as Error).message, { cause });
    this.at = at;
  }
}

/**
 * Unpacks bytes that are whole in memory.
 *
 * @param file only named in errors
 * @throws PackingFault if they are damaged; StageFailure if they unpack to more than `MAX_FILE_BYTES`
 */
export async function unpackBytes(
  packing: keyof typeof UNPACKERS,
  bytes: Uint8Array,
  file: string,
  reading: Reading,
): Promise<Buffer> {
  const stream = UNPACKERS[packing]({ chunkSize: 1 << 20 });
  const pieces: Buffer[] = [];
  let length = 0;
  stream.end(bytes);
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length > MAX_FILE_BYTES) throw tooLarge(file, 'unpacked, it has');
      await reading.pause();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw error;
    throw new PackingFault(stream.bytesWritten, error);
  } finally {
    stream.destroy();
  }
  return Buffer.concat(pieces);
}

/**
 * The failure for a gzip file that cannot be unpacked: at which byte, and what that means.
 *
 * @param where.at bytes that were read
 * @param where.of bytes that the file has
 * @param where.head how the file begins
 */
export function damagedGzip(
  file: string,
  where: { readonly at: number; readonly of: number; readonly head: Uint8Array; readonly error: unknown },
): StageFailure {
  const { at, of, head, error } = where;
  const { message } = error as Error;
  const what = whatIs(head);
  if (what !== undefined && what !== 'a gzip file')
    return new StageFailure(`Cannot unpack "${file}": expected a gzip file, found ${what}`, { cause: error });
  const isCut = message === 'unexpected end of file';
  const fault = isCut ? `the file ends early, after ${of} bytes` : message;
  return new StageFailure(`Damaged gzip file "${file}", byte ${isCut ? of : at}: ${fault}`, {
    hint: 'Get the file again: its download or copy was not whole.',
    cause: error,
  });
}
