// Where the program lies, and where its native backend does.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder with package.json: two levels up from the sources, three from dist/. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`Internal error: no package.json above ${import.meta.url}`);
    folder = dirname(folder);
  }
  return folder;
}

/**
 * The folder below whose `node_modules` the native backend and setup's record of it lie. A clone has them in its own. A package
 * manager may share an installed package, or make it read-only, and removes what it did not put there: then they lie in the
 * user's cache, apart for each version of Assay and platform.
 *
 * @param root the folder of the program
 * @returns undefined for an installed package of a user who has no home
 */
export function nativeRoot(root: string = packageRoot(), env: Environment = process.env): string | undefined {
  if (!root.split(sep).includes('node_modules')) return root;
  const cache = cacheFolder(env);
  if (cache === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return join(cache, 'assay', `backend-${version}-${process.platform}-${process.arch}`);
}

/** Finds modules as the native backend does: what it imports must be its own copy. */
export function nativeRequire(): NodeJS.Require {
  return createRequire(join(nativeRoot() ?? packageRoot(), 'package.json'));
}

/** Variables that a process which computes needs to find the native backend where this one does. */
export function placeVariables(env: Environment): Record<string, string> {
  const { XDG_CACHE_HOME: folder } = env;
  return folder === undefined ? {} : { XDG_CACHE_HOME: folder };
}

/** As in scripts/provision/builds.mjs. */
function cacheFolder({ XDG_CACHE_HOME: given, HOME: home }: Environment): string | undefined {
  // The specification of XDG_CACHE_HOME says that relative paths are to be ignored.
  if (given !== undefined && isAbsolute(given)) return given;
  try {
    return join(home === undefined || home === '' ? homedir() : home, '.cache');
  } catch {
    return undefined; // neither HOME, nor an entry in the list of users
  }
}
