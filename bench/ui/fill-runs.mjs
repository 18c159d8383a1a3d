import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Writes runs into an empty store as the engine leaves them: records, `run.json`, the journal, and tags for some. The results that
 * the records name are not there: nothing that is measured reads them.
 *
 * @param store an empty folder
 */
export function fillRuns(store, { experiments, runs, steps }) {
  writeFileSync(join(store, 'store.json'), '{"format":1}\n');
  for (let byte = 0; byte < 256; byte += 1)
    mkdirSync(join(store, 'actions', byte.toString(16).padStart(2, '0')), { recursive: true });
  for (let index = 0; index < runs; index += 1) writeRun(store, { index, experiments, steps });
}

function writeRun(store, { index, experiments, steps }) {
  const experiment = `study-${index % experiments}`;
  const number = 1 + Math.floor(index / experiments);
  const startedAt = Date.UTC(2026, 0, 1) + index * 600_000;
  const rows = Array.from({ length: steps }, (_, step) => rowOf({ index, step, startedAt }));
  const folder = join(store, 'runs', experiment, String(number));
  mkdirSync(folder, { recursive: true });
  for (const row of rows) writeFileSync(recordPath(store, row.key), `${JSON.stringify(recordOf(row))}\n`);
  const run = {
    format: 1,
    experiment,
    number,
    status: 'done',
    process: { pid: 2, host: hostname() },
    startedAt: new Date(startedAt).toISOString(),
    durationMs: 60_000,
    file: `experiments/${experiment}.yaml`,
    source: sourceOf(experiment, steps),
    seed: 7,
    runtime: { backend: 'tensorflow', threads: 2 },
    host: { system: 'Linux', cores: 2, node: process.version },
    steps: rows,
    outputs: [],
  };
  writeFileSync(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  writeFileSync(join(folder, 'events.jsonl'), journalOf(run));
  if (index % 10 === 9)
    writeFileSync(
      join(folder, 'notes.json'),
      JSON.stringify({ format: 1, tags: [`tag-${index % 100}`], note: 'looked at' }),
    );
}

function rowOf({ index, step, startedAt }) {
  const key = digestOf(`${index} ${step}`);
  const filters = 8 + step;
  return {
    id: `training[filters=${filters}]`,
    name: 'training',
    point: { filters },
    stage: 'train',
    action: 'finished',
    key,
    reasons: [{ why: 'never-run' }],
    startedAt: new Date(startedAt + step * 600).toISOString(),
    slots: [0, 1],
    kind: 'run',
    durationMs: 590,
    metrics: {
      testAccuracy: 0.9 + step / 1000 + index / 100_000,
      testLoss: 0.3 - step / 1000,
      parameters: 1000 + step,
    },
    outputs: {
      model: artifact(`model ${key}`, 'model', 'safetensors'),
      history: artifact(`history ${key}`, 'history', 'csv'),
    },
  };
}

function artifact(content, kind, extension) {
  return { kind, extension, digest: digestOf(content), bytes: 100_000 };
}

function recordOf({ key, stage, outputs, metrics, startedAt, durationMs, point }) {
  const fingerprint = {
    format: 1,
    rules: digestOf('rules'),
    stage,
    code: { digest: digestOf('code'), packages: { '@tensorflow/tfjs-core': '4.22.0' } },
    params: { epochs: 3, batchSize: 128, ...point },
    seed: 7,
    inputs: { data: [{ digest: digestOf('data') }] },
  };
  return { format: 1, key, fingerprint, outputs, metrics, startedAt, durationMs, host: { cores: 2 }, checked: true };
}

function sourceOf(experiment, steps) {
  return {
    experiment,
    description: `How similar are the filters of ${experiment}?`,
    seed: 7,
    sweep: { filters: Array.from({ length: steps }, (_, step) => 8 + step) },
    steps: { training: { stage: 'train', epochs: 3, batchSize: 128, filters: '$filters' } },
  };
}

function journalOf({ experiment, number, file, seed, runtime, startedAt, steps }) {
  const at = Date.parse(startedAt);
  const planned = steps.map(({ id, name, point, stage, key, kind, reasons }) => ({
    id,
    name,
    point,
    stage,
    numeric: true,
    inputs: {},
    action: 'run',
    key,
    kind,
    reasons,
  }));
  const lines = [
    { type: 'plan', format: 1, at, experiment, run: number, file, seed, runtime, cores: 2, steps: planned },
    ...steps.flatMap(({ id: step, key, kind, reasons, slots, durationMs, metrics }, index) => {
      const begun = at + index * 600;
      const measured = { at: 3, of: 3, unit: 'epochs', values: { loss: 0.3, validationLoss: 0.31 } };
      return [
        { type: 'started', step, at: begun, reasons, slots },
        { type: 'progress', step, at: begun + 500, progress: { done: 3, total: 3, unit: 'epochs', measured } },
        { type: 'finished', step, at: begun + 590, key, kind, durationMs, metrics },
      ];
    }),
    { type: 'end', at: at + 60_000, status: 'done', durationMs: 60_000, exitCode: 0 },
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

function digestOf(content) {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function recordPath(store, key) {
  const hex = key.slice('sha256:'.length);
  return join(store, 'actions', hex.slice(0, 2), `${hex.slice(2)}.json`);
}
