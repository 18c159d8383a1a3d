// The mtime of a record or object says when it was last needed: when it was written, or found to exist by a process about to
// write it or rely on it. `assay gc` deletes nothing that was needed within the last hour or since the start of the oldest
// unfinished run, and it checks the mtime *after* it has renamed the file away. Both go by the clock of the file system, whatever the
// clocks of their machines say. So when a run and a gc meet,
//
// - either the mtime was set first: gc sees it and puts the file back;
// - or the file was renamed first: setting the mtime finds no file, and the run treats the result as missing.

import { utimesSync } from 'node:fs';
import { codeOf } from './atomic.ts';

/** Setting the time at every use would cost a write per reused step. This is much less than the hour that gc leaves alone. */
export const REFRESH_MS: number = 600_000;

/**
 * Notes that the file is needed at the time `now`; returns false when it is gone and must not be relied on. `usedAt` is its mtime,
 * undefined when it no longer has one. Both are in milliseconds since 1970, by the clock of the file system.
 */
export function refresh(path: string, usedAt: number | undefined, now: number): boolean {
  if (usedAt === undefined) return false;
  // A time in the future is of a clock that was wrong: it would keep the file for ever, or hide that it is needed.
  if (Math.abs(now - usedAt) < REFRESH_MS) return true;
  try {
    utimesSync(path, now / 1000, now / 1000);
    return true;
  } catch (error) {
    // A read-only store: nobody deletes anything from it either.
    return codeOf(error) !== 'ENOENT';
  }
}
