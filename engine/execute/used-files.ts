import { resolve } from 'node:path';
import type { Digest } from '../core/digest.ts';
import { StageFailure } from '../core/failure.ts';
import type { PlannedStep } from '../core/plan.ts';
import type { Fingerprint } from '../core/record.ts';

/** The files outside the store that a step says it has used, to compare with its key. */
export class UsedFiles {
  /** Digests by absolute path: a file may have been read more than once. */
  readonly #used = new Map<string, Set<Digest>>();

  /** The step has used the bytes with this digest as the content of the file. */
  note(path: string, digest: Digest): void {
    const place = resolve(path);
    const digests = this.#used.get(place) ?? new Set();
    digests.add(digest);
    this.#used.set(place, digests);
  }

  /**
   * Checks that the step has used exactly the bytes in its key.
   *
   * @throws StageFailure when a file had other bytes; Error (a bug in the stage) when it has used a file that it does not declare,
   * or has not reported a file that is in its key
   */
  check({ id, stage, params }: PlannedStep, { files: expected = {} }: Fingerprint): void {
    const undeclared = new Set(this.#used.keys());
    for (const [name, path] of Object.entries(stage.files?.(params) ?? {})) {
      const place = resolve(path);
      const digest = expected[name] ?? null;
      const used = this.#used.get(place);
      undeclared.delete(place);
      if (used === undefined && digest !== null)
        throw new Error(`Stage "${stage.name}" has not said which bytes of ${path} it has used`);
      if ([...(used ?? [])].some((each) => each !== digest))
        throw new StageFailure(`${path}, which ${id} reads, was changed while it ran`, {
          hint: 'Run again when the file is complete.',
        });
    }
    for (const path of undeclared)
      throw new Error(`Stage "${stage.name}" has used ${path}, which is not among its \`files\``);
  }
}
