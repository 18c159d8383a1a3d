// Not readable is not damaged: a file that belongs to another user, or lies on a server that does not answer, is whole as
// far as anybody knows. It is tried again for a moment, then told; it is never moved or replaced.
import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { UsageError } from '../../core/failure.js';
import { codeOf } from './atomic.js';
const CODES = new Set(['EACCES', 'EPERM', 'EIO', 'ESTALE', 'ETIMEDOUT']);
const WAITS_MS = [10, 50, 200];
/** What this process may wait in all: where nothing can be read, each file need not be waited for. */
let patienceMs = 2000;
/** Something in the store is there and cannot be read. */
export class Unreadable extends UsageError {
    /** The system's name of the error, such as EACCES. */
    errno;
    /** `what` begins the message: `object sha256:...`. */
    constructor(what, path, cause) {
        const code = codeOf(cause) ?? 'unknown error';
        super(`Cannot read ${what} (${code})`, { hint: hintFor(code, path), cause });
        this.errno = code;
    }
}
/** Whether an error says that something is there, but cannot be read now or by this user. */
export function isUnreadable(error) {
    return CODES.has(codeOf(error));
}
/** Does something that reads, again for a moment where it cannot. @throws what it throws in the end */
export async function patiently(work) {
    for (const wait of WAITS_MS) {
        try {
            return await work();
        }
        catch (error) {
            if (!isUnreadable(error) || !spend(wait))
                throw error;
        }
        await setTimeout(wait);
    }
    return work();
}
/** As `patiently`, for what must be done at once: nothing else goes on while it waits. */
export function patientlySync(work) {
    for (const wait of WAITS_MS) {
        try {
            return work();
        }
        catch (error) {
            if (!isUnreadable(error) || !spend(wait))
                throw error;
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    }
    return work();
}
function spend(wait) {
    if (patienceMs < wait)
        return false;
    patienceMs -= wait;
    return true;
}
function hintFor(code, path) {
    switch (code) {
        case 'EACCES':
        case 'EPERM':
            return (`${ownerOf(path)}Let the owner give you permission to read the store (chmod -R g+rX), or use another one with --store DIR. ` +
                'A store for a group needs a folder with the setgid bit: chmod g+rwxs.');
        case 'EIO':
            return `Check the disk or its server, then run again. If ${path} stays unreadable, run its step with --force: Assay then writes it again.`;
        default:
            return 'The file server does not answer, or has lost the file: check the mount, then run again.';
    }
}
function ownerOf(path) {
    try {
        return `It belongs to user ${statSync(path).uid}. `;
    }
    catch {
        return '';
    }
}
