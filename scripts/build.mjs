// Compiles the sources to dist/: JavaScript by tsc, the JSON schemas beside it and their checks, the code digest of every
// stage, and the program that is started.
//
// All of it is made in a scratch folder first and then moved into dist/ file by file, each by a rename: a program that
// runs from dist/ meanwhile, or a second build, sees whole files only, and a build that fails leaves dist/ as it was.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stageDigests } from './code-digest.mjs';
import { joinProgram } from './program.mjs';
import { rememberBuilt, sourceStamp } from './source-stamp.mjs';
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
  writeFileSync(join(scratch, 'engine', 'experiment', 'precompiled.js'), await validatorModule(scratch, root));
  const digests = await stageDigests(join(scratch, 'stages'), root);
  mkdirSync(join(scratch, 'stages'), { recursive: true });
  writeFileSync(join(scratch, 'stages', 'digests.json'), `${JSON.stringify(digests, null, 2)}\n`);
  await joinProgram(scratch, root);
  chmodSync(join(scratch, 'main.js'), 0o755);
  replaceFolder(scratch, dist);
  rememberBuilt(root, stamp);
  return 0;
}

/** Makes `to` hold what `from` holds. Files that are equal already are left alone, and keep their times. */
function replaceFolder(from, to) {
  const files = filesUnder(from);
  for (const file of files) {
    const target = join(to, file);
    if (existsSync(target) && readFileSync(target).equals(readFileSync(join(from, file)))) continue;
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(from, file), target);
  }
  const wanted = new Set(files);
  for (const file of filesUnder(to)) {
    if (!wanted.has(file)) rmSync(join(to, file), { force: true });
  }
}

/** Paths of the files in a folder and below, relative to it, sorted; none when it does not exist. */
function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
