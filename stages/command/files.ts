// The files that a command declares: what they hold must be the same from its key to its end.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { finishDigest, startDigest, type Digest } from '../../engine/core/digest.ts';
import { StageFailure } from '../../engine/core/failure.ts';
import type { StageContext } from '../../engine/core/stage.ts';
import { filesOf } from './outside.ts';
import type { CommandParams } from './params.ts';

const CHUNK = 1 << 20;

/** The declared files, as they are before the program starts. */
export interface Before {
  readonly name: string;
  readonly path: string;
  readonly digest: Digest;
}

/** @throws StageFailure when a declared file is missing or is no file */
export function filesBefore(params: CommandParams): readonly Before[] {
  return Object.entries(filesOf(params)).map(([name, path]) => ({ name, path, digest: digestOfFile(name, path) }));
}

/**
 * Tells the engine what the program has used, now that it has ended.
 *
 * @throws StageFailure when a file is another one than before: nobody knows which of the two the program has read
 */
export function reportFiles(files: readonly Before[], context: StageContext<CommandParams>): void {
  for (const { name, path, digest } of files) {
    if (digestOfFile(name, path) !== digest)
      throw new StageFailure(`The file ${name} was changed while the program ran`, {
        hint: 'A file that the program itself writes belongs to its outputs or into {scratch}; else run again when the file is complete.',
      });
    context.usedFile(path, digest);
  }
}

function digestOfFile(name: string, path: string): Digest {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const what =
      code === 'ENOENT' ? `No file matches "${name}" of "files"` : `Cannot open "${name}" of "files" (${code})`;
    throw new StageFailure(what, {
      hint: `Paths and patterns are relative to the project's folder, ${process.cwd()}.`,
      cause,
    });
  }
  try {
    if (!fstatSync(handle).isFile())
      throw new StageFailure(`"${name}" of "files" is no file`, {
        hint: `All files of a folder are a pattern: ${name}/**`,
      });
    const hash = startDigest();
    const chunk = Buffer.alloc(CHUNK);
    for (let length = readSync(handle, chunk); length > 0; length = readSync(handle, chunk))
      hash.update(chunk.subarray(0, length));
    return finishDigest(hash);
  } finally {
    closeSync(handle);
  }
}
