import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './assay.ts';

/** A Python with some packages, or why there is none. */
export type PythonEnvironment = { readonly path: string } | { readonly missing: string };

const LIMIT_MS = 600_000;

/**
 * A virtual environment with packages, made once and kept in node_modules.
 *
 * @param name what it is for
 * @param install arguments of `pip install`
 * @param content what else decides about its content: the text of a project file
 */
export function pythonWith(name: string, install: readonly string[], content = ''): PythonEnvironment {
  const stamp = createHash('sha256')
    .update(JSON.stringify([install, content]))
    .digest('hex')
    .slice(0, 12);
  // Named by what it was made for: a change gets another one. Whole once it has its name.
  const folder = join(ROOT, 'node_modules', '.assay', `python-${name}-${stamp}`);
  const path = join(folder, 'bin', 'python');
  if (existsSync(path)) return { path };
  mkdirSync(join(folder, '..'), { recursive: true });
  const scratch = `${folder}-${process.pid}`;
  try {
    const made = spawnSync('python3', ['-m', 'venv', scratch], { encoding: 'utf8', timeout: LIMIT_MS });
    if (made.status !== 0)
      return { missing: `python3 cannot make a virtual environment: ${made.stderr ?? made.error}` };
    // Compiling all modules of large packages takes longer than the tests: those that are used are compiled when they are.
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile', ...install];
    const installed = spawnSync(join(scratch, 'bin', 'python'), args, { encoding: 'utf8', timeout: LIMIT_MS });
    if (installed.status !== 0) return { missing: `pip cannot install ${name}: ${installed.stderr}` };
    renameSync(scratch, folder);
    return { path };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
