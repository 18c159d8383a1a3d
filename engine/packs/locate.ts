import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Place } from '../core/diagnostic.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';

/** A pack that a project uses, as its file names it: a folder or module of the project (`./lab`), or an npm package. */
export interface Use {
  readonly name: string;
  /** Where the project's file says so. */
  readonly at: Place;
}

const MAINS = ['index.ts', 'index.mts', 'index.js', 'index.mjs'];

/**
 * The main module of a pack, or why there is none.
 *
 * @param root absolute path of the project
 * @param name a folder or module of the project (`./lab`), or an npm package
 */
export function locate(root: string, name: string): string | { readonly message: string } {
  if (/^(\.{0,2}\/|\.\.?$)/.test(name)) {
    const path = resolve(root, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() === true) return path;
    const main = mainIn(path);
    if (main !== undefined) return main;
    const found = stat === undefined ? 'there is no such folder' : `the folder has no ${MAINS.join(', ')}`;
    return { message: `Cannot find the pack "${name}": ${found}` };
  }
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) {
      return packageMain(path) ?? { message: `The package "${name}" names no module that can be imported` };
    }
    if (folder !== dirname(folder)) continue;
    return {
      message: `The package "${name}" is not installed in this project: run "npm install ${name}", or write "./${name}" for a folder`,
    };
  }
}

function mainIn(folder: string): string | undefined {
  return MAINS.map((file) => join(folder, file)).find((file) => existsSync(file));
}

/** The file that `import` of a package uses: its `exports`, else its `main`, else its index. */
function packageMain(folder: string): string | undefined {
  const { exports, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as JsonObject;
  const named = (exports === undefined ? undefined : exportOf(exports)) ?? main;
  if (typeof named !== 'string') return mainIn(folder);
  const path = join(folder, named);
  return existsSync(path) ? path : undefined;
}

/** The file that `exports` gives for the package's name, under the conditions of an import in Node. */
function exportOf(exports: Json): string | undefined {
  if (typeof exports === 'string') return exports;
  if (!isObject(exports)) return undefined;
  for (const [condition, value] of Object.entries(exports)) {
    if (!['.', 'node', 'import', 'module', 'default'].includes(condition)) continue;
    const found = exportOf(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
