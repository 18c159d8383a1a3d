// Joins each page of `assay report` into one script, and what they look like into one style sheet, with its letters inside. The
// program reads them as text when a report is written: it loads none of the packages that the pages are made of.

import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Writes `report.js`, `comparison.js`, `report.css`, `ui.js` and `ui.css` into a folder.
 *
 * @param {string} root absolute path of the project
 * @param {string} folder where to write
 */
export async function joinPage(root, folder) {
  await build({
    absWorkingDir: root,
    entryPoints: ['report.tsx', 'comparison.tsx', 'report.css', 'ui.tsx', 'ui.css'].map((file) =>
      join(root, 'web', file),
    ),
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Nothing in it may end the element that it stands in.
    supported: { 'inline-script': false, 'inline-style': false },
    loader: { '.woff2': 'dataurl', '.woff': 'empty' },
    legalComments: 'none',
    logLevel: 'error',
  });
}
