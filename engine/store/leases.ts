// One execution for all the runs that need the same step at the same time. A lease is a file per key:
//
// 1. Every process has one owner file, which names it (pid, start time, host). A lease is a hard link to it: it comes into
//    being whole and at most once (link fails when the name is there), and one utimes is the heartbeat of all leases of
//    the process.
// 2. An owner is gone when its process is (same host), or when its heartbeat has stood still for a while as the waiter's
//    own clock sees it (another host: clocks of two machines cannot be compared).
// 3. The lease L of an owner X that is gone is taken over by whoever holds the lease `L.X`. As long as he holds it nobody
//    else can replace L, so he can look whether L is still X's, and rename `L.X` to L, which replaces it atomically. Who
//    dies between the two leaves `L.X` behind, which is a lease like any other: `L.X.Y` takes it over.
//
// Leases spare work and decide nothing else: what two runs commit under one key is right whether they had one or not.

import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { hexOf, parseDigest, type Digest } from '../digest.ts';
import { isObject } from '../json.ts';
import { isAlive, startOf } from './alive.ts';
import { codeOf, makeFolder, taught } from './atomic.ts';
import type { Holder, Lease, Leases } from './store.ts';
import type { TemporaryFolder } from './temporary.ts';

const HEARTBEAT_MS = 10_000;
/** More than a file server's clients may keep an old mtime in their caches (60 s), and some heartbeats. */
const SILENCE_MS = 120_000;
const POLL_MS = { first: 5, most: 200 };
/** File systems without hard links have no leases: both runs then do the work, with the same result. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** A lease's owner as read from its file. `id` names the process for ever; that of a damaged file is `damaged`. */
interface Owner extends Holder {
  readonly id: string;
  readonly started: string | undefined;
  /** Milliseconds since 1970, in the file system's clock. */
  readonly heartbeat: number;
}

/** Leases as files `<folder>/<64 hex digits of the key>`. */
export class DiskLeases implements Leases {
  readonly #folder: string;
  readonly #temporary: TemporaryFolder;
  readonly #id = randomBytes(8).toString('hex');
  #own: string | undefined;
  #pulse: NodeJS.Timeout | undefined;
  /** When the heartbeat of an owner on another host was last seen to move: by the owner's id. */
  readonly #seen = new Map<string, { readonly heartbeat: number; readonly at: number }>();

  constructor(folder: string, temporary: TemporaryFolder) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  async take(key: Digest): Promise<Lease | Holder> {
    const path = this.#pathOf(key);
    try {
      this.#own ??= await this.#register();
      return this.#take(path);
    } catch (error) {
      if (NO_LINKS.has(codeOf(error))) return { release: () => undefined };
      if (codeOf(error) !== 'ENOENT') return taught(path, () => Promise.reject(error as Error));
    }
    // The owner file is gone (somebody has cleaned up) or the folder is: once more from the beginning.
    this.#own = await taught(path, () => this.#register());
    return this.#take(path);
  }

  async ended(key: Digest, holder: Holder, signal: AbortSignal): Promise<void> {
    const path = this.#pathOf(key);
    for (let pause = POLL_MS.first; !signal.aborted; pause = Math.min(pause * 1.5, POLL_MS.most)) {
      const owner = readOwner(path);
      if (owner === undefined || owner.pid !== holder.pid || owner.host !== holder.host || this.#isGone(owner)) return;
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Removes a lease, named by its file, whose owner is gone; false when it is not. */
  async clear(name: string): Promise<boolean> {
    this.#own ??= await this.#register();
    const path = join(this.#folder, name);
    const owner = readOwner(path);
    if (owner === undefined || !this.#isGone(owner)) return false;
    const taken = this.#take(path);
    if (!('release' in taken)) return false;
    taken.release();
    return true;
  }

  /** Stops the heartbeat. What is still held counts as given back when this process ends. */
  close(): void {
    clearInterval(this.#pulse);
    this.#pulse = undefined;
    this.#own = undefined;
  }

  async #register(): Promise<string> {
    await makeFolder(this.#folder);
    const path = await this.#temporary.name('owner');
    const owner = { id: this.#id, pid: process.pid, started: startOf(process.pid), host: hostname() };
    await makeFolder(dirname(path));
    try {
      // In one piece before anybody links to it. Not synced: after a power cut every owner is gone.
      writeFileSync(path, JSON.stringify(owner), { flag: 'wx' });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    this.#pulse ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    return path;
  }

  #beat(): void {
    const now = new Date();
    try {
      if (this.#own !== undefined) utimesSync(this.#own, now, now);
    } catch {
      // The store is gone or read-only for the moment: on another host they may take the lease over.
    }
  }

  /** Takes the lease at a path, or says who has it. */
  #take(path: string): Lease | Owner {
    for (;;) {
      if (this.#link(path)) return { release: () => this.#release(path) };
      const owner = readOwner(path);
      if (owner === undefined) continue; // It was given back in this very moment.
      if (!this.#isGone(owner)) return owner;
      const successor = `${path}.${owner.id}`;
      const taken = this.#take(successor);
      if (!('release' in taken)) return taken;
      if (readOwner(path)?.id === owner.id) {
        renameSync(successor, path);
        return { release: () => this.#release(path) };
      }
      taken.release();
    }
  }

  /** False when there is a lease already. */
  #link(path: string): boolean {
    if (this.#own === undefined) throw new Error('Internal error: a lease is taken before its owner is known');
    try {
      linkSync(this.#own, path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  }

  #release(path: string): void {
    // It may have been taken over: by another host, from which this process seemed to be gone.
    if (readOwner(path)?.id !== this.#id) return;
    try {
      unlinkSync(path);
    } catch {
      // It cannot be removed now; it ends with this process.
    }
  }

  #isGone(owner: Owner): boolean {
    if (owner.id === 'damaged') return true;
    if (owner.host === hostname()) return !isAlive(owner.pid, owner.started);
    const now = performance.now();
    const seen = this.#seen.get(owner.id);
    if (seen?.heartbeat === owner.heartbeat) return now - seen.at > SILENCE_MS;
    this.#seen.set(owner.id, { heartbeat: owner.heartbeat, at: now });
    return false;
  }

  #pathOf(key: Digest): string {
    if (parseDigest(key) === undefined) throw new Error(`Internal error: ${JSON.stringify(key)} is no key`);
    return join(this.#folder, hexOf(key));
  }
}

/** Who holds the lease at a path; undefined when nobody does. */
function readOwner(path: string): Owner | undefined {
  let heartbeat: number;
  let text: string;
  try {
    const stat = lstatSync(path);
    if (!stat.isFile()) {
      rmSync(path, { recursive: true, force: true }); // Nothing but a file was ever put here.
      return undefined;
    }
    heartbeat = stat.mtimeMs;
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const damaged: Owner = { id: 'damaged', pid: 0, host: 'unknown', started: undefined, heartbeat };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged;
  }
  if (!isObject(value)) return damaged;
  const { id, pid, host, started } = value;
  const whole =
    typeof id === 'string' && /^[0-9a-f]{16}$/.test(id) && Number.isSafeInteger(pid) && typeof host === 'string';
  if (!whole) return damaged;
  return { id, pid: Number(pid), host, started: typeof started === 'string' ? started : undefined, heartbeat };
}
