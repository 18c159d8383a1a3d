// Remembers which objects were hashed, so that a restore need not hash them again.
//
// An entry says: the file with this size, mtime, ctime, inode and device had this digest when it was read. It holds as
// long as all five are the same. What the ctime is good for: every write, truncation, chmod, rename and utimes sets it to
// the kernel's clock, and no system call sets it to anything else, so `touch -d` can restore the mtime but not the ctime.
// Where that has not been proven of the file system (ctime.ts), nothing is remembered and every object is hashed at each use.
//
// Facts of a file mean something on one machine until it is started again: each has an index of its own.
//
// Racy git's problem: clocks tick coarsely (4 ms on ext4, 2 s on FAT). A write in the same tick as the one before leaves
// the ctime as it is. So an entry is made only when the ctime was at least 2 s old at the moment the reading began: a
// write after that moment then has a later ctime. An object that was put just now is thus hashed once more, when it is
// opened 2 s later or more, and read back from the disk by that.
//
// Not protected: a system clock that was set back to that very nanosecond, a write past the file system (to the raw
// device), bits that rot on the disk. `assay fsck` hashes all.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfText, hexOf } from '../../core/digest.js';
import { bootId, proveCtime } from './ctime.js';
import { shareFile } from './atomic.js';
import { appendRegular, readRegular } from './regular-file.js';
const SETTLED_MS = 2000;
const PENDING = 256;
/** A line has about 130 bytes: two million objects. */
const LARGEST = 256 * 1024 * 1024;
const PROVEN = 'ctime ';
const MACHINE = { prove: proveCtime, boot: bootId() };
/**
 * A file `verified-<machine>` of lines `HEX SIZE MTIME CTIME INODE DEVICE`, appended to; a later line of the same object wins.
 * A line `ctime DEVICE` says that the ctime of the files on that device can be trusted.
 */
export class VerifiedIndex {
    #root;
    #prove;
    /** Undefined where the machine cannot be named. */
    #file;
    #entries;
    #proven = new Set();
    #proof;
    #pending = [];
    /**
     * @param temporary gives names for files on the store's file system
     * @param machine how that file system is tried out, and which machine this is
     */
    constructor(root, temporary, machine = MACHINE) {
        const { prove, boot } = machine;
        this.#root = root;
        this.#prove = async () => prove(await temporary.name());
        this.#file =
            boot === undefined ? undefined : join(root, `verified-${hexOf(digestOfText('boot', boot)).slice(0, 12)}`);
    }
    /** The name of this machine's index in the store's folder. */
    get name() {
        return this.#file?.slice(this.#root.length + 1);
    }
    /** Whether the file with these facts was hashed and had the digest `hex` (64 hex digits). */
    async vouches(hex, stat) {
        return this.#all().get(hex) === factsOf(stat) && this.trusts(stat.dev);
    }
    /**
     * The file whose facts were `stat` when its reading began at `readAt` (milliseconds since 1970) has the digest `hex`.
     * Not remembered when the file was changed too shortly before, or when its ctime says nothing.
     */
    async remember(hex, stat, readAt) {
        if (!hasSettled(stat, readAt) || !(await this.trusts(stat.dev)))
            return;
        const facts = factsOf(stat);
        this.#all().set(hex, facts);
        this.#append(`${hex} ${facts}\n`);
    }
    /** Whether a file on this device that is changed always gets another ctime. */
    async trusts(device) {
        this.#all();
        if (this.#proven.has(device))
            return true;
        const proof = await this.proof();
        return typeof proof !== 'string' && proof.device === device;
    }
    /** What was found of the store's file system: why it is not trusted, as text. It is tried out once. */
    async proof() {
        if (this.#file === undefined)
            return 'the system does not say when the machine was started';
        this.#all();
        const device = statSync(this.#root, { bigint: true, throwIfNoEntry: false })?.dev;
        if (device !== undefined && this.#proven.has(device))
            return { device };
        // A store that may only be read cannot be tried out.
        this.#proof ??= this.#prove().then((proof) => {
            if (proof.wrong === undefined)
                this.#append(`${PROVEN}${proof.device}\n`);
            return proof;
        }, () => undefined);
        const proof = await this.#proof;
        return proof === undefined ? 'no file can be made in the store to try it out' : (proof.wrong ?? proof);
    }
    /**
     * The file's text without the lines of objects that are not there any more and those that a later one replaces;
     * undefined when there is no line too many. Lines that another process appends meanwhile are lost with the old file,
     * which costs it a hash of those objects.
     */
    compacted(isThere) {
        this.flush();
        const lines = readText(this.#file).split('\n').slice(0, -1);
        const last = new Map(lines.map((line) => [line.slice(0, 64), line]));
        const kept = [...last].filter(([start]) => start.startsWith(PROVEN) || (/^[0-9a-f]{64}$/.test(start) && isThere(start)));
        return kept.length === lines.length ? undefined : kept.map(([, line]) => `${line}\n`).join('');
    }
    /** Writes down what was remembered. An index that cannot be written costs time only, so that is no error. */
    flush() {
        if (this.#pending.length === 0 || this.#file === undefined)
            return;
        try {
            // One write with O_APPEND, so that the lines of two processes do not mix. A line that a crash has torn agrees with
            // no file's facts.
            appendRegular(this.#file, this.#pending.splice(0).join(''), 0o644);
            shareFile(this.#file, this.#root, { write: true });
        }
        catch {
            this.#pending = [];
        }
    }
    #append(line) {
        this.#pending.push(line);
        if (this.#pending.length >= PENDING)
            this.flush();
    }
    #all() {
        if (this.#entries === undefined) {
            this.#entries = new Map();
            for (const line of readText(this.#file).split('\n')) {
                if (/^ctime \d+$/.test(line))
                    this.#proven.add(BigInt(line.slice(PROVEN.length)));
                else
                    this.#entries.set(line.slice(0, 64), line.slice(65));
            }
        }
        return this.#entries;
    }
}
/** Whether any later write gives a file another ctime than it had when its reading began at `readAt`: see above. */
export function hasSettled(stat, readAt) {
    return readAt - Number(stat.ctimeNs / 1000000n) >= SETTLED_MS;
}
/** All that changes when a file is changed. */
export function factsOf(stat) {
    return `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino} ${stat.dev}`;
}
function readText(file) {
    try {
        return file === undefined ? '' : readRegular(file, LARGEST).toString('latin1');
    }
    catch {
        return ''; // No index, or one that cannot be read: everything is hashed again.
    }
}
