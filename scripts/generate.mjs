// Writes what is derived from the schemas: the bundle for editors and the pages of reference.
// With --check it writes nothing and fails when a file is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { editorSchema } from '../dist/engine/read/editor-schema.js';
import { registry } from '../dist/stages/index.js';
import { frame } from '../dist/stages/sections.js';
import { jsonPage } from './json-page.mjs';
import { referencePage } from './reference-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

const files = {
  'schema/experiment.schema.json': `${JSON.stringify(editorSchema(frame, registry), null, 2)}\n`,
  'docs/reference.md': referencePage(frame, registry),
  'docs/json.md': jsonPage(new URL('../schema/output/', import.meta.url)),
};

let stale = 0;
for (const [name, content] of Object.entries(files)) {
  const path = `${root}${name}`;
  if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
  if (check) {
    console.error(`${name} is out of date: run "npm run generate"`);
    stale++;
  } else {
    writeFileSync(path, content);
    console.log(`wrote ${name}`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;
