import { closeSync, openSync, readSync } from 'node:fs';
import { finishDigest, startDigest, type Digest } from '../digest.ts';

const CHUNK = 1 << 20;

/**
 * Digests of files outside the store, each read once per process: within one run a file has one content. Files of the user
 * are hashed at every run, because their times can be set to anything.
 */
export function fileDigests(): (path: string) => Digest | null {
  const known = new Map<string, Digest | null>();
  return (path) => {
    let digest = known.get(path);
    if (digest === undefined) {
      digest = digestOfFile(path);
      known.set(path, digest);
    }
    return digest;
  };
}

function digestOfFile(path: string): Digest | null {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch {
    return null; // Missing or unreadable: the step says so when it runs.
  }
  try {
    const hash = startDigest();
    const chunk = Buffer.alloc(CHUNK);
    for (let length = readSync(handle, chunk); length > 0; length = readSync(handle, chunk))
      hash.update(chunk.subarray(0, length));
    return finishDigest(hash);
  } catch {
    return null;
  } finally {
    closeSync(handle);
  }
}
