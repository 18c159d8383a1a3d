// Assay's command line over toy stages, as a program of its own: it starts in a tenth of a second, so trials may call it a
// thousand times, and everything but the stages is the real one. Beside the bundled file lie the schemas experiment.json and project.json.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Application } from '../../../engine/cli/application.ts';
import { main } from '../../../engine/cli/cli.ts';
import { Cancelled } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { serveWorker } from '../../../engine/execute/executors/worker.ts';
import type { Registry, Stage, StageContext } from '../../../engine/core/stage.ts';
import { readSchema } from '../../../schema/read.ts';
import { noPacks } from '../../helpers/no-packs.ts';
import { joined, wordsOf } from './toy-experiment.ts';

const WORKER = '--worker';
/** Variables for the processes of steps, as JSON: what is in the engine's environment does not reach them. */
const WORKER_ENVIRONMENT = 'ASSAY_TOY_WORKER';

function stageOf(
  name: string,
  properties: JsonObject,
  run: (context: StageContext) => Promise<void>,
  more: Partial<Stage> = {},
): Stage {
  return {
    name,
    schema: { type: 'object', additionalProperties: false, required: [], properties },
    outputs: { out: { kind: 'text', extension: 'txt' } },
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: false,
    load: () => Promise.resolve({ run }),
    ...more,
  };
}

const NUMBER: JsonObject = { type: 'integer', default: 0 };
const TEXTS: JsonObject = {
  texts: { type: 'string', port: 'text', many: true },
  label: { type: 'string', default: '' },
};

async function joinTexts(context: StageContext): Promise<void> {
  const texts = context.inputs('texts').map(({ path }) => readFileSync(path, 'utf8'));
  writeFileSync(context.output('out'), joined(context.params['label'] as string, texts));
}

/** The sum of 1 .. until; keeps its state after each number, and rests for `pause` milliseconds. */
async function addUp(context: StageContext): Promise<void> {
  const { checkpoint } = context;
  let sum = checkpoint === undefined ? 0 : Number(readFileSync(checkpoint.path, 'utf8').trim());
  const until = Number(context.params['until']);
  for (let n = (checkpoint?.at ?? 0) + 1; n <= until; n += 1) {
    sum += n;
    await sleep(Number(context.params['pause']), undefined, { signal: context.signal }).catch(() => undefined);
    if (context.signal.aborted) throw new Cancelled('stopped');
    const state = join(context.scratch, `state-${n}`);
    writeFileSync(state, String(sum).padEnd(100_000)); // long enough for the index of verified objects
    await context.saveCheckpoint(n, state);
    context.progress({ done: n, total: until, unit: 'number' });
  }
  writeFileSync(context.output('out'), String(sum));
}

const registry: Registry = {
  sections: {},
  stages: {
    words: stageOf('words', { number: NUMBER, bytes: NUMBER }, async (context) => {
      const { params } = context;
      writeFileSync(context.output('out'), wordsOf(Number(params['number']), Number(params['bytes'])));
    }),
    join: stageOf('join', TEXTS, joinTexts),
    far: stageOf('far', TEXTS, joinTexts, { isolated: true }),
    adds: stageOf('adds', { until: NUMBER, pause: NUMBER }, addUp, { isolated: true, extends: 'until' }),
  },
};

const application: Application = {
  version: '0.0.0',
  registry,
  frame: readSchema('experiment'),
  code: Object.fromEntries(Object.keys(registry.stages).map((name) => [name, { digest: name }])),
  rules: 'toy',
  program: { main: 'none', code: 'c' },
  workerEntry: {
    file: fileURLToPath(import.meta.url),
    args: [WORKER],
    environment: () => JSON.parse(process.env[WORKER_ENVIRONMENT] ?? '{}') as Record<string, string>,
  },
  numerics: () => ({ runtime: { backend: 'portable', threads: 1 }, facts: {} }),
  backend: {
    describe: () => Promise.resolve({ text: 'a toy', json: {} }),
    install: () => Promise.resolve(1),
  },
  artifacts: {
    tolerances: {},
    differenceOf: () => Promise.resolve(undefined),
    previewOf: () => Promise.resolve(undefined),
    formats: {},
  },
  projects: noPacks(() => application),
  terms: {},
  fetch: { datasets: [], fetch: () => Promise.resolve([]) },
};

if (process.argv[2] === WORKER) serveWorker(registry);
else
  process.exitCode = await main(process.argv.slice(2), {
    version: application.version,
    application: () => Promise.resolve(application),
  });
