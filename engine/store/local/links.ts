// A store may come from a stranger, and a symbolic link in it may lead anywhere: following it would write, and at the next
// `assay gc` delete, files outside the store. A link at the store's own place is the user's choice.

import { lstatSync, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { UsageError } from '../../core/failure.ts';
import { kindOf } from './regular-file.ts';

const PARTS = ['objects', 'objects/sha256', 'actions', 'runs', 'leases', 'jobs', 'tmp', 'quarantine'];

/** Whether there is a symbolic link at a path. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return false; // A folder above it does not exist or cannot be read; whoever uses the path gets that error.
  }
}

/** @throws UsageError when there is a symbolic link at a path of the store */
export function refuseLink(path: string): void {
  if (!isLink(path)) return;
  throw new UsageError(`Cannot use the store: ${path} is a symbolic link, which may lead out of the store`, {
    hint: 'Remove the link. To keep a store elsewhere, move all of it and pass its folder with --store DIR or ASSAY_STORE.',
  });
}

/** @throws UsageError when a part of the store in the folder `root` is a symbolic link, or is there and no folder */
export function refuseStrangeParts(root: string): void {
  for (const part of PARTS) needFolder(join(root, part));
}

/** @throws UsageError when at a path of the store there is something else than a folder */
function needFolder(path: string): void {
  refuseLink(path);
  let stat: Stats | undefined;
  try {
    stat = lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return; // As above.
  }
  if (stat === undefined || stat.isDirectory()) return;
  throw new UsageError(`Cannot use the store: ${path} is ${stat.isFile() ? 'a file' : kindOf(stat)}, not a folder`, {
    hint: 'Move away what is in its place, then run again: Assay makes the folder, and again what was in it.',
  });
}

/** A folder of 256 folders: `<folder>/ab/<62 hex digits><ending>`. Each of these is looked at once. */
export class HexFolders {
  readonly #folder: string;
  readonly #ending: string;
  /** By the two digits. */
  readonly #checked = new Map<string, string>();

  constructor(folder: string, ending: string) {
    this.#folder = folder;
    this.#ending = ending;
  }

  /**
   * Returns the path for 64 hex digits.
   *
   * @throws UsageError when its folder is a symbolic link, or no folder
   */
  pathOf(hex: string): string {
    const name = hex.slice(0, 2);
    let folder = this.#checked.get(name);
    if (folder === undefined) {
      folder = join(this.#folder, name);
      needFolder(folder);
      this.#checked.set(name, folder);
    }
    // Concatenated, because otherwise a run with everything cached spends a tenth of its time in `join`.
    return folder + sep + hex.slice(2) + this.#ending;
  }
}
