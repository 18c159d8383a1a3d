import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  rmSync,
  utimesSync,
  type BigIntStats,
  type Stats,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { finishDigest, hexOf, parseDigest, startDigest, type Digest } from '../digest.ts';
import type { ArtifactRef } from '../record.ts';
import { codeOf, copyNew, install, makeReadOnly, sync, taught } from './atomic.ts';
import { Fan, READ } from './links.ts';
import type { Quarantine } from './quarantine.ts';
import { refresh } from './refresh.ts';
import type { BlobStore, Temporary } from './store.ts';
import type { TemporaryFolder } from './temporary.ts';
import type { VerifiedIndex } from './verified.ts';

const CHUNK = 1024 * 1024;
const SMALL = 256 * 1024;
/** Smaller objects are hashed whenever they are used: that takes no longer than to look them up among a million others. */
const LEAST_INDEXED = 64 * 1024;
const GONE = 'is gone';

/** Objects as files `<folder>/ab/<the other 62 hex digits>`, mode 0444. */
export class DiskBlobs implements BlobStore {
  readonly #folder: string;
  readonly #fan: Fan;
  readonly #temporary: TemporaryFolder;
  readonly #quarantine: Quarantine;
  readonly #verified: VerifiedIndex;
  /** Checks that are under way: steps that start together hash their common input once. */
  readonly #checks = new Map<Digest, Promise<boolean>>();
  /** Large files are hashed one after another: hashing is bound to one core anyway. */
  #hashing: Promise<unknown> = Promise.resolve();

  constructor(
    folder: string,
    parts: {
      readonly temporary: TemporaryFolder;
      readonly quarantine: Quarantine;
      readonly verified: VerifiedIndex;
    },
  ) {
    this.#folder = folder;
    this.#fan = new Fan(folder, '');
    this.#temporary = parts.temporary;
    this.#quarantine = parts.quarantine;
    this.#verified = parts.verified;
  }

  async put(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }> {
    const { digest, bytes } = await this.putForNow(path);
    return { digest, bytes };
  }

  async putForNow(path: string): Promise<Temporary> {
    refuseOther(path, lstatSync(path));
    return taught(this.#folder, async () => {
      const temporary = await this.#temporary.name();
      try {
        await copyNew(path, temporary);
        const { isNew, ...blob } = await this.#commit(temporary);
        return { ...blob, remove: () => isNew && rmSync(this.#pathOf(blob.digest), { force: true }) };
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    });
  }

  async take(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }> {
    const stat = lstatSync(path);
    refuseOther(path, stat);
    // Under another name the file could still be changed when it is in the store.
    if (stat.nlink > 1) return this.put(path);
    const { digest, bytes } = await taught(this.#folder, () => this.#commit(path));
    return { digest, bytes };
  }

  /** Gives a file its place in the store, read-only. Its content is new unless it was there already. */
  async #commit(path: string): Promise<{ readonly digest: Digest; readonly bytes: number; readonly isNew: boolean }> {
    const read = await this.#read(path);
    if (typeof read === 'string') throw new Error(`Cannot store ${path}: it ${read}`);
    const { digest, bytes } = read;
    // Renaming over an object that is there would be right too; leaving it alone keeps its entry in the index valid.
    const target = this.#pathOf(digest);
    if ((await this.#check(digest, bytes)) && refresh(target, lstatSync(target, { throwIfNoEntry: false })?.mtimeMs)) {
      rmSync(path, { force: true });
      return { digest, bytes, isNew: false };
    }
    const now = Date.now() / 1000;
    utimesSync(path, now, now); // It is needed now, however long ago the step has written it: see refresh.ts.
    await sync(path);
    makeReadOnly(path);
    await install(path, target);
    return { digest, bytes, isNew: true };
  }

  async open(ref: ArtifactRef): Promise<string | undefined> {
    return (await this.#check(ref.digest, ref.bytes)) ? this.#pathOf(ref.digest) : undefined;
  }

  /**
   * Hashes an object whatever the index says of it, and remembers nothing. What was wrong with it, when it has gone to
   * quarantine; undefined when it is whole or gone.
   */
  async verify(digest: Digest): Promise<string | undefined> {
    const path = this.#pathOf(digest);
    const found = await this.#attempt(path);
    const wrong = faultOf(digest, found);
    if (wrong === undefined || wrong === GONE) return undefined;
    this.#quarantine.take(path, `Object ${digest}`, wrong);
    return wrong;
  }

  has(ref: ArtifactRef): boolean {
    try {
      const stat = lstatSync(this.#pathOf(ref.digest));
      return stat.isFile() && stat.size === ref.bytes;
    } catch {
      return false;
    }
  }

  #pathOf(digest: Digest): string {
    // A digest in a record that somebody has edited could lead anywhere.
    if (parseDigest(digest) === undefined) throw new Error(`Internal error: ${JSON.stringify(digest)} is no digest`);
    return this.#fan.pathOf(hexOf(digest));
  }

  /** Whether the object, said to have so many bytes, is there and whole. One that is not whole goes to quarantine. */
  async #check(digest: Digest, bytes: number): Promise<boolean> {
    const path = this.#pathOf(digest);
    if (bytes < LEAST_INDEXED) return this.#hash(digest, path);
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return false;
    if (stat.size >= LEAST_INDEXED && this.#verified.vouches(hexOf(digest), stat)) return true;
    const running = this.#checks.get(digest);
    if (running !== undefined) return running;
    const check = this.#hash(digest, path).finally(() => this.#checks.delete(digest));
    this.#checks.set(digest, check);
    return check;
  }

  async #hash(digest: Digest, path: string): Promise<boolean> {
    const found = await this.#attempt(path);
    const wrong = faultOf(digest, found);
    if (wrong !== undefined) {
      if (wrong !== GONE) this.#quarantine.take(path, `Object ${digest}`, wrong);
      return false;
    }
    if (typeof found !== 'string' && found.stat.size >= LEAST_INDEXED)
      this.#verified.remember(hexOf(digest), found.stat, found.readAt);
    return true;
  }

  /** The file's digest, or why it cannot be read. */
  async #attempt(path: string): Promise<Reading | string> {
    try {
      return await this.#read(path);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') return GONE;
      if (code === 'ELOOP') return 'is a symbolic link, not a file';
      // A bad sector, or a mode that forbids reading: it cannot be used either way.
      if (code === 'EIO' || code === 'EACCES' || code === 'EPERM') return `cannot be read (${code})`;
      throw error;
    }
  }

  async #read(path: string): Promise<Reading | string> {
    const small = hashSmall(path);
    if (small !== undefined) return small;
    const reading = this.#hashing.then(() => hashLarge(path));
    this.#hashing = reading.catch(() => undefined);
    return reading;
  }
}

/** A file's digest and length, and its facts and the time (milliseconds since 1970) from before it was read. */
interface Reading {
  readonly digest: Digest;
  readonly bytes: number;
  readonly stat: BigIntStats;
  readonly readAt: number;
}

/** What is wrong with an object, of which this was read; undefined when it is whole. */
function faultOf(digest: Digest, found: Reading | string): string | undefined {
  if (typeof found === 'string') return found;
  return found.digest === digest ? undefined : `has other content (${found.bytes} bytes, ${found.digest})`;
}

/** Where a small file is read: what is done at once needs one place only. */
let smallBytes: Buffer | undefined;

/**
 * Hashes a small file at once, which is several times faster than waiting for it; undefined for a large one, text for what
 * is no file.
 */
function hashSmall(path: string): Reading | string | undefined {
  const readAt = Date.now();
  const file = openSync(path, READ);
  try {
    const stat = fstatSync(file, { bigint: true });
    if (!stat.isFile()) return `is ${kindOf(stat)}, not a file`;
    if (stat.size > SMALL) return undefined;
    const size = Number(stat.size);
    smallBytes ??= Buffer.allocUnsafe(SMALL + 1);
    const hash = startDigest();
    let length = 0;
    for (;;) {
      const count = readSync(file, smallBytes, 0, size + 1, null);
      hash.update(smallBytes.subarray(0, count));
      length += count;
      // There was room for one byte more: this is the end, and need not be asked for.
      if (count === 0 || (count === size && length === size))
        return { digest: finishDigest(hash), bytes: length, stat, readAt };
    }
  } finally {
    closeSync(file);
  }
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

/** Only what is a file itself is taken: a link would be followed by whoever copies it. */
function refuseOther(path: string, stat: Stats): void {
  if (!stat.isFile()) throw new Error(`Cannot store ${path}: it is ${kindOf(stat)}, not a file`);
}

function kindOf(stat: { isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  if (stat.isDirectory()) return 'a folder';
  return stat.isSymbolicLink() ? 'a symbolic link' : 'a device or pipe';
}
