// How files enter the store. A reader sees a whole file or none, even after a crash or a power cut:
//
// 1. write everything to a temporary name on the same file system (flag wx: never somebody else's file);
// 2. fsync the file, so that its bytes are on the disk before its name is;
// 3. rename it to its name, which is atomic;
// 4. fsync the folder, so that the name is on the disk before anything refers to it.
//
// Only the fsyncs are asynchronous: every other call takes a few microseconds, and a detour through Node's threads tens of
// them.

import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { constants as osConstants } from 'node:os';
import { dirname } from 'node:path';
import { StageFailure, UsageError } from '../../core/failure.ts';

const SETGID = 0o2000;

/** Writes a whole file under its final name, as described above. Replaces an existing file. */
export async function writeAtomically(
  target: string,
  content: string | Uint8Array,
  options: { readonly temporary: { name(): Promise<string> }; readonly mode?: number },
): Promise<void> {
  await explainingFailures(target, async () => {
    const path = await options.temporary.name();
    await writeNew(path, content, options.mode ?? 0o644);
    await install(path, target);
  });
}

/** Creates the file `path` and has it on the disk before it returns. Leaves no file behind when it fails. */
export async function writeNew(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  // A read-only mode is fine: it applies to those who open the file later.
  const file = openNew(path, mode);
  try {
    try {
      writeFileSync(file, content);
      await flushed(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/**
 * Opens a new file under a name that only this process uses. An empty file that already exists is ours: a file server created
 * it for this very call, its answer was lost, and the repeated request found it.
 */
export function openNew(path: string, mode: number): number {
  try {
    return openSync(path, 'wx', mode);
  } catch (error) {
    const left = codeOf(error) === 'EEXIST' ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
    if (left?.isFile() !== true || left.size > 0) throw error;
    rmSync(path);
    return openSync(path, 'wx', mode);
  }
}

/**
 * Renames a file or folder. When the answer of a file server was lost, the repeated request finds nothing to rename; the rename
 * is done if the same file has the new name.
 */
export function rename(from: string, to: string): void {
  const { ino } = lstatSync(from);
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || lstatSync(to, { throwIfNoEntry: false })?.ino !== ino) throw error;
  }
}

/**
 * Copies a file to the new file `path`, which its owner may write to. Where the file system can, the two share bytes until one
 * changes. The copy is not on the disk yet: see `sync`. A failure may leave half a file.
 */
export async function copyNew(from: string, path: string): Promise<void> {
  await copyFile(from, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  // The copy has the mode of the original now; a new file has what the user's umask leaves of 666.
  setMode(path, 0o666 & ~process.umask());
}

/** Removes everybody's permission to write. */
export function makeReadOnly(path: string): void {
  setMode(path, statSync(path).mode & 0o444);
}

/** Modes only guard against accidents. On a file system without modes, a file keeps what it has. */
function setMode(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw error;
  }
}

/** Waits until a file is on the disk. */
export async function sync(path: string): Promise<void> {
  // Windows flushes only writable files.
  await flush(path, process.platform === 'win32' ? constants.O_RDWR : constants.O_RDONLY);
}

/** Waits until the names in a folder are on the disk. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file systems write names in order by themselves.
  if (process.platform !== 'win32') await flush(path, constants.O_RDONLY);
}

async function flush(path: string, flags: number): Promise<void> {
  const file = openSync(path, flags);
  try {
    await flushed(file);
  } finally {
    closeSync(file);
  }
}

function flushed(file: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(file, (error) => (error === null ? resolve() : reject(error))));
}

/** Gives a file on the disk its final name, and has the name on the disk before it returns. */
export async function install(path: string, target: string): Promise<void> {
  await nameFile(path, target, () => makeFolder(dirname(target)));
  await syncFolder(dirname(target));
}

/** Gives a file its final name, which a power cut may take from it again: see `ObjectStore.receive`. */
export async function place(path: string, target: string): Promise<void> {
  await nameFile(path, target, async () => {
    const folder = dirname(target);
    // Only its own folder, because the parents say that there is a store.
    if (!existsSync(dirname(folder))) await makeFolder(dirname(folder));
    makeIfMissing(folder);
    shareFolder(folder);
  });
}

/** Renames a file, and makes its new folder first if there is none. Removes the file when that fails. */
async function nameFile(path: string, target: string, makeIts: () => Promise<void>): Promise<void> {
  try {
    try {
      shareFile(path, dirname(target));
      rename(path, target);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      await makeIts();
      shareFile(path, dirname(target));
      rename(path, target);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/** Creates a folder and its parents, each on the disk before the next. */
export async function makeFolder(path: string): Promise<void> {
  await explainingFailures(path, async () => {
    try {
      await makeOne(path);
    } catch (cause) {
      if (codeOf(cause) !== 'ENOENT') throw cause;
      throw new UsageError(`Cannot create the folder ${path}: its file system does not allow it`, {
        hint: 'Use another store with --store DIR or ASSAY_STORE.',
        cause,
      });
    }
  });
}

/** Node's own `recursive` would try forever where a file system refuses a folder with ENOENT, as /proc does. */
async function makeOne(path: string): Promise<void> {
  if (!existsSync(dirname(path))) await makeOne(dirname(path));
  if (!makeIfMissing(path)) return;
  shareFolder(path);
  await syncFolder(dirname(path));
}

/** Creates one folder; returns false when there is one already, which another process or machine may have made just now. */
function makeIfMissing(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
    throw error;
  }
}

/**
 * Gives the group the access that a setgid folder promises: a store is shared by a group when its folder has the setgid bit.
 * The group can then read every file in it, whatever the umask of a user, and with `write` change it.
 *
 * @throws the system's ENOENT when the file or folder does not exist
 */
export function shareFile(path: string, folder: string, { write = false } = {}): void {
  if ((statSync(folder).mode & SETGID) === 0) return;
  const stat = lstatSync(path);
  if (stat.isFile()) addMode(path, stat.mode, write ? 0o060 : 0o040);
}

/** Lets the group use a new folder like its owner, and pass that on, if the parent folder does so. */
export function shareFolder(path: string): void {
  if ((statSync(dirname(path)).mode & SETGID) !== 0) addMode(path, statSync(path).mode, SETGID | 0o070);
}

function addMode(path: string, mode: number, bits: number): void {
  if ((mode & bits) !== bits) setMode(path, (mode & 0o7777) | bits);
}

/** Does something with a file of the store; an error that the system's state explains becomes one that teaches. */
export async function explainingFailures<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, path);
  }
}

/**
 * Returns the failure for a write below `path` that the system refused: a disk that is full, broken or suddenly read-only, as
 * systems make it after errors; or a limit that was reached. Returns any other error unchanged.
 */
export function diskFailure(cause: unknown, path: string): unknown {
  const failure = (message: string, hint: string): StageFailure => new StageFailure(message, { hint, cause });
  switch (codeOf(cause) ?? '') {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure(
        `No space left to write ${path}`,
        'Free some space ("assay gc" deletes results that no kept run needs) or move the store with --store DIR. Finished steps are kept.',
      );
    case 'EFBIG':
      return failure(
        `A file in ${path} is larger than the system allows`,
        'Raise the limit ("ulimit -f unlimited"), or move the store with --store DIR to a file system that allows larger files.',
      );
    case 'EMFILE':
      return failure(
        'Cannot open a file: too many files are open (EMFILE)',
        'Allow more, for example with "ulimit -n 1024", and run the command again.',
      );
    case 'ENFILE':
      return failure(
        'Cannot open a file: the system has too many open files (ENFILE)',
        'Close other programs, and run the command again.',
      );
    case 'EIO':
      return failure(`The disk reports an error at ${path}`, 'Check the disk or its server, then run again.');
    case 'ESTALE':
    case 'ETIMEDOUT':
      return failure(
        `The file server does not answer, or has lost ${path} (${codeOf(cause)})`,
        'Check the mount, then run again.',
      );
    case 'EROFS':
      return notAllowed(cause, path);
    default:
      return cause;
  }
}

/** Like `diskFailure`, for an error that names the file itself. */
export function systemFailure(cause: unknown): unknown {
  const named = cause instanceof Error && 'path' in cause && typeof cause.path === 'string';
  return diskFailure(cause, named ? String(cause.path) : 'the store');
}

function notAllowed(cause: unknown, path: string): UsageError {
  return new UsageError(`Not allowed to write ${path} (${codeOf(cause)})`, {
    hint: 'Give yourself permission to write to the store, or use another one with --store DIR or ASSAY_STORE.',
    cause,
  });
}

function explain(cause: unknown, path: string): unknown {
  switch (codeOf(cause) ?? '') {
    case 'EACCES':
    case 'EPERM':
      return notAllowed(cause, path);
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return new UsageError(`Cannot write ${path}: something else has its name or the name of a folder above it`, {
        hint: 'Move that away, or use another store with --store DIR.',
        cause,
      });
    default:
      return diskFailure(cause, path);
  }
}

/** Node has no names for what only some systems know, such as ESTALE and EDQUOT: it tells their numbers, negative. */
const NAMES: ReadonlyMap<unknown, string> = new Map(
  Object.entries(osConstants.errno).map(([name, number]) => [-number, name]),
);

/** The system's name of an error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const named =
    /^(Unknown system error|UNKNOWN$)/.test(error.code) && 'errno' in error ? NAMES.get(error.errno) : undefined;
  return named ?? error.code;
}
