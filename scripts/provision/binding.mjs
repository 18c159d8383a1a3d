// Compiles tfjs-node's own C++ sources against a TensorFlow library, and a small addon of ours. No gyp and no npm script
// is involved: three files, one compiler, no network.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure, runCommand } from './command.mjs';

const COMPILE_TIMEOUT_MS = 5 * 60_000;
const SOURCES = ['tfjs_backend', 'tfjs_binding'];
const ADDON = join(dirname(fileURLToPath(import.meta.url)), 'native_addon.cc');

/**
 * The C++ compiler to use: `CXX` when set, else the first of the usual ones that runs.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 * @throws {Error} when there is none, with what was tried
 */
export async function findCompiler(env) {
  const candidates = env.CXX ? [env.CXX] : ['g++', 'clang++', 'c++'];
  const failures = [];
  for (const command of candidates) {
    try {
      await runCommand(command, ['--version'], { env, timeoutMs: 20_000 });
      return command;
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      failures.push(error.message);
    }
  }
  throw new Error(`no C++ compiler (${failures.join('; ')})`);
}

/**
 * Compiles the binding and the addon. The binding finds the libraries beside itself or, in its usual place in the package, in deps/lib.
 *
 * @param {import('./library.mjs').Library} library
 * @param {{ root: string, scratch: string, compiler: string, env: NodeJS.ProcessEnv }} options `root` has node_modules;
 *   `scratch` is an existing folder
 * @returns {Promise<string[]>} paths of the compiled files, in `scratch`
 * @throws {Error}
 */
export async function compileBinding(library, { root, scratch, compiler, env }) {
  const tfjs = join(root, 'node_modules', '@tensorflow', 'tfjs-node');
  // Only Node's stable C interface is used, so these headers serve every version of Node.
  const headers = join(root, 'node_modules', 'node-api-headers', 'include');
  if (!existsSync(join(headers, 'node_api.h'))) throw new Error(`the package node-api-headers is not in ${root}`);
  const run = (args) => runCommand(compiler, args, { env, timeoutMs: COMPILE_TIMEOUT_MS });
  const object = (name) => join(scratch, `${name}.o`);
  const flags = ['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'];
  flags.push('-I', headers, '-I', library.include, '-I', tfjs);
  await Promise.all(
    SOURCES.map((name) => run([...flags, '-c', join(tfjs, 'binding', `${name}.cc`), '-o', object(name)])),
  );
  const binding = join(scratch, 'tfjs_binding.node');
  await run(['-shared', '-o', binding, ...SOURCES.map(object), ...linkFlags(library)]);
  const addon = join(scratch, 'native_addon.node');
  const rest = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-ldl'];
  await run([...flags, '-shared', ADDON, '-o', addon, ...rest]);
  return [binding, addon];
}

function linkFlags(library) {
  if (process.platform === 'darwin') {
    const paths = ['@loader_path', '@loader_path/../../deps/lib'];
    return ['-undefined', 'dynamic_lookup', ...library.files, ...paths.map((path) => `-Wl,-rpath,${path}`)];
  }
  const names = library.files.map((file) => `-l:${basename(file)}`);
  // An old tag, DT_RPATH: with the new one LD_LIBRARY_PATH would come first.
  const rpath = ['-Wl,--disable-new-dtags', '-Wl,-rpath,$ORIGIN:$ORIGIN/../../deps/lib'];
  return ['-L', dirname(library.files[0]), ...names, ...rpath];
}
