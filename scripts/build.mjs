// Compiles the sources to dist/: JavaScript by tsc, the JSON schemas beside it and their checks, the code digests of all
// steps, and the program that is started.
//
// All of it is made in a scratch folder first and then moved into dist/ file by file, each by a rename, the main file of the
// program last: who starts it meanwhile, or after a build that was killed, gets all of the old program or all of the new. A
// build that fails leaves dist/ as it was.

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { joinPage } from './page.mjs';
import { DOORS, joinProgram } from './program.mjs';
import { filesUnder, replaceFolder } from './replace-folder.mjs';
import { rememberBuilt, sourceStamp } from './source-stamp.mjs';
import { stepModules } from './step-code.mjs';
import { validatorModule } from './validators.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
// Inside the project, so that it is on the same file system as dist/ and a rename is enough.
const scratch = join(root, 'node_modules', '.assay', `build-${process.pid}`);

try {
  process.exitCode = await build();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Returns the exit code: 0, or tsc's own when it reported errors. */
async function build() {
  // Before anything is read: an edit during the build must count as newer than it.
  const stamp = sourceStamp(root);
  mkdirSync(scratch, { recursive: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', scratch], {
    cwd: root,
    stdio: 'inherit',
    timeout: 300_000,
  });
  if (compiled.status !== 0) {
    console.error('build: tsc found the errors above; dist/ is unchanged.');
    return compiled.status ?? 1;
  }
  const schema = join(root, 'schema');
  for (const file of filesUnder(schema).filter((name) => name.endsWith('.json'))) {
    cpSync(join(schema, file), join(scratch, 'schema', file));
  }
  writeFileSync(join(scratch, 'engine', 'read', 'precompiled.js'), await validatorModule(scratch, root));
  writeFileSync(join(scratch, 'stages', 'digests.js'), await digestModule());
  await joinProgram(scratch, DOORS);
  await joinPage(root, join(scratch, 'web'));
  chmodSync(join(scratch, 'main.js'), 0o755);
  replaceFolder(scratch, dist, join('program', 'main.js'));
  rememberBuilt(root, stamp);
  return 0;
}

/** The text of stages/digests.js, by the compiled sources in the scratch folder. */
async function digestModule() {
  const { codeDigest } = await import(pathToFileURL(join(scratch, 'engine', 'packs', 'code-digest.js')).href);
  // What packs import is in the keys of their steps, but for what computes nothing.
  const { api: _, testing: __, ...doors } = DOORS;
  const imported = Object.entries(doors).map(([name, file]) => [`assay/${name}`, join(scratch, file)]);
  const modules = [...Object.entries(stepModules(join(scratch, 'stages'))), ...imported];
  const codes = await Promise.all(modules.map(async ([name, file]) => [name, (await codeDigest(file, root)).code]));
  const rules = await codeDigest(join(scratch, 'engine', 'execute', 'rules.js'), root);
  const digests = JSON.stringify(Object.fromEntries(codes), null, 2);
  return `export const digests = ${digests};\nexport const rules = ${JSON.stringify(rules.code.digest)};\n`;
}
