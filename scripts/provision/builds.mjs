// Finished builds of the native backend: folders with the libraries, the binding, licenses, and a manifest with size
// and digest of each file. They lie in the user's cache, one per combination of versions and platform, so that a second
// clone neither downloads nor compiles. A build appears whole, by one rename, and is verified before each use.

import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { compileBinding } from './binding.mjs';
import { CommandFailure, runCommand } from './command.mjs';
import { RECIPE } from './release.mjs';
import { sha256Of } from './wheel.mjs';

const MANIFEST = 'manifest.json';
const ABANDONED_MS = 24 * 3600_000;

/**
 * The folder that holds builds: the user's cache, or one in the project where that cannot be written.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} it exists
 */
export function buildsFolder(root, env) {
  // The specification of XDG_CACHE_HOME says that relative paths are to be ignored.
  const own = join(root, 'node_modules', '.assay', 'cache');
  const cache = cacheFolder(env);
  const candidates = cache === undefined ? [own] : [join(cache, 'assay'), own];
  const folder = candidates.find((each) => canWrite(each));
  if (folder !== undefined) return folder;
  const places = `${cache === undefined ? '(there is no home folder)' : candidates[0]}, nor in ${own}`;
  throw new CommandFailure(
    `The native backend needs a folder for 640 MB, and none can be written: not in the cache of the user, ${places}.\n` +
      'Name one that can be written in XDG_CACHE_HOME, or make one of these writable.',
  );
}

/** Undefined for a user without a home. */
function cacheFolder(env) {
  if (isAbsolute(env.XDG_CACHE_HOME ?? '')) return env.XDG_CACHE_HOME;
  try {
    return join(env.HOME || homedir(), '.cache');
  } catch {
    return undefined; // neither HOME, nor an entry in the list of users
  }
}

/**
 * Runs `work` with a fresh scratch folder beside the builds, which is removed afterwards, also when this process is
 * interrupted. What a killed setup has left goes after a day.
 *
 * @template T
 * @param {string} builds
 * @param {(scratch: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withScratch(builds, work) {
  for (const name of readdirSync(builds).filter((each) => each.startsWith('scratch-'))) {
    const stat = statSync(join(builds, name), { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > ABANDONED_MS) {
      rmSync(join(builds, name), { recursive: true, force: true });
    }
  }
  const folder = join(builds, `scratch-${process.pid}`);
  rmSync(folder, { recursive: true, force: true }); // of a process that had our number before
  mkdirSync(folder);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await work(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/**
 * Compiles the binding against a library and puts a build together.
 *
 * @param {import('./library.mjs').Library} library what lies in `scratch` is moved, else linked to where it is
 * @param {{ root: string, scratch: string, compiler: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} the build's folder, in `scratch`
 */
export async function makeBuild(library, { root, scratch, compiler, env }) {
  const compiled = await compileBinding(library, { root, scratch, compiler, env });
  const folder = join(scratch, 'build');
  mkdirSync(folder);
  /** @type {Record<string, string>} */
  const identities = {};
  for (const file of compiled) {
    renameSync(file, join(folder, basename(file)));
    // Every compiler writes it in another way.
    identities[basename(file)] = `compiled by recipe ${RECIPE}`;
  }
  for (const file of library.files) {
    const target = join(folder, basename(file));
    // As published: what is left after stripping depends on the tool.
    identities[basename(file)] = await sha256Of(file);
    if (file.startsWith(scratch)) {
      renameSync(file, target);
      await strip(target, env);
    } else symlinkSync(file, target);
  }
  for (const file of library.notices) copyFileSync(file, join(folder, basename(file)));
  await writeManifest(folder, identities);
  for (const name of readdirSync(folder)) {
    // What is linked is the user's own.
    if (!lstatSync(join(folder, name)).isSymbolicLink()) chmodSync(join(folder, name), 0o444);
  }
  return folder;
}

/**
 * Writes down size and digest of each file of a build, for `verifyBuild`.
 *
 * @param {string} folder
 * @param {Record<string, string>} [identities] what stands for the content of a file in keys, where that is not its digest
 */
export async function writeManifest(folder, identities = {}) {
  const files = {};
  for (const name of readdirSync(folder).sort()) {
    const sha256 = await sha256Of(join(folder, name));
    files[name] = { bytes: statSync(join(folder, name)).size, sha256, identity: identities[name] ?? sha256 };
  }
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify({ files }, null, 2)}\n`);
}

/**
 * Moves a build to its final place. One that is already there is replaced; programs that have it loaded keep it.
 *
 * @param {string} build
 * @param {string} place
 */
export function publishBuild(build, place) {
  const aside = `${build}-replaced`;
  rmSync(aside, { recursive: true, force: true });
  if (existsSync(place)) renameSync(place, aside);
  renameSync(build, place);
  rmSync(aside, { recursive: true, force: true });
}

/**
 * Compares each file of a build with the manifest.
 *
 * @param {string} folder
 * @throws {Error} when there is no build or it is damaged, with the first difference
 */
export async function verifyBuild(folder) {
  const manifest = join(folder, MANIFEST);
  if (!existsSync(manifest)) throw new Error(`no build in ${folder}`);
  const { files } = JSON.parse(readFileSync(manifest, 'utf8'));
  for (const [name, { bytes, sha256 }] of Object.entries(files)) {
    const file = join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false })?.size;
    if (found !== bytes) throw new Error(`damaged: ${file} has ${found ?? 'no'} bytes, expected ${bytes}`);
    if ((await sha256Of(file)) !== sha256) throw new Error(`damaged: ${file} does not have its recorded digest`);
  }
}

/**
 * What stands for the content of a build's file in keys.
 *
 * @param {string} file without links
 * @returns {string | undefined} undefined where the file belongs to no build
 */
export function identityOf(file) {
  const manifest = join(dirname(file), MANIFEST);
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).files[basename(file)]?.identity : undefined;
}

/** Symbols are a quarter of the library. A system without the tool, or a library it cannot read, keeps them. */
async function strip(file, env) {
  // On macOS it would break the signature of the file.
  if (process.platform !== 'linux') return;
  const smaller = `${file}.stripped`;
  try {
    await runCommand('strip', ['--strip-unneeded', '-o', smaller, file], { env, timeoutMs: 120_000 });
    renameSync(smaller, file);
  } catch {
    rmSync(smaller, { force: true });
  }
}

function canWrite(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
