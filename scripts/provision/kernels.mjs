// Compiles native/: the fast convolutions. Once for each instruction set of the platform; a process loads the one it may use.
// Finished builds lie in the user's cache, so that a second clone need not compile.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCompiler } from './binding.mjs';
import { buildsFolder, publishBuild, verifyBuild, withScratch, writeManifest } from './builds.mjs';
import { runCommand } from './command.mjs';
import { sha256Of } from './wheel.mjs';

const SOURCES = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'native');
const PROVE = join(dirname(fileURLToPath(import.meta.url)), 'prove-kernels.mjs');
const COMPILE_TIMEOUT_MS = 5 * 60_000;
const PROVE_TIMEOUT_MS = 60_000;

const FLAGS = ['-std=c++17', '-O3', '-fPIC', '-fvisibility=hidden', '-pthread', '-DNAPI_VERSION=8'];

/** By architecture and instruction set, what the compiler is told. The names are those of nn/backends/kernels.ts. */
const SETS = {
  x64: {
    generic: [],
    avx2: ['-mavx2', '-mfma', '-mtune=haswell'],
    avx512: [
      '-mavx512f',
      '-mavx512bw',
      '-mavx512vl',
      '-mavx512dq',
      '-mfma',
      '-mtune=skylake-avx512',
      '-mprefer-vector-width=512',
    ],
  },
  arm64: { generic: [] },
};

/**
 * The fast convolutions of an installation.
 *
 * @typedef {object} KernelsRecord
 * @property {string} sources digest of what they are compiled from
 * @property {string | null} why there are none; null where there are some
 * @property {Record<string, { bytes: number, mtimeMs: number, ctimeMs: number, sha256: string }>} files by instruction set
 */

/** @param {string} root @returns {string} the folder with a file for each instruction set */
export function kernelsFolder(root) {
  return join(root, 'node_modules', '.assay', 'kernels');
}

/** Changes with the sources and with how they are compiled. */
export function kernelSources() {
  const hash = createHash('sha256').update(JSON.stringify([FLAGS, SETS]));
  for (const name of sourceFiles(/\.(cc|h)$/)) hash.update(name).update(readFileSync(join(SOURCES, name)));
  return hash.digest('hex');
}

/**
 * Compiles the kernels, or takes them from the cache, and tries them. Never throws because that fails: Assay works without.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, progress: import('./progress.mjs').Progress }} options
 * @returns {Promise<KernelsRecord>}
 */
export async function provideKernels({ root, env, progress }) {
  const sources = kernelSources();
  try {
    const sets = SETS[process.arch];
    if (sets === undefined) throw new Error(`they are not written for ${process.arch}`);
    const cached = join(buildsFolder(root, env), `kernels-${process.platform}-${process.arch}-${sources.slice(0, 16)}`);
    if (!(await isWhole(cached))) {
      await progress.step('Compiling the fast convolutions', () => compile(cached, sets, { root, env }));
    }
    await install(cached, root, Object.keys(sets));
    await runCommand(process.execPath, [PROVE, kernelsFolder(root)], { cwd: root, env, timeoutMs: PROVE_TIMEOUT_MS });
    return { sources, why: null, files: await describe(root) };
  } catch (error) {
    rmSync(kernelsFolder(root), { recursive: true, force: true });
    return { sources, why: error.message, files: {} };
  }
}

async function isWhole(cached) {
  try {
    await verifyBuild(cached);
    return true;
  } catch {
    return false;
  }
}

async function compile(cached, sets, { root, env }) {
  const compiler = await findCompiler(env);
  const headers = join(root, 'node_modules', 'node-api-headers', 'include');
  await withScratch(dirname(cached), async (scratch) => {
    const run = (args) => runCommand(compiler, args, { cwd: SOURCES, env, timeoutMs: COMPILE_TIMEOUT_MS });
    const build = join(scratch, 'build');
    mkdirSync(build);
    await Promise.all(
      Object.entries(sets).map(async ([set, flags]) => {
        const object = (file) => join(scratch, `${set}-${file}.o`);
        const files = sourceFiles(/\.cc$/);
        for (const file of files) await run([...FLAGS, ...flags, '-I', headers, '-c', file, '-o', object(file)]);
        const rest = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
        await run(['-shared', '-pthread', '-o', join(build, `${set}.node`), ...files.map(object), ...rest]);
      }),
    );
    await writeManifest(build);
    publishBuild(build, cached);
  });
}

/** They appear whole, by one rename; a process that has them loaded keeps them. */
async function install(cached, root, names) {
  const folder = kernelsFolder(root);
  const temporary = `${folder}-${process.pid}`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  for (const name of names) copyFileSync(join(cached, `${name}.node`), join(temporary, `${name}.node`));
  rmSync(folder, { recursive: true, force: true });
  renameSync(temporary, folder);
}

async function describe(root) {
  const files = {};
  for (const name of readdirSync(kernelsFolder(root)).sort()) {
    const file = join(kernelsFolder(root), name);
    const { size: bytes, mtimeMs, ctimeMs } = statSync(file);
    files[name.replace('.node', '')] = { bytes, mtimeMs, ctimeMs, sha256: await sha256Of(file) };
  }
  return files;
}

function sourceFiles(pattern) {
  return existsSync(SOURCES)
    ? readdirSync(SOURCES)
        .filter((name) => pattern.test(name))
        .sort()
    : [];
}
