import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { finishDigest, startDigest } from '../core/digest.js';
const CHUNK = 1 << 20;
/** Larger than any file that a stage can read: to hash one without end would take for ever. */
const LARGEST_FILE = 2n ** 32n;
/**
 * Digests of files outside the store: null for one that cannot be read, is not a regular file, or has more than 4 GiB. Files of the user are hashed at every run, because
 * their times can be set to anything; within a run, a file is hashed again when its stat has changed, so that an edit
 * under a running step is noticed.
 */
export function fileDigests() {
    const known = new Map();
    return (path) => {
        let handle;
        try {
            // A named pipe must not make us wait for somebody who writes to it.
            handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
        }
        catch {
            return null; // Missing or unreadable: the step says so when it runs.
        }
        try {
            const facts = fstatSync(handle, { bigint: true });
            const { size, ino, dev, mtimeNs, ctimeNs } = facts;
            if (!facts.isFile() || size > LARGEST_FILE)
                return null;
            const stat = [size, ino, dev, mtimeNs, ctimeNs].join(' ');
            const before = known.get(path);
            if (before?.stat === stat)
                return before.digest;
            const digest = digestOfHandle(handle);
            known.set(path, { stat, digest });
            return digest;
        }
        catch {
            return null;
        }
        finally {
            closeSync(handle);
        }
    };
}
function digestOfHandle(handle) {
    const hash = startDigest();
    const chunk = Buffer.alloc(CHUNK);
    for (let length = readSync(handle, chunk); length > 0; length = readSync(handle, chunk))
        hash.update(chunk.subarray(0, length));
    return finishDigest(hash);
}
