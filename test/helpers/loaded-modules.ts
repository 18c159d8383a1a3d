import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Notes the address of every module that is loaded, of both kinds, in the file LOADED names. */
const PRELOAD = `
import { appendFileSync } from 'node:fs';
import Module, { register } from 'node:module';
const load = Module._load;
Module._load = function (request, ...rest) {
  appendFileSync(process.env.LOADED, request + '\\n');
  return load.call(this, request, ...rest);
};
register('data:text/javascript,' + encodeURIComponent(\`
  import { appendFileSync } from 'node:fs';
  export function load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\\\n');
    return next(url, context);
  }
\`));
`;

/** An environment that makes a Node process note what it loads; `loaded` is what it has noted, without Node's own. */
export function noteModules(folder: string): {
  readonly env: Readonly<Record<string, string>>;
  loaded(): readonly string[];
} {
  const preload = join(folder, 'preload.mjs');
  const notes = join(folder, 'loaded.txt');
  writeFileSync(preload, PRELOAD);
  return {
    env: { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}`, LOADED: notes },
    loaded() {
      if (!existsSync(notes)) return [];
      return [...new Set(readFileSync(notes, 'utf8').trimEnd().split('\n'))].filter((name) => !isNodes(name));
    },
  };
}

function isNodes(name: string): boolean {
  return name.startsWith('node:') || name.startsWith('data:');
}

/** What only a running step may load. */
export const HEAVY = /tensorflow|tfjs|\bsharp\b|\/vega|csv-stringify/;
