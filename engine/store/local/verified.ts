// Remembers which objects were hashed, so that they need not be hashed at every use.
//
// An entry says: the file with this size, mtime, ctime, inode and device had this digest when it was read. It is valid as long
// as all five stay the same. Every write, truncation, chmod, rename and utimes sets the ctime to the kernel's clock, and no
// system call sets it to anything else, so `touch -d` can restore the mtime but not the ctime. Where that has not been proven
// for the file system (ctime.ts), nothing is remembered, and every object is hashed at each use.
//
// Facts of a file have a meaning only on one machine until it restarts, so each machine has its own index.
//
// The problem of "racy git": clocks tick coarsely (4 ms on ext4, 2 s on FAT). A write in the same tick as the one before leaves
// the ctime unchanged. So an entry is made only if the ctime was at least 2 s old when the reading began: any later write then
// has a later ctime. A new object is therefore hashed once more when it is first opened 2 s later or more, which also reads it
// back from the disk.
//
// Not protected: a system clock set back to that very nanosecond, a write past the file system (to the raw device), bits that
// rot on the disk. `assay fsck` hashes everything.

import { statSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { digestOfText, hexOf } from '../../core/digest.ts';
import { bootId, proveCtime, type CtimeProof } from './ctime.ts';
import { shareFile } from './atomic.ts';
import { appendRegular, readRegular } from './regular-file.ts';

const SETTLED_MS = 2000;
const PENDING = 256;
/** A line has about 130 bytes, so this is two million objects. */
const LARGEST = 256 * 1024 * 1024;
const PROVEN = 'ctime ';
const MACHINE = { prove: proveCtime, boot: bootId() };

/**
 * A file `verified-<machine>` of lines `HEX SIZE MTIME CTIME INODE DEVICE`, written by appending; the last line of an object
 * wins. A line `ctime DEVICE` says that the ctime of files on that device can be trusted.
 */
export class VerifiedIndex {
  readonly #root: string;
  readonly #prove: () => Promise<CtimeProof>;
  /** Undefined where the machine cannot be named. */
  readonly #file: string | undefined;
  #entries: Map<string, string> | undefined;
  readonly #proven = new Set<bigint>();
  #proof: Promise<CtimeProof | undefined> | undefined;
  #pending: string[] = [];

  /**
   * @param temporary gives names for files on the store's file system
   * @param machine tests that file system and names this machine
   */
  constructor(
    root: string,
    temporary: { name(): Promise<string> },
    machine: { readonly prove: typeof proveCtime; readonly boot: string | undefined } = MACHINE,
  ) {
    const { prove, boot } = machine;
    this.#root = root;
    this.#prove = async () => prove(await temporary.name());
    this.#file =
      boot === undefined ? undefined : join(root, `verified-${hexOf(digestOfText('boot', boot)).slice(0, 12)}`);
  }

  /** Name of this machine's index in the store's folder. */
  get name(): string | undefined {
    return this.#file?.slice(this.#root.length + 1);
  }

  /** Whether the file with these facts was hashed and had the digest `hex` (64 hex digits). */
  async vouches(hex: string, stat: BigIntStats): Promise<boolean> {
    return this.#all().get(hex) === factsOf(stat) && this.trusts(stat.dev);
  }

  /**
   * Remembers that the file with the facts `stat`, read from `readAt` on (milliseconds since 1970), has the digest `hex`.
   * Remembers nothing when the file changed just before, or when its ctime cannot be trusted.
   */
  async remember(hex: string, stat: BigIntStats, readAt: number): Promise<void> {
    if (!hasSettled(stat, readAt) || !(await this.trusts(stat.dev))) return;
    const facts = factsOf(stat);
    this.#all().set(hex, facts);
    this.#append(`${hex} ${facts}\n`);
  }

  /** Whether every change of a file on this device gives it another ctime. */
  async trusts(device: bigint): Promise<boolean> {
    this.#all();
    if (this.#proven.has(device)) return true;
    const proof = await this.proof();
    return typeof proof !== 'string' && proof.device === device;
  }

  /** Why the store's file system is not trusted, as text; undefined when it is. Tested once. */
  async proof(): Promise<CtimeProof | string> {
    if (this.#file === undefined) return 'the system does not say when the machine started';
    this.#all();
    const device = statSync(this.#root, { bigint: true, throwIfNoEntry: false })?.dev;
    if (device !== undefined && this.#proven.has(device)) return { device };
    // A read-only store cannot be tested.
    this.#proof ??= this.#prove().then(
      (proof) => {
        if (proof.wrong === undefined) this.#append(`${PROVEN}${proof.device}\n`);
        return proof;
      },
      () => undefined,
    );
    const proof = await this.#proof;
    return proof === undefined ? 'Assay cannot create a file in the store to test it' : (proof.wrong ?? proof);
  }

  /**
   * Returns the file's text without lines of objects that are gone and lines that a later one replaces; undefined when there is
   * none to remove. Lines that another process appends meanwhile are lost with the old file, which only costs it a hash of
   * those objects.
   */
  compacted(isThere: (hex: string) => boolean): string | undefined {
    this.flush();
    const lines = readText(this.#file).split('\n').slice(0, -1);
    const last = new Map(lines.map((line) => [line.slice(0, 64), line]));
    const kept = [...last].filter(
      ([start]) => start.startsWith(PROVEN) || (/^[0-9a-f]{64}$/.test(start) && isThere(start)),
    );
    return kept.length === lines.length ? undefined : kept.map(([, line]) => `${line}\n`).join('');
  }

  /** Saves what was remembered. An index that cannot be written only costs time, so that is no error. */
  flush(): void {
    if (this.#pending.length === 0 || this.#file === undefined) return;
    try {
      // One write with O_APPEND, so that the lines of two processes do not mix. A line torn by a crash matches no file's facts.
      appendRegular(this.#file, this.#pending.splice(0).join(''), 0o644);
      shareFile(this.#file, this.#root, { write: true });
    } catch {
      this.#pending = [];
    }
  }

  #append(line: string): void {
    this.#pending.push(line);
    if (this.#pending.length >= PENDING) this.flush();
  }

  #all(): Map<string, string> {
    if (this.#entries === undefined) {
      this.#entries = new Map();
      for (const line of readText(this.#file).split('\n')) {
        if (/^ctime \d+$/.test(line)) this.#proven.add(BigInt(line.slice(PROVEN.length)));
        else this.#entries.set(line.slice(0, 64), line.slice(65));
      }
    }
    return this.#entries;
  }
}

/** Whether any later write gives a file another ctime than it had when its reading began at `readAt`: see above. */
export function hasSettled(stat: BigIntStats, readAt: number): boolean {
  return readAt - Number(stat.ctimeNs / 1_000_000n) >= SETTLED_MS;
}

/** Everything that changes when a file changes. */
export function factsOf(stat: BigIntStats): string {
  return `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino} ${stat.dev}`;
}

function readText(file: string | undefined): string {
  try {
    return file === undefined ? '' : readRegular(file, LARGEST).toString('latin1');
  } catch {
    return ''; // No index, or an unreadable one: everything is hashed again.
  }
}
