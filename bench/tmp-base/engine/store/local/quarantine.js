import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../../core/failure.js';
import { codeOf, shareFolder } from './atomic.js';
/** Where damaged files go, so that they are in nobody's way and can still be looked at. */
export class Quarantine {
    #folder;
    #notices;
    constructor(folder, notices) {
        this.#folder = folder;
        this.#notices = notices;
    }
    /**
     * Moves a damaged file (or whatever is in its place) away and says so. `what` begins the message: `Object sha256:...`;
     * `wrong` ends it: `has 12 bytes, expected 40`.
     *
     * @throws UsageError when it cannot be moved: it must not stay where it would be found again.
     */
    take(path, what, wrong) {
        const target = join(this.#folder, `${basename(path)}-${randomBytes(4).toString('hex')}`);
        try {
            if (mkdirSync(this.#folder, { recursive: true }) !== undefined)
                shareFolder(this.#folder);
            renameSync(path, target);
        }
        catch (cause) {
            // Another process was faster: it is gone from its place, and that is all that counts.
            if (codeOf(cause) === 'ENOENT')
                return;
            throw new UsageError(`${what} ${wrong} and cannot be moved to ${this.#folder}`, {
                hint: `Give yourself write permission to the store, or remove ${path} by hand.`,
                cause,
            });
        }
        this.#notices.tell(`${what} ${wrong}: moved to ${target}`);
    }
}
