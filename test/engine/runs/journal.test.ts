import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../engine/core/event.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import { hexOf } from '../../../engine/core/digest.ts';
import { accountOf } from '../../../engine/runs/account.ts';
import { fsck } from '../../../engine/runs/fsck.ts';
import { readAccount, withHistory } from '../../../engine/runs/history.ts';
import { JOURNAL, journalVerified, openJournal, type Journal } from '../../../engine/runs/journal.ts';
import { parseLine } from '../../../engine/runs/journal-line.ts';
import { JournalReader } from '../../../engine/runs/read-journal.ts';
import { keptRuns } from '../../../engine/runs/retention.ts';
import { openStore } from '../../../engine/store/local/disk.ts';
import { diedAt } from '../../helpers/dead-run.ts';
import { recordTaking } from '../../helpers/events.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { planOf, step } from '../../helpers/fake-world.ts';
import { beginRun } from '../../helpers/whole-run.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const record = { ...recordTaking(1500), metrics: { accuracy: 0.9 } };
const { stage } = fakeStage();
const STEPS = [
  step('a', stage),
  { ...step('b', stage, {}, ['a']), point: { n: 1 } },
  step('c', stage),
  step('d', stage),
];

/** Every kind of event, in an order that a run could have. */
const EVENTS: readonly RunEvent[] = [
  { type: 'reused', step: 'a', at: 10, record },
  { type: 'started', step: 'b', at: 20, reasons: [{ why: 'never-run' }], slots: [1] },
  { type: 'progress', step: 'b', at: 30, progress: progressAt(0.5, { loss: 2 }) },
  { type: 'progress', step: 'b', at: 40, progress: progressAt(1, { loss: 1.5, validationLoss: 1.6 }) },
  { type: 'warned', step: 'b', at: 50, message: 'odd' },
  { type: 'notice', at: 55, message: 'Zeilen\nund „Zeichen“ 🙂' },
  { type: 'retried', step: 'b', at: 60, error: new StageFailure('killed', { hint: 'Get memory.' }), attempt: 1, of: 2 },
  { type: 'finished', step: 'b', at: 70, record, kind: 'extend' },
  { type: 'started', step: 'c', at: 75, reasons: [], slots: [0] },
  { type: 'failed', step: 'c', at: 80, error: new Error('bug') },
  { type: 'skipped', step: 'd', at: 85, because: 'c' },
];

function progressAt(
  at: number,
  values: Readonly<Record<string, number>>,
): Extract<RunEvent, { type: 'progress' }>['progress'] {
  return { done: at * 4, total: 8, unit: 'batches', measured: { at, of: 2, unit: 'epochs', values } };
}

function open(path: string, onTrouble = (message: string): void => expect.fail(message)): Journal {
  return openJournal(path, { run: 3, cores: 2, now: () => 5, onTrouble });
}

/** A journal with all of `EVENTS`. */
async function written(path: string, events = EVENTS): Promise<string> {
  const journal = open(path);
  journal.start(planOf(STEPS), new Map([['a', { action: 'reuse', key: record.key }]]));
  for (const event of events) journal.report(event);
  await journal.end({ status: 'failed', durationMs: 90, exitCode: 1 });
  return readFileSync(path, 'utf8');
}

describe('openJournal()', () => {
  it('writes every event, and what the store does not know of a step', async () => {
    const text = await written(join(tempDir(), JOURNAL));
    const lines = text.trimEnd().split('\n').map(parseLine);
    expect(lines.map((line) => line?.type)).toEqual(['plan', ...EVENTS.map(({ type }) => type), 'end']);
    expect(lines[0]).toMatchObject({ experiment: 'test', run: 3, cores: 2, runtime: { threads: 2 } });
    expect(lines[0]).toHaveProperty('steps.1', {
      id: 'b',
      name: 'b',
      point: { n: 1 },
      stage: 'fake',
      inputs: { in: ['a'] },
    });
    expect(lines[10]).toMatchObject({
      type: 'failed',
      error: { message: 'bug', stack: expect.stringContaining('bug') as unknown },
    });
    expect(lines[7]).toHaveProperty('error', { message: 'killed', hint: 'Get memory.' });
  });

  it('can be read while the run goes on: a start at once, all else soon', async () => {
    const path = join(tempDir(), JOURNAL);
    const journal = open(path);
    journal.start(planOf(STEPS), new Map());
    journal.report(EVENTS[1] as RunEvent);
    const reader = new JournalReader(path);
    expect(reader.readAll().map(({ type }) => type)).toEqual(['plan', 'started']);
    journal.report(EVENTS[4] as RunEvent);
    await expect.poll(() => reader.read().lines.map(({ type }) => type)).toEqual(['warned']);
    expect(reader.read().lines).toEqual([]);
  });

  it('thins out progress, but keeps the end of every epoch and of the step', async () => {
    const path = join(tempDir(), JOURNAL);
    const events = Array.from({ length: 1001 }, (_, batch): RunEvent => {
      return {
        type: 'progress',
        step: 'b',
        at: batch,
        progress: { ...progressAt(batch / 100, { loss: 1 }), total: 4 * 1000 },
      };
    });
    await written(path, events);
    const lines = new JournalReader(path).readAll().filter(({ type }) => type === 'progress');
    const ats = lines.map((line) => (line.type === 'progress' ? line.progress.measured?.at : undefined));
    expect(ats.filter(Number.isInteger)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(lines.length).toBeLessThan(20);
  });

  it('keeps fewer lines a second of a step that takes long: some thousands in a day', async () => {
    const path = join(tempDir(), JOURNAL);
    const events = Array.from({ length: 86_400 }, (_, second): RunEvent => {
      return { type: 'progress', step: 'b', at: second * 1000, progress: { done: second, unit: 'batches' } };
    });
    await written(path, events);
    const count = new JournalReader(path).readAll().length;
    expect(count).toBeGreaterThan(1000);
    expect(count).toBeLessThan(4000);
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link', (path: string) => symlinkSync('/dev/null', path)],
  ])('says once that it cannot be written to %s, and the run goes on', async (_, place) => {
    const path = join(tempDir(), JOURNAL);
    place(path);
    const told: string[] = [];
    const journal = open(path, (message) => told.push(message));
    journal.start(planOf(STEPS), new Map());
    for (const event of EVENTS) journal.report(event);
    await journal.end({ status: 'done', durationMs: 1, exitCode: 0 });
    expect(told).toEqual([expect.stringContaining('The journal of this run ends here')]);
  });
});

describe('JournalReader', () => {
  it('reads any beginning of a journal: its whole lines, and none of the torn one', async () => {
    const folder = tempDir();
    const bytes = Buffer.from(await written(join(folder, 'whole')));
    const whole = bytes.toString().trimEnd().split('\n').map(parseLine);
    const path = join(folder, JOURNAL);
    assert(
      property(integer({ min: 0, max: bytes.length }), (length) => {
        writeFileSync(path, bytes.subarray(0, length));
        const reader = new JournalReader(path);
        const lines = reader.readAll();
        const ends = bytes.subarray(0, length).filter((byte) => byte === 0x0a).length;
        expect(lines).toEqual(whole.slice(0, ends));
        expect(reader.damaged).toBe(0);
        expect(reader.torn).toBe(length > 0 && bytes[length - 1] !== 0x0a);
        expect(() => accountOf(lines)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('reads on where it was, wherever the file was cut when it looked', async () => {
    const folder = tempDir();
    const bytes = Buffer.from(await written(join(folder, 'whole')));
    const whole = bytes.toString().trimEnd().split('\n').map(parseLine);
    assert(
      property(integer({ min: 0, max: bytes.length }), integer({ min: 0, max: bytes.length }), (one, other) => {
        const path = join(folder, JOURNAL);
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const reader = new JournalReader(path);
        const read = [0, first, second, bytes.length].flatMap((length) => {
          writeFileSync(path, bytes.subarray(0, length));
          return reader.readAll();
        });
        expect(read).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it('passes over lines that are damaged, and says how many', async () => {
    const path = join(tempDir(), JOURNAL);
    await written(path);
    appendFileSync(
      path,
      'not JSON\n{"type":"started","at":1}\n{"type":"progress","step":"b","at":1,"progress":null}\n\n[]\n',
    );
    appendFileSync(path, '{"type":"notice","at":99,"message":"after"}\n');
    const reader = new JournalReader(path);
    expect(reader.readAll().at(-1)).toEqual({ type: 'notice', at: 99, message: 'after' });
    expect(reader.damaged).toBe(4);
  });

  it('starts again where another file is in its place, or it has become shorter', async () => {
    const path = join(tempDir(), JOURNAL);
    await written(path);
    const reader = new JournalReader(path);
    const count = reader.readAll().length;
    await written(`${path}.new`);
    renameSync(`${path}.new`, path);
    expect(reader.read()).toMatchObject({ again: true, lines: { length: count } });
    truncateSync(path, 0);
    expect(reader.read()).toEqual({ again: true, lines: [] });
  });

  it('finds nothing where there is no journal, and follows no link', () => {
    const path = join(tempDir(), JOURNAL);
    expect(new JournalReader(path).readAll()).toEqual([]);
    symlinkSync('/etc/passwd', path);
    expect(() => new JournalReader(path).readAll()).toThrow('is a symbolic link');
  });
});

describe('parseLine()', () => {
  it('takes any text for a line or for none, and throws for nothing', () => {
    assert(property(string(), (text) => ['undefined', 'object'].includes(typeof parseLine(text))));
    expect(parseLine('{"type":"__proto__","at":1}')).toBeUndefined();
    expect(parseLine('{"type":"tomorrow","at":1}')).toBeUndefined();
  });
});

describe('accountOf()', () => {
  it('tells what became of each step', async () => {
    const path = join(tempDir(), JOURNAL);
    await written(path);
    const account = accountOf(new JournalReader(path).readAll());
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => account.steps.get(id));
    expect(a).toMatchObject({ state: 'reused', key: record.key });
    expect(b).toMatchObject({
      state: 'finished',
      kind: 'extend',
      slots: [1],
      startedAt: 20,
      metrics: { accuracy: 0.9 },
    });
    expect(b?.attempts).toEqual([{ error: { message: 'killed', hint: 'Get memory.' }, durationMs: 40 }]);
    expect(
      b?.curves
        .get('epochs')
        ?.get('')
        ?.map(({ at }) => at),
    ).toEqual([0.5, 1]);
    expect(c).toMatchObject({ state: 'failed', error: { message: 'bug' }, durationMs: 5 });
    expect(d).toMatchObject({ state: 'skipped', because: 'c' });
    expect(account.end).toMatchObject({ status: 'failed', exitCode: 1 });
  });

  it('replaces the part of a curve that an attempt goes through again', () => {
    const at = (x: number, loss: number) =>
      ({ type: 'progress', step: 'b', at: 1, progress: progressAt(x, { loss }) }) as const;
    const plan = { id: 'b', name: 'b', point: {}, stage: 's', inputs: {} };
    const head = { type: 'plan', format: 1, at: 0, experiment: 't', run: 1, file: 'f', seed: 1, cores: 1 } as const;
    const lines = [
      { ...head, runtime: { backend: 'x', threads: 1 }, steps: [plan] },
      at(0.5, 9),
      at(1, 8),
      at(1.5, 7),
      at(1, 6),
    ];
    expect(
      accountOf(lines)
        .steps.get('b')
        ?.curves.get('epochs')
        ?.get('')
        ?.map(({ values }) => values['loss']),
    ).toEqual([9, 6]);
  });
});

describe('withHistory()', () => {
  it('gives a killed run the steps that its journal tells of, those that had not ended as cancelled', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const run = await beginRun(store, STEPS);
    run.journal.start(planOf(STEPS), new Map());
    for (const event of EVENTS.slice(0, 3)) run.journal.report(event);
    const path = join(run.folder, 'run.json');
    const left = diedAt(JSON.parse(readFileSync(path, 'utf8')) as never);
    await expect
      .poll(() => readAccount(store, { experiment: 'test', number: 1 })?.steps.get('b')?.progress)
      .toBeDefined();
    const steps = withHistory(store, { ...left, status: 'interrupted' } as never).run.steps;
    expect(steps.map(({ id, action }) => [id, action])).toEqual([
      ['a', 'reused'],
      ['b', 'cancelled'],
      ['c', 'cancelled'],
      ['d', 'cancelled'],
    ]);
    expect(steps[1]).toMatchObject({ startedAt: new Date(20).toISOString(), slots: [1], point: { n: 1 } });
    const going = withHistory(store, { ...left, status: 'running' } as never);
    expect(going.run.steps.map(({ id }) => id)).toEqual(['a']);
    expect([...going.unfinished]).toEqual([
      ['b', 'running'],
      ['c', 'waiting'],
      ['d', 'waiting'],
    ]);
  });
});

describe('the journal of a run that ends', () => {
  it('has all that happened by the time its record says so: who follows it looks at the record first', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const run = await beginRun(store, STEPS);
    const { journal, folder } = run;
    journal.start(
      { experiment: 'test', file: 'f', seed: 1, runtime: { backend: 'x', threads: 1 }, steps: STEPS },
      new Map(),
    );
    const record = join(folder, 'run.json');
    const before = readFileSync(record, 'utf8');
    for (const event of EVENTS.slice(0, 2)) journal.report(event);
    journal.report({ type: 'cancelled', step: 'c', at: 90 });
    const ended = run.finish({ status: 'done', results: new Map(), outputs: [] });
    expect(readFileSync(record, 'utf8')).toBe(before);
    expect(new JournalReader(join(folder, JOURNAL)).readAll().map(({ type }) => type)).toContain('cancelled');
    await ended;
    await journal.end({ status: 'done', durationMs: 1, exitCode: 0 });
  });
});

describe('a store with journals', () => {
  it('keeps what the journal of a killed run names, as it keeps what a record names', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const run = await beginRun(store, STEPS);
    run.journal.start(planOf(STEPS), new Map());
    for (const event of EVENTS.slice(0, 2)) run.journal.report(event);
    const path = join(run.folder, 'run.json');
    writeFileSync(path, JSON.stringify(diedAt(JSON.parse(readFileSync(path, 'utf8')) as never)));
    await expect
      .poll(() => readAccount(store, { experiment: 'test', number: 1 })?.steps.get('b')?.state)
      .toBe('running');
    expect([...keptRuns(store, { runs: 1, days: 1 }, Date.now()).keys]).toEqual([hexOf(record.key)]);
  });

  it('has fsck move a damaged journal to quarantine, and leave a torn one', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const folders: string[] = [];
    for (let count = 0; count < 2; count += 1) {
      const run = await beginRun(store, STEPS);
      await run.finish({ status: 'done', results: new Map(), outputs: [] });
      await written(join(run.folder, JOURNAL));
      folders.push(run.folder);
    }
    const [torn = '', damaged = ''] = folders.map((folder) => join(folder, JOURNAL));
    appendFileSync(torn, '{"type":"not');
    appendFileSync(damaged, 'garbage\n');
    const found = await fsck(store, () => undefined);
    expect(found.damage).toEqual([expect.stringContaining('The journal of run 2 of test has 1 damaged line')]);
    expect([existsSync(torn), existsSync(damaged)]).toEqual([true, false]);
  });
});

describe('journalVerified()', () => {
  it('adds a line after the end, also where a kill has torn the last one', async () => {
    const path = join(tempDir(), JOURNAL);
    await written(path);
    appendFileSync(path, '{"type":"not');
    journalVerified(path, { at: 100, same: 3, within: 0, different: 1 });
    const account = accountOf(new JournalReader(path).readAll());
    expect(account.verified).toEqual({ type: 'verified', at: 100, same: 3, within: 0, different: 1 });
  });

  it('makes no journal for a run that has none', () => {
    const path = join(tempDir(), JOURNAL);
    journalVerified(path, { at: 1, same: 1, within: 0, different: 0 });
    expect(existsSync(path)).toBe(false);
  });
});
