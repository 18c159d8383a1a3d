// Installs the native backend for an Assay that a package manager has installed. It goes into a folder of the user's cache, because
// the package's own may be read-only or shared: the npm packages that it needs there, and then as in a clone.
//
//   node scripts/install-backend.mjs FOLDER    see `nativeRoot` in nn/backends/place.ts; exits with 1 where that fails

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withScratch } from './provision/builds.mjs';
import { CommandFailure, endChildrenOnSignals, runCommand } from './provision/command.mjs';
import { withLock } from './provision/lock.mjs';
import { createProgress } from './provision/progress.mjs';
import { provision } from './provision/provision.mjs';
import { tellOutcome, unwritable } from './provision/tell.mjs';

const NPM_TIMEOUT_MS = 15 * 60_000;
/** Their versions are those that this Assay was tested with. */
const PACKAGES = ['@tensorflow/tfjs-node', 'node-api-headers'];

const progress = createProgress(process.stderr);
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder that the native backend is to go to');
process.exitCode = await main(folder, process.env);

/** Returns the exit code. */
async function main(root, env) {
  endChildrenOnSignals();
  const onWait = (pid) => progress.note(`process ${pid} is installing the native backend; waiting for it`);
  try {
    mkdirSync(root, { recursive: true });
    return await withLock(root, { onWait }, async () => {
      await bringPackages(root, env);
      const record = await provision({ root, env, progress });
      tellOutcome(record, progress);
      return record.backend === 'tensorflow' ? 0 : 1;
    });
  } catch (error) {
    const cause = error instanceof CommandFailure ? error.message : unwritable(error);
    if (cause === undefined) throw error;
    progress.note(cause);
    if (!(error instanceof CommandFailure))
      progress.note(
        'Assay puts its native backend into your cache folder. Name one that you can write in XDG_CACHE_HOME.',
      );
    return 1;
  }
}

/** They appear whole, by one rename: a run that goes on sees those of before or the new ones. */
async function bringPackages(root, env) {
  const manifest = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package.json');
  const { devDependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
  const dependencies = Object.fromEntries(PACKAGES.map((name) => [name, devDependencies[name]]));
  const wanted = `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`;
  const [noted, packages] = [join(root, 'package.json'), join(root, 'node_modules')];
  if (existsSync(noted) && readFileSync(noted, 'utf8') === wanted && existsSync(packages)) return;
  await withScratch(dirname(root), async (scratch) => {
    writeFileSync(join(scratch, 'package.json'), wanted);
    await progress.step('Installing npm packages', () => runNpm(scratch, env));
    rmSync(packages, { recursive: true, force: true });
    renameSync(join(scratch, 'node_modules'), packages);
    renameSync(join(scratch, 'package.json'), noted);
  });
}

async function runNpm(folder, env) {
  // Whoever started Assay by npx has npm's settings for that in the environment: these come before them. No package's script runs.
  const where = ['--prefix', folder, '--global=false', '--workspaces=false'];
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--omit=dev'];
  try {
    await runCommand('npm', ['install', ...where, ...flags], { cwd: folder, env, timeoutMs: NPM_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const need = PACKAGES.join(' and ');
    throw new CommandFailure(
      `The npm packages ${need} could not be installed: ${error.message}\nCheck the network, and the registry that npm is ` +
        'configured for, and run the command again. Until then Assay computes with its portable backend.',
    );
  }
}
