import { digestOfBytes, type Digest } from '../../engine/core/digest.ts';
import type { StepRecord } from '../../engine/core/record.ts';
import type { Sources } from '../../engine/document/sources.ts';
import type { RunOutput, RunRecord, RunStep } from '../../engine/runs/run-record.ts';

/** What a test says of a run: a second after its start, all else has a value that no test looks at. */
export const STARTED = '2026-01-01T00:00:00.000Z';

export function keyOf(id: string): Digest {
  return digestOfBytes(`key of ${id}`);
}

/** The digest of what a step made at its one port `out`. */
export function madeBy(id: string): Digest {
  return digestOfBytes(`made by ${id}`);
}

/** A step that finished in this run, made of the outputs of others. */
export function finished(name: string, more: Partial<RunStep> = {}): RunStep {
  const id = more.id ?? name;
  return {
    id,
    name,
    point: {},
    stage: 'work',
    action: 'finished',
    key: keyOf(id),
    reasons: [{ why: 'never-run' }],
    durationMs: 1000,
    metrics: {},
    outputs: { out: { kind: 'text', extension: 'txt', digest: madeBy(id), bytes: 3 } },
    ...more,
  };
}

/** The record of a step that began so many milliseconds after the run. */
export function recordFor(
  { key, durationMs = 0 }: RunStep,
  afterMs: number,
  inputs: StepRecord['fingerprint']['inputs'] = {},
): StepRecord {
  return {
    format: 1,
    key: key ?? keyOf(''),
    outputs: {},
    metrics: {},
    durationMs,
    host: {},
    startedAt: new Date(Date.parse(STARTED) + afterMs).toISOString(),
    fingerprint: {
      format: 1,
      rules: 'r',
      stage: 'work',
      code: { digest: 'd', packages: { sharp: '1.2.3' } },
      inputs,
      params: { size: 3, layers: [{ relu: {} }], list: [1, 2] },
      seed: 7,
    },
  };
}

export function runOf(steps: readonly RunStep[], more: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    experiment: 'study',
    number: 3,
    status: 'done',
    startedAt: STARTED,
    durationMs: 10_000,
    file: 'study.yaml',
    seed: 7,
    runtime: { backend: 'portable', threads: 1 },
    outputs: [],
    process: { pid: 1, host: 'secret-host', started: '1', boot: 'b', space: 's' },
    host: { name: 'secret-host', system: 'linux 6', node: 'v20.0.0' },
    source: { experiment: 'study', steps: Object.fromEntries(steps.map(({ name }) => [name, { stage: 'work' }])) },
    steps,
    ...more,
  };
}

/** Everything that a report of this run is made of; by default no record and no file is left. */
export function sourcesOf(run: RunRecord, more: Partial<Sources> = {}): Sources {
  return {
    run,
    killed: false,
    notes: { tags: [] },
    verifications: [],
    leadOf: () => [],
    aboutStep: () => undefined,
    terms: {},
    version: '9.8.7',
    recordOf: () => undefined,
    bytesOf: () => Promise.resolve(undefined),
    wordsOf: () => ({}),
    ...more,
  };
}

/** A published file with this text. */
export function published(file: string, text: string, more: Partial<RunOutput> = {}): RunOutput {
  const extension = file.replace(/^.*\./, '');
  const artifact = { kind: 'file', extension, digest: digestOfBytes(text), bytes: Buffer.byteLength(text) };
  return { file, step: 'a', port: 'out', artifact, ...more };
}
