// Makes the extension for Visual Studio Code, editors/vscode/*.vsix: `npm run editor`. Its tools are installed beside it, because nothing
// else needs them.

import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'editors', 'vscode');

run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
await build({
  absWorkingDir: folder,
  entryPoints: ['extension.mjs'],
  outfile: 'dist/extension.cjs',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  logLevel: 'error',
});
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
const vsce = join(folder, 'node_modules', '@vscode', 'vsce', 'vsce');
// The bundle contains what it needs.
run(process.execPath, [
  vsce,
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
]);

/** Runs a program in the extension's folder; ends this one if it fails. */
function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: folder, stdio: 'inherit', timeout: 300_000 });
  if (status === 0) return;
  console.error(`editor: ${program} ${args[0]} failed${error === undefined ? '' : `: ${error.message}`}`);
  process.exit(1);
}
