// One execution for all runs that need the same step at the same time. A lease is a file per key:
//
// 1. Every process has one owner file, which names it, in its temporary folder. A lease is a hard link to it: it appears whole
//    and at most once (link fails when the name exists), and one utimes is the heartbeat of all leases of the process.
// 2. An owner is gone when its process is, if that can be looked up (alive.ts), or when its heartbeat has stood still for a
//    while by the waiter's own clock, because the clocks of two machines cannot be compared. An owner that exists but is silent
//    may be stopped (Ctrl-Z): others wait longer for it, and then pass it by.
// 3. Whoever holds the lease `L.X` takes over the lease L of an owner X that is gone. While it holds `L.X`, nobody else can
//    replace L, so it can check that L is still X's and rename `L.X` to L, which replaces it atomically. A process that dies in
//    between leaves `L.X`, which is a lease like any other: `L.X.Y` takes it over.
// 4. A file server may do what it was asked and lose the answer; then the repeated request finds it done. So what counts is not
//    what a call returns, but whose lease exists after it.
//
// Leases only save work: what two runs commit under one key is right with or without them. So a run that was passed by and
// wakes up does no harm, and its result is just as good.

import { linkSync, rmSync, unlinkSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hexOf, parseDigest, type Digest } from '../../core/digest.ts';
import { showDuration } from '../../core/duration.ts';
import { isObject } from '../../core/json.ts';
import { fateOf, type ProcessName } from './alive.ts';
import { codeOf, makeFolder, rename, explainingFailures } from './atomic.ts';
import { NotOurs, readAll, withRegular } from './regular-file.ts';
import type { Holder, Lease, Leases, Notices } from '../store.ts';
import type { TemporaryFolder } from './temporary.ts';

/** How long an owner may be silent, in milliseconds. */
export interface Patience {
  /** How long to wait before the user is told, in milliseconds. */
  readonly told: number;
  /**
   * For an owner that cannot be looked up: longer than clients of a file server may cache an old mtime (60 s), plus some
   * heartbeats.
   */
  readonly unseen: number;
  /** For an owner whose process exists. */
  readonly frozen: number;
}

const PATIENCE: Patience = { told: 60_000, unseen: 120_000, frozen: 300_000 };
const POLL_MS = { first: 5, most: 200 };
/** A process that slept this long cannot say that another was silent meanwhile. */
const ASLEEP_MS = 10_000;
const RETRY_MS = 1000;
/** A longer file is not a lease. */
const MOST_BYTES = 4096;
/** A file system without hard links has no leases: both runs then do the work, with the same result. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** A lease's owner as read from its file. `id` names it for ever; that of a damaged file is `damaged`. */
interface Owner extends Holder, ProcessName {
  readonly id: string;
  /** Milliseconds since 1970, by the owner's clock. */
  readonly heartbeat: number;
  /** When the file last changed, by the file system's clock. */
  readonly changed: number;
}

/** Leases as files `<folder>/<64 hex digits of the key>`. */
export class DiskLeases implements Leases {
  readonly #folder: string;
  readonly #temporary: TemporaryFolder;
  readonly #notices: Notices;
  readonly #patience: Patience;
  /** Path of this process's owner file. */
  #own: string | undefined;
  /** Paths of the leases that this process has. */
  readonly #held = new Set<string>();
  /** When the heartbeat of each owner last moved, by this process's clock and the owner's id. */
  readonly #seen = new Map<string, { readonly heartbeat: number; readonly at: number }>();
  /** Ids of owners that somebody who knows better says are gone. */
  readonly #lost = new Set<string>();
  /** Ids of the owners whose silence the user was told about. */
  readonly #told = new Set<string>();

  constructor(
    folder: string,
    { temporary, notices }: { readonly temporary: TemporaryFolder; readonly notices: Notices },
    patience: Patience = PATIENCE,
  ) {
    this.#folder = folder;
    this.#temporary = temporary;
    this.#notices = notices;
    this.#patience = patience;
  }

  async take(key: Digest): Promise<Lease | Holder> {
    const path = this.#pathOf(key);
    try {
      this.#own ??= await this.#register();
      return await this.#take(path);
    } catch (error) {
      if (NO_LINKS.has(codeOf(error))) return { release: () => undefined };
      if (codeOf(error) !== 'ENOENT') return explainingFailures(path, () => Promise.reject(error as Error));
    }
    // The owner file is gone (somebody has cleaned up) or the folder is: once more from the beginning.
    this.#own = await explainingFailures(path, () => this.#register());
    return this.#take(path);
  }

  /**
   * Takes an owner for gone without waiting for its silence: a cluster has said that its job ended. `owner` is the id of its store's
   * temporary folder.
   */
  presumeGone(owner: string): void {
    this.#lost.add(owner);
  }

  async ended(key: Digest, holder: Holder, signal: AbortSignal): Promise<void> {
    const path = this.#pathOf(key);
    for (let pause = POLL_MS.first; !signal.aborted; pause = Math.min(pause * 1.5, POLL_MS.most)) {
      const owner = readOwner(path);
      if (owner === undefined || owner.pid !== holder.pid || owner.host !== holder.host) return;
      if (this.#isGone(owner)) return;
      this.#tellSilence(owner);
      const before = performance.now();
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (performance.now() - before > pause + ASLEEP_MS) this.#seen.delete(owner.id);
    }
  }

  /** Removes a lease, named by its file, if its owner is gone; returns false otherwise. */
  async clear(name: string): Promise<boolean> {
    this.#own ??= await this.#register();
    const path = join(this.#folder, name);
    const owner = readOwner(path);
    if (owner === undefined || !this.#isGone(owner)) return false;
    const taken = await this.#take(path);
    if (!('release' in taken)) return false;
    taken.release();
    return true;
  }

  /** Releases all leases of this process. */
  close(): void {
    for (const path of this.#held) this.#release(path);
    this.#own = undefined;
  }

  async #register(): Promise<string> {
    await makeFolder(this.#folder);
    return this.#temporary.owner();
  }

  /** Takes the lease at a path, or says who has it. */
  async #take(path: string): Promise<Lease | Owner> {
    for (let pause = POLL_MS.first; ; pause = Math.min(pause * 1.5, POLL_MS.most)) {
      if (this.#link(path)) return this.#lease(path);
      const owner = readOwner(path);
      if (owner === undefined) {
        // It was released in this very moment; or this machine does not see yet that it was, or who has it now.
        await sleep(pause);
        continue;
      }
      if (!this.#isGone(owner)) return owner;
      const successor = `${path}.${owner.id}`;
      const taken = await this.#take(successor);
      if (!('release' in taken)) return taken;
      if (readOwner(path)?.id === owner.id) {
        rename(successor, path);
        this.#held.delete(successor);
        this.#held.add(path);
        if (this.#told.delete(owner.id))
          this.#notices.tell(`Run ${nameOf(owner)} is still silent. This run continues without it`);
        return this.#lease(path);
      }
      taken.release();
    }
  }

  #lease(path: string): Lease {
    return { release: () => this.#release(path) };
  }

  /** Returns false when there is a lease already. */
  #link(path: string): boolean {
    if (this.#own === undefined) throw new Error('Internal error: a lease is taken before its owner is known');
    try {
      linkSync(this.#own, path);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || NO_LINKS.has(code)) throw error;
      if (this.#held.has(path) || readOwner(path)?.id !== this.#temporary.id) {
        if (code === 'EEXIST') return false;
        throw error;
      }
    }
    this.#held.add(path);
    return true;
  }

  #release(path: string): void {
    this.#held.delete(path);
    try {
      // Another process may have taken it over, if this one seemed to be gone.
      if (readOwner(path)?.id === this.#temporary.id) unlinkSync(path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return;
      // Others wait for it.
      setTimeout(() => this.#held.has(path) || this.#release(path), RETRY_MS).unref();
    }
  }

  #isGone(owner: Owner): boolean {
    if (owner.id === 'damaged' || this.#lost.has(owner.id)) return true;
    const fate = fateOf(owner);
    if (fate === 'gone') return true;
    return this.#silenceOf(owner) > (fate === 'alive' ? this.#patience.frozen : this.#patience.unseen);
  }

  /** How long the heartbeat of an owner has stood still, in milliseconds, as far as this process has seen. */
  #silenceOf(owner: Owner): number {
    const now = performance.now();
    const { id, heartbeat } = owner;
    let seen = this.#seen.get(id);
    if (seen?.heartbeat !== heartbeat) {
      if (seen !== undefined) this.#told.delete(id);
      seen = { heartbeat, at: seen === undefined && this.#isOld(owner) ? -Infinity : now };
      this.#seen.set(id, seen);
    }
    return now - seen.at;
  }

  /**
   * Whether an owner that cannot be looked up was silent before this process started, by the clock of the file system, which
   * all who share it have in common. Some file systems have no clock and repeat the owner's.
   */
  #isOld(owner: Owner): boolean {
    if (owner.changed === owner.heartbeat || fateOf(owner) !== 'unseen') return false;
    return this.#temporary.now() - owner.changed > this.#patience.unseen;
  }

  #tellSilence(owner: Owner): void {
    if (this.#told.has(owner.id) || this.#silenceOf(owner) <= this.#patience.told) return;
    this.#told.add(owner.id);
    const { told, frozen, unseen } = this.#patience;
    const there = fateOf(owner) === 'alive';
    this.#notices.tell(
      `Run ${nameOf(owner)} has given no sign of life for ${showDuration(told)}: ` +
        `it may be ${there ? 'stopped (Ctrl-Z)' : 'gone, stopped or cut off'}. ` +
        `After ${showDuration(there ? frozen : unseen)} this run continues without it`,
    );
  }

  #pathOf(key: Digest): string {
    if (parseDigest(key) === undefined) throw new Error(`Internal error: ${JSON.stringify(key)} is no key`);
    return join(this.#folder, hexOf(key));
  }
}

function nameOf({ pid, host }: Holder): string {
  return `${pid} on ${host}`;
}

/** Returns the owner of the lease at a path; undefined when there is none. */
function readOwner(path: string): Owner | undefined {
  let read: { readonly stat: BigIntStats; readonly text: string };
  try {
    // A client of a file server asks it again when a file is opened. Before that, it may tell what it knew a minute ago.
    read = withRegular(path, Infinity, (file, stat) => ({ stat, text: textOf(path, file, stat) }));
  } catch (error) {
    if (!(error instanceof NotOurs)) {
      // ESTALE: the file that this machine remembers has been removed.
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESTALE') return undefined;
      throw error;
    }
    rmSync(path, { recursive: true, force: true }); // Assay never puts anything but a file here.
    return undefined;
  }
  const { stat, text } = read;
  const times = { heartbeat: Number(stat.mtimeNs) / 1e6, changed: Number(stat.ctimeNs) / 1e6 };
  const damaged: Owner = { id: 'damaged', pid: 0, host: 'unknown', ...times };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged;
  }
  if (!isObject(value)) return damaged;
  const { id, pid, host, started, boot, space } = value;
  const whole =
    typeof id === 'string' && /^[0-9a-f]{16}$/.test(id) && Number.isSafeInteger(pid) && typeof host === 'string';
  if (!whole) return damaged;
  const more = Object.fromEntries(
    Object.entries({ started, boot, space }).filter(([, text]) => typeof text === 'string'),
  ) as Pick<ProcessName, 'started' | 'boot' | 'space'>;
  return { id, pid: Number(pid), host, ...more, ...times };
}

/** The text of an open lease; none where the file is too large for one. Asks for more than its size, which may be that of the file before. */
function textOf(path: string, file: number, { size }: BigIntStats): string {
  if (size > MOST_BYTES) return '';
  return readAll(path, file, { size: Number(size), most: MOST_BYTES }).toString('utf8');
}
