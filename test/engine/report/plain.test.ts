import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../engine/core/event.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import { plainReporter } from '../../../engine/report/plain.ts';
import { recordTaking, resultsOf } from '../../helpers/events.ts';
import { planOf } from '../../helpers/fake-world.ts';

async function linesOf(events: readonly RunEvent[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const reporter = plainReporter((line) => lines.push(line));
  reporter.start(planOf([]), new Map());
  for (const event of events) reporter.report(event);
  await reporter.end({
    status: 'done',
    exitCode: 0,
    durationMs: 61_000,
    results: resultsOf({ a: 'finished', b: 'reused' }),
  });
  return lines;
}

const END = '2 steps: 1 run, 1 reused, in 1 min 1 s';

function progress(step: string, at: number, done: number, note?: string): RunEvent {
  return { type: 'progress', step, at, progress: { done, total: 50, unit: 'epoch', ...(note && { note }) } };
}

describe('plainReporter()', () => {
  it('tells start, reasons and end of a step', async () => {
    const changed = { why: 'changed', path: ['params', 'rate'], was: 0.1, now: 0.01 } as const;
    expect(
      await linesOf([
        { type: 'started', step: 'training[filters=32]', at: 0, reasons: [changed], slots: [] },
        { type: 'finished', kind: 'run', step: 'training[filters=32]', at: 0, record: recordTaking(12_340) },
      ]),
    ).toEqual(['training[filters=32]: started (params.rate 0.1 -> 0.01)', 'training[filters=32]: done in 12.3 s', END]);
  });

  it('tells progress every ten seconds, with the time left', async () => {
    const events = Array.from({ length: 25 }, (_, second) => progress('a', 1000 * second, second + 1, 'loss 0.3'));
    expect(
      await linesOf([{ type: 'started', step: 'a', at: 0, reasons: [{ why: 'never-run' }], slots: [] }, ...events]),
    ).toEqual([
      'a: started (never run)',
      'a: epoch 11/50, loss 0.3, about 39 s left',
      'a: epoch 21/50, loss 0.3, about 29 s left',
      END,
    ]);
  });

  it('tells a warning when it comes, those of reused steps at the end, and each text once', async () => {
    const warned = (step: string, message: string): RunEvent => ({ type: 'warned', step, at: 0, message });
    const old = { ...recordTaking(1), warnings: ['Odd', 'Old'] };
    expect(
      await linesOf([
        warned('a', 'Odd'),
        warned('b', 'Odd'),
        warned('b', 'Very\n odd\u001b[2J'),
        { type: 'reused', step: 'c', at: 0, record: old },
        { type: 'reused', step: 'd', at: 0, record: old },
      ]),
    ).toEqual(['warning: a: Odd', 'warning: b: Very odd\uFFFD[2J', '2 steps reused', 'warning: c: Old', END]);
  });

  it('joins steps that ended alike, in the order of what happened', async () => {
    expect(
      await linesOf([
        { type: 'reused', step: 'a', at: 0, record: recordTaking(1) },
        { type: 'reused', step: 'b', at: 0, record: recordTaking(1) },
        { type: 'notice', at: 0, message: 'Object x was damaged' },
        { type: 'reused', step: 'c', at: 0, record: recordTaking(1) },
        { type: 'skipped', step: 'd', at: 0, because: 'z' },
        { type: 'skipped', step: 'e', at: 0, because: 'z' },
        { type: 'cancelled', step: 'f', at: 0 },
      ]),
    ).toEqual([
      '2 steps reused',
      'note: Object x was damaged',
      'c: reused',
      '2 steps skipped, because z failed',
      'f: cancelled',
      END,
    ]);
  });

  it('tells a failure with what to do, and a bug with its place', async () => {
    const bug = new TypeError('x is undefined');
    bug.stack = 'TypeError: x is undefined\n    at run (stage.js:1:2)';
    expect(
      await linesOf([
        { type: 'failed', step: 'a', at: 0, error: new StageFailure('No data\nat all', { hint: 'Get some.' }) },
        { type: 'failed', step: 'b', at: 0, error: bug },
      ]),
    ).toEqual([
      'a failed: No data\n  at all\n  Get some.',
      'b failed: x is undefined\n  This is a bug in the stage or in Assay. It happened\n  at run (stage.js:1:2)',
      END,
    ]);
  });

  it('tells that a step is tried again and why, and its progress from there', async () => {
    const error = new StageFailure('The process was killed\nIts last output was:\nx', { hint: 'Get memory.' });
    expect(
      await linesOf([
        { type: 'started', step: 'training', at: 0, reasons: [{ why: 'never-run' }], slots: [] },
        progress('training', 2000, 40),
        { type: 'retried', step: 'training', at: 5000, error, attempt: 1, of: 2 },
        progress('training', 6000, 41),
        progress('training', 16_000, 43),
      ]),
    ).toEqual([
      'training: started (never run)',
      'training: failed (The process was killed); tried again, 1 of 2',
      'training: epoch 43/50, about 35 s left',
      END,
    ]);
  });

  it('lets no text from a file move the cursor or forge a line', async () => {
    const lines = await linesOf([
      { type: 'started', step: 'a\u001b[2J', at: 0, reasons: [], slots: [] },
      { type: 'failed', step: 'a\u009b', at: 0, error: new StageFailure('x\u001b]0;title\u0007\r') },
      { type: 'notice', at: 0, message: '\u202egnirts' },
    ]);
    const text = lines.join('');
    expect(['\u001b', '\u009b', '\u0007', '\r', '\u202e'].filter((control) => text.includes(control))).toEqual([]);
  });
});
