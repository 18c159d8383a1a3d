import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Cancelled, StageFailure } from '../../../engine/core/failure.ts';
import type { PlannedStep } from '../../../engine/core/plan.ts';
import { execute } from '../../../engine/execute/execute.ts';
import type { StepResult } from '../../../engine/core/result.ts';
import { runStepOf } from '../../../engine/runs/run-record.ts';
import type { Stage, StageContext } from '../../../engine/core/stage.ts';
import { isAlive } from '../../../engine/store/local/alive.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import type { Store } from '../../../engine/store/store.ts';
import { bundle } from '../../helpers/bundle.ts';
import { fakeStage, writeAll } from '../../helpers/fake-stage.ts';
import { courseOf, fakeWorld, planOf, step, withPolicy, type FakeWorld } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { addUp, appears, workerStage } from '../../helpers/worker-stages.ts';

let folder = '';
let fixture = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-attempts-'));
  fixture = await bundle(new URL('../../helpers/worker.fixture.ts', import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.useRealTimers());

/** A stage whose first runs fail, with the text `failure 1`, `failure 2`, ... */
function failing(times: number): ReturnType<typeof fakeStage> {
  let failures = 0;
  return fakeStage({
    name: 'failing',
    async run(context) {
      failures += 1;
      if (failures <= times) throw new StageFailure(`failure ${failures}`, { hint: 'Wait.' });
      await writeAll(context);
    },
  });
}

/** Adds numbers up, in this process, telling where each run began. */
function adding(): { readonly stage: Stage; readonly began: (number | undefined)[] } {
  const began: (number | undefined)[] = [];
  const { stage } = fakeStage({
    name: 'adds',
    run: (context) => {
      began.push(context.checkpoint?.at);
      return addUp(context);
    },
  });
  return { stage: { ...stage, extends: 'until' }, began };
}

function worldOf(store: Store = memoryStore(tempDir())): FakeWorld {
  return fakeWorld(store, { workerEntry: { file: fixture, args: [] } });
}

async function run(planned: PlannedStep, world: FakeWorld): Promise<StepResult> {
  const result = (await execute(planOf([planned]), world)).get(planned.id);
  if (result === undefined) throw new Error('no result');
  return result;
}

async function outOf(result: StepResult, { store }: FakeWorld): Promise<string | undefined> {
  const ref = result.action === 'finished' ? result.record.outputs['out'] : undefined;
  const path = ref === undefined ? undefined : await store.objects.open(ref);
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}

describe('attemptStep() and retries', () => {
  it('tries a step again that failed, tells it, and remembers how it failed', async () => {
    const world = worldOf();
    const { stage, runs } = failing(2);
    const result = await run(withPolicy(step('a', stage), { retries: 2 }), world);
    expect(runs).toHaveLength(3);
    expect(courseOf(world)).toEqual(['started a', 'retried a', 'retried a', 'finished a']);
    expect(world.events.filter((event) => event.type === 'retried')).toMatchObject([
      { step: 'a', error: { message: 'failure 1' }, attempt: 1, of: 2 },
      { step: 'a', error: { message: 'failure 2' }, attempt: 2, of: 2 },
    ]);
    const attempts = [
      { error: { message: 'failure 1', hint: 'Wait.' }, durationMs: 1000 },
      { error: { message: 'failure 2', hint: 'Wait.' }, durationMs: 1000 },
    ];
    expect(result).toMatchObject({ action: 'finished', attempts });
    expect(runStepOf(step('a', failing(0).stage), result)).toMatchObject({ action: 'finished', attempts });
  });

  it('fails with the last failure when there are no retries left', async () => {
    const world = worldOf();
    const { stage, runs } = failing(9);
    const result = await run(withPolicy(step('a', stage), { retries: 1 }), world);
    expect(runs).toHaveLength(2);
    const attempts = [{ error: { message: 'failure 1', hint: 'Wait.' }, durationMs: 1000 }];
    expect(runStepOf(step('a', failing(0).stage), result)).toMatchObject({
      action: 'failed',
      attempts,
      error: { message: 'failure 2', hint: 'Wait.' },
    });
    expect(courseOf(world)).toEqual(['started a', 'retried a', 'failed a']);
  });

  it('says nothing of attempts where the first was the only one', async () => {
    for (const times of [0, 1]) {
      const result = await run(step('a', failing(times).stage), worldOf());
      expect(result.action).toBe(times === 0 ? 'finished' : 'failed');
      expect(runStepOf(step('a', failing(0).stage), result)).not.toHaveProperty('attempts');
    }
  });

  it('makes the same record, under the same key, whatever the policy is', async () => {
    const store = memoryStore(tempDir());
    const world = worldOf(store);
    const policy = { retries: 5, timeoutMs: 60_000, failure: 'stop' } as const;
    const first = await run(withPolicy(step('a', failing(2).stage, { n: 1 }), policy), world);
    const plain = await run(step('a', failing(0).stage, { n: 1 }), worldOf());
    if (first.action !== 'finished' || plain.action !== 'finished') throw new Error('not finished');
    expect({ ...first.record, durationMs: 0 }).toEqual({ ...plain.record, durationMs: 0 });
    expect((await run(step('a', failing(0).stage, { n: 1 }), worldOf(store))).action).toBe('reused');
  });

  it('lets a step that keeps checkpoints go on from the last', async () => {
    const world = worldOf();
    const { stage, began } = adding();
    const result = await run(withPolicy(step('sum', stage, { until: 6, dieAfter: 4 }), { retries: 1 }), world);
    expect(await outOf(result, world)).toBe('21');
    expect(began).toEqual([undefined, 4]);
  });

  it('lets one in a process of its own go on from the last', async () => {
    const world = worldOf();
    const params = { until: 6, dieAfter: 4 };
    const result = await run(withPolicy(step('sum', workerStage('adds'), params), { retries: 1 }), world);
    expect(await outOf(result, world)).toBe('21');
    expect(result).toMatchObject({ attempts: [{ error: { message: 'Died after 4' } }] });
  });

  it('lets a forced step start from nothing, and its retry from what that has kept, not from an older state', async () => {
    const store = memoryStore(tempDir());
    const { stage, began } = adding();
    await run(step('sum', stage, { until: 9 }), worldOf(store));
    const world = { ...worldOf(store), forced: new Set(['sum']) };
    const result = await run(withPolicy(step('sum', stage, { until: 9, dieAfter: 4 }), { retries: 1 }), world);
    expect(result).toMatchObject({ action: 'finished', reasons: [{ why: 'forced' }] });
    const again = await run(withPolicy(step('sum', stage, { until: 9, dieAfter: 4 }), { retries: 1 }), world);
    expect(await outOf(again, world)).toBe('45');
    expect(began).toEqual([undefined, undefined, 4, undefined, 4]);
  });

  it('does not try again what was interrupted', async () => {
    const abort = new AbortController();
    const { stage, runs } = fakeStage({
      async run() {
        abort.abort();
        throw new Error('because of it');
      },
    });
    const world = fakeWorld(memoryStore(tempDir()), { signal: abort.signal });
    expect((await run(withPolicy(step('a', stage), { retries: 3 }), world)).action).toBe('cancelled');
    expect(runs).toHaveLength(1);
    expect(courseOf(world)).toEqual(['started a', 'cancelled a']);
  });

  it('does not try again where a file changed while the step read it: the key is another one', async () => {
    let content = 'before';
    const { stage, runs } = fakeStage({
      async run(context) {
        await writeAll(context);
        content = 'after';
      },
    });
    const world = fakeWorld(memoryStore(tempDir()));
    const reading = withPolicy(step('a', { ...stage, files: () => ({ table: 'x.csv' }) }), { retries: 3 });
    const result = await run(reading, {
      ...world,
      keyOf: (planned, inputs) => world.keyOf({ ...planned, stage, params: { content } }, inputs),
    });
    expect(result).toMatchObject({
      action: 'failed',
      error: { message: 'A file that a reads was changed while it ran' },
    });
    expect(runs).toHaveLength(1);
  });
});

describe('attemptStep() and a timeout', () => {
  const LATE = 'It has not ended within 200 ms';

  /** Lets 200 ms pass at once, in a step of this process, and throws when its signal is aborted. */
  async function untilStopped({ signal }: StageContext): Promise<void> {
    const stopped = new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new Cancelled('stopped'))),
    );
    vi.advanceTimersByTime(200);
    await stopped;
  }

  function stopTheClock(): void {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  }

  it('stops a step in this process by its signal, and fails it', async () => {
    stopTheClock();
    const world = worldOf();
    const result = await run(withPolicy(step('a', fakeStage({ run: untilStopped }).stage), { timeoutMs: 200 }), world);
    expect(result).toMatchObject({ action: 'failed', error: { message: LATE } });
    expect(result.action === 'failed' && result.error).toBeInstanceOf(StageFailure);
    expect(result.action === 'failed' && 'hint' in result.error && result.error.hint).toContain('timeout');
  });

  it('stops a step in a process of its own, which may still do something about it', async () => {
    const params = { started: join(tempDir(), 'started') };
    const result = await run(withPolicy(step('a', workerStage('patient'), params), { timeoutMs: 3000 }), worldOf());
    expect(result).toMatchObject({ action: 'failed', error: { message: 'It has not ended within 3 s' } });
    expect(existsSync(`${params.started}-stopped`)).toBe(true);
  });

  it('lets a process that is stopped keep its state, from which the next attempt continues', async () => {
    const world = worldOf();
    const params = { started: join(tempDir(), 'started'), until: 1 };
    const planned = withPolicy(step('a', workerStage('keeps'), params), { timeoutMs: 5000, retries: 1 });
    const result = await run(planned, world);
    expect(await outOf(result, world)).toBe('after half');
    expect(result).toMatchObject({ attempts: [{ error: { message: 'It has not ended within 5 s' } }] });
    expect(world.events).toContainEqual(
      expect.objectContaining({ type: 'notice', message: 'a continues after 1 of 2 halves' }),
    );
  });

  it('kills a process that does not listen', async () => {
    const params = { started: join(tempDir(), 'started') };
    const running = run(withPolicy(step('a', workerStage('deaf'), params), { timeoutMs: 3000 }), worldOf());
    await appears(params.started);
    const pid = Number(readFileSync(params.started, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    expect(await running).toMatchObject({ action: 'failed', error: { message: 'It has not ended within 3 s' } });
    expect(isAlive(pid)).toBe(false);
  });

  it('gives every attempt the whole time, and goes on from what was kept', async () => {
    stopTheClock();
    const began: (number | undefined)[] = [];
    const { stage } = fakeStage({
      async run(context) {
        began.push(context.checkpoint?.at);
        vi.advanceTimersByTime(150);
        // Two units of work, then it takes too long.
        for (let n = (context.checkpoint?.at ?? 0) + 1; n <= 5; n++) {
          const file = join(context.scratch, 'state');
          writeFileSync(file, String(n));
          await context.saveCheckpoint(n, file);
          if (n % 2 === 0) await untilStopped(context);
        }
        // Every attempt begins with 150 ms: the clock starts anew for each.
        expect(context.signal.aborted).toBe(false);
        writeFileSync(context.output('out'), 'five');
      },
    });
    const world = worldOf();
    const planned = withPolicy(step('a', { ...stage, extends: 'until' }, { until: 5 }), { timeoutMs: 200, retries: 2 });
    const result = await run(planned, world);
    expect(await outOf(result, world)).toBe('five');
    expect(began).toEqual([undefined, 2, 4]);
    expect(result).toMatchObject({ attempts: [{ error: { message: LATE } }, { error: { message: LATE } }] });
  });

  it('keeps the result of a step that comes to its end all the same', async () => {
    stopTheClock();
    const { stage } = fakeStage({
      async run(context) {
        await untilStopped(context).catch(() => undefined);
        await writeAll(context);
      },
    });
    expect((await run(withPolicy(step('a', stage), { timeoutMs: 200 }), worldOf())).action).toBe('finished');
  });

  it('leaves a step alone that is in time, or fails in time', async () => {
    const world = worldOf();
    expect((await run(withPolicy(step('a', failing(0).stage), { timeoutMs: 60_000 }), world)).action).toBe('finished');
    const failed = await run(withPolicy(step('b', failing(1).stage, { n: 1 }), { timeoutMs: 60_000 }), world);
    expect(failed).toMatchObject({ error: { message: 'failure 1' } });
  });

  it('counts an interruption as one, not as a timeout', async () => {
    stopTheClock();
    const abort = new AbortController();
    const { stage } = fakeStage({
      async run(context) {
        await untilStopped(context).finally(() => abort.abort());
      },
    });
    const world = fakeWorld(memoryStore(tempDir()), { signal: abort.signal });
    expect(await run(withPolicy(step('a', stage), { timeoutMs: 200 }), world)).toEqual({ action: 'cancelled' });
  });
});
