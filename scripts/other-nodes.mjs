// Installs other versions of Node beside this one, for the tests that compare their results (test/cli/other-nodes.test.ts).
// Not part of setup: only who changes the program needs them. What cannot be had is said, and those tests are left out.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePath, OTHER_NODES, nodesFolder } from './node-path.mjs';

for (const major of OTHER_NODES) {
  const folder = join(nodesFolder, major);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const name = `node-${process.platform}-${process.arch}@${major}`;
  const { status, stderr, error } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', name], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 300_000,
  });
  const found = nodePath(major);
  console.log(
    found === undefined
      ? `Node ${major}: not installed (${stderr?.trim() || error?.message || `exit code ${status}`})`
      : found,
  );
}
