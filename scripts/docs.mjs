// Builds the documentation as a static site in site/: every page of docs/, with a search, in files that a browser opens from disk.
// A link or picture that leads nowhere fails.
//
//   node scripts/docs.mjs [FOLDER]

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { readSite } from './docs/read-site.mjs';
import { siteFiles } from './docs/site-files.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? join(root, 'site'));

const site = readSite(root);
for (const fault of site.faults) console.error(fault);
if (site.faults.length > 0) {
  console.error(`docs: ${site.faults.length} links lead nowhere; nothing was written.`);
  process.exitCode = 1;
} else {
  await write(site);
  console.log(`docs: ${site.pages.length} pages, ${site.sources.length} files that they show, in ${folder}`);
}

async function write({ pages, sources, pictures }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of siteFiles(pages, sources)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const { from, to } of pictures) cpSync(join(root, from), join(folder, to));
  await build({
    absWorkingDir: root,
    entryPoints: ['web/site/search.ts', 'web/site/site.css'],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    loader: { '.woff2': 'file', '.woff': 'empty' },
    assetNames: 'letters/[name]',
    legalComments: 'none',
    logLevel: 'error',
  });
}
