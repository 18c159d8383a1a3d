// Installs the native backend: the TensorFlow library and the binding that tfjs-node needs, which the package's own
// installer can often not fetch. Sources are tried in order until one works, and each must prove that it does.
// Failing is no error here: Assay then computes with its portable backend, and the record says what was tried.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findCompiler } from './binding.mjs';
import { buildsFolder, makeBuild, publishBuild, verifyBuild, withScratch } from './builds.mjs';
import { kernelSources, provideKernels } from './kernels.mjs';
import { findLibrary, openGivenLibrary } from './library.mjs';
import { withLock } from './lock.mjs';
import {
  backendFiles,
  bindingVersion,
  hashedFiles,
  linkBuild,
  proveBackend,
  runOwnInstaller,
  unlinkBuild,
} from './package-folder.mjs';
import { processorFlags } from './processor.mjs';
import { buildName, releaseFor, thisMachine } from './release.mjs';
import { downloadWheel, findPython, unpackWheel } from './wheel.mjs';

/**
 * What a backend that works says of itself.
 *
 * @typedef {object} Proof
 * @property {string} library version of TensorFlow
 * @property {string} binding version of tfjs-node
 * @property {{ byDefault: boolean, possible: boolean }} oneDNN whether its kernels are used unasked, and when asked for
 * @property {string | null} isa how oneDNN calls the instruction set it uses; null where it does not say
 */

/**
 * What is installed, and how it came about.
 *
 * @typedef {object} BackendRecord
 * @property {'tensorflow' | 'portable'} backend
 * @property {string | null} library version of TensorFlow; null for the portable backend, as are the next two
 * @property {string | null} binding version of tfjs-node
 * @property {'user' | 'cache' | 'wheel' | 'archive' | null} source
 * @property {Proof['oneDNN']} oneDNN
 * @property {string | null} isa
 * @property {string} processor what the system said of it when `isa` was asked for
 * @property {string | null} requested value of ASSAY_TENSORFLOW at the time
 * @property {{ source: string, ok: boolean, why: string | null }[]} tried in order
 * @property {Record<string, object>} files as `hashedFiles` returned them
 * @property {import('./kernels.mjs').KernelsRecord} kernels the fast convolutions; without the library there are none
 */

const NONE = { byDefault: false, possible: false };

/** @param {string} root @returns {string} path of the record */
export function recordFile(root) {
  return join(root, 'node_modules', '.assay', 'backend.json');
}

/**
 * The record of the last provisioning, if what it says still holds: the files are untouched, and `ASSAY_TENSORFLOW` does
 * not ask for something else. Takes a few milliseconds.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {BackendRecord | undefined}
 */
export function validRecord(root, env) {
  if (!existsSync(recordFile(root))) return undefined;
  const record = JSON.parse(readFileSync(recordFile(root), 'utf8'));
  if (env.ASSAY_TENSORFLOW && resolve(env.ASSAY_TENSORFLOW) !== record.requested) return undefined;
  if (record.kernels?.sources !== kernelSources()) return undefined;
  const now = backendFiles(root);
  const names = Object.keys(record.files);
  // A file of which only the ctime is another is hashed when it is used: see nn/backends/installed.ts.
  const isSame = (name) => {
    const { bytes, mtimeMs, identity } = record.files[name];
    return typeof identity === 'string' && now[name]?.bytes === bytes && now[name].mtimeMs === mtimeMs;
  };
  return names.length === Object.keys(now).length && names.every(isSame) ? record : undefined;
}

/**
 * Tries all sources, links the first that works into node_modules, and writes the record. Never throws because a source
 * fails, and every network access and child process has a time limit.
 *
 * @param {object} options
 * @param {string} options.root the project's folder, with node_modules installed
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').Progress} options.progress
 * @param {ReturnType<typeof thisMachine>} [options.machine]
 * @param {typeof proveBackend} [options.prove] replaced in tests, which have no real library
 * @param {typeof provideKernels} [options.kernels] likewise
 * @returns {Promise<BackendRecord>}
 */
export async function provision({
  root,
  env,
  progress,
  machine = thisMachine(),
  prove = proveBackend,
  kernels = provideKernels,
}) {
  const requested = env.ASSAY_TENSORFLOW ? resolve(env.ASSAY_TENSORFLOW) : null;
  const builds = buildsFolder(root, env);
  const cached = join(builds, buildName(machine, bindingVersion(root)));
  const sources = {
    user: () => fromUser(requested, { root, env, progress }),
    cache: () => fromCache(cached, { root, progress }),
    wheel: () => fromWheel(builds, cached, { root, env, progress, machine }),
    archive: () => progress.step("Trying tfjs-node's own installer", () => runOwnInstaller(root, env)),
  };
  if (requested === null) delete sources.user;
  const tried = [];
  // One at a time in one cache: a second clone waits here, and then finds the build of the first.
  const onWait = (pid) => progress.note(`another setup (process ${pid}) is installing TensorFlow; waiting for it`);
  return withLock(builds, { onWait }, async () => {
    for (const [source, install] of Object.entries(sources)) {
      try {
        unlinkBuild(root);
        await install();
        const proof = await progress.step('Trying the native backend', () => prove(root, env));
        tried.push({ source, ok: true, why: null });
        const fast = await kernels({ root, env, progress });
        return await writeRecord(root, { backend: 'tensorflow', ...proof, source, requested, tried, kernels: fast });
      } catch (error) {
        tried.push({ source, ok: false, why: error.message });
      }
    }
    unlinkBuild(root);
    const nothing = { library: null, binding: null, source: null, oneDNN: NONE, isa: null };
    const none = { sources: kernelSources(), why: 'they are part of the native backend', files: {} };
    return writeRecord(root, { backend: 'portable', ...nothing, requested, tried, kernels: none });
  });
}

/** What to tell the user when no source worked: what was tried, why it failed, and what can be done. */
export function explainFailure(record) {
  return [
    'The native TensorFlow backend could not be installed. Assay works without it, with its portable backend:',
    'the same networks and results up to rounding, but training takes about ten times as long.',
    'Tried:',
    ...record.tried.map(({ source, why }) => `  ${source.padEnd(8)} - ${why.split('\n').join('\n             ')}`),
    'To have it, install what is missing (Python 3 with pip, a C++ compiler: see above) or get a TensorFlow wheel,',
    'archive or folder yourself and name it in ASSAY_TENSORFLOW=<path>. Then run: assay backend --install',
  ].join('\n');
}

async function fromUser(given, { root, env, progress }) {
  const compiler = await findCompiler(env);
  // Not in the shared cache: another clone did not ask for this library.
  const folder = dirname(recordFile(root));
  const own = join(folder, 'tensorflow');
  mkdirSync(folder, { recursive: true });
  await withScratch(folder, (scratch) =>
    progress.step('Preparing TensorFlow from ASSAY_TENSORFLOW', async (activity) => {
      activity('unpacking');
      const library = await openGivenLibrary(given, scratch, { env });
      activity('compiling the binding');
      publishBuild(await makeBuild(library, { root, scratch, compiler, env }), own);
    }),
  );
  linkBuild(own, root);
}

async function fromCache(cached, { root, progress }) {
  if (!existsSync(cached)) throw new Error(`no build in ${cached}`);
  await progress.step('Verifying TensorFlow in the cache', () => verifyBuild(cached));
  linkBuild(cached, root);
}

async function fromWheel(builds, cached, { root, env, progress, machine }) {
  const release = releaseFor(machine);
  if (typeof release === 'string') throw new Error(release);
  const { compiler, python } = await findTools(env);
  await withScratch(builds, async (scratch) => {
    const wheel = await progress.step('Downloading TensorFlow', (activity) =>
      downloadWheel(release, scratch, { python, env, activity }),
    );
    await progress.step('Building the native backend', async (activity) => {
      activity('unpacking');
      const unpacked = await unpackWheel(wheel, scratch, { python, env });
      rmSync(wheel);
      activity('compiling the binding');
      publishBuild(await makeBuild(findLibrary(unpacked), { root, scratch, compiler, env }), cached);
    });
  });
  linkBuild(cached, root);
}

/** What is needed later is looked for first, all of it: not after a download of 270 MB. */
async function findTools(env) {
  const [compiler, python] = await Promise.allSettled([findCompiler(env), findPython(env, { pip: true })]);
  const missing = [compiler, python].filter((each) => each.status === 'rejected').map((each) => each.reason.message);
  if (missing.length > 0) throw new Error(missing.join(', and '));
  return { compiler: compiler.value, python: python.value };
}

async function writeRecord(root, facts) {
  const record = { ...facts, processor: processorFlags(), files: await hashedFiles(root) };
  const file = recordFile(root);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
  return record;
}
