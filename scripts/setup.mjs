// Makes a clone ready: npm packages, the native numeric library, compiled sources. `npm start` and `npm test` call it
// first, so it does nothing, quickly, when all is in place. Plain JavaScript without packages: they may not be there yet.
//
//   node scripts/setup.mjs                     whatever is missing or out of date
//   node scripts/setup.mjs --native-required   and exit with 1 unless the native backend is there
//                                              (so does ASSAY_REQUIRE_NATIVE=1)
//   node scripts/setup.mjs --backend           try to install the native backend again; exit with 1 if it fails

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure, endChildrenOnSignals, runCommand } from './provision/command.mjs';
import { withLock } from './provision/lock.mjs';
import { createProgress } from './provision/progress.mjs';
import { packagesInStep } from './provision/npm-packages.mjs';
import { provision, validRecord } from './provision/provision.mjs';
import { tellOutcome, unwritable } from './provision/tell.mjs';
import { isBuilt } from './source-stamp.mjs';

const OLDEST_NODE = [20, 19];
const NPM_TIMEOUT_MS = 15 * 60_000;
const BUILD_TIMEOUT_MS = 5 * 60_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const progress = createProgress(process.stderr);

process.exitCode = await main(process.argv.slice(2), process.env);

/** Returns the exit code. */
async function main(args, env) {
  const unknown = args.find((arg) => arg !== '--backend' && arg !== '--native-required');
  if (unknown !== undefined) {
    progress.note(`unknown option "${unknown}"; expected --backend or --native-required, or none`);
    return 2;
  }
  if (!isNodeNewEnough()) return 1;
  const retry = args.includes('--backend');
  if (retry || !inPlace(env)) {
    endChildrenOnSignals();
    const onWait = (pid) => progress.note(`another setup of this folder (process ${pid}) is at work; waiting for it`);
    try {
      await withLock(root, { onWait }, () => makeReady(env, retry));
    } catch (error) {
      const words = wordsOf(error);
      if (words === undefined) throw error;
      progress.note(words);
      return 1;
    }
  }
  const required = retry || args.includes('--native-required') || env.ASSAY_REQUIRE_NATIVE === '1';
  return required ? requireNative(env) : 0;
}

/** What went wrong outside of this program, for people; undefined for a fault in it. */
function wordsOf(error) {
  if (error instanceof CommandFailure) return error.message;
  const cause = unwritable(error);
  return cause && `${cause} Assay installs its backend into its own folder, ${root}: make it writable for you.`;
}

function isNodeNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return true;
  progress.note(
    `Assay needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node} (${process.execPath}). ` +
      'Install a newer one, for example the current long-term release, and run the command again.',
  );
  return false;
}

function inPlace(env) {
  return packagesInStep(root) && validRecord(root, env) !== undefined && isBuilt(root);
}

/** Each step asks again whether it is needed: another setup may have done it while we waited for the lock. */
async function makeReady(env, retry) {
  if (!packagesInStep(root)) await installPackages(env);
  if (retry || validRecord(root, env) === undefined) {
    tellOutcome(await provision({ root, env, progress }), progress);
  }
  if (!isBuilt(root)) await compile(env);
}

async function installPackages(env) {
  // No package's script runs: the one that needs to (tfjs-node's) is replaced by the next step.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await progress.step('Installing npm packages', () =>
      runCommand('npm', ['ci', ...flags], { cwd: root, env, timeoutMs: NPM_TIMEOUT_MS }),
    );
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new CommandFailure(
      `the npm packages could not be installed: ${error.message}\nWithout them Assay cannot run. Check the network, and ` +
        'the registry that npm is configured for, and run the command again.',
    );
  }
}

async function compile(env) {
  try {
    await progress.step('Compiling', () =>
      runCommand(process.execPath, [join('scripts', 'build.mjs')], { cwd: root, env, timeoutMs: BUILD_TIMEOUT_MS }),
    );
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new CommandFailure(`the sources do not compile:\n${error.output.trim()}`);
  }
}

function requireNative(env) {
  if (validRecord(root, env)?.backend === 'tensorflow') return 0;
  progress.note('the native backend is required here, and not installed: node scripts/setup.mjs --backend says why');
  return 1;
}
