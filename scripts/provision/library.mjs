// A TensorFlow library on disk, in any of the layouts it is distributed in.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { findPython, unpackWheel } from './wheel.mjs';

/**
 * @typedef {object} Library
 * @property {string[]} files absolute paths of the shared libraries, by the names the loader looks for
 * @property {string} include the folder that holds tensorflow/c/c_api.h
 * @property {string[]} notices absolute paths of license texts to keep with the files
 */

/** The C API is in the first one and the types it shares with TensorFlow's core in the second: both are needed. */
const layouts = [
  ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  ['libtensorflow.so.2', 'libtensorflow_framework.so.2'],
  ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
  ['libtensorflow.2.dylib', 'libtensorflow_framework.2.dylib'],
];

/**
 * Finds the library in a folder: an unpacked wheel, an installed Python package, or the standalone archive.
 *
 * @param {string} folder
 * @returns {Library}
 * @throws {Error} when something is missing, with what was looked for
 */
export function findLibrary(folder) {
  const places = [folder, join(folder, 'tensorflow'), join(folder, 'lib')];
  for (const place of places) {
    for (const names of layouts) {
      const files = names.map((name) => join(place, name));
      if (!files.every((file) => existsSync(file))) continue;
      const include = [join(place, 'include'), join(folder, 'include')].find((each) =>
        existsSync(join(each, 'tensorflow', 'c', 'c_api.h')),
      );
      if (include === undefined) throw new Error(`${place} has the library, but no include/tensorflow/c/c_api.h`);
      const notices = [join(include, 'LICENSE'), join(place, 'THIRD_PARTY_NOTICES.txt'), join(folder, 'LICENSE')];
      return { files, include, notices: notices.filter((file) => existsSync(file)) };
    }
  }
  const wanted = layouts.map((names) => names.join(' with ')).join(', or ');
  throw new Error(`${folder} has no TensorFlow library: looked there, in tensorflow/ and in lib/ for ${wanted}`);
}

/**
 * The library that the user points at with `ASSAY_TENSORFLOW`.
 *
 * @param {string} given path of a wheel (.whl), of an archive (.tar.gz, .tgz) or of a folder
 * @param {string} scratch an empty folder to unpack into
 * @param {{ env: NodeJS.ProcessEnv }} options
 * @returns {Promise<Library>}
 * @throws {Error}
 */
export async function openGivenLibrary(given, scratch, { env }) {
  if (!existsSync(given)) throw new Error(`ASSAY_TENSORFLOW=${given}: there is no such file or folder`);
  if (given.endsWith('.whl')) {
    const python = await findPython(env, { pip: false });
    return findLibrary(await unpackWheel(given, scratch, { python, env }));
  }
  if (/\.(tar\.gz|tgz)$/.test(given)) {
    await runCommand('tar', ['-xzf', given, '-C', scratch], { env, timeoutMs: 180_000 });
    return findLibrary(scratch);
  }
  if (isFolder(given)) return findLibrary(given);
  throw new Error(`ASSAY_TENSORFLOW=${given}: expected a wheel (.whl), an archive (.tar.gz, .tgz) or a folder`);
}

function isFolder(path) {
  try {
    readdirSync(path);
    return true;
  } catch (error) {
    if (error.code === 'ENOTDIR') return false;
    throw error;
  }
}
