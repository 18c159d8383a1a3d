// Runs every check of the project, one after the other, and ends with a line "N passed, N failed". CI runs the same.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'assay-ok-'));
const report = join(folder, 'tests.json');

/** @type {[name: string, command: string[]][]} */
const checks = [
  ['format', ['npm', 'run', '--silent', 'format']],
  ['lint', ['npm', 'run', '--silent', 'lint']],
  ['types', ['npm', 'run', '--silent', 'types']],
  ['generated files', ['npm', 'run', '--silent', 'generate', '--', '--check']],
  ['unused code', ['npm', 'run', '--silent', 'knip']],
  // The README's test command, with a report beside its output so that the tests can be counted.
  ['tests', ['npm', 'test', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]],
];

let passed = 0;
let failed = 0;
/** @type {string[]} */
const failures = [];
for (const [name, [command, ...args]] of checks) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) failures.push(name);
  if (name === 'tests') countTests(status === 0);
  else if (status === 0) passed++;
  else failed++;
}
rmSync(folder, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function countTests(ok) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
    passed += numPassedTests;
    // A file that fails to load, or a test that is skipped without a reason, is a failure too.
    failed += Math.max(numFailedTests + numPendingTests, ok ? 0 : 1);
  } catch {
    failed++;
  }
}
