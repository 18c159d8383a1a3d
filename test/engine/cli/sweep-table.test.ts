import { describe, expect, test } from 'vitest';
import { renderSweep, sweepCsv, sweepTable } from '../../../engine/cli/sweep-table.ts';
import type { Digest } from '../../../engine/core/digest.ts';
import type { Fingerprint } from '../../../engine/core/record.ts';
import type { RunRecord, RunStep } from '../../../engine/runs/run-record.ts';

const step = (point: RunStep['point'], metrics: RunStep['metrics'], name = 'training'): RunStep => ({
  // Nobody takes an id apart.
  id: `${name} at ${JSON.stringify(point)}`,
  name,
  point,
  stage: 'train',
  action: 'finished',
  durationMs: 1500,
  ...(metrics && { metrics }),
});
const run: RunRecord = {
  format: 1,
  experiment: 'toy',
  number: 3,
  status: 'done',
  process: { pid: 1, host: 'here' },
  startedAt: '2026-01-01T00:00:00.000Z',
  file: 'toy.yaml',
  source: {},
  seed: 0,
  runtime: { backend: 'portable', threads: 1 },
  host: null,
  steps: [
    step({ filters: 32, label: 'a,b' }, { accuracy: 0.912345678 }),
    step({ filters: 64, label: '"x"' }, { accuracy: 0.95, note: 'best' }),
    { ...step({ filters: 128, label: 'c' }, undefined), action: 'failed' },
    step({}, {}, 'data'),
  ],
  outputs: [],
};

/** The record of the step with 32 filters; the others have none. */
const KEY = `sha256:${'ab'.repeat(32)}` as Digest;
const FINGERPRINT: Fingerprint = {
  format: 1,
  rules: 'r',
  stage: 'train',
  code: {},
  params: { batchSize: 50, optimizer: { sgd: { learningRate: 0.1 } }, layers: [{ units: 3 }], list: [1, 2], on: true },
  seed: 77,
  inputs: {},
};
const [first = step({}, {}), ...others] = run.steps;
const recorded: RunRecord = { ...run, steps: [{ ...first, key: KEY }, ...others] };
const fingerprintOf = (key: Digest): Fingerprint | undefined => (key === KEY ? FINGERPRINT : undefined);
const noFingerprint = (): never => {
  throw new Error('Nobody asked for what is in the record');
};

describe('sweepTable()', () => {
  test('has a column for each axis and metric, and a row for each instance', () => {
    const table = sweepTable(run, 'training', {}, noFingerprint);
    expect(table.columns).toEqual(['filters', 'label', 'action', 'seconds', 'accuracy', 'note']);
    expect(table.rows[0]).toEqual({
      filters: 32,
      label: 'a,b',
      action: 'finished',
      seconds: 1.5,
      accuracy: 0.912345678,
    });
  });

  test('names an axis as the experiment has it and shows values that are no cell as in an id', () => {
    const steps = [step({ 'layer 1': { units: [3] }, size: [1, 2], on: true }, { accuracy: 1 })];
    const table = sweepTable({ ...run, steps }, 'training', {}, noFingerprint);
    expect(table.rows[0]).toMatchObject({ 'layer 1': '{"units":[3]}', size: '[1,2]', on: true });
  });

  test('sorts either way, with what has no value last', () => {
    const by = (sort: string): unknown[] =>
      sweepTable(run, 'training', { sort }, noFingerprint).rows.map((row) => row['filters']);
    expect(by('accuracy')).toEqual([32, 64, 128]);
    expect(by('-accuracy')).toEqual([64, 32, 128]);
    expect(by('-filters')).toEqual([128, 64, 32]);
  });

  test('has key, seed and parameters for who asks for them', () => {
    const columns = [
      'filters',
      'key',
      'seed',
      'params.batchSize',
      'params.optimizer.sgd.learningRate',
      'params.layers[0].units',
      'params.list',
      'params.on',
    ];
    const table = sweepTable(recorded, 'training', { columns, sort: '-seed' }, fingerprintOf);
    expect(table.columns).toEqual(columns);
    expect(table.rows).toEqual([
      {
        filters: 32,
        key: KEY,
        seed: 77,
        'params.batchSize': 50,
        'params.optimizer.sgd.learningRate': 0.1,
        'params.layers[0].units': 3,
        'params.list': '[1,2]',
        'params.on': true,
      },
      { filters: 64 },
      { filters: 128 },
    ]);
    expect(renderSweep(table).split('\n')[2]).toMatch(/^ +32 +abababababab +77 +50 +0\.1 +3 +\[1,2\] +true$/);
    expect(sweepCsv(table).split('\n')[1]).toBe(`32,${KEY},77,50,0.1,3,"[1,2]",true`);
  });

  test('lets an axis or a metric keep its name', () => {
    const steps = [{ ...first, point: { seed: 5 }, key: KEY, metrics: { key: 'own' } }];
    const table = sweepTable({ ...run, steps }, 'training', { columns: ['seed', 'key'] }, fingerprintOf);
    expect(table.rows).toEqual([{ seed: 5, key: 'own' }]);
    expect(sweepTable({ ...run, steps }, 'training', {}, noFingerprint).columns).toEqual([
      'seed',
      'action',
      'seconds',
      'key',
    ]);
  });

  test('refuses unknown parameters with a guess', () => {
    expect(() => sweepTable(recorded, 'training', { columns: ['params.batchsize'] }, fingerprintOf)).toThrow(
      'Unknown column "params.batchsize", did you mean "params.batchSize"?',
    );
    expect(() => sweepTable(recorded, 'training', { sort: '-sed' }, fingerprintOf)).toThrow('did you mean "seed"?');
  });

  test('refuses unknown steps and columns with a guess', () => {
    expect(() => sweepTable(run, 'trainin', {}, noFingerprint)).toThrow('no step "trainin", did you mean "training"?');
    expect(() => sweepTable(run, 'training', { columns: ['acuracy'] }, fingerprintOf)).toThrow(
      'Unknown column "acuracy", did you mean "accuracy"?',
    );
  });
});

describe('renderSweep() and sweepCsv()', () => {
  test('count the width of what is printed of a name', () => {
    const odd = 'a\u001b[31mb';
    const steps = [step({ n: 1 }, { [odd]: 1.5, z: 'text' })];
    const table = sweepTable({ ...run, steps }, 'training', { columns: [odd, 'z'] }, noFingerprint);
    expect(renderSweep(table).split('\n')).toEqual(['a\uFFFD[31mb  z', '-------  ----', '    1.5  text']);
  });

  test('sweepCsv() + no text is a formula', () => {
    const steps = [step({ label: '=1+1' }, { note: '@x', shift: -0.5 }), step({ label: 'b' }, { note: '-' })];
    const table = sweepTable({ ...run, steps }, 'training', { columns: ['label', 'note', 'shift'] }, noFingerprint);
    expect(sweepCsv(table)).toBe("label,note,shift\n'=1+1,'@x,-0.5\nb,'-,");
  });

  test('write the same rows for people and for programs', () => {
    const table = sweepTable(run, 'training', { columns: ['label', 'accuracy'] }, noFingerprint);
    expect(
      renderSweep(table)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual(['label  accuracy', '-----  --------', 'a,b     0.91235', '"x"        0.95', 'c             -']);
    expect(sweepCsv(table)).toBe('label,accuracy\n"a,b",0.912345678\n"""x""",0.95\nc,');
  });
});
