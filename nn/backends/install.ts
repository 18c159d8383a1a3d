import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { BackendUnavailable } from './backend.ts';
import { nativeRoot, packageRoot } from './place.ts';

/**
 * Installs the native backend, as `assay backend --install` does: a clone's beside its packages, that of an installed package
 * in the user's cache. What it does and what is in its way goes to standard error.
 *
 * @returns the exit code
 * @throws {BackendUnavailable} for an installed package of a user who has no home
 */
export function installBackend(): Promise<number> {
  const program = packageRoot();
  const place = nativeRoot(program);
  if (place === undefined) {
    throw new BackendUnavailable(
      'tensorflow',
      'The native backend needs a folder for 900 MB in your cache, and you have no home folder. Name one in XDG_CACHE_HOME.',
    );
  }
  const scripts = join(program, 'scripts');
  const args =
    place === program ? [join(scripts, 'setup.mjs'), '--backend'] : [join(scripts, 'install-backend.mjs'), place];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
