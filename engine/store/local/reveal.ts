// A client of a file server remembers for a while that a file was missing, on NFS for up to a minute (acdirmax): another machine may
// have made it meanwhile. But it lists a folder as it is now. So a file that is listed and cannot be found will be found soon.

import { lstatSync, readdirSync, statfsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isKnownLocal } from './ctime.ts';

/** Longer than clients of a file server remember, unless somebody told them to. */
const MOST_MS = 120_000;
const PAUSE_MS = 100;

/** Waits until a file below the folder `root` can be found here if another machine has made it, however long ago this one looked in vain. */
export async function reveal(root: string, path: string): Promise<void> {
  if (isThere(path) || isLocal(root)) return;
  const start = performance.now();
  while (isListed(path) && !isThere(path) && performance.now() - start < MOST_MS) await sleep(PAUSE_MS);
}

/** Whether only this machine can change what lies in a folder. */
function isLocal(folder: string): boolean {
  try {
    return isKnownLocal(statfsSync(folder).type);
  } catch {
    return false;
  }
}

/** Whether a folder lists the file, or a folder above lists a folder in which it may lie. */
function isListed(path: string): boolean {
  const folder = dirname(path);
  try {
    return readdirSync(folder).includes(basename(path));
  } catch {
    return folder !== path && isListed(folder);
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
