// tfjs-node's own folder: puts a build where the package looks for it, takes it out again, and proves that it works.

import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identityOf } from './builds.mjs';
import { runCommand } from './command.mjs';
import { sha256Of } from './wheel.mjs';

const PROVE = join(dirname(fileURLToPath(import.meta.url)), 'prove.mjs');
/** Loading takes half a second from a warm disk; a cold network disk may need much longer. */
const PROVE_TIMEOUT_MS = 180_000;
/** What a user has set concerns runs, not what is installed; and runs do not mind it either. */
const MINDED = /^(TF|ONEDNN|DNNL|OMP|LD|DYLD)_|^(NODE_OPTIONS|GLIBC_TUNABLES)$/;
/** The package's own installer downloads 100 MB and may compile. */
const INSTALLER_TIMEOUT_MS = 120_000;

/** @param {string} root */
function packageFolder(root) {
  return join(root, 'node_modules', '@tensorflow', 'tfjs-node');
}

/** @param {string} root @returns {string} the installed version of tfjs-node */
export function bindingVersion(root) {
  return JSON.parse(readFileSync(join(packageFolder(root), 'package.json'), 'utf8')).version;
}

/**
 * Links the files of a build into the package, each in one step: no process ever sees a half-written library.
 *
 * @param {string} build
 * @param {string} root
 */
export function linkBuild(build, root) {
  const { bindings, libraries } = places(root);
  for (const name of readdirSync(build).filter((each) => /\.(node|so\.\d+|dylib)$/.test(each))) {
    const folder = name.endsWith('.node') ? bindings : libraries;
    mkdirSync(folder, { recursive: true });
    const temporary = join(folder, `.${name}-${process.pid}`);
    rmSync(temporary, { force: true });
    symlinkSync(join(build, name), temporary);
    renameSync(temporary, join(folder, name));
  }
}

/** Removes what `linkBuild` or the package's own installer has put into the package. */
export function unlinkBuild(root) {
  for (const name of ['lib', 'deps']) rmSync(join(packageFolder(root), name), { recursive: true, force: true });
}

/**
 * The linked files as they are now, by path relative to `root`. A file that is gone, or whose link leads nowhere, has no entry.
 *
 * @param {string} root
 * @returns {Record<string, { bytes: number, mtimeMs: number, ctimeMs: number }>}
 */
export function backendFiles(root) {
  const files = {};
  for (const folder of Object.values(places(root))) {
    for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      if (stat === undefined) continue;
      files[relative(root, join(folder, name))] = { bytes: stat.size, mtimeMs: stat.mtimeMs, ctimeMs: stat.ctimeMs };
    }
  }
  return files;
}

/**
 * The same with digests: reads all of it. See `InstalledFile` in nn/backends/installed.ts.
 *
 * @param {string} root
 */
export async function hashedFiles(root) {
  const files = {};
  for (const [name, stat] of Object.entries(backendFiles(root))) {
    const file = realpathSync(join(root, name));
    const sha256 = await sha256Of(file);
    files[name] = { ...stat, sha256, identity: identityOf(file) ?? sha256 };
  }
  return files;
}

/**
 * Loads the linked backend in child processes, multiplies two matrices, and asks the library what it uses.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./provision.mjs').Proof>}
 * @throws {Error} when it cannot be loaded, crashes, or computes nonsense
 */
export async function proveBackend(root, env) {
  const ask = async (variables) => {
    const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !MINDED.test(name)));
    // The library tells of oneDNN in its log, too: an older one than Assay's own does so only there.
    const verbose = { ...clean, TF_CPP_MIN_LOG_LEVEL: '0', ONEDNN_VERBOSE: 'profile_exec,filter=graph', ...variables };
    const options = { cwd: root, env: verbose, timeoutMs: PROVE_TIMEOUT_MS };
    const { stdout, stderr } = await runCommand(process.execPath, [PROVE], options);
    const oneDNN = stderr.includes('oneDNN custom operations are on');
    return { oneDNN, log: stdout, ...JSON.parse(stdout.trim().split('\n').at(-1)) };
  };
  const { library, binding, oneDNN, log } = await ask({});
  const possible = oneDNN || (await ask({ TF_ENABLE_ONEDNN_OPTS: '1' })).oneDNN;
  const isa = /^onednn_verbose,.*info,cpu,isa:(.*)$/m.exec(log)?.[1]?.trim() ?? null;
  return { library, binding, oneDNN: { byDefault: oneDNN, possible }, isa };
}

/**
 * Runs the installer that tfjs-node ships: an older TensorFlow and a ready-made binding from the package's own host.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @throws {Error}
 */
export async function runOwnInstaller(root, env) {
  const folder = packageFolder(root);
  const manifest = join(folder, 'package.json');
  const before = readFileSync(manifest);
  const PATH = `${join(root, 'node_modules', '.bin')}:${env.PATH ?? ''}`;
  try {
    const options = { cwd: folder, env: { ...env, PATH }, timeoutMs: INSTALLER_TIMEOUT_MS };
    await runCommand(process.execPath, [join('scripts', 'install.js')], options);
  } finally {
    // The installer edits the package's manifest, and leaves it so when it fails.
    writeFileSync(manifest, before);
  }
}

function places(root) {
  const folder = packageFolder(root);
  return { bindings: join(folder, 'lib', 'napi-v8'), libraries: join(folder, 'deps', 'lib') };
}
