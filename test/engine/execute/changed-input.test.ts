import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { PlannedStep } from '../../../engine/core/plan.ts';
import { execute } from '../../../engine/execute/execute.ts';
import { localExecutors } from '../../../engine/execute/executors/local.ts';
import type { StepResult } from '../../../engine/core/result.ts';
import type { Stage, StageContext } from '../../../engine/core/stage.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { bundle } from '../../helpers/bundle.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { courseOf, fakeWorld, planOf, step, withPolicy, type FakeWorld } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { addUp } from '../../helpers/worker-stages.ts';

// An input is verified, and changed before the step has read it. Whatever the step has made of it, no record names it.

/** By size: what is hashed at each use, and what the index of verified objects is for. */
const CONTENTS = { small: 'the data', large: 'the data'.repeat(20_000) };

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  chmodSync(path, 0o444);
}

/** Changes a file, waits until the file system's clock has ticked, and lets everything look as before. */
function flipAndBack(path: string, use: () => void): void {
  const { atime, mtime } = statSync(path);
  const wait = Date.now();
  while (Date.now() - wait < 25);
  flip(path);
  use();
  flip(path);
  utimesSync(path, atime, mtime);
}

interface Scene {
  readonly store: DiskStore;
  readonly world: FakeWorld;
  readonly data: PlannedStep;
  /** How often the data were made. */
  readonly made: readonly unknown[];
  /** What the steps end with. */
  readonly run: (reader: PlannedStep) => Promise<StepResult | undefined>;
}

async function scene(content: string): Promise<Scene> {
  const store = await openStore(join(tempDir(), 'store'));
  const { stage, runs } = fakeStage({
    name: 'data',
    run: async (context) => writeFileSync(context.output('out'), content),
  });
  const world = fakeWorld(store);
  const data = step('data', stage);
  return {
    store,
    world,
    data,
    made: runs,
    run: async (reader) => (await execute(planOf([data, reader]), world)).get(reader.id),
  };
}

/** A stage whose first run meets with `mishap` before it copies its input. */
function copying(mishap: (path: string, context: StageContext) => void): { stage: Stage; runs: unknown[] } {
  let runs = 0;
  return fakeStage({
    name: 'copy',
    async run(context) {
      const { path } = context.input('in');
      runs += 1;
      const copy = (): void => writeFileSync(context.output('out'), readFileSync(path));
      copy();
      if (runs === 1) mishap(path, context);
      else copy();
    },
  });
}

async function contentOf(store: DiskStore, result: StepResult | undefined): Promise<string> {
  const ref = result?.action === 'finished' || result?.action === 'reused' ? result.record.outputs['out'] : undefined;
  const path = ref === undefined ? undefined : await store.objects.open(ref);
  return path === undefined ? `no output: ${JSON.stringify(result)}` : readFileSync(path, 'utf8');
}

describe.each(Object.entries(CONTENTS))('execute() and a %s input', (_, content) => {
  it('that is changed while a step reads it: the input is made again, and the step of that', async () => {
    const { store, world, made, run } = await scene(content);
    const { stage, runs } = copying((path, context) => {
      flip(path);
      writeFileSync(context.output('out'), readFileSync(path));
    });
    const result = await run(step('copy', stage, {}, ['data']));
    expect(result?.action).toBe('finished');
    expect(await contentOf(store, result)).toBe(content);
    expect([made.length, runs.length]).toEqual([2, 2]);
    expect(courseOf(world)).toContain('notice: copy runs again, because data.out was changed while copy read it');
    expect(readdirSync(join(store.root, 'quarantine'))).toHaveLength(1);
  });

  it('that is changed and changed back while a step reads it: the step runs again', async () => {
    const { store, world, made, run } = await scene(content);
    const { stage, runs } = copying((path, context) =>
      flipAndBack(path, () => writeFileSync(context.output('out'), readFileSync(path))),
    );
    const result = await run(step('copy', stage, {}, ['data']));
    expect(await contentOf(store, result)).toBe(content);
    expect([made.length, runs.length]).toEqual([1, 2]);
    expect(courseOf(world)).toContain('notice: copy runs again, because data.out was changed while copy read it');
  });

  it('that is removed while a step reads it: the step runs again', async () => {
    const { store, run } = await scene(content);
    const { stage, runs } = copying((path) => rmSync(path));
    expect(await contentOf(store, await run(step('copy', stage, {}, ['data'])))).toBe(content);
    expect(runs).toHaveLength(2);
  });

  it('that a step fails on because it was changed: that is no failure of the step', async () => {
    const { store, world, run } = await scene(content);
    const { stage, runs } = copying((path) => {
      flip(path);
      throw new StageFailure('These data are damaged');
    });
    const result = await run(withPolicy(step('copy', stage, {}, ['data']), { retries: 2 }));
    expect(await contentOf(store, result)).toBe(content);
    expect(runs).toHaveLength(2);
    expect(courseOf(world).filter((line) => line.startsWith('retried'))).toEqual([]);
  });

  it('that is changed each time: the step fails in the end, and leaves no record', async () => {
    const { store, run } = await scene(content);
    const { stage } = fakeStage({
      name: 'copy',
      async run(context) {
        flip(context.input('in').path);
        writeFileSync(context.output('out'), 'wrong');
      },
    });
    const result = await run(step('copy', stage, {}, ['data']));
    expect(result).toMatchObject({
      action: 'failed',
      error: { name: 'StageFailure', message: 'What copy reads was damaged or changed again and again' },
    });
    const records = readdirSync(join(store.root, 'actions'), { recursive: true, encoding: 'utf8' });
    expect(records.filter((name) => name.endsWith('.json'))).toHaveLength(1);
  });
});

describe('execute() and a checkpoint', () => {
  const adds = (run: (context: StageContext) => Promise<void>): Stage => ({
    ...fakeStage({ name: 'adds', run }).stage,
    extends: 'until',
  });

  async function sum(store: DiskStore, stage: Stage, until: number): Promise<string> {
    const result = (await execute(planOf([step('sum', stage, { until })]), fakeWorld(store))).get('sum');
    return contentOf(store, result);
  }

  it('that is changed while a step goes on from it: the step runs again, from one that is whole', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const began: number[] = [];
    let spoil = true;
    const stage = adds(async (context) => {
      began.push(context.checkpoint?.at ?? 0);
      if (context.checkpoint !== undefined && spoil) {
        spoil = false;
        chmodSync(context.checkpoint.path, 0o644);
        writeFileSync(context.checkpoint.path, '7');
      }
      await addUp(context);
    });
    expect(await sum(store, stage, 3)).toBe('6');
    expect(await sum(store, stage, 5)).toBe('15');
    expect(began).toEqual([0, 3, 0]);
    // Nor is a state left that was made of the changed one.
    expect(await sum(store, stage, 6)).toBe('21');
    expect(began).toEqual([0, 3, 0, 5]);
  });

  it('that is removed when the step has saved a further state: the step goes on', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const began: number[] = [];
    const stage = adds(async (context) => {
      began.push(context.checkpoint?.at ?? 0);
      await addUp(context);
      if (context.checkpoint !== undefined) rmSync(context.checkpoint.path);
    });
    expect(await sum(store, stage, 3)).toBe('6');
    expect(await sum(store, stage, 5)).toBe('15');
    expect(began).toEqual([0, 3]);
  });

  it('is not kept when it was made of an input that has changed', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const data = step('data', fakeStage({ run: async (context) => writeFileSync(context.output('out'), '100') }).stage);
    const refused: unknown[] = [];
    let spoil = true;
    const stage = adds(async (context) => {
      if (spoil) writeOver(context.input('in').path, '999');
      const start = context.checkpoint === undefined ? Number(readFileSync(context.input('in').path, 'utf8')) : 0;
      const file = join(context.scratch, 'state');
      writeFileSync(file, String(start));
      if (spoil) {
        spoil = false;
        await context.saveCheckpoint(1, file).catch((error: unknown) => refused.push(error));
        throw new StageFailure('Killed after its first state');
      }
      const state = context.checkpoint === undefined ? start : Number(readFileSync(context.checkpoint.path, 'utf8'));
      writeFileSync(context.output('out'), String(state + 1));
    });
    const plan = planOf([data, step('sum', stage, { until: 2 }, ['data'])]);
    const result = (await execute(plan, fakeWorld(store))).get('sum');
    expect(refused).toEqual([expect.any(StageFailure)]);
    expect(await contentOf(store, result)).toBe('101');
  });
});

function writeOver(path: string, content: string): void {
  chmodSync(path, 0o644);
  writeFileSync(path, content);
}

describe('execute() and a process of its own', () => {
  let folder = '';
  let fixture = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-worker-'));
    fixture = await bundle(new URL('../../helpers/worker.fixture.ts', import.meta.url), folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('that starts while its input is changed: what it makes is of the input in its key', async () => {
    const { store, world, data } = await scene('the data');
    const { workerStage } = await import('../../helpers/worker-stages.ts');
    // Before the process has started: the input is verified by then.
    let spoil = true;
    const entry = {
      get file() {
        const [fan = ''] = readdirSync(join(store.root, 'objects', 'sha256'));
        const [name = ''] = readdirSync(join(store.root, 'objects', 'sha256', fan));
        if (spoil) flip(join(store.root, 'objects', 'sha256', fan, name));
        spoil = false;
        return fixture;
      },
      args: ['worker'],
    };
    const reader = step('good', workerStage('good'), {}, ['data']);
    const results = await execute(planOf([data, reader]), {
      ...world,
      executorsOf: (plan) => localExecutors(plan, entry, { cores: 2 }),
    });
    expect(JSON.parse(await contentOf(store, results.get('good')))).toMatchObject({ read: ['the data'] });
    expect(spoil).toBe(false);
  });
});
