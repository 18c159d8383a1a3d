import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a dataset. Each may be in the root itself, unpacked in `folder`, or packed in `archive`. */
export interface Layout {
  /** Absolute. */
  readonly root: string;
  /** Names of the files, without .gz. */
  readonly names: readonly string[];
  /** The folder that unpacking the archive makes. */
  readonly folder?: string;
  /** A .zip or .tar.gz file that holds all of them. */
  readonly archive?: string;
}

/** Where a file is read from. */
export interface Place {
  readonly path: string;
  /** The file is inside an archive at `path`. */
  readonly packed: boolean;
}

/** Where `name` is: an unpacked file takes precedence over the archive. Undefined if there is neither. */
export function locate({ root, folder, archive }: Layout, name: string): Place | undefined {
  const folders = [root, ...(folder === undefined ? [] : [join(root, folder)])];
  for (const path of folders.flatMap((each) => [join(each, name), join(each, `${name}.gz`)])) {
    if (isThere(path)) return { path, packed: false };
  }
  if (archive === undefined || !isThere(join(root, archive))) return undefined;
  return { path: join(root, archive), packed: true };
}

/** Whether something has that name, even a link to nowhere: reading it will say what is wrong with it. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Every file of the layout, logical name -> path: those that `locate` finds now. A missing file gets the path where it should be.
 */
export function filesIn(layout: Layout): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of layout.names) {
    const place = locate(layout, name) ?? { path: join(layout.root, name), packed: false };
    files[place.packed ? (layout.archive ?? name) : name] = place.path;
  }
  return files;
}
