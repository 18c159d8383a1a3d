import { constants, readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { finishDigest, startDigest } from '../../engine/core/digest.ts';
import { StageFailure } from '../../engine/core/failure.ts';
import type { Reading } from './reading.ts';

/** Bytes to read at a time. */
const PIECE_BYTES = 1 << 22;
/** The most bytes of one file, packed or unpacked, that are kept in memory. */
export const MAX_FILE_BYTES: number = 2 ** 31;

/**
 * Opens a file of the user's, which may be anything: a named pipe must not make us wait, and a device must not send bytes forever.
 *
 * @param most the most bytes it may have
 * @returns the open file, which the caller must close, and its size
 * @throws StageFailure if it cannot be opened, is not a regular file, or is larger
 */
export async function openFile(
  path: string,
  most: number = MAX_FILE_BYTES,
): Promise<{ readonly handle: FileHandle; readonly size: number }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile()) throw new StageFailure(`Cannot read "${path}": it is ${kindOf(stat)}, expected a file`);
    if (stat.size > most) throw tooLarge(path, `it has ${gigabytes(stat.size)},`, most);
    return { handle, size: stat.size };
  } catch (error) {
    await handle?.close();
    throw fileFailure(path, error);
  }
}

/**
 * Reads a whole file once and says which bytes it had.
 *
 * @throws StageFailure if it cannot be read, is not a regular file, or has more than `MAX_FILE_BYTES`
 */
export async function readOnce(path: string, reading: Reading): Promise<Uint8Array> {
  const { handle, size } = await openFile(path);
  const bytes = Buffer.allocUnsafeSlow(size);
  const hash = startDigest();
  let length = 0;
  const next = (): Promise<number> =>
    handle.read(bytes, length, Math.min(PIECE_BYTES, size - length)).then(({ bytesRead }) => bytesRead);
  let reads = size === 0 ? Promise.resolve(0) : next();
  try {
    for (let read = await reads; read > 0; read = await reads) {
      const piece = bytes.subarray(length, length + read);
      length += read;
      // Reads the next piece while this one is hashed, which hides most of the cost of hashing.
      reads = length === size ? Promise.resolve(0) : next();
      hash.update(piece);
      await reading.pause();
    }
    reading.usedFile(path, finishDigest(hash));
    return bytes.subarray(0, length);
  } catch (error) {
    throw fileFailure(path, error);
  } finally {
    await reads.catch(() => undefined);
    await handle.close();
  }
}

/** The failure for a file that has, or unpacks to, more bytes than can be read. */
export function tooLarge(file: string, what: string, most: number = MAX_FILE_BYTES): StageFailure {
  return new StageFailure(`Cannot read "${file}": ${what} more than the ${gigabytes(most)} that a file may have`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a named pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
}

/** What the system's errors mean when a file is read, and what helps. */
const MEANINGS: Readonly<Record<string, readonly [reason: string, hint?: string]>> = {
  ENOENT: ['it is not there'],
  EACCES: ['permission denied', 'Allow yourself to read it: chmod u+r for a file, chmod u+rx for a folder.'],
  EPERM: ['permission denied', 'Allow yourself to read it: chmod u+r for a file, chmod u+rx for a folder.'],
  EMFILE: ['this process may not open more files', 'Raise the limit, for example: ulimit -n 4096'],
  ENFILE: ['the system may not open more files', 'Close other programs, or raise the limit of the system.'],
  EIO: ['the disk cannot read it', 'Check the disk, or get the file again.'],
  ESTALE: ['its network disk has lost it', 'Mount the disk again.'],
  ELOOP: ['its links lead in a circle', 'Remove the link.'],
  ENXIO: ['it is a socket or a device, expected a file'],
  ENOTDIR: ['it lies below a file, expected a folder'],
};

/** Why the system does not open or list `path`, and what to do about it where that is known. */
export function meaningOf(path: string, error: unknown): { readonly reason: string; readonly hint?: string } {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const target = code === 'ENOENT' ? targetOf(path) : undefined;
  if (target !== undefined) {
    const hint = 'Mount the disk it leads to, or remove the link.';
    return { reason: `it is a link to "${target}", which is not there`, hint };
  }
  const [reason = message, hint] = MEANINGS[code] ?? [];
  return { reason, ...(hint !== undefined && { hint }) };
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // not a link
  }
}

/** An error of the system as a failure that names the file; other errors come back as they are. */
function fileFailure(path: string, error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).syscall === undefined) return error;
  const { reason, hint } = meaningOf(path, error);
  return new StageFailure(`Cannot read "${path}": ${reason}`, { ...(hint !== undefined && { hint }), cause: error });
}
