import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../../core/failure.ts';
import { codeOf, shareFolder } from './atomic.ts';
import type { Notices } from '../store.ts';

/** The folder for damaged files: out of the way, and still there to be inspected. */
export class Quarantine {
  readonly #folder: string;
  readonly #notices: Notices;

  constructor(folder: string, notices: Notices) {
    this.#folder = folder;
    this.#notices = notices;
  }

  /**
   * Moves a damaged file, or whatever is in its place, to quarantine and says so. `what` begins the message: `Object
   * sha256:...`; `wrong` ends it: `has 12 bytes, expected 40`.
   *
   * @throws UsageError when it cannot be moved, because it must not stay where it would be found again
   */
  take(path: string, what: string, wrong: string): void {
    const target = join(this.#folder, `${basename(path)}-${randomBytes(4).toString('hex')}`);
    try {
      if (mkdirSync(this.#folder, { recursive: true }) !== undefined) shareFolder(this.#folder);
      renameSync(path, target);
    } catch (cause) {
      // Another process was faster. All that matters is that it is gone from its place.
      if (codeOf(cause) === 'ENOENT') return;
      throw new UsageError(`${what} ${wrong} and cannot be moved to ${this.#folder}`, {
        hint: `Give yourself permission to write to the store, or delete ${path} by hand.`,
        cause,
      });
    }
    this.#notices.tell(`${what} ${wrong}: moved to ${target}`);
  }
}
