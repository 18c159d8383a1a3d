import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives a run of the tests a temporary folder of its own, and fails it when something of ours is left there at the end: what
 * tests leave, users find.
 */
export default function setup(): () => void {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'assay-tests-'));
  chmodSync(folder, 0o755); // Some tests act as another user.
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    const left = readdirSync(folder).filter((name) => name.startsWith('assay-'));
    rmSync(folder, { recursive: true, force: true });
    if (left.length === 0) return;
    // Vitest only prints what is thrown here.
    process.exitCode = 1;
    throw new Error(`The tests left in the temporary folder: ${left.join(', ')}`);
  };
}
