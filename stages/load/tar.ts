import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { finishDigest, startDigest } from '../../engine/core/digest.ts';
import { isExpected, StageFailure } from '../../engine/core/failure.ts';
import { damagedGzip } from './gzip.ts';
import { MAX_FILE_BYTES, openFile, tooLarge } from './open-file.ts';
import type { Reading } from './reading.ts';

// Why not a library: tar-stream says that an archive is damaged, but not where, and the place tells a download that was cut short
// from one that was corrupted. It also brings five packages for what takes eighty lines here.
//
// A tar file is a sequence of 512-byte blocks: for each entry a header, then its content, padded to whole blocks.
const BLOCK = 512;
const REGULAR = new Set(['0', '\0']);
const PIECE_BYTES = 1 << 20;
/** More than any archive of a published dataset has. */
const MAX_ARCHIVE_BYTES = 2 ** 32;

/** The entry that is being read. */
interface Entry {
  readonly name: string;
  readonly bytes: number;
  /** Where the content starts in the unpacked archive. */
  readonly start: number;
  /** How many bytes of the content's blocks are still to come. */
  left: number;
  /** The content so far; undefined for an entry that nobody wants. */
  readonly content: Buffer | undefined;
}

/**
 * Reads entries of a .tar.gz archive in one pass, with only the wanted ones in memory, however large the archive is. Once all are
 * found, the rest of the archive is not unpacked, but still hashed, because the digest covers the whole archive.
 *
 * @param wanted names without folders
 * @returns the contents of those that exist, by name; if two have the same name, the first
 * @throws StageFailure if the archive cannot be read, or is damaged before the last wanted entry ends
 */
export async function readTarGz(
  archive: string,
  wanted: readonly string[],
  reading: Reading,
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const parser = new TarParser(archive, wanted, found);
  const { handle, size } = await openFile(archive, MAX_ARCHIVE_BYTES);
  const hash = startDigest();
  let head: Buffer = Buffer.alloc(0);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES);
      if (bytesRead === 0) return;
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      if (head.length === 0) head = piece;
      await reading.pause();
      yield piece;
    }
  }
  const packed = Readable.from(pieces(), { objectMode: false, autoDestroy: true });
  const unpacked = createGunzip({ chunkSize: PIECE_BYTES });
  packed.on('error', (error) => unpacked.destroy(error));
  const closed = new Promise((resolve) => packed.once('close', resolve));
  try {
    packed.pipe(unpacked);
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      parser.push(piece);
      if (parser.done) break;
      await reading.pause();
    }
    if (!parser.done) parser.end();
    packed.destroy();
    await closed; // a piece may be on its way
    for await (const _ of pieces());
    reading.usedFile(archive, finishDigest(hash));
    return found;
  } catch (error) {
    if (isExpected(error)) throw error;
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) {
      throw damagedGzip(archive, { at: unpacked.bytesWritten, of: size, head, error });
    }
    throw new StageFailure(`Cannot unpack "${archive}": ${(error as Error).message}`, { cause: error });
  } finally {
    unpacked.destroy();
    packed.destroy();
    await closed;
    await handle.close();
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

  /** Whether everything wanted was found. */
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
    throw this.#damaged(this.#offset, `expected ${missing}, but the file ends early`);
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
    const isWanted = isFile && this.#wanted.has(name) && !this.#found.has(name);
    if (isWanted && bytes > MAX_FILE_BYTES) throw tooLarge(`${this.#archive}: ${name}`, `it has ${bytes} bytes,`);
    const content = isWanted ? Buffer.alloc(bytes) : undefined;
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
