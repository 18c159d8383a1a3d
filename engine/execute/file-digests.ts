import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { finishDigest, startDigest, type Digest } from '../core/digest.ts';

const CHUNK = 1 << 20;
/** Larger than any file that a stage can read: hashing an endless file would take forever. */
const LARGEST_FILE = 2n ** 32n;

/**
 * Digests of files outside the store: null for one that cannot be read, is not a regular file, or has more than 4 GiB. Every run
 * hashes the user's files, because their times can be set to anything. Within a run, a file is hashed again if its stat has changed,
 * so an edit during a step is noticed.
 */
export function fileDigests(): (path: string) => Digest | null {
  const known = new Map<string, { readonly stat: string; readonly digest: Digest }>();
  return (path) => {
    let handle: number;
    try {
      // A named pipe must not make us wait for somebody who writes to it.
      handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch {
      return null; // Missing or unreadable: the step says so when it runs.
    }
    try {
      const facts = fstatSync(handle, { bigint: true });
      const { size, ino, dev, mtimeNs, ctimeNs } = facts;
      if (!facts.isFile() || size > LARGEST_FILE) return null;
      const stat = [size, ino, dev, mtimeNs, ctimeNs].join(' ');
      const before = known.get(path);
      if (before?.stat === stat) return before.digest;
      const digest = digestOfHandle(handle);
      known.set(path, { stat, digest });
      return digest;
    } catch {
      return null;
    } finally {
      closeSync(handle);
    }
  };
}

function digestOfHandle(handle: number): Digest {
  const hash = startDigest();
  const chunk = Buffer.alloc(CHUNK);
  for (let length = readSync(handle, chunk); length > 0; length = readSync(handle, chunk))
    hash.update(chunk.subarray(0, length));
  return finishDigest(hash);
}
