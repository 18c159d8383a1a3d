import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { StageFailure } from '../../engine/core/failure.js';
import { MAX_FILE_BYTES, tooLarge } from './open-file.js';
import { whatIs } from './sniff.js';
/** How packed bytes are framed: as gzip files, as zlib streams (MAT-files), or not at all (zip archives). */
const UNPACKERS = { gzip: createGunzip, zlib: createInflate, raw: createInflateRaw };
/** Bytes could not be unpacked. */
export class PackingFault extends Error {
    name = 'PackingFault';
    /** How many of them were taken in. */
    at;
    constructor(at, cause) {
        super(cause.message, { cause });
        this.at = at;
    }
}
/**
 * Unpacks bytes that are whole in memory.
 *
 * @param file only named in errors
 * @throws PackingFault if they are damaged; StageFailure if they become more than `MAX_FILE_BYTES`
 */
export async function unpackBytes(packing, bytes, file, reading) {
    const stream = UNPACKERS[packing]({ chunkSize: 1 << 20 });
    const pieces = [];
    let length = 0;
    stream.end(bytes);
    try {
        for await (const piece of stream) {
            pieces.push(piece);
            length += piece.length;
            if (length > MAX_FILE_BYTES)
                throw tooLarge(file, 'unpacked, it has');
            await reading.pause();
        }
    }
    catch (error) {
        if (error.code?.startsWith('Z_') !== true)
            throw error;
        throw new PackingFault(stream.bytesWritten, error);
    }
    finally {
        stream.destroy();
    }
    return Buffer.concat(pieces);
}
/**
 * A gzip file that cannot be unpacked: where it was when it could not go on, and what that means.
 *
 * @param where.at bytes that were taken in
 * @param where.of bytes that the file has
 * @param where.head how the file begins
 */
export function damagedGzip(file, where) {
    const { at, of, head, error } = where;
    const { message } = error;
    const what = whatIs(head);
    if (what !== undefined && what !== 'a gzip file')
        return new StageFailure(`Cannot unpack "${file}": expected a gzip file, found ${what}`, { cause: error });
    const isCut = message === 'unexpected end of file';
    const fault = isCut ? `the file ends early, after ${of} bytes` : message;
    return new StageFailure(`Damaged gzip file "${file}", byte ${isCut ? of : at}: ${fault}`, {
        hint: 'Get the file again: its download or copy was not whole.',
        cause: error,
    });
}
