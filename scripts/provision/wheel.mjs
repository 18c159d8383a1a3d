// The TensorFlow library out of its Python wheel: fetched by pip, from whatever index pip is configured for.

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runCommand } from './command.mjs';
import { LIBRARY_VERSION } from './release.mjs';

const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const UNPACK_TIMEOUT_MS = 3 * 60_000;
const WATCH_MS = 500;

/** Of the wheel's 30,000 files: the two libraries, the C headers, and the licenses that must go with them. */
const UNPACK = `
import sys, zipfile
keep = ('tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/ctstring',
        'tensorflow/include/tsl/platform/ctstring', 'tensorflow/include/xla/tsl/c/', 'tensorflow/include/LICENSE',
        'tensorflow/THIRD_PARTY_NOTICES.txt', 'tensorflow/libtensorflow_cc.', 'tensorflow/libtensorflow_framework.')
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(keep)])
`;

/**
 * The command that runs Python, with pip when `pip` is asked for.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {{ pip: boolean }} needs
 * @returns {Promise<string>}
 * @throws {Error} when none works, with what was tried
 */
export async function findPython(env, { pip }) {
  const candidates = env.PYTHON ? [env.PYTHON] : ['python3', 'python'];
  const failures = [];
  for (const command of candidates) {
    try {
      await runCommand(command, ['-c', pip ? 'import zipfile, pip' : 'import zipfile'], { env, timeoutMs: 20_000 });
      return command;
    } catch (error) {
      failures.push(error.message);
    }
  }
  throw new Error(`no Python${pip ? ' with pip' : ''} to fetch and unpack the wheel with (${failures.join('; ')})`);
}

/**
 * Downloads the wheel into `folder` and checks its digest.
 *
 * @param {import('./release.mjs').Release} release
 * @param {string} folder an existing folder, also for temporary files
 * @param {{ python: string, env: NodeJS.ProcessEnv, activity: (text: string) => void }} options
 * @returns {Promise<string>} the path of the wheel
 * @throws {Error} when pip fails or takes too long, or the digest is another
 */
export async function downloadWheel(release, folder, { python, env, activity }) {
  // pip gathers the file in the temporary folder: given one of its own, the progress can be seen from outside.
  const temporary = join(folder, 'download');
  mkdirSync(temporary, { recursive: true });
  const total = Math.round(release.bytes / 1e6);
  const watch = setInterval(() => {
    const bytes = sizeOfFolder(temporary);
    if (bytes > 0) activity(`${Math.round(bytes / 1e6)} of ${total} MB`);
  }, WATCH_MS);
  try {
    const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-input', '--progress-bar=off'];
    args.push('--timeout=20', '--retries=1', '--disable-pip-version-check');
    args.push('--python-version=311', '--implementation=cp', '--abi=cp311', `--platform=${release.tag}`);
    args.push('--dest', folder, `${release.package}==${LIBRARY_VERSION}`);
    await runCommand(python, args, { env: { ...env, TMPDIR: temporary }, timeoutMs: DOWNLOAD_TIMEOUT_MS });
  } finally {
    clearInterval(watch);
  }
  const name = readdirSync(folder).find((each) => each.endsWith('.whl'));
  if (name === undefined) throw new Error('pip reported success, but there is no wheel');
  const wheel = join(folder, name);
  const digest = await sha256Of(wheel);
  if (release.sha256 !== undefined && digest !== release.sha256) {
    throw new Error(`${name} has the sha256 ${digest}, expected ${release.sha256}: not the published file, not used`);
  }
  return wheel;
}

/**
 * Unpacks what is needed of a wheel to `folder`/tensorflow.
 *
 * @param {string} wheel
 * @param {string} folder an existing folder
 * @param {{ python: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} `folder`/tensorflow
 * @throws {Error} when the file is damaged, or no TensorFlow wheel
 */
export async function unpackWheel(wheel, folder, { python, env }) {
  await runCommand(python, ['-c', UNPACK, wheel, folder], { env, timeoutMs: UNPACK_TIMEOUT_MS });
  const unpacked = join(folder, 'tensorflow');
  if (!existsSync(unpacked)) throw new Error(`${wheel} holds no folder "tensorflow"; expected a TensorFlow wheel`);
  return unpacked;
}

/** @param {string} file @returns {Promise<string>} as hex */
export async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function sizeOfFolder(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // Files may go while we look.
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
