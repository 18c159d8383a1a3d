import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, startOf } from './alive.ts';
import { install, makeFolder, taught, writeNew } from './atomic.ts';

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Temporary names of one process: a subfolder of `<store>/tmp` of its own, made when the first name is asked for. */
export class TemporaryFolder {
  readonly #root: string;
  readonly #path: string;
  readonly #first: { readonly path: string; readonly content: string } | undefined;
  #made: Promise<void> | undefined;
  #count = 0;
  /** Folders that were given back. */
  #empty: string[] = [];

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

  /** An empty folder, to be given back. */
  async folder(): Promise<string> {
    const empty = this.#empty.pop();
    if (empty !== undefined) return empty;
    const path = await this.name();
    await taught(path, async () => mkdirSync(path));
    return path;
  }

  /**
   * Takes a folder back, with what is in it. An empty one is used `again`: ext4 takes several times as long to make files and
   * folders when others were removed in the last seconds. It gets another name first, so that who still knows the old one,
   * which a step that has ended may, finds nothing there. What cannot be removed now goes with the rest.
   */
  async giveBack(folder: string, { again }: { readonly again: boolean }): Promise<void> {
    try {
      const path = await this.name();
      renameSync(folder, path);
      if (again && isFresh(path)) this.#empty.push(path);
      else await rm(path, { recursive: true, force: true });
    } catch {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async #make(): Promise<void> {
    await makeFolder(this.#path);
    const first = this.#first;
    if (first === undefined) return;
    await taught(first.path, async () => {
      const path = join(this.#path, '0');
      await writeNew(path, first.content, 0o644);
      await install(path, first.path);
    });
  }

  /** Removes the subfolder and all that is left in it. What cannot be removed goes when a later process opens the store. */
  async remove(): Promise<void> {
    if (this.#made === undefined) return;
    this.#made = undefined;
    this.#empty = [];
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

/** Whether a folder is as one that was just made. */
function isFresh(folder: string): boolean {
  return readdirSync(folder).length === 0 && (statSync(folder).mode & 0o700) === 0o700;
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
