// A store may come from a stranger or be damaged: in the place of a file there may be a pipe that nobody writes to, a device
// that never ends, or a link that leads elsewhere. All files of the store are opened here.

import { closeSync, constants, fstatSync, openSync, readSync, writeSync, type BigIntStats } from 'node:fs';
import { codeOf } from './atomic.ts';

/** Flags for opening a file of the store: do not follow links, and do not wait for a pipe. */
export const READ: number = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const APPEND =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Something is in the place of a file that Assay cannot have written. `wrong` says why, to follow its name. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
  readonly wrong: string;

  constructor(path: string, wrong: string) {
    super(`${path} ${wrong}`);
    this.wrong = wrong;
  }
}

/**
 * Opens a regular file of at most `most` bytes for the duration of `use`, which gets its facts from before it was read.
 *
 * @throws NotOurs for a link, a folder, a pipe, a device, or a larger file; the system's error when it cannot be opened
 */
export function withRegular<T>(path: string, most: number, use: (file: number, stat: BigIntStats) => T): T {
  let file: number;
  try {
    file = openSync(path, READ);
  } catch (error) {
    throw explained(path, error);
  }
  try {
    const stat = fstatSync(file, { bigint: true });
    if (!stat.isFile()) throw new NotOurs(path, `is ${kindOf(stat)}, not a file`);
    if (stat.size > most) throw new NotOurs(path, `has ${stat.size} bytes; expected at most ${most}`);
    return use(file, stat);
  } finally {
    closeSync(file);
  }
}

/** Returns the content of a file, opened like `withRegular`. */
export function readRegular(path: string, most: number): Buffer {
  return withRegular(path, most, (file, stat) => readAll(path, file, { size: Number(stat.size), most }));
}

/** Returns the content of an open file that had `size` bytes when it was opened. Refuses a file that grows past `most`. */
export function readAll(
  path: string,
  file: number,
  { size, most }: { readonly size: number; readonly most: number },
): Buffer {
  // With room for one more byte, a short read means the end.
  let bytes = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(file, bytes, length, bytes.length - length, null);
    length += count;
    if (length > most) throw new NotOurs(path, `grows past ${most} bytes`);
    if (count === 0 || (length === size && count === size)) return bytes.subarray(0, length);
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, most) + 1);
  }
}

/** Appends text to a regular file in one write; creates the file, with this mode, when there is none. */
export function appendRegular(path: string, text: string, mode: number): void {
  const file = openAppending(path, mode);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** Opens a regular file to write at its end; creates it, with this mode, when there is none. Whoever calls it closes the file. */
export function openAppending(path: string, mode: number): number {
  let file: number;
  try {
    file = openSync(path, APPEND, mode);
  } catch (error) {
    throw explained(path, error);
  }
  const stat = fstatSync(file);
  if (stat.isFile()) return file;
  closeSync(file);
  throw new NotOurs(path, `is ${kindOf(stat)}, not a file`);
}

/** Whether an open file of `size` bytes ends with the end of a line. */
export function endsLine(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] === 0x0a;
}

/** Writes a whole text to an open file; a full disk or a signal may cut one write short. */
export function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

/** Names what something is that is not a file. */
export function kindOf(stat: { isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  if (stat.isDirectory()) return 'a folder';
  return stat.isSymbolicLink() ? 'a symbolic link' : 'a device or pipe';
}

/** The system's error on opening a link, a socket, or a device without a driver. */
function explained(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'ELOOP' || code === 'EMLINK') return new NotOurs(path, 'is a symbolic link, not a file');
  return code === 'ENXIO' || code === 'ENODEV' ? new NotOurs(path, 'is a device or pipe, not a file') : error;
}
