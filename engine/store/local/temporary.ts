import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, placeTag, thisProcess } from './alive.ts';
import { codeOf, install, makeFolder, openNew, rename, shareFile, explainingFailures, writeNew } from './atomic.ts';

const HEARTBEAT_MS = 10_000;
const WEEK_MS = 7 * 24 * 3600 * 1000;
/** An owner that seems to be silent for longer may have another clock than this machine. */
const DOUBTFUL_MS = 60_000;
const OWNER = 'owner';

/**
 * Temporary names of one process: a subfolder of `<store>/tmp` of its own, made when the first name is asked for. Its file
 * `owner` says whose it is, and is touched every ten seconds as long as the process has the folder: the heartbeat by which
 * processes that cannot look for this one see that it is alive.
 */
export class TemporaryFolder {
  readonly #root: string;
  readonly #path: string;
  readonly #first: { readonly path: string; readonly content: string } | undefined;
  /** Names this opening of the store for ever: 16 hex digits. */
  readonly id: string = randomBytes(8).toString('hex');
  /** The folder's name below `<store>/tmp`. */
  readonly label: string;
  #made: Promise<void> | undefined;
  #pulse: NodeJS.Timeout | undefined;
  #count = 0;
  /** What the clock of the file system is ahead of this process's monotonic one, in milliseconds; undefined until it was read. */
  #ahead: number | undefined;
  /** Folders that were returned and can be used again. */
  #empty: string[] = [];

  /** `first` is a file that must exist before anything else is written. */
  constructor(root: string, first?: { readonly path: string; readonly content: string }) {
    this.#root = root;
    this.#first = first;
    const { pid, started = '0' } = thisProcess();
    this.label = `${pid}-${started}-${placeTag()}-${this.id.slice(0, 8)}`;
    this.#path = join(root, this.label);
  }

  /** Returns a path that does not exist yet. */
  async name(): Promise<string> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = undefined; // The next call tries again: there may be space then.
      throw error;
    });
    await this.#made;
    this.#count += 1;
    return join(this.#path, String(this.#count));
  }

  /** Returns the path of the file that names this process; creates it again if somebody deleted it. */
  async owner(): Promise<string> {
    await this.name();
    const path = join(this.#path, OWNER);
    if (!existsSync(path)) await this.#sign();
    return path;
  }

  /** Returns an empty folder, to be returned after use. */
  async folder(): Promise<string> {
    const empty = this.#empty.pop();
    if (empty !== undefined) return empty;
    const path = await this.name();
    await explainingFailures(path, async () => makeEmpty(path));
    return path;
  }

  /**
   * Takes a folder back with its content. An empty folder is used `again`: on ext4, creating files and folders takes several
   * times as long when others were deleted in the last seconds. It gets another name first, so that a step that has ended finds
   * nothing under the old one. What cannot be deleted now is deleted with the rest.
   */
  async giveBack(folder: string, { again }: { readonly again: boolean }): Promise<void> {
    try {
      const path = await this.name();
      rename(folder, path);
      if (again && isFresh(path)) this.#empty.push(path);
      else await rm(path, { recursive: true, force: true });
    } catch {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async #make(): Promise<void> {
    await this.#sign();
    const first = this.#first;
    if (first === undefined) return;
    await explainingFailures(first.path, async () => {
      const path = join(this.#path, '0');
      await writeNew(path, first.content, 0o644);
      await install(path, first.path);
    });
  }

  /** Writes whose folder this is, in one piece before anybody reads it. Not synced: after a power cut every owner is gone. */
  async #sign(): Promise<void> {
    await makeFolder(this.#path);
    const path = join(this.#path, OWNER);
    await explainingFailures(path, async () => {
      try {
        const file = openNew(path, 0o644);
        try {
          writeFileSync(file, JSON.stringify({ id: this.id, ...thisProcess() }));
        } finally {
          closeSync(file);
        }
        this.#readClock(path);
        chmodSync(path, 0o644); // Whatever the umask: others who share the store must see whom they wait for.
        shareFile(path, this.#root);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    });
    this.#pulse ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  #beat(): void {
    const path = join(this.#path, OWNER);
    const now = new Date();
    try {
      utimesSync(path, now, now);
      this.#readClock(path);
    } catch {
      // The store is gone or read-only right now. A process that cannot look up this one may think it is gone.
    }
  }

  /** Deletes the subfolder and everything in it. What cannot be deleted is left for a later run. */
  async remove(): Promise<void> {
    clearInterval(this.#pulse);
    this.#pulse = undefined;
    if (this.#made === undefined) return;
    this.#made = undefined;
    this.#empty = [];
    await rm(this.#path, { recursive: true, force: true }).catch(() => undefined);
  }

  /**
   * Deletes what dead processes left behind: processes of this host, boot and PID namespace that do not run, and others whose
   * heartbeat stopped a week ago. Only for commands that write.
   */
  async removeStale(): Promise<void> {
    let names: string[];
    try {
      names = readdirSync(this.#root);
    } catch {
      return; // No store yet, or a read-only one: nothing to delete, or no way to.
    }
    for (const name of names) {
      if (name === this.label || !(await this.#isStale(name))) continue;
      await rm(join(this.#root, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async #isStale(name: string): Promise<boolean> {
    const [, pid, started, tag] = /^([1-9]\d*)-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}$/.exec(name) ?? [];
    if (tag === placeTag()) return !isAlive(Number(pid), started === '0' ? undefined : started);
    const path = join(this.#root, name);
    const beat = touched(join(path, OWNER)) ?? touched(path) ?? Infinity;
    try {
      await this.owner();
      return this.now() - beat > WEEK_MS;
    } catch {
      return false; // Without permission to write, nothing can be deleted either.
    }
  }

  /**
   * Returns the time by the clock of the store's file system, in milliseconds since 1970. It can be compared with a ctime,
   * whatever the clocks of the machines say. The owner file must exist.
   */
  now(): number {
    this.#beat();
    return statSync(join(this.#path, OWNER)).ctimeMs;
  }

  /**
   * Returns the time by the clock of the store's file system like `now`, as far as this process knows it: from its last heartbeat on
   * it counts by itself, and before it has written anything, it goes by the clock of this machine.
   */
  time(): number {
    return this.#ahead === undefined ? Date.now() : performance.now() + this.#ahead;
  }

  /** Learns the clock of the file system from a file that was changed just now. */
  #readClock(path: string): void {
    this.#ahead = lstatSync(path).ctimeMs - performance.now();
  }

  /**
   * Returns how long the process with the subfolder `label` has given no sign of life, in milliseconds; Infinity when there is no
   * such subfolder. Where the clock of this machine says that it is long, asks that of the file system, with a file that is gone at once.
   */
  silenceOf(label: string): number {
    if (!/^[\w-]+$/.test(label)) return Infinity;
    const beat = touched(join(this.#root, label, OWNER));
    if (beat === undefined) return Infinity;
    if (this.#ahead === undefined && Math.abs(this.time() - beat) > DOUBTFUL_MS) this.#askClock();
    return this.time() - beat;
  }

  #askClock(): void {
    const path = join(this.#root, `clock-${this.id}`);
    try {
      writeFileSync(path, '', { flag: 'wx' });
      this.#readClock(path);
    } catch {
      // A read-only store: the clock of this machine must do.
    } finally {
      rmSync(path, { force: true });
    }
  }
}

/**
 * Returns when a file or folder last changed in any way, by the file system's clock; undefined when it does not exist, and
 * Infinity when that cannot be seen: its owner may well be alive.
 */
function touched(path: string): number | undefined {
  try {
    return lstatSync(path).ctimeMs;
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? undefined : Infinity;
  }
}

/** Whether a folder is like a new one. */
function isFresh(folder: string): boolean {
  return readdirSync(folder).length === 0 && (statSync(folder).mode & 0o700) === 0o700;
}

/**
 * Creates a folder under a name that only this process uses. If it exists already, the answer to an earlier attempt was lost.
 */
function makeEmpty(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !isFresh(path)) throw error;
  }
}
