import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { execute } from '../../../engine/execute/execute.ts';
import { runStepOf } from '../../../engine/runs/run-record.ts';
import type { Stage } from '../../../engine/core/stage.ts';
import { wrongWith } from '../../../engine/store/check-record.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import { bundle } from '../../helpers/bundle.ts';
import { fakeStage, writeAll } from '../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step, withPolicy } from '../../helpers/fake-world.ts';
import { recordOf } from '../../helpers/record.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { workerStage } from '../../helpers/worker-stages.ts';

let folder = '';
let fixture = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-worker-'));
  fixture = await bundle(new URL('../../helpers/worker.fixture.ts', import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a step of the stage, twice in one store: the second time it is reused. */
async function twice(stage: Stage) {
  const store = memoryStore(tempDir());
  const plan = planOf([withPolicy(step('a', stage), { retries: 1 })]);
  const worlds = [1, 2].map(() => fakeWorld(store, { workerEntry: { file: fixture, args: ['worker'] } }));
  const results = [];
  for (const world of worlds) results.push((await execute(plan, world)).get('a'));
  const told = worlds.map(({ events }) => events.flatMap((event) => (event.type === 'warned' ? [event] : [])));
  return { results, told };
}

describe('warn()', () => {
  it.each([
    ['here', () => warning().stage],
    ['in a process of its own', () => workerStage('warns')],
  ])('is told when it happens %s, and kept in the record that later runs reuse', async (_, stage) => {
    const { results, told } = await twice(stage());
    expect(told[0]).toEqual([
      { type: 'warned', step: 'a', at: expect.any(Number) as number, message: 'Something is odd' },
    ]);
    expect(told[1]).toEqual([]);
    expect(results).toMatchObject([
      { action: 'finished', record: { warnings: ['Something is odd'] } },
      { action: 'reused', record: { warnings: ['Something is odd'] } },
    ]);
    for (const result of results)
      expect(result && runStepOf(step('a', fakeStage().stage), result).warnings).toEqual(['Something is odd']);
  });

  it('is kept of the attempt that made the result only', async () => {
    let attempts = 0;
    const { results } = await twice(
      warning(() => {
        if ((attempts += 1) === 1) throw new StageFailure('not yet');
      }).stage,
    );
    expect(results[0]).toMatchObject({ action: 'finished', record: { warnings: ['Something is odd'] } });
  });

  it('leaves no field in a record without warnings', async () => {
    const { results } = await twice(fakeStage().stage);
    const record = results[0]?.action === 'finished' ? results[0].record : {};
    expect(record).not.toHaveProperty('warnings');
  });
});

/** A stage that warns, and then does `next` and its work. */
function warning(next: () => void = () => undefined) {
  return fakeStage({
    async run(context) {
      context.warn('Something is odd');
      next();
      await writeAll(context);
    },
  });
}

describe('wrongWith()', () => {
  it.each([[5], [[5]], [{}]])('refuses a record whose warnings are %j', (warnings) => {
    const record = { ...recordOf({}), warnings } as unknown as JsonObject;
    expect(wrongWith(record, recordOf({}).key)).toBe('has warnings that are not texts');
  });
});
