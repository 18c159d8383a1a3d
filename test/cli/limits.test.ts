import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAIN, TINY } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** Runs the tiny experiment in a shell with a limit. */
function runWithLimit(limit: string): { readonly status: number | null; readonly err: string } {
  const cwd = tempDir();
  const command = `ulimit ${limit} && exec "$0" "$@"`;
  const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, MAIN, 'run', TINY], {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TMPDIR: cwd },
  });
  return { status, err: stderr.replaceAll(join(cwd, '/'), '') };
}

describe.skipIf(process.platform === 'win32')('assay run under a limit of the shell (Windows has none)', () => {
  it.each([
    ['-f 20', 'is larger than the system allows', 'ulimit -f'],
    ['-n 45', 'too many files are open', 'ulimit -n'],
  ])('ulimit %s is told as what it is, not as a bug', { timeout: 180_000 }, (limit, message, hint) => {
    const { status, err } = runWithLimit(limit);
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(err).not.toMatch(/bug/);
    expect(status).toBe(1);
  });
});
