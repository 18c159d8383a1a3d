import { open } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.js';
import { LENGTH_BYTES, headerLength, layOut, parseHeader, rawBytes, tensorOf } from './safetensors.js';
// Safetensors files that are larger than what should be in memory at once: written and read tensor by tensor.
/** Bytes of one read or write: the system takes at most 2 GiB. */
const PIECE = 2 ** 26;
/**
 * Writes the file that `encodeSafetensors` would make of all tensors.
 *
 * @param heads what will be written: all of it, once
 * @param body writes the tensors
 * @throws Error if it leaves one out: a bug of the caller
 */
export async function writeTensors(path, { heads, metadata, }, body) {
    const { head, offsets, size } = layOut(heads, metadata);
    const file = await open(path, 'w');
    try {
        await file.truncate(size);
        await writeAll(file, head, 0);
        const missing = new Set(offsets.keys());
        const result = await body({
            async write(name, tensor) {
                const offset = offsets.get(name);
                const { dtype, shape } = heads[name] ?? {};
                if (offset === undefined || dtype !== tensor.dtype || String(shape) !== String(tensor.shape)) {
                    throw new Error(`Internal error: tensor "${name}" is ${tensor.dtype} [${tensor.shape.join(', ')}], announced was another`);
                }
                await writeAll(file, rawBytes(name, tensor), offset);
                missing.delete(name);
            },
        });
        if (missing.size > 0)
            throw new Error(`Internal error: tensors were not written: ${[...missing].join(', ')}`);
        return result;
    }
    finally {
        await file.close();
    }
}
/**
 * Reads some tensors of a safetensors file.
 *
 * @param choose the names of those wanted, of all there are
 * @throws StageFailure as `readSafetensors` does
 */
export async function readTensors(path, choose) {
    const file = await open(path).catch((error) => {
        throw new StageFailure(`Cannot read "${path}": ${error.message}`, { cause: error });
    });
    try {
        const { size } = await file.stat();
        const length = headerLength(await readBytes(file, 0, Math.min(size, LENGTH_BYTES)), size, path);
        const head = await readBytes(file, 0, LENGTH_BYTES + length);
        const { start, entries, metadata } = parseHeader(head, size, path);
        const wanted = new Set(choose(entries.map(({ name }) => name)));
        const tensors = new Map();
        for (const entry of entries) {
            if (!wanted.has(entry.name))
                continue;
            tensors.set(entry.name, tensorOf(entry, await readBytes(file, start + entry.begin, entry.end - entry.begin)));
        }
        return { file: path, tensors, metadata };
    }
    finally {
        await file.close();
    }
}
async function writeAll(file, bytes, offset) {
    for (let done = 0; done < bytes.length;) {
        done += (await file.write(bytes, done, Math.min(bytes.length - done, PIECE), offset + done)).bytesWritten;
    }
}
async function readBytes(file, offset, length) {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(bytes, done, Math.min(length - done, PIECE), offset + done);
        if (bytesRead === 0)
            throw new StageFailure('The file became shorter while it was read');
        done += bytesRead;
    }
    return bytes;
}
