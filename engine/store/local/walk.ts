import { opendirSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './atomic.ts';
import { isUnreadable, patientlySync, Unreadable } from './unreadable.ts';

/** A file in a folder of 256 folders. */
export interface Found {
  readonly path: string;
  /** 64 hex digits, from the names of the folder and the file; undefined for a file that does not belong here. */
  readonly hex: string | undefined;
}

/** Called for a folder that cannot be listed. */
export type OnUnreadable = (error: Unreadable) => void;

/**
 * Yields the files `<folder>/ab/<62 hex digits><ending>`, and whatever else lies beside them, one at a time: a million of them
 * need no more memory than one.
 *
 * @throws Unreadable when a folder cannot be listed and no callback is given
 */
export function* walk(folder: string, ending: string, onUnreadable: OnUnreadable = raise): Generator<Found> {
  for (const fan of entriesOf(folder, onUnreadable)) {
    const path = join(folder, fan.name);
    if (!fan.isDirectory || !/^[0-9a-f]{2}$/.test(fan.name)) {
      yield { path, hex: undefined };
      continue;
    }
    for (const { name } of entriesOf(path, onUnreadable)) {
      const rest = name.endsWith(ending) ? name.slice(0, name.length - ending.length) : '';
      yield { path: join(path, name), hex: /^[0-9a-f]{62}$/.test(rest) ? fan.name + rest : undefined };
    }
  }
}

/** Returns the entries of a folder, in the order of the file system; none when there is no such folder. */
function* entriesOf(
  path: string,
  onUnreadable: OnUnreadable,
): Generator<{ readonly name: string; readonly isDirectory: boolean }> {
  let folder;
  try {
    folder = patientlySync(() => opendirSync(path, { bufferSize: 256 }));
  } catch (error) {
    if (isUnreadable(error)) return onUnreadable(new Unreadable(`the folder ${path}`, path, error));
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return;
    throw error;
  }
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync())
      yield { name: entry.name, isDirectory: entry.isDirectory() };
  } finally {
    folder.closeSync();
  }
}

function raise(error: Unreadable): never {
  throw error;
}
