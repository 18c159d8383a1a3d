import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepRecord } from '../../engine/core/record.ts';
import type { RunRecord, RunStep } from '../../engine/runs/run-record.ts';
import {
  assay,
  type Call,
  type Event,
  eventsOf,
  filesIn,
  leftovers,
  type Outcome,
  startAssay,
  stepsThat,
  TINY,
} from '../helpers/assay.ts';
import { ends, isRunning, workersOf } from '../helpers/processes.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// A real training that dies or is stopped inside an epoch, and what comes out in the end: by the digests of its artifacts the
// same as in a store where it ran through.

const EPOCHS = 3;
/** An epoch has to last while a test reads and writes: 2000 images but a tenth for validation, one by one. */
const BATCHES = 1800;
const RUN = ['run', TINY, '--json', '--until', 'training', '--set', 'sweep.filters=[6]'];
const LONG = { 'steps.training.batchSize': 1, 'datasets.digits.limit.train': 2000, 'steps.training.epochs': EPOCHS };
const TRAIN = [...RUN, ...Object.entries(LONG).flatMap(([path, value]) => ['--set', `${path}=${value}`])];
const STEP = 'training[filters=6]';
const NONE: Outcome = { code: null, out: '', err: '', durationMs: 0 };
/** After a batch: the first progress is that of the evaluation before. */
const PROGRESS = /"type":"progress","step":"training\[filters=6\]"[^\n]*"note":"epoch \d\/3, loss/;
/** A training keeps its state after the first batch that ends this long after the one before. */
const SAVE_EVERY_MS = 10_000;

/** The names of the states that the training has kept so far. */
function statesIn(cwd: string): readonly string[] {
  const folder = join(cwd, 'artifacts', 'actions');
  const records = filesIn(folder).map((file) => {
    const { record } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { readonly record: StepRecord };
    return record;
  });
  const record = records.find(({ fingerprint }) => fingerprint.stage === 'train checkpoint');
  return Object.keys(record?.outputs ?? {});
}

/** How far a state goes that is inside an epoch: counted in batches from the beginning, and in words. */
interface State {
  readonly batches: number;
  readonly words: string;
}

/** The one state in a store. */
function stateIn(cwd: string): State {
  const states = statesIn(cwd);
  const [, epochs, batches] = /^(\d)\+(\d+)\/1800 batches$/.exec(states.join()) ?? [];
  if (epochs === undefined) throw new Error(`Expected one state inside an epoch, found ${states.join(', ')}`);
  const whole = { 0: '', 1: '1 epoch and ' }[epochs] ?? `${epochs} epochs and `;
  return { batches: Number(epochs) * BATCHES + Number(batches), words: `${whole}${batches} of 1800 batches` };
}

/**
 * Starts the training in an empty folder, waits until it has kept a state, and freezes its process there: in between it
 * sleeps, so that the ten seconds are over after few batches.
 */
async function trainUntilKept(
  cwd: string,
  more: readonly string[],
): Promise<{ call: Call; worker: number; kept: State }> {
  mkdirSync(cwd);
  const call = startAssay([...TRAIN, ...more], { cwd });
  await call.shows(PROGRESS);
  const [worker] = workersOf(call);
  if (worker === undefined) throw new Error('No worker');
  process.kill(worker, 'SIGSTOP');
  await sleep(SAVE_EVERY_MS + 200);
  process.kill(worker, 'SIGCONT');
  while (statesIn(cwd).length === 0) await sleep(10);
  process.kill(worker, 'SIGSTOP');
  return { call, worker, kept: stateIn(cwd) };
}

function trainingIn(cwd: string, run: number): RunStep {
  const path = join(cwd, 'artifacts', 'runs', 'tiny', String(run), 'run.json');
  const step = (JSON.parse(readFileSync(path, 'utf8')) as RunRecord).steps.find(({ id }) => id === STEP);
  if (step === undefined) throw new Error('No training in the record');
  return step;
}

function digestsOf({ outputs = {} }: RunStep): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(outputs).map(([port, { digest }]) => [port, digest]));
}

/** The batches that a run has told of, counted from the beginning of the training. */
function batchesOf(events: readonly Event[]): readonly number[] {
  return (
    events
      .filter(({ type, step }) => type === 'progress' && step === STEP)
      .map((event) => event['progress'] as { done: number; note: string })
      // The others are of evaluations.
      .filter(({ note }) => note.includes('loss'))
      .map(({ done }) => done)
  );
}

function noticesOf(events: readonly Event[]): readonly unknown[] {
  return events.filter(({ type }) => type === 'notice').map((event) => event['message']);
}

describe('a training that is killed or stopped inside an epoch', () => {
  const parent = mkdtempSync(join(tmpdir(), 'assay-resume-'));
  const folder = (name: string): string => join(parent, name);
  const kept: Record<string, State> = {};
  const outcomes: Record<string, Outcome> = {};
  let reference: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    const through = async (): Promise<void> => {
      mkdirSync(folder('through'));
      outcomes['through'] = await assay(TRAIN, { cwd: folder('through') });
      reference = digestsOf(trainingIn(folder('through'), 1));
    };
    const killed = async (name: string, victim: 'engine' | 'worker', more: readonly string[] = []): Promise<void> => {
      const started = await trainUntilKept(folder(name), more);
      kept[name] = started.kept;
      process.kill(victim === 'engine' ? started.call.pid : started.worker, 'SIGKILL');
      if (victim === 'engine') process.kill(started.worker, 'SIGCONT'); // it ends because the engine is gone
      outcomes[name] = await started.call.outcome;
      expect(await ends(started.worker)).toBe(true);
    };
    const stopped = async (signal: NodeJS.Signals): Promise<void> => {
      mkdirSync(folder(signal));
      const call = startAssay(TRAIN, { cwd: folder(signal) });
      await call.shows(PROGRESS);
      call.kill(signal);
      outcomes[signal] = await call.outcome;
      kept[signal] = stateIn(folder(signal));
    };
    const retry = ['--set', 'steps.training.retries=1'];
    await Promise.all([
      through(),
      killed('engine', 'engine'),
      killed('worker', 'worker'),
      killed('retry', 'worker', retry),
      stopped('SIGTERM'),
      stopped('SIGINT'),
    ]);
  }, 240_000);
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('would have run through otherwise', () => {
    expect(outcomes['through']).toMatchObject({ code: 0 });
    expect(Object.keys(reference)).toEqual(['model', 'history', 'predictions']);
  });

  it.each([
    ['by SIGKILL of the engine', 'engine', null],
    ['by SIGKILL of its process', 'worker', 1],
    ['by SIGTERM', 'SIGTERM', 130],
    ['by Ctrl-C', 'SIGINT', 130],
  ])('%s: says where it continues, and ends with the same bytes', async (_, name, code) => {
    const cwd = folder(name);
    expect(outcomes[name]?.code).toBe(code);
    const { batches, words } = kept[name] ?? { batches: Number.NaN, words: '' };
    expect(batches).toBeLessThan(EPOCHS * BATCHES);
    const again = await assay(TRAIN, { cwd });
    expect(again.code).toBe(0);
    expect(stepsThat('reused', again)).toEqual(['data']);
    expect(noticesOf(eventsOf(again))).toContain(`${STEP} continues after ${words}`);
    expect(batchesOf(eventsOf(again))[0]).toBeGreaterThan(batches);
    expect(digestsOf(trainingIn(cwd, 2))).toEqual(reference);
    expect(statesIn(cwd)).toEqual([String(EPOCHS)]);
    expect(leftovers(cwd)).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGINT'])('by %s loses no batch that it has told of', (signal) => {
    const told = batchesOf(eventsOf(outcomes[signal] ?? NONE));
    expect(told.length).toBeGreaterThan(0);
    expect(kept[signal]?.batches).toBeGreaterThanOrEqual(Math.max(...told));
  });

  it('says what happened when only the training was killed, and keeps its state', () => {
    const step = trainingIn(folder('worker'), 1);
    expect(step).toMatchObject({
      action: 'failed',
      error: { message: 'The process of stage "train" was killed (SIGKILL)' },
    });
    expect(step.attempts).toBeUndefined();
  });

  it('with retries goes on from there in the same run, to the same bytes, and tells it', () => {
    const outcome = outcomes['retry'];
    if (outcome === undefined) throw new Error('No outcome');
    expect(outcome.code).toBe(0);
    const events = eventsOf(outcome);
    const error = { message: 'The process of stage "train" was killed (SIGKILL)', hint: expect.any(String) as string };
    const retried = events.findIndex(({ type }) => type === 'retried');
    expect(events[retried]).toMatchObject({ step: STEP, attempt: 1, of: 1, error });
    const { batches, words } = kept['retry'] ?? { batches: Number.NaN, words: '' };
    expect(noticesOf(events)).toContain(`${STEP} continues after ${words}`);
    expect(batchesOf(events.slice(retried))[0]).toBeGreaterThan(batches);
    const step = trainingIn(folder('retry'), 1);
    expect(step).toMatchObject({ action: 'finished', attempts: [{ error }] });
    expect(digestsOf(step)).toEqual(reference);
  });
});

describe('a training with a timeout', () => {
  it('of less than ten seconds is stopped, keeps its state, fails with what happened, and nothing else does', async () => {
    const cwd = tempDir();
    const endless = ['--set', 'steps.training.epochs=1000000', '--set', 'steps.training.timeout=9s'];
    const call = startAssay(['run', TINY, '--json', '--set', 'sweep.filters=[6]', ...endless], { cwd });
    await call.shows(/"type":"started","step":"training\[filters=6\]"/);
    let worker: number | undefined;
    while (worker === undefined) [worker] = workersOf(call);
    const outcome = await call.outcome;
    expect(outcome.code).toBe(1);
    expect(stepsThat('failed', outcome)).toEqual([STEP]);
    expect(stepsThat('finished', outcome)).toEqual(['autoencoder', 'data']);
    const failed = eventsOf(outcome).find((event) => event.type === 'failed');
    expect(failed?.['error']).toMatchObject({ message: 'It has not ended within 9 s' });
    expect(isRunning(worker)).toBe(false);
    const [state = ''] = statesIn(cwd);
    const [, epochs, batches = '0'] = /^(\d+)(?:\+(\d)\/8 batches)?$/.exec(state) ?? [];
    const told = Math.max(...batchesOf(eventsOf(outcome)));
    expect(Number(epochs) * 8 + Number(batches)).toBeGreaterThanOrEqual(told);
    expect(leftovers(cwd)).toEqual([]);
  });
});
