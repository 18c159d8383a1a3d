import { lstatSync, readSync, rmSync, utimesSync, type BigIntStats, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finishDigest, hexOf, parseDigest, startDigest, type Digest } from '../../core/digest.ts';
import { StageFailure } from '../../core/failure.ts';
import type { ArtifactRef } from '../../core/record.ts';
import { codeOf, copyNew, install, makeReadOnly, place, sync, syncFolder, explainingFailures } from './atomic.ts';
import { HexFolders } from './links.ts';
import type { Quarantine } from './quarantine.ts';
import { refresh } from './refresh.ts';
import { reveal } from './reveal.ts';
import { kindOf, NotOurs, READ, withRegular } from './regular-file.ts';
import type { ObjectStore, Change, Temporary, Watched } from '../store.ts';
import type { TemporaryFolder } from './temporary.ts';
import { isUnreadable, patiently, patientlySync, Unreadable } from './unreadable.ts';
import { factsOf, type VerifiedIndex } from './verified.ts';

const CHUNK = 1024 * 1024;
const SMALL = 256 * 1024;
/** Smaller objects are hashed at every use, which takes no longer than looking them up among a million others. */
const LEAST_INDEXED = 64 * 1024;
/** How much larger than recorded a file may be before it counts as damaged without being read. */
const SLACK = 64 * 1024 * 1024;
const GONE = 'is gone';

/** Objects as files `<folder>/ab/<the other 62 hex digits>`, mode 0444. */
export class DiskObjects implements ObjectStore {
  readonly #folder: string;
  readonly #folders: HexFolders;
  readonly #temporary: TemporaryFolder;
  readonly #quarantine: Quarantine;
  readonly #verified: VerifiedIndex;
  /** Checks in progress: steps that start together hash their common input once. */
  readonly #checks = new Map<Digest, Promise<string | undefined>>();
  /** What this process has refreshed: facts from before, with the digest, to facts from after. */
  readonly #refreshed = new Map<string, string>();
  readonly #distrust: (digest: Digest) => void;
  /** Large files are hashed one at a time: hashing uses a single core anyway. */
  #hashing: Promise<unknown> = Promise.resolve();

  constructor(
    folder: string,
    parts: {
      readonly temporary: TemporaryFolder;
      readonly quarantine: Quarantine;
      readonly verified: VerifiedIndex;
      /** Called for each object that turns out to be damaged. */
      readonly distrust: (digest: Digest) => void;
    },
  ) {
    this.#folder = folder;
    this.#folders = new HexFolders(folder, '');
    this.#temporary = parts.temporary;
    this.#quarantine = parts.quarantine;
    this.#verified = parts.verified;
    this.#distrust = parts.distrust;
  }

  async put(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }> {
    const { digest, bytes } = await this.putForNow(path);
    return { digest, bytes };
  }

  async putForNow(path: string): Promise<Temporary> {
    refuseOther(path, lstatSync(path));
    return explainingFailures(this.#folder, async () => {
      const temporary = await this.#temporary.name();
      try {
        await copyNew(path, temporary);
        const { isNew, ...object } = await this.#commit(temporary);
        return { ...object, remove: () => isNew && rmSync(this.#pathOf(object.digest), { force: true }) };
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    });
  }

  async take(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }> {
    const stat = lstatSync(path);
    refuseOther(path, stat);
    // A file with another name could still be changed while it is in the store.
    if (stat.nlink > 1) return this.put(path);
    const { digest, bytes } = await explainingFailures(this.#folder, () => this.#commit(path));
    return { digest, bytes };
  }

  async receive(ref: ArtifactRef, fill: (path: string) => Promise<void>): Promise<void> {
    const temporary = await this.#temporary.name();
    try {
      await fill(temporary);
      await explainingFailures(this.#folder, async () => {
        makeReadOnly(temporary);
        await place(temporary, this.#pathOf(ref.digest));
      });
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  async flush(refs: Iterable<ArtifactRef>): Promise<void> {
    await explainingFailures(this.#folder, async () => {
      const folders = new Set<string>();
      for (const { digest } of refs) {
        const path = this.#pathOf(digest);
        await sync(path);
        folders.add(dirname(path));
      }
      for (const folder of folders) await syncFolder(folder);
      await syncFolder(this.#folder);
    });
  }

  /** Moves a file to its place in the store, read-only. Its content is new unless it was there already. */
  async #commit(path: string): Promise<{ readonly digest: Digest; readonly bytes: number; readonly isNew: boolean }> {
    const now = this.#temporary.time() / 1000;
    utimesSync(path, now, now); // Marks it as needed now, however long ago the step wrote it: see refresh.ts.
    makeReadOnly(path);
    const { digest, bytes, stat } = await this.#read(path);
    const target = this.#pathOf(digest);
    // Renaming over an existing object would be correct too; leaving it alone keeps its entry in the index valid.
    if ((await this.#isThere(digest, bytes)) && this.#refresh(digest, target)) {
      rmSync(path, { force: true });
      return { digest, bytes, isNew: false };
    }
    await sync(path);
    await install(path, target);
    await this.#checkInstalled(digest, stat);
    return { digest, bytes, isNew: true };
  }

  /** Whether an object that is about to be written exists already. One on a bad sector is written again. */
  async #isThere(digest: Digest, bytes: number): Promise<boolean> {
    try {
      return (await this.#check(digest, bytes)) !== undefined;
    } catch (error) {
      if (error instanceof Unreadable && error.errno === 'EIO') return false;
      throw error;
    }
  }

  /** Checks that nobody wrote to a file between its hash, when its facts were `hashed`, and its move into the store. */
  async #checkInstalled(digest: Digest, hashed: BigIntStats): Promise<void> {
    const target = this.#pathOf(digest);
    const stat = lstatSync(target, { bigint: true, throwIfNoEntry: false });
    // The ctime is that of the rename.
    const same = stat?.ino === hashed.ino && stat.size === hashed.size && stat.mtimeNs === hashed.mtimeNs;
    if (same || stat === undefined || (await this.#hash(digest, target)) !== undefined) return;
    throw new StageFailure('Something wrote to an output while it was moved into the store', {
      hint: 'Nothing may write to the outputs of a step after it has ended. Check whether a program that it started is still running, then run again.',
    });
  }

  async open(ref: ArtifactRef): Promise<string | undefined> {
    return (await this.#check(ref.digest, ref.bytes)) === undefined ? undefined : this.#pathOf(ref.digest);
  }

  async watch(ref: ArtifactRef): Promise<Watched | undefined> {
    const seen = await this.#check(ref.digest, ref.bytes);
    if (seen === undefined) return undefined;
    return { path: this.#pathOf(ref.digest), changed: () => this.#changed(ref.digest, seen) };
  }

  async #changed(digest: Digest, seen: string): Promise<Change | undefined> {
    const path = this.#pathOf(digest);
    const stat = this.#lookAt(digest, path);
    if (stat === undefined) return 'lost';
    const same = factsOf(stat) === this.#followed(digest, seen);
    // The index vouches for content that had settled when it was hashed. If the facts are still the same, nothing changed.
    if (same && stat.size >= LEAST_INDEXED && (await this.#verified.vouches(hexOf(digest), stat))) return undefined;
    if ((await this.#hash(digest, path)) === undefined) return 'lost';
    return same ? undefined : 'touched';
  }

  /** Notes that an object is needed now; returns false when it is gone. */
  #refresh(digest: Digest, path: string): boolean {
    const before = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (before === undefined || !refresh(path, Number(before.mtimeMs), this.#temporary.time())) return false;
    const after = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (after !== undefined && factsOf(after) !== factsOf(before))
      this.#refreshed.set(`${digest} ${factsOf(before)}`, factsOf(after));
    return true;
  }

  /** The facts of a file after this process refreshed it. */
  #followed(digest: Digest, facts: string): string {
    let last = facts;
    for (;;) {
      const next = this.#refreshed.get(`${digest} ${last}`);
      if (next === undefined) return last;
      last = next;
    }
  }

  /**
   * Hashes an object whatever the index says, and remembers nothing. Returns what was wrong with it, after moving it to
   * quarantine; undefined when it is intact or gone.
   *
   * @throws Unreadable when the object exists and cannot be read
   */
  async verify(digest: Digest): Promise<string | undefined> {
    const path = this.#pathOf(digest);
    const found = await this.#attempt(digest, path);
    const wrong = faultOf(digest, found);
    if (wrong === undefined || wrong === GONE) return undefined;
    this.#condemn(digest, path, wrong);
    return wrong;
  }

  /** Waits until an object that another machine has made can be found here: see reveal.ts. */
  async reveal(digest: Digest): Promise<void> {
    await reveal(this.#folder, this.#pathOf(digest));
  }

  has(ref: ArtifactRef): boolean {
    try {
      const stat = lstatSync(this.#pathOf(ref.digest));
      return stat.isFile() && stat.size === ref.bytes;
    } catch (error) {
      return isUnreadable(error); // It may exist; whoever opens it gets the error.
    }
  }

  #pathOf(digest: Digest): string {
    // A digest in an edited record could lead anywhere.
    if (parseDigest(digest) === undefined) throw new Error(`Internal error: ${JSON.stringify(digest)} is no digest`);
    return this.#folders.pathOf(hexOf(digest));
  }

  /** Returns the facts of an object's file; undefined when there is none. */
  #lookAt(digest: Digest, path: string): BigIntStats | undefined {
    try {
      return patientlySync(() => lstatSync(path, { bigint: true, throwIfNoEntry: false }));
    } catch (error) {
      throw isUnreadable(error) ? new Unreadable(`object ${digest}`, path, error) : error;
    }
  }

  /**
   * Returns the facts of an object of `bytes` bytes from before it was found intact; undefined when it is not. Moves a damaged
   * object to quarantine.
   */
  async #check(digest: Digest, bytes: number): Promise<string | undefined> {
    const path = this.#pathOf(digest);
    if (bytes < LEAST_INDEXED) return this.#hash(digest, path, bytes + SLACK);
    const stat = this.#lookAt(digest, path);
    if (stat === undefined) return undefined;
    if (stat.size >= LEAST_INDEXED && (await this.#verified.vouches(hexOf(digest), stat))) return factsOf(stat);
    const running = this.#checks.get(digest);
    if (running !== undefined) return running;
    const check = this.#hash(digest, path, bytes + SLACK).finally(() => this.#checks.delete(digest));
    this.#checks.set(digest, check);
    return check;
  }

  /** As `#check`, whatever the index says. */
  async #hash(digest: Digest, path: string, most = Infinity): Promise<string | undefined> {
    const found = await this.#attempt(digest, path, most);
    const wrong = faultOf(digest, found);
    if (wrong !== undefined) {
      if (wrong !== GONE) this.#condemn(digest, path, wrong);
      return undefined;
    }
    if (typeof found === 'string') return undefined;
    if (found.stat.size >= LEAST_INDEXED) await this.#verified.remember(hexOf(digest), found.stat, found.readAt);
    return factsOf(found.stat);
  }

  /** Moves a damaged object to quarantine, and with it the records made from it by versions that did not check. */
  #condemn(digest: Digest, path: string, wrong: string): void {
    this.#quarantine.take(path, `Object ${digest}`, wrong);
    this.#distrust(digest);
  }

  /** Returns the file's digest, or why it is not an object. */
  async #attempt(digest: Digest, path: string, most?: number): Promise<Reading | string> {
    try {
      return await patiently(() => this.#read(path, most));
    } catch (error) {
      if (error instanceof NotOurs) return error.wrong;
      if (codeOf(error) === 'ENOENT') return GONE;
      throw isUnreadable(error) ? new Unreadable(`object ${digest}`, path, error) : error;
    }
  }

  /** @param most a file with more bytes is refused, because reading it could take for ever */
  async #read(path: string, most = Infinity): Promise<Reading> {
    const small = hashSmall(path, most);
    if (small !== undefined) return small;
    const reading = this.#hashing.then(() => hashLarge(path));
    this.#hashing = reading.catch(() => undefined);
    return reading;
  }
}

/** A file's digest and length, with its facts and the time (milliseconds since 1970) from before it was read. */
interface Reading {
  readonly digest: Digest;
  readonly bytes: number;
  readonly stat: BigIntStats;
  readonly readAt: number;
}

/** Returns what is wrong with an object whose content was read; undefined when it is intact. */
function faultOf(digest: Digest, found: Reading | string): string | undefined {
  if (typeof found === 'string') return found;
  return found.digest === digest ? undefined : `has other content (${found.bytes} bytes, ${found.digest})`;
}

/** The buffer for small files: a synchronous read needs only one. */
let smallBytes: Buffer | undefined;

/**
 * Hashes a small file synchronously, which is several times faster; returns undefined for a large one.
 *
 * @throws NotOurs for anything that is not a file or has more than `most` bytes
 */
function hashSmall(path: string, most: number): Reading | undefined {
  const readAt = Date.now();
  return withRegular(path, most, (file, stat) => {
    if (stat.size > SMALL) return undefined;
    const size = Number(stat.size);
    smallBytes ??= Buffer.allocUnsafe(SMALL + 1);
    const hash = startDigest();
    let length = 0;
    for (;;) {
      const count = readSync(file, smallBytes, 0, size + 1, null);
      hash.update(smallBytes.subarray(0, count));
      length += count;
      // There was room for one more byte, so this is the end of the file.
      if (count === 0 || (count === size && length === size))
        return { digest: finishDigest(hash), bytes: length, stat, readAt };
    }
  });
}

async function hashLarge(path: string): Promise<Reading> {
  const readAt = Date.now();
  const file = await open(path, READ);
  try {
    const stat = await file.stat({ bigint: true });
    const bytes = Buffer.allocUnsafe(CHUNK);
    const hash = startDigest();
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes);
      if (bytesRead === 0) return { digest: finishDigest(hash), bytes: length, stat, readAt };
      hash.update(bytes.subarray(0, bytesRead));
      length += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Accepts only a regular file: whoever copies a link would follow it. */
function refuseOther(path: string, stat: Stats): void {
  if (!stat.isFile()) throw new Error(`Cannot store ${path}: it is ${kindOf(stat)}, not a file`);
}
