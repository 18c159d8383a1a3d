import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/json.ts';
import { furthestCheckpoint } from '../../../engine/planner/checkpoint-key.ts';
import { execute } from '../../../engine/run/execute.ts';
import type { StepResult } from '../../../engine/run/result.ts';
import type { Checkpoint, Stage } from '../../../engine/stage.ts';
import { openStore, type DiskStore } from '../../../engine/store/disk.ts';
import { bundle } from '../../helpers/bundle.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step } from '../../helpers/fake-world.ts';
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
  const path = ref === undefined ? undefined : await store.blobs.open(ref);
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
    expect(furthestCheckpoint(step('sum', stage, { until: 9 }), fingerprint, store)).toBe(4);
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

/** The checkpoint that a longer run of the stage would get. */
async function latestOf(store: DiskStore, stage: Stage): Promise<Checkpoint> {
  let found: Checkpoint | undefined;
  const look: Stage = { ...stage, load: async () => ({ run: async (context) => void (found = context.checkpoint) }) };
  await runAdds(store, look, { until: 9 });
  if (found === undefined) throw new Error('Expected a checkpoint');
  return found;
}
