import { closeSync, openSync, writeSync, writevSync } from 'node:fs';
import { finishDigest, startDigest, type Digest } from '../../core/digest.ts';
import { diskFailure } from '../local/atomic.ts';
import { RemoteFailure } from './failure.ts';
import type { Bytes } from './files.ts';

const CHUNKS = 16;

/**
 * Writes bytes to a file that only this process knows, and hashes them as they come in. An earlier try's file is overwritten.
 *
 * @throws RemoteFailure when they are not what was asked for, as soon as that is certain; StageFailure when the file cannot be
 *   written
 */
export async function receive(
  bytes: Bytes,
  path: string,
  expected: { readonly digest: Digest; readonly bytes: number },
): Promise<true> {
  const hash = startDigest();
  let length = 0;
  const file = explained(path, () => openSync(path, 'w'));
  try {
    let waiting: Uint8Array[] = [];
    const write = (): void => {
      explained(path, () => writeAll(file, waiting));
      waiting = [];
    };
    for await (const chunk of bytes) {
      length += chunk.length;
      if (length > expected.bytes) throw damaged(`has more than ${expected.bytes} bytes there`);
      hash.update(chunk);
      waiting.push(chunk);
      // A connection gives at most 64 KiB at once: one call of the system for several of them.
      if (waiting.length >= CHUNKS) write();
    }
    write();
  } finally {
    closeSync(file);
  }
  const digest = finishDigest(hash);
  if (length < expected.bytes) throw damaged(`has ${length} bytes there, expected ${expected.bytes}`);
  if (digest !== expected.digest) throw damaged(`has other content there (${digest})`);
  return true;
}

function damaged(what: string): RemoteFailure {
  return new RemoteFailure('damaged', what);
}

function writeAll(file: number, chunks: readonly Uint8Array[]): void {
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  if (total === 0) return;
  const written = writevSync(file, chunks);
  // The system may write less than it was given: a full disk tells so at the next call.
  if (written === total) return;
  const rest = Buffer.concat(chunks).subarray(written);
  for (let done = 0; done < rest.length;) done += writeSync(file, rest, done);
}

/** Does something with the file; an error of the system becomes one that teaches. */
function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskFailure(error, path);
  }
}
