// Puts the packages that every command needs into the modules that import them. Node spends 20 ms of each start on finding
// and reading their 80 files otherwise, a fifteenth of a run that finds 300 steps done.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** yaml, commander and fastest-levenshtein are imported here, and nowhere else in what starts. */
const MODULES = ['engine/experiment/yaml.js', 'engine/cli/cli.js', 'engine/diagnostic.js'];

/** What is written as CommonJS asks for Node's own modules by `require`. */
const REQUIRE = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

/**
 * @param {string} dist absolute path of the folder with the compiled sources, which are changed
 * @param {string} root absolute path of the project, where packages are found
 */
export async function inlinePackages(dist, root) {
  for (const module of MODULES) {
    const entry = join(dist, module);
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: REQUIRE },
      write: false,
      logLevel: 'silent',
      // Less to read; names stay as they are, for whoever reads a stack trace.
      minifySyntax: true,
      minifyWhitespace: true,
      plugins: [{ name: 'own modules stay apart', setup: (plugin) => keepOwn(plugin, entry) }],
    });
    writeFileSync(entry, outputFiles[0].text);
  }
}

/** A class must not be there twice: `instanceof` would tell the two apart. */
function keepOwn({ onResolve }, entry) {
  onResolve({ filter: /^\./ }, ({ path, importer }) => (importer === entry ? { path, external: true } : undefined));
}
