// The engine with toy stages, as a program: `node bench/engine/toys.mjs run FILE --store DIR`. What it takes is what the
// engine takes: the one stage writes a number into a file.
import { writeFileSync } from 'node:fs';
import { main } from '../../dist/engine/cli/cli.js';
import { readSchema } from '../../dist/schema/read.js';

/** @type {import('../../engine/core/stage.ts').Stage} */
const write = {
  name: 'write',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['number'],
    properties: { number: { type: 'integer' }, after: { type: 'string', port: 'text' } },
  },
  outputs: { text: { kind: 'text', extension: 'txt' } },
  determinism: 'bitwise',
  seeded: false,
  numeric: false,
  isolated: false,
  load: async () => ({
    run: async (context) => writeFileSync(context.output('text'), `${Number(context.params.number)}\n`),
  }),
};

/** @type {import('../../engine/cli/application.ts').Application} */
const application = {
  version: '0',
  registry: { sections: {}, stages: { write } },
  frame: readSchema('experiment'),
  code: { write: { digest: 'toy' } },
  rules: 'toy',
  workerEntry: { file: 'none', args: [] },
  numerics: () => ({ runtime: { backend: 'none', threads: 1 }, facts: {} }),
  backend: { describe: () => Promise.reject(new Error('none')), install: () => Promise.resolve(1) },
  fetch: { datasets: [], fetch: () => Promise.reject(new Error('none')) },
  artifacts: { tolerances: {}, differenceOf: () => Promise.resolve(undefined) },
};

process.exitCode = await main(process.argv.slice(2), { version: '0', application: async () => application });
