// Unreadable is not damaged: a file of another user, or on a server that does not answer, is intact as far as anybody knows.
// Assay tries again for a moment, then says so; it never moves or replaces the file.

import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { UsageError } from '../../core/failure.ts';
import { codeOf } from './atomic.ts';

const CODES: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EIO', 'ESTALE', 'ETIMEDOUT']);
const WAITS_MS: readonly number[] = [10, 50, 200];
/** How long this process may wait in total: if nothing can be read, it need not wait for each file. */
let patienceMs = 2000;

/** Something in the store exists and cannot be read. */
export class Unreadable extends UsageError {
  /** The system's name of the error, such as EACCES. */
  readonly errno: string;

  /** `what` begins the message: `object sha256:...`. */
  constructor(what: string, path: string, cause: unknown) {
    const code = codeOf(cause) ?? 'unknown error';
    super(`Cannot read ${what} (${code})`, { hint: hintFor(code, path), cause });
    this.errno = code;
  }
}

/** Whether an error says that something exists but cannot be read now or by this user. */
export function isUnreadable(error: unknown): boolean {
  return CODES.has(codeOf(error));
}

/** Calls something that reads, and repeats it for a moment while it cannot. @throws what it throws in the end */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreadable(error) || !spend(wait)) throw error;
    }
    await setTimeout(wait);
  }
  return work();
}

/** Like `patiently`, but synchronous: nothing else happens while it waits. */
export function patientlySync<T>(work: () => T): T {
  for (const wait of WAITS_MS) {
    try {
      return work();
    } catch (error) {
      if (!isUnreadable(error) || !spend(wait)) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  }
  return work();
}

function spend(wait: number): boolean {
  if (patienceMs < wait) return false;
  patienceMs -= wait;
  return true;
}

function hintFor(code: string, path: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return (
        `${ownerOf(path)}Ask the owner to let you read the store (chmod -R g+rX), or use another one with --store DIR. ` +
        'A store for a group needs a folder with the setgid bit: chmod g+rwxs.'
      );
    case 'EIO':
      return `Check the disk or its server, then run again. If ${path} stays unreadable, run its step with --force: Assay then writes it again.`;
    default:
      return 'The file server does not answer, or lost the file. Check the mount, then run again.';
  }
}

function ownerOf(path: string): string {
  try {
    return `It belongs to user ${statSync(path).uid}. `;
  } catch {
    return '';
  }
}
