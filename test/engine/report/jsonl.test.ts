import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { jsonlReporter } from '../../../engine/report/jsonl.ts';
import { recordTaking, resultsOf } from '../../helpers/events.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { planOf, step } from '../../helpers/fake-world.ts';

describe('jsonlReporter()', () => {
  it('writes one object per line: the plan, the events, the end', async () => {
    const lines: string[] = [];
    const reporter = jsonlReporter((line) => lines.push(line));
    const record = recordTaking(5);
    const { stage } = fakeStage();
    reporter.start(
      planOf([step('a', stage), { ...step('b', stage), point: { n: 1 } }, step('c', stage)]),
      new Map([
        ['a', { action: 'reuse', key: record.key }],
        ['b', { action: 'run', key: record.key, kind: 'run', reasons: [{ why: 'never-run' }] }],
        ['c', { action: 'wait', on: ['b'] }],
      ]),
    );
    reporter.report({ type: 'reused', step: 'a', at: 1, record });
    reporter.report({ type: 'started', step: 'b', at: 2, reasons: [{ why: 'never-run' }], slots: [] });
    reporter.report({ type: 'progress', step: 'b', at: 3, progress: { done: 1, total: 2, unit: 'epoch' } });
    const killed = new StageFailure('killed', { hint: 'Get memory.' });
    reporter.report({ type: 'retried', step: 'b', at: 3, error: killed, attempt: 1, of: 2 });
    reporter.report({ type: 'failed', step: 'b', at: 4, error: new StageFailure('two\nlines', { hint: 'Do.' }) });
    reporter.report({ type: 'failed', step: 'b', at: 4, error: new Error('bug') });
    reporter.report({ type: 'skipped', step: 'c', at: 5, because: 'b' });
    reporter.report({ type: 'warned', step: 'b', at: 5, message: 'odd' });
    reporter.report({ type: 'finished', kind: 'run', step: 'd', at: 5, record: { ...record, warnings: ['odd'] } });
    reporter.report({ type: 'notice', at: 6, message: 'mended' });
    await reporter.end({
      status: 'failed',
      exitCode: 1,
      durationMs: 7,
      results: resultsOf({ a: 'reused', b: 'failed', c: 'skipped' }),
      folder: 'runs/1',
    });
    expect(lines.join('')).not.toContain('\n');
    const { key, metrics, durationMs, outputs } = record;
    const b = { name: 'b', point: { n: 1 } };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        type: 'plan',
        experiment: 'test',
        file: 'test.yaml',
        seed: 7,
        runtime: { backend: 'portable', threads: 2 },
        steps: [
          { id: 'a', name: 'a', point: {}, stage: 'fake', action: 'reuse', key },
          {
            id: 'b',
            name: 'b',
            point: { n: 1 },
            stage: 'fake',
            action: 'run',
            kind: 'run',
            key,
            reasons: [{ why: 'never-run' }],
          },
          { id: 'c', name: 'c', point: {}, stage: 'fake', action: 'wait', on: ['b'] },
        ],
      },
      { type: 'reused', step: 'a', name: 'a', point: {}, at: 1, key, metrics, durationMs, outputs },
      { type: 'started', step: 'b', ...b, at: 2, reasons: [{ why: 'never-run' }], slots: [] },
      { type: 'progress', step: 'b', ...b, at: 3, progress: { done: 1, total: 2, unit: 'epoch' } },
      { type: 'retried', step: 'b', ...b, at: 3, error: { message: 'killed', hint: 'Get memory.' }, attempt: 1, of: 2 },
      { type: 'failed', step: 'b', ...b, at: 4, error: { message: 'two\nlines', hint: 'Do.' } },
      {
        type: 'failed',
        step: 'b',
        ...b,
        at: 4,
        error: { message: 'bug', stack: expect.stringContaining('bug') as unknown },
      },
      { type: 'skipped', step: 'c', name: 'c', point: {}, at: 5, because: 'b' },
      { type: 'warned', step: 'b', ...b, at: 5, message: 'odd' },
      { type: 'finished', step: 'd', at: 5, kind: 'run', key, metrics, warnings: ['odd'], durationMs, outputs },
      { type: 'notice', at: 6, message: 'mended' },
      {
        type: 'end',
        status: 'failed',
        durationMs: 7,
        steps: { finished: 0, reused: 1, failed: 1, skipped: 1, cancelled: 0 },
        folder: 'runs/1',
      },
    ]);
  });
});
