import { describe, expect, test } from 'vitest';
import { renderSweep, sweepCsv, sweepTable } from '../../../engine/cli/sweep-table.ts';
import type { RunRecord, RunStep } from '../../../engine/run/run-record.ts';

const step = (id: string, metrics: RunStep['metrics'], durationMs = 1500): RunStep => ({
  id,
  stage: 'train',
  action: 'finished',
  durationMs,
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
    step('training[filters=32,label=a,b]', { accuracy: 0.912345678 }),
    step('training[filters=64,label="x"]', { accuracy: 0.95, note: 'best' }),
    { id: 'training[filters=128,label=c]', stage: 'train', action: 'failed' },
    step('data', {}),
  ],
  outputs: [],
};

describe('sweepTable()', () => {
  test('has a column for each axis and metric, and a row for each instance', () => {
    const table = sweepTable(run, 'training', {});
    expect(table.columns).toEqual(['filters', 'label', 'action', 'seconds', 'accuracy', 'note']);
    expect(table.rows[0]).toEqual({
      filters: 32,
      label: 'a,b',
      action: 'finished',
      seconds: 1.5,
      accuracy: 0.912345678,
    });
  });

  test('sorts either way, with what has no value last', () => {
    const by = (sort: string): unknown[] => sweepTable(run, 'training', { sort }).rows.map((row) => row['filters']);
    expect(by('accuracy')).toEqual([32, 64, 128]);
    expect(by('-accuracy')).toEqual([64, 32, 128]);
    expect(by('-filters')).toEqual([128, 64, 32]);
  });

  test('refuses unknown steps and columns with a guess', () => {
    expect(() => sweepTable(run, 'trainin', {})).toThrow('no step "trainin", did you mean "training"?');
    expect(() => sweepTable(run, 'training', { columns: ['acuracy'] })).toThrow(
      'Unknown column "acuracy", did you mean "accuracy"?',
    );
  });
});

describe('renderSweep() and sweepCsv()', () => {
  test('write the same rows for people and for programs', () => {
    const table = sweepTable(run, 'training', { columns: ['label', 'accuracy'] });
    expect(
      renderSweep(table)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual(['label  accuracy', '-----  --------', 'a,b     0.91235', '"x"        0.95', 'c             -']);
    expect(sweepCsv(table)).toBe('label,accuracy\n"a,b",0.912345678\n"""x""",0.95\nc,');
  });
});
