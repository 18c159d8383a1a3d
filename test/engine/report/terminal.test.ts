import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { terminalReporter } from '../../../engine/report/terminal.ts';
import type { Reporter } from '../../../engine/report/reporter.ts';
import type { Point } from '../../../engine/core/stage.ts';
import type { Foreseen } from '../../../engine/core/outline.ts';
import { recordTaking, resultsOf } from '../../helpers/events.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { planOf, step } from '../../helpers/fake-world.ts';
import { ScreenModel } from '../../helpers/screen-model.ts';

const record = recordTaking(1500);
const run: Foreseen = { action: 'run', key: record.key, kind: 'run', reasons: [] };
const reuse: Foreseen = { action: 'reuse', key: record.key };

/** The instances of the step "training", by id. */
const TRAININGS = new Map<string, Point>(
  ['filters', 'a', 'n'].flatMap((axis) =>
    Array.from({ length: 65 }, (_, value) => [`training[${axis}=${value}]`, { [axis]: value }] as const),
  ),
);

interface Size {
  readonly columns?: number;
  readonly rows?: number;
  readonly expected?: Readonly<Record<string, number>>;
}

function begin(
  actions: Readonly<Record<string, Foreseen>>,
  { columns = 100, rows = 40, expected }: Size = {},
): { reporter: Reporter; screen: ScreenModel; pass: (ms: number) => void } {
  const { stage } = fakeStage();
  const screen = new ScreenModel(columns, rows);
  let now = 0;
  const reporter = terminalReporter(screen as unknown as NodeJS.WriteStream, {
    expected: { cores: 1, durationsMs: new Map(Object.entries(expected ?? {})) },
    now: () => now,
  });
  const steps = Object.keys(actions).map((id) => {
    const point = TRAININGS.get(id);
    return point === undefined ? step(id, stage) : { ...step(id, stage), name: 'training', point };
  });
  reporter.start(planOf(steps), new Map(Object.entries(actions)));
  return { reporter, screen, pass: (ms) => (now += ms) };
}

describe('terminalReporter() and warnings', () => {
  it('tells each text once below the picture, of steps that run and of reused ones', async () => {
    const { reporter, screen } = begin({ data: reuse, other: run });
    reporter.report({ type: 'reused', step: 'data', at: 0, record: { ...record, warnings: ['Odd', 'Old'] } });
    reporter.report({ type: 'started', step: 'other', at: 0, reasons: [], slots: [] });
    reporter.report({ type: 'warned', step: 'other', at: 0, message: 'Odd' });
    reporter.report({ type: 'warned', step: 'other', at: 0, message: 'New' });
    reporter.report({ type: 'finished', kind: 'run', step: 'other', at: 0, record });
    await reporter.end({ status: 'done', exitCode: 0, durationMs: 4000, results: resultsOf({ a: 'finished' }) });
    const lines = screen.text.split('\n').filter((line) => line.startsWith('warning'));
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
    reporter.report({ type: 'started', step: 'training[filters=32]', at: 0, reasons: [], slots: [] });
    for (const done of [1, 2, 3]) {
      const progress = { done, total: 50, unit: 'epoch', note: `loss 0.${done}` };
      reporter.report({ type: 'progress', step: 'training[filters=32]', at: 2000 * done, progress });
    }
    await screen.shows('[filters=32] epoch 3/50, loss 0.3, about 1 min 40 s left');
    expect(screen.text).toContain('2 steps reused');
    expect(screen.text).toContain('training 0/2');
    expect(screen.text).toContain('1 step waits: figure');
    for (const id of ['training[filters=32]', 'training[filters=64]', 'figure'])
      reporter.report({ type: 'finished', kind: 'run', step: id, at: 0, record });
    await reporter.end({
      status: 'done',
      exitCode: 0,
      durationMs: 4000,
      results: resultsOf({ a: 'finished' }),
      folder: 'runs/1',
    });
    expect(screen.text).toContain('training 2/2, took 3 s');
    expect(screen.text).toContain('figure, took 1.5 s');
    expect(screen.text.endsWith('1 step: 1 run, in 4 s\nResults in runs/1')).toBe(true);
  });

  it('shows that an instance is tried again while it runs, and tells why at the end', async () => {
    const { reporter, screen } = begin({ 'training[filters=32]': run, 'training[filters=64]': run });
    const step = 'training[filters=32]';
    reporter.report({ type: 'started', step, at: 0, reasons: [], slots: [] });
    reporter.report({ type: 'progress', step, at: 10, progress: { done: 9, total: 50, unit: 'epoch' } });
    reporter.report({ type: 'retried', step, at: 20, error: new StageFailure('killed'), attempt: 1, of: 2 });
    await screen.shows('[filters=32] tried again, 1 of 2');
    reporter.report({ type: 'progress', step, at: 30, progress: { done: 8, total: 50, unit: 'epoch' } });
    await screen.shows('[filters=32] tried again, 1 of 2, epoch 8/50');
    for (const id of [step, 'training[filters=64]'])
      reporter.report({ type: 'finished', kind: 'run', step: id, at: 40, record });
    await reporter.end({ status: 'done', exitCode: 0, durationMs: 4000, results: resultsOf({ a: 'finished' }) });
    expect(screen.text).toContain('training 2/2, took 3 s');
    expect(screen.text).toContain('\ntraining[filters=32]: failed (killed); tried again, 1 of 2\n');
  });

  it('may end long after its last row was closed, and marks what was cancelled', async () => {
    const { reporter, screen } = begin({ training: run, figure: run });
    reporter.report({ type: 'started', step: 'training', at: 0, reasons: [], slots: [] });
    reporter.report({ type: 'progress', step: 'training', at: 10, progress: { done: 1, total: 2, unit: 'epoch' } });
    await screen.shows('epoch 1/2');
    for (const step of ['training', 'figure']) reporter.report({ type: 'cancelled', step, at: 20 });
    await screen.shows('- figure, cancelled');
    await reporter.end({
      status: 'interrupted',
      exitCode: 130,
      durationMs: 30,
      results: resultsOf({ a: 'cancelled' }),
    });
    expect(screen.text).toContain('interrupted: 1 step: 1 cancelled');
    expect(screen.text).not.toMatch(/✔ (training|figure)/);
  });

  it('tells failures in full below the picture', async () => {
    const { reporter, screen } = begin({ 'training[a=1]': run, 'training[a=2]': run, after: run });
    reporter.report({ type: 'started', step: 'training[a=1]', at: 0, reasons: [], slots: [] });
    reporter.report({
      type: 'failed',
      step: 'training[a=1]',
      at: 0,
      error: new StageFailure('NaN', { hint: 'Less.' }),
    });
    reporter.report({ type: 'finished', kind: 'run', step: 'training[a=2]', at: 0, record });
    reporter.report({ type: 'skipped', step: 'after', at: 0, because: 'training[a=1]' });
    reporter.report({ type: 'notice', at: 0, message: 'mended' });
    await reporter.end({ status: 'failed', exitCode: 1, durationMs: 10, results: resultsOf({ a: 'failed' }) });
    expect(screen.text).toContain('training 2/2, 1 failed, took 1.5 s');
    expect(screen.text).toContain('after, skipped');
    expect(screen.text).toMatch(
      /training\[a=1\] failed: NaN\n {2}Less\.\nnote: mended\nfailed: 1 step: 1 failed, in 10 ms$/,
    );
  });

  it('ends when the run was broken off, and gives the cursor back', async () => {
    const { reporter, screen } = begin({ a: run, b: run });
    reporter.report({ type: 'started', step: 'a', at: 0, reasons: [], slots: [] });
    await reporter.end({
      status: 'interrupted',
      exitCode: 130,
      durationMs: 10,
      results: resultsOf({ a: 'cancelled' }),
    });
    expect(screen.text).toContain('interrupted: 1 step: 1 cancelled');
    expect(screen.cursorHidden).toBe(false);
    expect(screen.writes.join('')).toContain('\u001b[?25l');
  });

  it('takes a step that was reused and had to be made anew after all', async () => {
    const { reporter, screen } = begin({ a: run, b: reuse });
    for (const id of ['a', 'b']) reporter.report({ type: 'reused', step: id, at: 0, record });
    for (const id of ['a', 'b']) {
      reporter.report({
        type: 'started',
        step: id,
        at: 0,
        reasons: [{ why: 'output-lost', output: 'out' }],
        slots: [],
      });
      reporter.report({ type: 'finished', kind: 'run', step: id, at: 0, record });
    }
    await reporter.end({
      status: 'done',
      exitCode: 0,
      durationMs: 10,
      results: resultsOf({ a: 'finished', b: 'finished' }),
    });
    expect(screen.text).toContain('2 steps: 2 run');
  });

  it('counts instances that do not fit', async () => {
    const ids = Array.from({ length: 9 }, (_, index) => `training[n=${index}]`);
    const { reporter, screen } = begin(Object.fromEntries(ids.map((id) => [id, run])));
    for (const id of ids) reporter.report({ type: 'started', step: id, at: 0, reasons: [], slots: [] });
    await screen.shows('and 5 more');
    expect(screen.text).not.toContain('[n=4]');
    await reporter.end({ status: 'interrupted', exitCode: 130, durationMs: 10, results: resultsOf({}) });
  });

  it('lets no text from a file move the cursor', async () => {
    const { reporter, screen } = begin({ 'evil\u001b[5A': run });
    reporter.report({ type: 'started', step: 'evil\u001b[5A', at: 0, reasons: [], slots: [] });
    const progress = { done: 1, unit: 'epoch', note: '\u001b[5A' };
    reporter.report({ type: 'progress', step: 'evil\u001b[5A', at: 0, progress });
    reporter.report({ type: 'failed', step: 'evil\u001b[5A', at: 0, error: new StageFailure('\u001b[5A') });
    await reporter.end({ status: 'failed', exitCode: 1, durationMs: 10, results: resultsOf({}) });
    expect(screen.writes.join('')).not.toContain('\u001b[5A');
  });
});

/** A run of many steps with two at work. */
const MANY: Readonly<Record<string, Foreseen>> = Object.fromEntries([
  ['old', reuse],
  ...Array.from({ length: 12 }, (_, index) => [`before${index}`, run]),
  ...Array.from({ length: 6 }, (_, index) => [`training[filters=${index}]`, run]),
  ...Array.from({ length: 9 }, (_, index) => [`after${index}`, run]),
]);

describe.each([
  [60, 10],
  [80, 24],
])('terminalReporter() on %i columns and %i rows (D9)', (columns, rows) => {
  async function busy(): Promise<ReturnType<typeof begin>> {
    const started = begin(MANY, { columns, rows });
    const { reporter, screen } = started;
    for (let index = 0; index < 12; index++) {
      reporter.report({ type: 'started', step: `before${index}`, at: 0, reasons: [], slots: [] });
      reporter.report({ type: 'finished', kind: 'run', step: `before${index}`, at: 0, record });
    }
    const note = 'loss 0.31, accuracy 0.91, and a remark that is longer than any terminal is wide, which has to be cut';
    for (const filters of [0, 1]) {
      const id = `training[filters=${filters}]`;
      reporter.report({ type: 'started', step: id, at: 0, reasons: [], slots: [] });
      reporter.report({ type: 'progress', step: id, at: 10, progress: { done: 1, total: 9, unit: 'epoch', note } });
    }
    await screen.shows('[filters=1] epoch 1/9');
    return started;
  }

  it('fits, and always shows what runs, how much is done, and what waits in one line', async () => {
    const { screen, reporter } = await busy();
    expect(screen.picture.length).toBeLessThan(rows);
    for (const line of screen.picture) expect(line.length).toBeLessThan(columns);
    expect(screen.picture[0]).toBe('test: 13 of 28 steps, 0 s');
    expect(screen.text).toContain('▸ training 0/6');
    expect(screen.text).toContain('[filters=0] epoch 1/9');
    expect(screen.picture.at(-1)).toMatch(/^ {2}9 steps wait: after0, after1, /);
    expect(screen.picture.filter((line) => line.includes('wait'))).toHaveLength(1);
    expect(screen.scrolledOut).toBe(0);
    await reporter.end({ status: 'done', exitCode: 0, durationMs: 10, results: resultsOf({}) });
  });

  it('draws each picture in one write, over the old one and without erasing it first', async () => {
    const { screen, reporter } = await busy();
    for (const write of screen.writes) {
      // oxlint-disable-next-line no-control-regex -- escape sequences are what this is about
      expect(write.match(/\u001b\[\d+A/g)?.length ?? 0).toBeLessThanOrEqual(1);
      expect(write).not.toContain('\u001b[2K');
      expect(write.indexOf('\u001b[J')).toBe(write.length - '\u001b[J'.length);
    }
    await reporter.end({ status: 'done', exitCode: 0, durationMs: 10, results: resultsOf({}) });
  });

  it('follows the size of the terminal', async () => {
    const { screen, reporter } = await busy();
    screen.resize(40, 8);
    expect(screen.picture.length).toBeLessThanOrEqual(rows);
    screen.resize(columns, rows);
    for (const line of screen.picture) expect(line.length).toBeLessThan(columns);
    expect(screen.text).toContain('[filters=1] epoch 1/9');
    await reporter.end({ status: 'done', exitCode: 0, durationMs: 10, results: resultsOf({}) });
  });
});

describe('terminalReporter() and time (D9)', () => {
  it('tells how long the run has taken, and how long it may still take by what earlier runs took', async () => {
    const { screen, reporter, pass } = begin({ a: run, b: run }, { expected: { a: 60_000, b: 120_000 } });
    reporter.report({ type: 'started', step: 'a', at: 0, reasons: [], slots: [] });
    pass(20_000);
    await screen.shows('test: 0 of 2 steps, 20 s, about 2 min 40 s left');
    expect(screen.text).toContain('▸ a: running for 20 s');
    await reporter.end({ status: 'interrupted', exitCode: 130, durationMs: 10, results: resultsOf({}) });
  });

  it('says "more than" where nothing is known of a step', async () => {
    const { screen, reporter, pass } = begin({ a: run, b: run }, { expected: { a: 60_000 } });
    reporter.report({ type: 'started', step: 'a', at: 0, reasons: [], slots: [] });
    pass(3000);
    await screen.shows('3 s, ');
    expect(screen.picture[0]).toBe('test: 0 of 2 steps, 3 s, more than 57 s left');
    await reporter.end({ status: 'interrupted', exitCode: 130, durationMs: 10, results: resultsOf({}) });
  });

  it('keeps failures among what is done when there is little space', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const { screen, reporter } = begin(Object.fromEntries(ids.map((id) => [id, run])), { columns: 60, rows: 8 });
    for (const step of ids.slice(0, 19)) {
      reporter.report({ type: 'started', step, at: 0, reasons: [], slots: [] });
      if (step === 's3') reporter.report({ type: 'failed', step, at: 0, error: new StageFailure('NaN') });
      else reporter.report({ type: 'finished', kind: 'run', step, at: 0, record });
    }
    await screen.shows('✖ s3, failed');
    expect(screen.text).toContain('✔ 15 more done');
    await reporter.end({ status: 'failed', exitCode: 1, durationMs: 10, results: resultsOf({}) });
  });
});
