import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes the folder `to` hold what `from`, on the same file system, holds; file by file, each by a rename. The file `last` comes
 * last: who starts from it finds all of the old or all of the new, wherever this was interrupted. Then what is too many in
 * `to` is removed. Files that are equal already are left alone, and keep their times.
 *
 * @param {string} from its files are moved away
 * @param {string} to
 * @param {string} last relative to both
 */
export function replaceFolder(from, to, last) {
  const files = filesUnder(from);
  for (const file of [...files.filter((each) => each !== last), last]) {
    const target = join(to, file);
    if (existsSync(target) && readFileSync(target).equals(readFileSync(join(from, file)))) continue;
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(from, file), target);
  }
  const wanted = new Set(files);
  for (const file of filesUnder(to)) {
    if (!wanted.has(file)) rmSync(join(to, file), { force: true });
  }
}

/** Paths of the files in a folder and below, relative to it, sorted; none when it does not exist. */
export function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
