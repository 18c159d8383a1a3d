// When a record or object was last needed is its mtime: written then, or found there when it was about to be written or
// relied on. `assay gc` removes nothing that was needed within the last hour or since the oldest run began that is still
// going on, and it looks at the mtime *after* it has renamed the file away. So of a run and a gc that meet,
//
// - either the mtime was set first: gc sees it and puts the file back;
// - or the file was renamed first: setting the mtime finds no file, and the run takes the result for missing.
import { utimesSync } from 'node:fs';
import { codeOf } from './atomic.js';
/** Setting the time at each use would cost a write per reused step; much less than the hour that gc leaves alone. */
export const REFRESH_MS = 600_000;
/**
 * Notes that the file is needed now. `usedAt` is its mtime in milliseconds since 1970, undefined when it has none any
 * more. False when the file is gone: it must then not be relied on.
 */
export function refresh(path, usedAt) {
    if (usedAt === undefined)
        return false;
    const now = Date.now();
    if (now - usedAt < REFRESH_MS)
        return true;
    try {
        utimesSync(path, now / 1000, now / 1000);
        return true;
    }
    catch (error) {
        // A store that may only be read: nobody removes anything from it either.
        return codeOf(error) !== 'ENOENT';
    }
}
