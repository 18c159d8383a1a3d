import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishedRun, ROOT } from '../helpers/assay.ts';
import { pythonWith } from '../helpers/python.ts';

// The Python reader's own tests, in a virtual environment, and against a store that the program has written.

const PROJECT = join(ROOT, 'python');
const LIMIT_MS = 600_000;

/** A Python with the reader and its tests' packages, or why there is none. */
// Linked, not copied: the tests see the sources as they are.
const python = pythonWith(
  'reader',
  ['--editable', `${PROJECT}[test]`],
  readFileSync(join(PROJECT, 'pyproject.toml'), 'utf8'),
);

function call(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  if ('missing' in python) throw new Error(python.missing);
  const env = { ...process.env, ASSAY_STORE: join(run.folder, 'artifacts'), ASSAY_EXPERIMENT: 'tiny' };
  const { status, stdout, stderr } = spawnSync(python.path, ['-m', ...args], {
    cwd: PROJECT,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    env: { ...env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { status, output: stdout + stderr };
}

const run = finishedRun();
const required = process.env['ASSAY_REQUIRE_SYSTEM'] === '1';
const why = 'missing' in python ? ` (skipped: ${python.missing.trim().split('\n').at(-1)})` : '';

describe.skipIf(why !== '' && !required)(`the Python reader${why}`, { timeout: LIMIT_MS }, () => {
  it('passes its tests, those with a store that the program has written among them', () => {
    const { status, output } = call('pytest', '-q', '-p', 'no:cacheprovider');
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).toMatch(/^\d+ passed/m);
    expect(output).not.toContain('skipped');
  });

  it('has types that mypy agrees with', () => {
    const { status, output } = call('mypy', '--cache-dir', join(run.folder, 'mypy'));
    expect({ status, output }).toMatchObject({ status: 0 });
  });
});
