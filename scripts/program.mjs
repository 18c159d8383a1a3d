// Joins the modules of the program into a few files, for two reasons. Node finds and reads each file by itself, which for 160 of
// them took an eighth of a run that finds everything done. And the names of these files tell what is in them: a run that goes
// on while Assay is built anew finds its own code or none, never a stage's new code for a key made of the old.
//
// The modules themselves stay in dist/, for tests and benchmarks to import.

import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { REQUIRE } from './bundle.mjs';

/** Small packages that every command needs. The others stay where they are: they have files of their own, or are large. */
const INSIDE = new Set(['yaml', 'commander', '@commander-js/extra-typings', 'fastest-levenshtein']);

/** Where the system lets no more files be opened, the program's own cannot be read: that is told here, or nowhere. */
const START = `#!/usr/bin/env node
try {
  await import('./program/main.js');
} catch (error) {
  if (error?.code !== 'EMFILE' && error?.code !== 'ENFILE') throw error;
  console.error(\`Error: Cannot open the files of Assay: too many files are open (\${error.code})\`);
  console.error('Hint: Allow more, for example with "ulimit -n 1024", and run the command again.');
  process.exitCode = 1;
}
`;

/**
 * What packs import, by its name in `<dist>/program/`: see "exports" in package.json. They are joined together with the program,
 * so that a class they import from Assay is the one that the program knows.
 */
export const DOORS = {
  api: 'engine/packs/api.js',
  formats: 'stages/formats/api.js',
  datasets: 'stages/load/api.js',
  drawing: 'stages/visualize/api.js',
  networks: 'nn/api.js',
  testing: 'testing/api.js',
};

/**
 * Writes `<dist>/program/`, and `<dist>/main.js` so that it starts that.
 *
 * @param {string} dist absolute path of the folder with the compiled sources, below that where packages are found
 * @param {Record<string, string>} [doors] name -> module, relative to `dist`, that is to pass on what the program's copy exports
 */
export async function joinProgram(dist, doors = {}) {
  const modules = Object.entries(doors);
  await build({
    // Paths in the files' comments begin here: the names of the files are made of them, too.
    absWorkingDir: dist,
    entryPoints: Object.fromEntries([['main', 'main.js'], ...modules].map(([name, file]) => [name, join(dist, file)])),
    outdir: join(dist, 'program'),
    bundle: true,
    splitting: true, // What is imported only when it is needed stays apart.
    platform: 'node',
    format: 'esm',
    banner: { js: REQUIRE },
    logLevel: 'error',
    plugins: [{ name: 'program', setup: (plugin) => setUp(plugin, dist) }],
  });
  await writeFile(join(dist, 'main.js'), START);
  for (const [name, file] of modules) {
    const path = relative(dirname(join(dist, file)), join(dist, 'program', `${name}.js`)).replaceAll(sep, '/');
    await writeFile(join(dist, file), `export * from './${path}';\n`);
  }
}

function setUp({ onResolve, onLoad }, dist) {
  onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
    INSIDE.has(path) || !importer.startsWith(dist + sep) ? undefined : { path, external: true },
  );
  // A module finds its files by its own place, not by that of the file it has come into.
  onLoad({ filter: /\.js$/ }, async ({ path }) => {
    if (!path.startsWith(dist + sep)) return undefined;
    const place = relative(join(dist, 'program'), path).replaceAll(sep, '/');
    const text = await readFile(path, 'utf8');
    if (/import\.meta(?!\.url\b)/.test(text)) throw new Error(`${path} uses more of import.meta than its url`);
    return { contents: text.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`) };
  });
}
