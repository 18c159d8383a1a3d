import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionRecord } from '../../engine/record.ts';
import type { RunRecord, RunStep } from '../../engine/run/run-record.ts';
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

// A real training that dies after it has kept a state on its way, and what comes out in the end: by the digests of its
// artifacts the same as in a store where it ran through.

const EPOCHS = 40;
/** 400 images in batches of 50. */
const BATCHES = 8;
const RUN = ['run', TINY, '--json', '--until', 'training', '--set', 'sweep.filters=[6]'];
const TRAIN = [...RUN, '--set', `steps.training.epochs=${EPOCHS}`];
const STEP = 'training[filters=6]';
const PROGRESS = /"type":"progress","step":"training\[filters=6\]"/;
/** A training keeps its state after the first epoch that ends this long after the one before. */
const SAVE_EVERY_MS = 10_000;

/** How far the states go that the training has kept so far. */
function keptEpochs(cwd: string): readonly number[] {
  const folder = join(cwd, 'artifacts', 'actions');
  const records = filesIn(folder).map((file) => {
    const { record } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { readonly record: ActionRecord };
    return record;
  });
  const record = records.find(({ fingerprint }) => fingerprint.stage === 'train checkpoint');
  return Object.keys(record?.outputs ?? {}).map(Number);
}

/**
 * Starts the training in an empty folder, waits until it has kept a state, and freezes its process there: in between it
 * sleeps, so that the ten seconds are over after few epochs.
 */
async function trainUntilKept(
  cwd: string,
  more: readonly string[],
): Promise<{ call: Call; worker: number; kept: number }> {
  mkdirSync(cwd);
  const call = startAssay([...TRAIN, ...more], { cwd });
  await call.shows(PROGRESS);
  const [worker] = workersOf(call);
  if (worker === undefined) throw new Error('No worker');
  process.kill(worker, 'SIGSTOP');
  await sleep(SAVE_EVERY_MS + 200);
  process.kill(worker, 'SIGCONT');
  while (keptEpochs(cwd).length === 0) await sleep(10);
  process.kill(worker, 'SIGSTOP');
  return { call, worker, kept: keptEpochs(cwd)[0] ?? Number.NaN };
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

/** The first batch that a run did, counted from the beginning of the training. */
function firstBatch(events: readonly Event[]): number {
  const event = events.find(({ type, step }) => type === 'progress' && step === STEP);
  return (event?.['progress'] as { done: number } | undefined)?.done ?? Number.NaN;
}

describe('a training that is killed after it has kept a state', () => {
  const parent = mkdtempSync(join(tmpdir(), 'assay-resume-'));
  const folder = (name: string): string => join(parent, name);
  const kept: Record<string, number> = {};
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
    const retry = ['--set', 'steps.training.retries=1'];
    await Promise.all([
      through(),
      killed('engine', 'engine'),
      killed('worker', 'worker'),
      killed('retry', 'worker', retry),
    ]);
  }, 240_000);
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('would have run through otherwise', () => {
    expect(outcomes['through']).toMatchObject({ code: 0 });
    expect(Object.keys(reference)).toEqual(['model', 'history', 'predictions']);
  });

  it.each(['engine', 'worker'])('by SIGKILL of the %s: goes on from there, to the same bytes', async (victim) => {
    const cwd = folder(victim);
    expect(outcomes[victim]?.code).toBe(victim === 'engine' ? null : 1);
    const from = kept[victim] ?? Number.NaN;
    expect(from).toBeGreaterThanOrEqual(1);
    expect(from).toBeLessThan(EPOCHS);
    const again = await assay(TRAIN, { cwd });
    expect(again.code).toBe(0);
    expect(stepsThat('reused', again)).toEqual(['data']);
    expect(firstBatch(eventsOf(again))).toBeGreaterThan(from * BATCHES);
    expect(digestsOf(trainingIn(cwd, 2))).toEqual(reference);
    expect(leftovers(cwd)).toEqual([]);
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
    expect(firstBatch(events.slice(retried))).toBeGreaterThan((kept['retry'] ?? Number.NaN) * BATCHES);
    const step = trainingIn(folder('retry'), 1);
    expect(step).toMatchObject({ action: 'finished', attempts: [{ error }] });
    expect(digestsOf(step)).toEqual(reference);
  });
});

describe('a training with a timeout', () => {
  it('is stopped, fails with what happened, and nothing else does', async () => {
    const cwd = tempDir();
    const endless = ['--set', 'steps.training.epochs=1000000', '--set', 'steps.training.timeout=4s'];
    const call = startAssay(['run', TINY, '--json', '--set', 'sweep.filters=[6]', ...endless], { cwd });
    await call.shows(/"type":"started","step":"training\[filters=6\]"/);
    let worker: number | undefined;
    while (worker === undefined) [worker] = workersOf(call);
    const outcome = await call.outcome;
    expect(outcome.code).toBe(1);
    expect(stepsThat('failed', outcome)).toEqual([STEP]);
    expect(stepsThat('finished', outcome)).toEqual(['autoencoder', 'data']);
    const failed = eventsOf(outcome).find((event) => event.type === 'failed');
    expect(failed?.['error']).toMatchObject({ message: 'It has not ended within 4 s' });
    expect(isRunning(worker)).toBe(false);
    expect(leftovers(cwd)).toEqual([]);
  });
});
