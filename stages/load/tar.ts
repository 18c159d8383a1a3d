import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Cancelled, isExpected, StageFailure } from '../../engine/failure.ts';
import { damagedGzip } from './gzip.ts';

// A tar file is a row of 512-byte blocks: for each entry a header, then its content, filled up to whole blocks.
const BLOCK = 512;
const REGULAR = new Set(['0', '\0']);

/** One entry that is being read. */
interface Entry {
  readonly name: string;
  readonly bytes: number;
  /** Where the content begins in the unpacked archive. */
  readonly start: number;
  /** Blocks of the content that are still to come, in bytes. */
  left: number;
  /** The content so far; undefined for an entry that nobody wants. */
  readonly content: Buffer | undefined;
}

/**
 * Reads entries of a .tar.gz archive in one pass, and stops as soon as it has all of them: of an archive of gigabytes only
 * what is wanted is ever in memory.
 *
 * @param wanted names without folders
 * @returns the contents of those that are there, by name; of two of one name the first
 * @throws StageFailure if the archive is damaged before the last wanted entry ends
 */
export async function readTarGz(
  archive: string,
  wanted: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const parser = new TarParser(archive, wanted, found);
  const file = createReadStream(archive, { highWaterMark: 1 << 20 });
  const unpacked = createGunzip({ chunkSize: 1 << 20 });
  file.on('error', (error) => unpacked.destroy(error));
  file.pipe(unpacked);
  try {
    for await (const chunk of unpacked) {
      if (signal?.aborted === true) throw new Cancelled('Interrupted while loading a dataset');
      parser.push(chunk as Buffer);
      if (parser.done) return found;
    }
    parser.end();
    return found;
  } catch (error) {
    if (isExpected(error)) throw error;
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) {
      throw damagedGzip(archive, { at: unpacked.bytesWritten, of: statSync(archive).size, error });
    }
    throw new StageFailure(`Cannot unpack "${archive}": ${(error as Error).message}`, { cause: error });
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

class TarParser {
  readonly #archive: string;
  readonly #wanted: ReadonlySet<string>;
  readonly #found: Map<string, Buffer>;
  #pending: Buffer = Buffer.alloc(0);
  #entry: Entry | undefined;
  #offset = 0;

  constructor(archive: string, wanted: readonly string[], found: Map<string, Buffer>) {
    this.#archive = archive;
    this.#wanted = new Set(wanted);
    this.#found = found;
  }

  /** Whether all that is wanted was found. */
  get done(): boolean {
    return this.#found.size === this.#wanted.size;
  }

  push(chunk: Buffer): void {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (!this.done && (rest.length >= BLOCK || (this.#entry !== undefined && rest.length > 0))) {
      const used = this.#entry === undefined ? this.#header(rest.subarray(0, BLOCK)) : this.#content(this.#entry, rest);
      this.#offset += used;
      rest = rest.subarray(used);
    }
    this.#pending = Buffer.from(rest);
  }

  end(): void {
    const { name, bytes, start } = this.#entry ?? {};
    if (name === undefined && this.#pending.length === 0) return;
    const missing = name === undefined ? 'a whole header' : `${bytes} bytes of "${name}" from byte ${start}`;
    throw this.#damaged(this.#offset, `expected ${missing}, found the end of the file: it is truncated`);
  }

  #header(block: Buffer): number {
    if (block.every((byte) => byte === 0)) return BLOCK; // two of them end the archive
    const sum = octal(block, 148, 8);
    // The checksum counts its own field as spaces.
    const found = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    const bytes = octal(block, 124, 12);
    if (sum !== found || Number.isNaN(bytes)) {
      throw this.#damaged(this.#offset, `expected the header of a tar entry with checksum ${found}, found ${sum}`);
    }
    const name = text(block, 0, 100).replace(/^.*\//, '');
    const isFile = REGULAR.has(String.fromCharCode(block[156] ?? 0));
    const content = isFile && this.#wanted.has(name) && !this.#found.has(name) ? Buffer.alloc(bytes) : undefined;
    const left = Math.ceil(bytes / BLOCK) * BLOCK;
    this.#entry = { name, bytes, start: this.#offset + BLOCK, left, content };
    this.#finish();
    return BLOCK;
  }

  #content(entry: Entry, rest: Buffer): number {
    const used = Math.min(entry.left, rest.length);
    const place = Math.ceil(entry.bytes / BLOCK) * BLOCK - entry.left;
    if (entry.content !== undefined && place < entry.bytes) rest.copy(entry.content, place, 0, used);
    entry.left -= used;
    this.#finish();
    return used;
  }

  #finish(): void {
    if (this.#entry?.left !== 0) return;
    if (this.#entry.content !== undefined) this.#found.set(this.#entry.name, this.#entry.content);
    this.#entry = undefined;
  }

  #damaged(offset: number, what: string): StageFailure {
    return new StageFailure(`Damaged archive "${this.#archive}", byte ${offset} unpacked: ${what}`);
  }
}

function text(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
}

function octal(block: Buffer, start: number, length: number): number {
  const digits = text(block, start, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}
