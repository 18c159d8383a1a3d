import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { finishDigest, startDigest } from '../../engine/core/digest.js';
import { isExpected, StageFailure } from '../../engine/core/failure.js';
import { damagedGzip } from './gzip.js';
import { MAX_FILE_BYTES, openFile, tooLarge } from './open-file.js';
// A tar file is a row of 512-byte blocks: for each entry a header, then its content, filled up to whole blocks.
const BLOCK = 512;
const REGULAR = new Set(['0', '\0']);
const PIECE_BYTES = 1 << 20;
/** More than any archive of a published dataset has. */
const MAX_ARCHIVE_BYTES = 2 ** 32;
/**
 * Reads entries of a .tar.gz archive in one pass: of an archive of gigabytes only what is wanted is ever in memory. When all
 * of them are there, the rest of the archive is no longer unpacked but still hashed, because its digest is that of the whole.
 *
 * @param wanted names without folders
 * @returns the contents of those that are there, by name; of two of one name the first
 * @throws StageFailure if the archive cannot be read, or is damaged before the last wanted entry ends
 */
export async function readTarGz(archive, wanted, reading) {
    const found = new Map();
    const parser = new TarParser(archive, wanted, found);
    const { handle, size } = await openFile(archive, MAX_ARCHIVE_BYTES);
    const hash = startDigest();
    let head = Buffer.alloc(0);
    async function* pieces() {
        for (;;) {
            const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES);
            if (bytesRead === 0)
                return;
            const piece = buffer.subarray(0, bytesRead);
            hash.update(piece);
            if (head.length === 0)
                head = piece;
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
        for await (const piece of unpacked) {
            parser.push(piece);
            if (parser.done)
                break;
            await reading.pause();
        }
        if (!parser.done)
            parser.end();
        packed.destroy();
        await closed; // a piece may be on its way
        for await (const _ of pieces())
            ;
        reading.usedFile(archive, finishDigest(hash));
        return found;
    }
    catch (error) {
        if (isExpected(error))
            throw error;
        if (error.code?.startsWith('Z_')) {
            throw damagedGzip(archive, { at: unpacked.bytesWritten, of: size, head, error });
        }
        throw new StageFailure(`Cannot unpack "${archive}": ${error.message}`, { cause: error });
    }
    finally {
        unpacked.destroy();
        packed.destroy();
        await closed;
        await handle.close();
    }
}
class TarParser {
    #archive;
    #wanted;
    #found;
    #pending = Buffer.alloc(0);
    #entry;
    #offset = 0;
    constructor(archive, wanted, found) {
        this.#archive = archive;
        this.#wanted = new Set(wanted);
        this.#found = found;
    }
    /** Whether all that is wanted was found. */
    get done() {
        return this.#found.size === this.#wanted.size;
    }
    push(chunk) {
        let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
        while (!this.done && (rest.length >= BLOCK || (this.#entry !== undefined && rest.length > 0))) {
            const used = this.#entry === undefined ? this.#header(rest.subarray(0, BLOCK)) : this.#content(this.#entry, rest);
            this.#offset += used;
            rest = rest.subarray(used);
        }
        this.#pending = Buffer.from(rest);
    }
    end() {
        const { name, bytes, start } = this.#entry ?? {};
        if (name === undefined && this.#pending.length === 0)
            return;
        const missing = name === undefined ? 'a whole header' : `${bytes} bytes of "${name}" from byte ${start}`;
        throw this.#damaged(this.#offset, `expected ${missing}, but the file ends early`);
    }
    #header(block) {
        if (block.every((byte) => byte === 0))
            return BLOCK; // two of them end the archive
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
        if (isWanted && bytes > MAX_FILE_BYTES)
            throw tooLarge(`${this.#archive}: ${name}`, `it has ${bytes} bytes,`);
        const content = isWanted ? Buffer.alloc(bytes) : undefined;
        const left = Math.ceil(bytes / BLOCK) * BLOCK;
        this.#entry = { name, bytes, start: this.#offset + BLOCK, left, content };
        this.#finish();
        return BLOCK;
    }
    #content(entry, rest) {
        const used = Math.min(entry.left, rest.length);
        const place = Math.ceil(entry.bytes / BLOCK) * BLOCK - entry.left;
        if (entry.content !== undefined && place < entry.bytes)
            rest.copy(entry.content, place, 0, used);
        entry.left -= used;
        this.#finish();
        return used;
    }
    #finish() {
        if (this.#entry?.left !== 0)
            return;
        if (this.#entry.content !== undefined)
            this.#found.set(this.#entry.name, this.#entry.content);
        this.#entry = undefined;
    }
    #damaged(offset, what) {
        return new StageFailure(`Damaged archive "${this.#archive}", byte ${offset} unpacked: ${what}`);
    }
}
function text(block, start, length) {
    const field = block.subarray(start, start + length);
    const end = field.indexOf(0);
    return field.subarray(0, end < 0 ? length : end).toString('utf8');
}
function octal(block, start, length) {
    const digits = text(block, start, length).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}
