import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.ts';
import { LENGTH_BYTES, headerLength, layOut, parseHeader, rawBytes, tensorOf } from './safetensors.ts';
import type { Tensor, TensorFile, TensorHead } from './safetensors.ts';

// Safetensors files that are larger than what should be in memory at once: written and read tensor by tensor.

/** Bytes of one read or write: the system takes at most 2 GiB. */
const PIECE = 2 ** 26;

/** A file whose tensors come one by one, in any order. */
export interface TensorSink {
  /** @throws Error for a tensor that was not announced, or does not fit what was: a bug of the caller */
  write(name: string, tensor: Tensor): Promise<void>;
}

/**
 * Writes the file that `encodeSafetensors` would make of all tensors.
 *
 * @param heads what will be written: all of it, once
 * @param body writes the tensors
 * @throws Error if it leaves one out: a bug of the caller
 */
export async function writeTensors<T>(
  path: string,
  {
    heads,
    metadata,
  }: { readonly heads: Readonly<Record<string, TensorHead>>; readonly metadata: Record<string, string> },
  body: (sink: TensorSink) => Promise<T>,
): Promise<T> {
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
          throw new Error(
            `Internal error: tensor "${name}" is ${tensor.dtype} [${tensor.shape.join(', ')}], announced was another`,
          );
        }
        await writeAll(file, rawBytes(name, tensor), offset);
        missing.delete(name);
      },
    });
    if (missing.size > 0) throw new Error(`Internal error: tensors were not written: ${[...missing].join(', ')}`);
    return result;
  } finally {
    await file.close();
  }
}

/**
 * Reads some tensors of a safetensors file.
 *
 * @param choose the names of those wanted, of all there are
 * @throws StageFailure as `readSafetensors` does
 */
export async function readTensors(
  path: string,
  choose: (names: readonly string[]) => readonly string[],
): Promise<TensorFile> {
  const file = await open(path).catch((error: unknown) => {
    throw new StageFailure(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  });
  try {
    const { size } = await file.stat();
    const length = headerLength(await readBytes(file, 0, Math.min(size, LENGTH_BYTES)), size, path);
    const head = await readBytes(file, 0, LENGTH_BYTES + length);
    const { start, entries, metadata } = parseHeader(head, size, path);
    const wanted = new Set(choose(entries.map(({ name }) => name)));
    const tensors = new Map<string, Tensor>();
    for (const entry of entries) {
      if (!wanted.has(entry.name)) continue;
      tensors.set(entry.name, tensorOf(entry, await readBytes(file, start + entry.begin, entry.end - entry.begin)));
    }
    return { file: path, tensors, metadata };
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, Math.min(bytes.length - done, PIECE), offset + done)).bytesWritten;
  }
}

async function readBytes(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, PIECE), offset + done);
    if (bytesRead === 0) throw new StageFailure('The file became shorter while it was read');
    done += bytesRead;
  }
  return bytes;
}
