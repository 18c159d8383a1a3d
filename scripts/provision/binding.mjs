// Compiles tfjs-node's own C++ sources against a TensorFlow library. No gyp and no npm script is involved: two files,
// one compiler, no network.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CommandFailure, runCommand } from './command.mjs';

const COMPILE_TIMEOUT_MS = 5 * 60_000;
const SOURCES = ['tfjs_backend', 'tfjs_binding'];
export const BINDING_FILE = 'tfjs_binding.node';

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
 * Compiles the binding. It finds the libraries beside itself or, in its usual place in the package, in deps/lib.
 *
 * @param {import('./library.mjs').Library} library
 * @param {{ root: string, scratch: string, compiler: string, env: NodeJS.ProcessEnv }} options `root` has node_modules;
 *   `scratch` is an existing folder
 * @returns {Promise<string>} path of the compiled binding, in `scratch`
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
  const output = join(scratch, BINDING_FILE);
  await run(['-shared', '-o', output, ...SOURCES.map(object), ...linkFlags(library)]);
  return output;
}

function linkFlags(library) {
  if (process.platform === 'darwin') {
    const paths = ['@loader_path', '@loader_path/../../deps/lib'];
    return ['-undefined', 'dynamic_lookup', ...library.files, ...paths.map((path) => `-Wl,-rpath,${path}`)];
  }
  const names = library.files.map((file) => `-l:${basename(file)}`);
  return ['-L', dirname(library.files[0]), ...names, '-Wl,-rpath,$ORIGIN:$ORIGIN/../../deps/lib'];
}
