// Tells whether dist/ is up to date, without compiling: from path, size and time of every file that goes into it.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SOURCES = [
  'main.ts',
  'application.ts',
  'engine',
  'nn',
  'stages',
  'schema',
  'testing',
  'web',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
  'scripts/page.mjs',
  'scripts/program.mjs',
  'scripts/step-code.mjs',
  'scripts/validators.mjs',
];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/**
 * A text that changes whenever a source of dist/ may have changed. A few milliseconds.
 *
 * @param {string} root
 * @returns {string}
 */
export function sourceStamp(root) {
  const hash = createHash('sha256');
  for (const path of [...SOURCES, ...SETTINGS]) addTo(hash, root, path);
  return hash.digest('hex');
}

/** Whether dist/ was built from the sources as they are now. */
export function isBuilt(root) {
  const file = stampFile(root);
  if (!existsSync(file) || !existsSync(join(root, 'dist', 'program', 'main.js'))) return false;
  return readFileSync(file, 'utf8') === sourceStamp(root);
}

/**
 * Remembers that dist/ is built.
 *
 * @param {string} root
 * @param {string} stamp of the sources, taken before they were read
 */
export function rememberBuilt(root, stamp) {
  const file = stampFile(root);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, stamp);
  renameSync(`${file}.${process.pid}`, file);
}

function stampFile(root) {
  return join(root, 'node_modules', '.assay', 'built');
}

function addTo(hash, root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) addTo(hash, root, `${path}/${name}`);
  } else hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\0`);
}
