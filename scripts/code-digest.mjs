// The code digest of a stage: what its own source code, and only that, contributes to a fingerprint.
//
// A stage's module graph is bundled and minified, so comments, formatting, names of local variables and files that
// the stage does not import leave the digest alone, and an edit to an imported helper changes it. Packages are not
// bundled: the name and version of each one imported is enough, and keeps the digest cheap.
// A new esbuild may minify differently. Its version is fixed by package-lock.json, so this happens only on purpose.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { build, transform } from 'esbuild';

const builtins = new Set(builtinModules);

/**
 * Digest of the module graph that starts at `entry`, a JavaScript file.
 *
 * @param {string} entry absolute path of a module, as compiled
 * @param {string} root absolute path of the folder whose `node_modules` holds the imported packages
 * @returns {Promise<{ digest: string, packages: Record<string, string> }>} `sha256:<hex>`, and name -> version of the
 *   packages imported from anywhere in the graph, sorted by name
 * @throws when an import cannot be resolved or has a computed name, or an imported package is not installed
 */
export async function codeDigest(entry, root) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
    // What a computed name leads to is not in the graph: an edit there would not change the digest.
    logOverride: { 'unsupported-dynamic-import': 'error', 'unsupported-require-call': 'error' },
  });
  const imports = Object.values(result.metafile.outputs).flatMap((output) => output.imports);
  /** @type {Set<string>} */
  const names = new Set(imports.filter((each) => each.external).flatMap((each) => packageName(each.path) ?? []));
  const packages = {};
  for (const name of [...names].sort()) packages[name] = installedVersion(name, root, entry);
  // Minified by itself: names are given by how often letters occur, and what is not reached must not count there.
  const { code } = await transform(result.outputFiles[0].text, { minify: true, format: 'esm', legalComments: 'none' });
  const hash = createHash('sha256');
  // Each part is framed by its length, so that text cannot move from one part to the next unnoticed.
  for (const text of [code, ...Object.entries(packages).map((pair) => pair.join('@'))]) {
    hash.update(`${Buffer.byteLength(text)}:`).update(text);
  }
  return { digest: `sha256:${hash.digest('hex')}`, packages };
}

/**
 * Code digests of all stages under `stagesFolder`: of each `<name>/run.js` found there.
 *
 * @param {string} stagesFolder absolute path of the compiled `stages` folder; need not exist
 * @param {string} root as for `codeDigest`
 * @returns {Promise<Record<string, { digest: string, packages: Record<string, string> }>>} by stage name, sorted
 */
export async function stageDigests(stagesFolder, root) {
  if (!existsSync(stagesFolder)) return {};
  const names = readdirSync(stagesFolder).filter((name) => existsSync(join(stagesFolder, name, 'run.js')));
  const pairs = names.sort().map(async (name) => [name, await codeDigest(join(stagesFolder, name, 'run.js'), root)]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** `@scope/name/sub/path` -> `@scope/name`; undefined for what belongs to Node itself. */
function packageName(specifier) {
  if (specifier.startsWith('node:') || builtins.has(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function installedVersion(name, root, entry) {
  for (let folder = root; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).version;
    if (folder === dirname(folder)) {
      throw new Error(
        `Cannot compute the code digest of ${entry}: it imports the package "${name}", which is not in ` +
          `${join(root, 'node_modules')}. Add it to "dependencies" in package.json and run "npm install".`,
      );
    }
  }
}
