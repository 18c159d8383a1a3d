// Makes the measured part of docs/paper.md from docs/results.
//
//   npm run paper                               draws the tables of the page from docs/results
//   npm run paper -- --check                    writes nothing; fails when the page says something else
//   npm run paper -- --run [--store DIR] NAME…  first runs these studies (default: all), as far as they are not cached, and
//                                               publishes their tables to docs/results and their pictures to docs/images
//   npm run paper -- --run --set first-layer:sweep.filters=[32,64]
//                                               the same with other points of a study's sweep
//
// What a study is: scripts/paper/studies.mjs.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filledPage } from './paper/page.mjs';
import { publish } from './paper/publish.mjs';
import { STUDIES } from './paper/studies.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'paper.md');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    run: { type: 'boolean', default: false },
    store: { type: 'string', default: 'artifacts' },
    set: { type: 'string', multiple: true, default: [] },
  },
});

if (values.run) {
  const unknown = positionals.filter((name) => !STUDIES.some((study) => study.name === name));
  if (unknown.length > 0)
    throw new Error(`Unknown study "${unknown[0]}": there are ${STUDIES.map(({ name }) => name).join(', ')}`);
  for (const study of STUDIES) {
    if (positionals.length > 0 && !positionals.includes(study.name)) continue;
    const set = values.set.flatMap((each) =>
      each.startsWith(`${study.name}:`) ? [each.slice(study.name.length + 1)] : [],
    );
    publish(root, { ...study, set: [...study.set, ...set] }, values.store);
  }
}

const before = readFileSync(page, 'utf8');
const after = filledPage(before, join(root, 'docs', 'results'));
if (before === after) {
  console.log('docs/paper.md agrees with docs/results');
} else if (values.check) {
  console.error('docs/paper.md does not agree with docs/results: run "npm run paper"');
  process.exitCode = 1;
} else {
  writeFileSync(page, after);
  console.log('wrote docs/paper.md');
}
