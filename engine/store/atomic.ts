// How files come into the store. A reader sees a whole file or none, and after a crash or a power cut the same:
//
// 1. write everything to a temporary name on the same file system (flag wx: never somebody else's file);
// 2. fsync the file, so that its bytes are on the disk before its name is;
// 3. rename it to its name, which is atomic;
// 4. fsync the folder, so that the name is on the disk before anything refers to it.

import { createHash, randomBytes } from 'node:crypto';
import { constants, existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { StageFailure, UsageError } from '../failure.ts';
import { isAlive, startOf } from './alive.ts';

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Temporary names of one process: a subfolder of `<store>/tmp` of its own, made when the first name is asked for. */
export class TemporaryFolder {
  readonly #root: string;
  readonly #path: string;
  readonly #first: { readonly path: string; readonly content: string } | undefined;
  #made: Promise<void> | undefined;
  #count = 0;

  /** `first` is a file that must be there before anything else is written. */
  constructor(root: string, first?: { readonly path: string; readonly content: string }) {
    this.#root = root;
    this.#first = first;
    const started = startOf(process.pid) ?? '0';
    this.#path = join(root, `${process.pid}-${started}-${hostTag()}-${randomBytes(4).toString('hex')}`);
  }

  /** A path that nothing has yet; or the one called `label`, which is not a number. */
  async name(label?: string): Promise<string> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = undefined; // The next one tries again: there may be space by then.
      throw error;
    });
    await this.#made;
    if (label !== undefined) return join(this.#path, label);
    this.#count += 1;
    return join(this.#path, String(this.#count));
  }

  async #make(): Promise<void> {
    await makeFolder(this.#path);
    const first = this.#first;
    if (first === undefined) return;
    await taught(first.path, async () => {
      const path = join(this.#path, '0');
      await writeNew(path, 0o644, (file) => file.writeFile(first.content));
      await install(path, first.path);
    });
  }

  /** Removes the subfolder and all that is left in it. What cannot be removed goes when a later process opens the store. */
  async remove(): Promise<void> {
    if (this.#made === undefined) return;
    this.#made = undefined;
    await rm(this.#path, { recursive: true, force: true }).catch(() => undefined);
  }

  /**
   * Removes what processes that are gone have left behind. Only a process of this machine can be seen to be gone; what
   * another machine left in a shared store is removed after a week.
   */
  async removeStale(): Promise<void> {
    let names: string[];
    try {
      names = readdirSync(this.#root);
    } catch {
      return; // No store yet, or one that may only be read: nothing to remove, or no way to.
    }
    for (const name of names) {
      const path = join(this.#root, name);
      if (path === this.#path || !isStale(name, path)) continue;
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isStale(name: string, path: string): boolean {
  const [, pid, started, host] = /^([1-9]\d*)-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}$/.exec(name) ?? [];
  if (host === hostTag()) return !isAlive(Number(pid), started === '0' ? undefined : started);
  try {
    return Date.now() - statSync(path).mtimeMs > WEEK_MS;
  } catch {
    return false; // Gone already.
  }
}

/** Names the machine (a container is one of its own): the pid of a process means something only there. */
function hostTag(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/** Writes a whole file under its final name, as described above. An existing file is replaced. */
export async function writeAtomically(
  target: string,
  content: string | Uint8Array,
  options: { readonly temporary: TemporaryFolder; readonly mode?: number },
): Promise<void> {
  await taught(target, async () => {
    const path = await options.temporary.name();
    await writeNew(path, options.mode ?? 0o644, (file) => file.writeFile(content));
    await install(path, target);
  });
}

/**
 * Makes the new file `path`, lets `write` fill it and has it on the disk before it returns. No file is left behind when
 * that fails.
 */
export async function writeNew(path: string, mode: number, write: (file: FileHandle) => Promise<void>): Promise<void> {
  // A read-only mode is fine: it holds for those who open the file later.
  const file = await open(path, 'wx', mode);
  try {
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Gives a file that is on the disk its final name, and has the name on the disk before it returns. */
export async function install(path: string, target: string): Promise<void> {
  try {
    await rename(path, target).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      await makeFolder(dirname(target));
      await rename(path, target);
    });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** Makes a folder and its parents, each on the disk before the next. */
export async function makeFolder(path: string): Promise<void> {
  await taught(path, async () => {
    try {
      await makeOne(path);
    } catch (cause) {
      if (codeOf(cause) !== 'ENOENT') throw cause;
      throw new UsageError(`Cannot make the folder ${path}: its file system takes no folders`, {
        hint: 'Use another store with --store DIR or ASSAY_STORE.',
        cause,
      });
    }
  });
}

/** Node's own `recursive` would try forever where a file system refuses a folder with ENOENT, as /proc does. */
async function makeOne(path: string): Promise<void> {
  if (!existsSync(dirname(path))) await makeOne(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
    throw error;
  }
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder as a file; its file systems write names in order by themselves.
  if (process.platform === 'win32') return;
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Does something with a file of the store; an error that the system's state explains becomes one that teaches. */
export async function taught<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, path);
  }
}

/**
 * The failure of a write below `path` for which the disk is to blame: full, or suddenly read-only, as the system makes it
 * after errors. Any other error comes back as it is.
 */
export function diskFailure(cause: unknown, path: string): unknown {
  const code = codeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StageFailure(`No space left to write ${path}`, {
      hint: 'Free some space ("assay gc" removes results that no kept run needs) or move the store with --store DIR; finished steps are kept.',
      cause,
    });
  return code === 'EROFS' ? notAllowed(cause, path) : cause;
}

function notAllowed(cause: unknown, path: string): UsageError {
  return new UsageError(`Not allowed to write ${path} (${codeOf(cause)})`, {
    hint: 'Give yourself write permission to the store, or use another one with --store DIR or ASSAY_STORE.',
    cause,
  });
}

function explain(cause: unknown, path: string): unknown {
  switch (codeOf(cause) ?? '') {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EROFS':
      return diskFailure(cause, path);
    case 'EACCES':
    case 'EPERM':
      return notAllowed(cause, path);
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return new UsageError(`Cannot write ${path}: something else is in its place or in that of a folder above it`, {
        hint: 'Move away what is in its place, or use another store with --store DIR.',
        cause,
      });
    default:
      return cause;
  }
}

/** The system's name of an error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
