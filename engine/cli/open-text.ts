import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Diagnostic } from '../core/diagnostic.ts';
import { decodeText } from '../read/decode.ts';
import { LARGEST_FILE } from '../read/yaml.ts';
import { reasonOf } from './output.ts';
import { typedPath } from './user-folder.ts';

/** Why a file cannot be opened. */
export interface Unopened {
  readonly what: 'open' | 'read';
  readonly why: string;
  readonly cause?: unknown;
}

/**
 * The text of a user's file that should contain YAML; or a diagnostic if it cannot: too large, binary, or not UTF-8; or why it
 * cannot be opened. Opens regular files only, because a named pipe would make us wait for a writer.
 *
 * @param file as the user typed it, or as another file names it
 * @param kind what it should be, for messages: `an experiment file`
 */
export function openText(file: string, kind: string): string | Diagnostic | Unopened {
  let handle: number;
  try {
    handle = openSync(typedPath(file), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    return { what: 'open', why: reasonOf(cause), cause };
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) return { what: 'read', why: 'it is not a file' };
    if (stat.size > LARGEST_FILE) {
      const size = `${(stat.size / 1e6).toFixed(1)} MB`;
      return {
        message: `The file has ${size}; ${kind} may have at most ${LARGEST_FILE / 1e6} MB. Put data into a dataset`,
        at: { source: { file, text: '' }, start: 0, end: 1 },
      };
    }
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    for (let n = -1; n !== 0 && length < bytes.length; length += n)
      n = readSync(handle, bytes, length, bytes.length - length, null);
    return decodeText(file, bytes.subarray(0, length));
  } finally {
    closeSync(handle);
  }
}
