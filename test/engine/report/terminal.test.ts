import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/failure.ts';
import { terminalReporter } from '../../../engine/report/terminal.ts';
import type { Reporter } from '../../../engine/report/reporter.ts';
import type { Verdict } from '../../../engine/plan.ts';
import { recordTaking, resultsOf } from '../../helpers/events.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { planOf, step } from '../../helpers/fake-world.ts';

/** A terminal of 100 columns and 40 lines that keeps all that was written. */
class FakeScreen extends Writable {
  readonly columns = 100;
  readonly rows = 40;
  readonly isTTY = true;
  text = '';

  override _write(chunk: Buffer, _: unknown, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** What stands there, without colours; of a picture drawn again and again, the last one. */
  get plain(): string {
    return stripVTControlCharacters(this.text);
  }

  /** Resolves when the text has been drawn. */
  async shows(text: string): Promise<void> {
    while (!this.plain.includes(text)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const record = recordTaking(1500);
const run: Verdict = { action: 'run', key: record.key, fingerprint: record.fingerprint, reasons: [] };
const reuse: Verdict = { action: 'reuse', key: record.key, record };

function begin(verdicts: Readonly<Record<string, Verdict>>): { reporter: Reporter; screen: FakeScreen } {
  const { stage } = fakeStage();
  const screen = new FakeScreen();
  const reporter = terminalReporter(screen as unknown as NodeJS.WriteStream);
  const steps = Object.keys(verdicts).map((id) => Object.assign(step(id, stage), { name: id.replace(/\[.*/, '') }));
  reporter.start(planOf(steps), new Map(Object.entries(verdicts)));
  return { reporter, screen };
}

describe('terminalReporter() and warnings', () => {
  it('tells each text once below the picture, of steps that run and of reused ones', async () => {
    const { reporter, screen } = begin({ data: reuse, other: run });
    reporter.report({ type: 'reused', step: 'data', at: 0, record: { ...record, warnings: ['Odd', 'Old'] } });
    reporter.report({ type: 'started', step: 'other', at: 0, reasons: [] });
    reporter.report({ type: 'warned', step: 'other', at: 0, message: 'Odd' });
    reporter.report({ type: 'warned', step: 'other', at: 0, message: 'New' });
    reporter.report({ type: 'finished', step: 'other', at: 0, record });
    await reporter.end({ status: 'done', durationMs: 4000, results: resultsOf({ a: 'finished' }) });
    const lines = screen.plain.split('\n').filter((line) => line.startsWith('warning'));
    expect(lines).toEqual(['warning: data: Odd', 'warning: data: Old', 'warning: other: New']);
  });
});

describe('terminalReporter()', () => {
  it('shows one row per step, its running instances with progress and time left, and the reused ones as one', async () => {
    const { reporter, screen } = begin({
      data: reuse,
      old: reuse,
      'training[filters=32]': run,
      'training[filters=64]': run,
      figure: run,
    });
    reporter.report({ type: 'started', step: 'training[filters=32]', at: 0, reasons: [] });
    for (const done of [1, 2, 3]) {
      const progress = { done, total: 50, unit: 'epoch', note: `loss 0.${done}` };
      reporter.report({ type: 'progress', step: 'training[filters=32]', at: 2000 * done, progress });
    }
    await screen.shows('[filters=32] epoch 3/50, loss 0.3, about 1 min 40 s left');
    expect(screen.plain).toContain('2 steps reused');
    expect(screen.plain).toContain('training 0/2');
    expect(screen.plain).toContain('figure, waiting');
    for (const id of ['training[filters=32]', 'training[filters=64]', 'figure'])
      reporter.report({ type: 'finished', step: id, at: 0, record });
    await reporter.end({ status: 'done', durationMs: 4000, results: resultsOf({ a: 'finished' }), folder: 'runs/1' });
    expect(screen.plain).toContain('training 2/2, took 3 s');
    expect(screen.plain).toContain('figure, took 1.5 s');
    expect(screen.plain.trimEnd().endsWith('1 step: 1 run, in 4 s\nResults in runs/1')).toBe(true);
  });

  it('shows that an instance is tried again while it runs, and tells why at the end', async () => {
    const { reporter, screen } = begin({ 'training[filters=32]': run, 'training[filters=64]': run });
    const step = 'training[filters=32]';
    reporter.report({ type: 'started', step, at: 0, reasons: [] });
    reporter.report({ type: 'progress', step, at: 10, progress: { done: 9, total: 50, unit: 'epoch' } });
    reporter.report({ type: 'retried', step, at: 20, error: new StageFailure('killed'), attempt: 1, of: 2 });
    await screen.shows('[filters=32] tried again, 1 of 2');
    reporter.report({ type: 'progress', step, at: 30, progress: { done: 8, total: 50, unit: 'epoch' } });
    await screen.shows('[filters=32] tried again, 1 of 2, epoch 8/50');
    for (const id of [step, 'training[filters=64]']) reporter.report({ type: 'finished', step: id, at: 40, record });
    await reporter.end({ status: 'done', durationMs: 4000, results: resultsOf({ a: 'finished' }) });
    expect(screen.plain).toContain('training 2/2, took 3 s');
    expect(screen.plain).toContain('\ntraining[filters=32]: failed (killed); tried again, 1 of 2\n');
  });

  it('may end long after its last row was closed, and marks what was cancelled', async () => {
    const { reporter, screen } = begin({ training: run, figure: run });
    reporter.report({ type: 'started', step: 'training', at: 0, reasons: [] });
    reporter.report({ type: 'progress', step: 'training', at: 10, progress: { done: 1, total: 2, unit: 'epoch' } });
    await screen.shows('epoch 1/2');
    for (const step of ['training', 'figure']) reporter.report({ type: 'cancelled', step, at: 20 });
    await screen.shows('figure, cancelled');
    await new Promise((resolve) => setTimeout(resolve, 300)); // listr2 takes its picture down
    await reporter.end({ status: 'interrupted', durationMs: 30, results: resultsOf({ a: 'cancelled' }) });
    expect(screen.plain).toContain('interrupted: 1 step: 1 cancelled');
    expect(screen.plain).not.toMatch(/✔ (training|figure)/);
  });

  it('tells failures in full below the picture', async () => {
    const { reporter, screen } = begin({ 'training[a=1]': run, 'training[a=2]': run, after: run });
    reporter.report({ type: 'started', step: 'training[a=1]', at: 0, reasons: [] });
    reporter.report({
      type: 'failed',
      step: 'training[a=1]',
      at: 0,
      error: new StageFailure('NaN', { hint: 'Less.' }),
    });
    reporter.report({ type: 'finished', step: 'training[a=2]', at: 0, record });
    reporter.report({ type: 'skipped', step: 'after', at: 0, because: 'training[a=1]' });
    reporter.report({ type: 'notice', at: 0, message: 'mended' });
    await reporter.end({ status: 'failed', durationMs: 10, results: resultsOf({ a: 'failed' }) });
    expect(screen.plain).toContain('training 2/2, 1 failed, took 1.5 s');
    expect(screen.plain).toContain('after, skipped');
    expect(screen.plain).toMatch(
      /training\[a=1\] failed: NaN\n {2}Less\.\nnote: mended\nfailed: 1 step: 1 failed, in 10 ms\n/,
    );
  });

  it('ends when the run was broken off, and gives the cursor back', async () => {
    const { reporter, screen } = begin({ a: run, b: run });
    reporter.report({ type: 'started', step: 'a', at: 0, reasons: [] });
    await reporter.end({ status: 'interrupted', durationMs: 10, results: resultsOf({ a: 'cancelled' }) });
    expect(screen.plain).toContain('interrupted: 1 step: 1 cancelled');
    expect(screen.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.text.lastIndexOf('\u001b[?25l'));
  });

  it('takes a step that was reused and had to be made anew after all', async () => {
    const { reporter, screen } = begin({ a: run, b: reuse });
    for (const id of ['a', 'b']) reporter.report({ type: 'reused', step: id, at: 0, record });
    for (const id of ['a', 'b']) {
      reporter.report({ type: 'started', step: id, at: 0, reasons: [{ why: 'output-lost', output: 'out' }] });
      reporter.report({ type: 'finished', step: id, at: 0, record });
    }
    await reporter.end({ status: 'done', durationMs: 10, results: resultsOf({ a: 'finished', b: 'finished' }) });
    expect(screen.plain).toContain('2 steps: 2 run');
  });

  it('counts instances that do not fit', async () => {
    const ids = Array.from({ length: 9 }, (_, index) => `training[n=${index}]`);
    const { reporter, screen } = begin(Object.fromEntries(ids.map((id) => [id, run])));
    for (const id of ids) reporter.report({ type: 'started', step: id, at: 0, reasons: [] });
    await screen.shows('and 5 more');
    expect(screen.plain).not.toContain('[n=4]');
    await reporter.end({ status: 'interrupted', durationMs: 10, results: resultsOf({}) });
  });

  it('lets no text from a file move the cursor', async () => {
    const { reporter, screen } = begin({ 'evil\u001b[5A': run });
    reporter.report({ type: 'started', step: 'evil\u001b[5A', at: 0, reasons: [] });
    const progress = { done: 1, unit: 'epoch', note: '\u001b[5A' };
    reporter.report({ type: 'progress', step: 'evil\u001b[5A', at: 0, progress });
    reporter.report({ type: 'failed', step: 'evil\u001b[5A', at: 0, error: new StageFailure('\u001b[5A') });
    await reporter.end({ status: 'failed', durationMs: 10, results: resultsOf({}) });
    expect(screen.text).not.toContain('\u001b[5A');
  });
});
