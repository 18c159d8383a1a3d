import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { checkpointFingerprint, furthestCheckpoint } from '../../../engine/plan/checkpoint-key.ts';
import { keyOf } from '../../../engine/plan/fingerprint.ts';
import { byReach, reachName } from '../../../engine/core/reach.ts';
import type { StepRecord } from '../../../engine/core/record.ts';
import { execute } from '../../../engine/execute/execute.ts';
import type { StepResult } from '../../../engine/core/result.ts';
import type { Checkpoint, Part, Reach, Stage } from '../../../engine/core/stage.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import type { Store } from '../../../engine/store/store.ts';
import { walk } from '../../../engine/store/local/walk.ts';
import { bundle } from '../../helpers/bundle.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step, withPolicy } from '../../helpers/fake-world.ts';
import { ends } from '../../helpers/processes.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { addUp, workerStage } from '../../helpers/worker-stages.ts';

let folder = '';
let fixture = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-checkpoint-'));
  fixture = await bundle(new URL('../../helpers/worker.fixture.ts', import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The stage that adds numbers up, in this process, telling where it began. */
function counting(): { stage: Stage; began: (Checkpoint | undefined)[] } {
  const began: (Checkpoint | undefined)[] = [];
  const { stage } = fakeStage({
    name: 'adds',
    run: (context) => {
      began.push(context.checkpoint);
      return addUp(context);
    },
  });
  return { stage: { ...stage, extends: 'until' }, began };
}

async function runAdds(
  store: DiskStore,
  stage: Stage,
  params: JsonObject,
  forced?: ReadonlySet<string>,
): Promise<StepResult> {
  const world = fakeWorld(store, { workerEntry: { file: fixture, args: ['worker'] }, ...(forced && { forced }) });
  const result = (await execute(planOf([step('sum', stage, params)]), world)).get('sum');
  if (result === undefined) throw new Error('no result');
  return result;
}

async function sumOf(store: DiskStore, result: StepResult): Promise<number> {
  const ref = result.action === 'finished' || result.action === 'reused' ? result.record.outputs['out'] : undefined;
  const path = ref === undefined ? undefined : await store.objects.open(ref);
  return path === undefined ? Number.NaN : Number(readFileSync(path, 'utf8'));
}

describe('Checkpoints', () => {
  it('let a longer step start where a shorter one ended, with the same result as from the start', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = counting();
    expect(await sumOf(store, await runAdds(store, stage, { until: 5 }))).toBe(15);
    expect(await sumOf(store, await runAdds(store, stage, { until: 7 }))).toBe(28);
    expect(began.map((checkpoint) => checkpoint?.at)).toEqual([undefined, 5]);
  });

  it('are never taken from a step that goes further, nor from one with another parameter', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = counting();
    await runAdds(store, stage, { until: 5 });
    expect(await sumOf(store, await runAdds(store, stage, { until: 3 }))).toBe(6);
    expect(await sumOf(store, await runAdds(store, stage, { until: 6, other: 1 }))).toBe(21);
    expect(began.map((checkpoint) => checkpoint?.at)).toEqual([undefined, undefined, undefined]);
  });

  it('let a step that failed on the way go on', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = counting();
    expect((await runAdds(store, stage, { until: 6, dieAfter: 4 })).action).toBe('failed');
    expect(await sumOf(store, await runAdds(store, stage, { until: 6, dieAfter: 4 }))).toBe(21);
    expect(began.map((checkpoint) => checkpoint?.at)).toEqual([undefined, 4]);
  });

  it('are passed over when damaged: the step starts from the one before, or from nothing', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = counting();
    await runAdds(store, stage, { until: 2 });
    await runAdds(store, stage, { until: 4 });
    const world = fakeWorld(store);
    const { fingerprint } = world.keyOf(step('sum', stage, { until: 9 }), {});
    expect(furthestCheckpoint(step('sum', stage, { until: 9 }), fingerprint, store)).toEqual({ at: 4 });
    const { path } = await latestOf(store, stage);
    chmodSync(path, 0o644);
    truncateSync(path, 0);
    expect(await sumOf(store, await runAdds(store, stage, { until: 9 }))).toBe(45);
    expect(began.at(-1)?.at).toBe(2);
  });

  it('are left alone by a step that is forced: it starts from nothing', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = counting();
    await runAdds(store, stage, { until: 3 });
    await runAdds(store, stage, { until: 3 }, new Set(['sum']));
    expect(began.map((checkpoint) => checkpoint?.at)).toEqual([undefined, undefined]);
  });

  it('come from a process of its own too', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const stage = workerStage('adds');
    expect((await runAdds(store, stage, { until: 6, dieAfter: 4 })).action).toBe('failed');
    expect(await sumOf(store, await runAdds(store, stage, { until: 6, dieAfter: 4 }))).toBe(21);
  });
});

describe('Checkpoints inside a unit', () => {
  it('hold the newest state only: a later one replaces it, and with the end of the unit it is gone', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const kept: (readonly string[])[] = [];
    const { stage } = halting({ after: () => kept.push(namesIn(store, stage, { rounds: 2 })) });
    expect((await runOne(store, stage, { rounds: 2 })).action).toBe('finished');
    expect(kept).toEqual([
      ['0+1/3 parts'],
      ['0+2/3 parts'],
      ['0+3/3 parts'],
      ['1'],
      ['1+1/3 parts'],
      ['1+2/3 parts'],
      ['1+3/3 parts'],
      ['2'],
    ]);
  });

  it('let a step continue there, after a kill or with a higher goal, and tell it', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = halting({ at: { at: 1, part: partOf(2) } });
    expect((await runOne(store, stage, { rounds: 3 })).action).toBe('failed');
    const notices: string[] = [];
    expect((await runOne(store, stage, { rounds: 4 }, { notices })).action).toBe('finished');
    expect(notices).toEqual(['sum continues after 1 round and 2 of 3 parts']);
    expect(began).toEqual([undefined, '1+2/3 parts']);
    expect(namesIn(store, stage, { rounds: 3 })).toEqual(['4']);
  });

  it('are taken from a state within the goal only, and never with another parameter', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = halting({ at: { at: 2, part: partOf(1) } });
    await runOne(store, stage, { rounds: 3 });
    expect((await runOne(store, stage, { rounds: 2 })).action).toBe('finished');
    expect(began).toEqual([undefined, undefined]);
    // The shorter one has left the state further on alone.
    expect(namesIn(store, stage, { rounds: 3 })).toEqual(['2', '2+1/3 parts']);
    await runOne(store, stage, { rounds: 3, other: 1 });
    await runOne(store, stage, { rounds: 3 });
    expect(began.slice(2)).toEqual([undefined, '2+1/3 parts']);
  });

  it('are passed over when damaged: the step starts from a unit that an earlier one ended with', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = halting({}, { at: { at: 1, part: partOf(2) } });
    await runOne(store, stage, { rounds: 1 });
    await runOne(store, stage, { rounds: 3 });
    const record = recordOf(store, stage, { rounds: 3 });
    const path = await store.objects.open(record?.outputs['1+2/3 parts'] ?? fail());
    chmodSync(path ?? fail(), 0o644);
    truncateSync(path ?? fail(), 0);
    expect((await runOne(store, stage, { rounds: 3 })).action).toBe('finished');
    expect(began).toEqual([undefined, '1', '1']);
  });

  it('are left alone by a step that is forced, whose own ones are not', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage, began } = halting({ at: { at: 2, part: partOf(2) } }, { at: { at: 1, part: partOf(1) } });
    await runOne(store, stage, { rounds: 3 });
    const forced = new Set(['sum']);
    expect((await runOne(store, stage, { rounds: 3 }, { forced, retries: 1 })).action).toBe('finished');
    expect(began).toEqual([undefined, undefined, '1+1/3 parts']);
  });

  it('keep what a shorter step ended with when a longer one that is forced comes by', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const { stage } = halting();
    await runOne(store, stage, { rounds: 1 });
    await runOne(store, stage, { rounds: 2 }, { forced: new Set(['sum']) });
    expect(namesIn(store, stage, { rounds: 1 })).toEqual(['1', '2']);
  });

  it('are kept when the process of the step is killed before they are in the store', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const params = { started: join(tempDir(), 'started'), atOnce: true, until: 1 };
    const workerEntry = { file: fixture, args: ['worker'] };
    const { objects } = store;
    const slow: Store = {
      ...store,
      objects: {
        put: (path) => objects.put(path),
        take: (path) => objects.take(path),
        receive: (ref, fill) => objects.receive(ref, fill),
        flush: (refs) => objects.flush(refs),
        has: (ref) => objects.has(ref),
        open: (ref) => objects.open(ref),
        watch: (ref) => objects.watch(ref),
        async putForNow(path) {
          const pid = Number(readFileSync(params.started, 'utf8'));
          process.kill(pid, 'SIGKILL');
          expect(await ends(pid)).toBe(true);
          await sleep(300); // long enough for the engine to learn of it
          return objects.putForNow(path);
        },
      },
      withScratch: (...args) => store.withScratch(...args),
      close: () => store.close(),
    };
    const plan = planOf([step('sum', workerStage('keeps'), params)]);
    const killed = (await execute(plan, fakeWorld(slow, { workerEntry }))).get('sum');
    expect(killed).toMatchObject({
      action: 'failed',
      error: { message: expect.stringContaining('SIGKILL') as string },
    });
    const result = (await execute(plan, fakeWorld(store, { workerEntry }))).get('sum') ?? fail();
    const out = result.action === 'finished' ? result.record.outputs['out'] : undefined;
    expect(readFileSync((await store.objects.open(out ?? fail())) ?? fail(), 'utf8')).toBe('after half');
  });

  it('are refused beyond the goal, and where there is nothing', async () => {
    for (const reach of [{ at: 3, part: partOf(1) }, { at: 0 }, { at: 0, part: partOf(4) }]) {
      const { stage } = fakeStage({
        name: 'rounds',
        run: async (context) => {
          const file = join(context.scratch, 'state');
          writeFileSync(file, '');
          await context.saveCheckpoint(reach.at, file, reach.part);
        },
      });
      const store = await openStore(join(tempDir(), 'store'));
      const result = await runOne(store, { ...stage, extends: 'rounds' }, { rounds: 3 });
      expect(result).toMatchObject({ action: 'failed', error: { message: expect.stringContaining('no further') } });
    }
  });

  it('take their files out of the store a minute after they were replaced', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const store = await openStore(join(tempDir(), 'store'));
      const files: number[] = [];
      const { stage } = halting({
        after: () => {
          files.push([...walk(join(store.root, 'objects', 'sha256'), '')].length);
          vi.advanceTimersByTime(25_000);
        },
      });
      await runOne(store, stage, { rounds: 3 });
      // One that counts, and those replaced less than 60 s ago: at the time of saving, and 25 s and 50 s before.
      expect(files).toEqual([1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4]);
    } finally {
      vi.useRealTimers();
    }
  });
});

function fail(): never {
  throw new Error('Expected a state');
}

function partOf(done: number): Part {
  return { done, of: 3, unit: 'parts' };
}

/**
 * A stage of `rounds` rounds of three parts, which keeps its state after every part and round, and tells where it began. A
 * state is the name of its place, so that no two are the same. The first run fails once it has kept the first state of `halts`
 * that has a place, the second at the second, and so on; `after` is called whenever a state was kept.
 */
function halting(...halts: readonly { readonly at?: Reach; readonly after?: () => unknown }[]): {
  readonly stage: Stage;
  readonly began: (string | undefined)[];
} {
  const began: (string | undefined)[] = [];
  const { stage } = fakeStage({
    name: 'rounds',
    async run(context) {
      const { params, checkpoint, scratch } = context;
      const name = checkpoint && readFileSync(checkpoint.path, 'utf8');
      expect(name).toBe(checkpoint && reachName(checkpoint));
      began.push(name);
      const halt = halts[began.length - 1];
      for (const reach of wayOf(Number(params['rounds']))) {
        if (checkpoint !== undefined && byReach(checkpoint, reach) <= 0) continue;
        writeFileSync(join(scratch, 'state'), reachName(reach));
        await context.saveCheckpoint(reach.at, join(scratch, 'state'), reach.part);
        halt?.after?.();
        if (halt?.at !== undefined && reachName(halt.at) === reachName(reach)) throw new StageFailure('Halted');
      }
      writeFileSync(context.output('out'), 'done');
    },
  });
  return { stage: { ...stage, extends: 'rounds' }, began };
}

/** Every place on the way, in order. */
function wayOf(rounds: number): Reach[] {
  return Array.from({ length: rounds }, (_, at) => [
    ...[1, 2, 3].map((done) => ({ at, part: partOf(done) })),
    { at: at + 1 },
  ]).flat();
}

async function runOne(
  store: DiskStore,
  stage: Stage,
  params: JsonObject,
  options: {
    readonly forced?: ReadonlySet<string>;
    readonly retries?: number;
    readonly notices?: string[];
  } = {},
): Promise<StepResult> {
  const { forced, retries = 0, notices = [] } = options;
  const world = fakeWorld(store, forced && { forced });
  const result = (await execute(planOf([withPolicy(step('sum', stage, params), { retries })]), world)).get('sum');
  for (const event of world.events) if (event.type === 'notice') notices.push(event.message);
  return result ?? fail();
}

function recordOf(store: DiskStore, stage: Stage, params: JsonObject): StepRecord | undefined {
  const planned = step('sum', stage, params);
  const { fingerprint } = fakeWorld(store).keyOf(planned, {});
  return store.records.get(keyOf(checkpointFingerprint(planned, fingerprint)));
}

/** The states that a step could start from, whatever its goal. */
function namesIn(store: DiskStore, stage: Stage, params: JsonObject): readonly string[] {
  return Object.keys(recordOf(store, stage, params)?.outputs ?? {}).sort();
}

/** The checkpoint that a longer run of the stage would get. */
async function latestOf(store: DiskStore, stage: Stage): Promise<Checkpoint> {
  let found: Checkpoint | undefined;
  const look: Stage = { ...stage, load: async () => ({ run: async (context) => void (found = context.checkpoint) }) };
  await runAdds(store, look, { until: 9 });
  if (found === undefined) throw new Error('Expected a checkpoint');
  return found;
}
