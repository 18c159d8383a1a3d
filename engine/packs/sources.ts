import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isObject, type Json } from '../core/json.ts';
import { INDEX } from './bundle.ts';
import { BundlePlace } from './place.ts';

/**
 * The files that the packs of a project are made of: everything in their folders, and what their bundles import from elsewhere in the
 * project. Relative to the project, sorted. Installed packages are not among them.
 *
 * @param root absolute path of the project, whose packs have been loaded
 * @param uses the packs as the project's file names them
 */
export function packSources(root: string, uses: readonly string[]): readonly string[] {
  const own = uses.filter((name) => name.startsWith('.')).map((name) => resolve(root, name));
  const folders = own.map((path) =>
    statSync(path, { throwIfNoEntry: false })?.isFile() === true ? dirname(path) : path,
  );
  const found = new Set(indexed(root));
  for (const folder of folders) {
    // A pack that is the project's folder itself is known by its imports: the folder has much else.
    if (folder === root || !isBelow(root, folder)) continue;
    for (const file of filesIn(folder)) found.add(relative(root, file).replaceAll(sep, '/'));
  }
  const installed = ['package.json', 'package-lock.json'].filter((name) => existsSync(join(root, name)));
  return [...found, ...(uses.length > 0 ? installed : [])].toSorted();
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === '__pycache__') return [];
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}

/** What the index of bundles says that they were made of. */
function indexed(root: string): readonly string[] {
  let index: Json;
  try {
    index = JSON.parse(readFileSync(join(new BundlePlace(root).folder, INDEX), 'utf8')) as Json;
  } catch {
    return []; // There is none where the project may only be read.
  }
  const bundles = isObject(index) && isObject(index['bundles']) ? Object.values(index['bundles']) : [];
  return bundles
    .flatMap((bundle) => (isObject(bundle) && isObject(bundle['inputs']) ? Object.keys(bundle['inputs']) : []))
    .filter((name) => isBelow(root, resolve(root, name)) && !name.split(/[/\\]/).includes('node_modules'))
    .map((name) => name.replaceAll(sep, '/'));
}

function isBelow(root: string, path: string): boolean {
  const from = relative(root, path);
  return from !== '' && from !== '..' && !from.startsWith(`..${sep}`) && !isAbsolute(from);
}
