// Remembers which objects were hashed, so that a restore need not hash them again.
//
// An entry says: the file with this size, mtime, ctime, inode and device had this digest when it was read. It holds as
// long as all five are the same. What the ctime is good for: every write, truncation, chmod, rename and utimes sets it to
// the kernel's clock, and no system call sets it to anything else, so `touch -d` can restore the mtime but not the ctime.
//
// Racy git's problem: clocks tick coarsely (4 ms on ext4, 2 s on FAT). A write in the same tick as the one before leaves
// the ctime as it is. So an entry is made only when the ctime was at least 2 s old at the moment the reading began: a
// write after that moment then has a later ctime. An object that was put just now is thus hashed once more, when it is
// opened 2 s later or more, and read back from the disk by that.
//
// Not protected: a system clock that was set back to that very nanosecond, a write past the file system (to the raw
// device), bits that rot on the disk, a clock of a file server that runs more than 2 s behind. `assay fsck` hashes all.

import { appendFileSync, readFileSync, type BigIntStats } from 'node:fs';

const SETTLED_MS = 2000;
const PENDING = 256;

/** A file of lines `HEX SIZE MTIME CTIME INODE DEVICE`, appended to; a later line of the same object wins. */
export class VerifiedIndex {
  readonly #file: string;
  #entries: Map<string, string> | undefined;
  #pending: string[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Whether the file with these facts was hashed and had the digest `hex` (64 hex digits). */
  vouches(hex: string, stat: BigIntStats): boolean {
    return this.#all().get(hex) === factsOf(stat);
  }

  /**
   * The file whose facts were `stat` when its reading began at `readAt` (milliseconds since 1970) has the digest `hex`.
   * Not remembered when the file was changed too shortly before.
   */
  remember(hex: string, stat: BigIntStats, readAt: number): void {
    if (!hasSettled(stat, readAt)) return;
    const facts = factsOf(stat);
    this.#all().set(hex, facts);
    this.#pending.push(`${hex} ${facts}\n`);
    if (this.#pending.length >= PENDING) this.flush();
  }

  /**
   * The file's text without the lines of objects that are not there any more and those that a later one replaces;
   * undefined when there is no line too many. Lines that another process appends meanwhile are lost with the old file,
   * which costs it a hash of those objects.
   */
  compacted(isThere: (hex: string) => boolean): string | undefined {
    this.flush();
    const lines = readText(this.#file).split('\n').slice(0, -1);
    const last = new Map(lines.map((line) => [line.slice(0, 64), line]));
    const kept = [...last].flatMap(([hex, line]) => (/^[0-9a-f]{64}$/.test(hex) && isThere(hex) ? [`${line}\n`] : []));
    return kept.length === lines.length ? undefined : kept.join('');
  }

  /** Writes down what was remembered. An index that cannot be written costs time only, so that is no error. */
  flush(): void {
    if (this.#pending.length === 0) return;
    try {
      // One write with O_APPEND, so that the lines of two processes do not mix. A line that a crash has torn agrees with
      // no file's facts.
      appendFileSync(this.#file, this.#pending.splice(0).join(''));
    } catch {
      this.#pending = [];
    }
  }

  #all(): Map<string, string> {
    if (this.#entries === undefined) {
      this.#entries = new Map();
      for (const line of readText(this.#file).split('\n')) this.#entries.set(line.slice(0, 64), line.slice(65));
    }
    return this.#entries;
  }
}

/** Whether any later write gives a file another ctime than it had when its reading began at `readAt`: see above. */
export function hasSettled(stat: BigIntStats, readAt: number): boolean {
  return readAt - Number(stat.ctimeNs / 1_000_000n) >= SETTLED_MS;
}

/** All that changes when a file is changed. */
export function factsOf(stat: BigIntStats): string {
  return `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino} ${stat.dev}`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // No index, or one that cannot be read: everything is hashed again.
  }
}
