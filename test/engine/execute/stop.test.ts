import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Cancelled, StageFailure } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { execute } from '../../../engine/execute/execute.ts';
import type { StepResult } from '../../../engine/core/result.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import { fakeStage, gate, writeAll } from '../../helpers/fake-stage.ts';
import { courseOf, fakeWorld, planOf, step, withPolicy } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

describe('execute() and failure: stop', () => {
  function actionsOf(results: ReadonlyMap<string, StepResult>): JsonObject {
    return Object.fromEntries([...results].map(([id, { action }]) => [id, action]));
  }

  it('starts nothing more when such a step fails, lets end what runs, and reuses what is there', async () => {
    const store = memoryStore(tempDir());
    const good = fakeStage();
    const held = gate();
    const slow = fakeStage({
      name: 'slow',
      async run(context) {
        await held.pass();
        expect(context.signal.aborted).toBe(false);
        await writeAll(context);
      },
    });
    const bad = fakeStage({
      name: 'bad',
      async run() {
        await held.reached;
        throw new StageFailure('no');
      },
    });
    await execute(planOf([step('known', good.stage, { n: 1 })]), fakeWorld(store));
    const world = fakeWorld(store, { cores: 2 });
    const running = execute(
      planOf([
        step('slow', slow.stage),
        withPolicy(step('bad', bad.stage), { failure: 'stop' }),
        step('needs', good.stage, { n: 2 }, ['bad']),
        step('other', good.stage, { n: 3 }),
        step('known', good.stage, { n: 1 }),
        step('after', good.stage, { n: 4 }, ['slow']),
        step('last', good.stage, { n: 5 }, ['other']),
      ]),
      world,
    );
    while (!courseOf(world).includes('failed bad')) await sleep(5);
    held.open();
    const results = await running;
    expect(actionsOf(results)).toEqual({
      slow: 'finished',
      bad: 'failed',
      needs: 'skipped',
      other: 'skipped',
      known: 'reused',
      after: 'skipped',
      last: 'skipped',
    });
    for (const id of ['needs', 'other', 'after', 'last']) expect(results.get(id)).toMatchObject({ because: 'bad' });
    expect(courseOf(world).filter((event) => event.startsWith('notice'))).toEqual([
      'notice: No further step is started, because bad says "failure: stop"; what runs is let to end',
    ]);
    // The next run starts with what was left.
    const again = [step('slow', slow.stage), step('other', good.stage, { n: 3 })];
    expect(actionsOf(await execute(planOf(again), fakeWorld(store)))).toEqual({ slow: 'reused', other: 'finished' });
  });

  it('comes after the last retry, and ends the retries of others', async () => {
    const other = gate();
    const bad = fakeStage({ name: 'bad', run: async () => Promise.reject(new StageFailure('no')) });
    const late = fakeStage({
      name: 'late',
      async run() {
        await other.pass();
        throw new StageFailure('late');
      },
    });
    const world = fakeWorld(memoryStore(tempDir()));
    const running = execute(
      planOf([
        withPolicy(step('late', late.stage), { retries: 5 }),
        withPolicy(step('bad', bad.stage), { retries: 1, failure: 'stop' }),
      ]),
      world,
    );
    while (!courseOf(world).includes('failed bad')) await sleep(5);
    other.open();
    expect(actionsOf(await running)).toEqual({ late: 'failed', bad: 'failed' });
    expect(bad.runs).toHaveLength(2);
    expect(late.runs).toHaveLength(1);
  });

  it('is no interruption, and can be interrupted', async () => {
    const abort = new AbortController();
    const held = gate();
    const slow = fakeStage({
      name: 'slow',
      async run({ signal }) {
        void held.pass();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Cancelled('stopped'))));
      },
    });
    const bad = fakeStage({
      name: 'bad',
      run: async () => held.reached.then(() => Promise.reject(new StageFailure('no'))),
    });
    const world = fakeWorld(memoryStore(tempDir()), { signal: abort.signal });
    const running = execute(
      planOf([
        step('slow', slow.stage),
        withPolicy(step('bad', bad.stage), { failure: 'stop' }),
        step('c', slow.stage, { n: 1 }),
      ]),
      world,
    );
    while (!courseOf(world).includes('skipped c')) await sleep(5);
    abort.abort();
    expect(actionsOf(await running)).toEqual({ slow: 'cancelled', bad: 'failed', c: 'skipped' });
  });
});

describe('execute() that is interrupted', () => {
  it('names what kept a step from saving its checkpoint', async () => {
    const stop = new AbortController();
    const full = Object.assign(new Error('ENOSPC: no space left on device'), {
      code: 'ENOSPC',
      path: '/scratch/state',
    });
    const { stage } = fakeStage({
      async run() {
        stop.abort();
        throw full;
      },
    });
    const world = fakeWorld(memoryStore(tempDir()), { signal: stop.signal });
    const results = await execute(planOf([step('a', { ...stage, extends: 'epochs' }, { epochs: 2 })]), world);
    expect(results.get('a')).toEqual({ action: 'cancelled' });
    expect(courseOf(world).join('\n')).toMatch(
      /notice: a could not save where it stopped: No space left to write .*\. Free some space/,
    );
  });
});
