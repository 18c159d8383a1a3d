import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { PlannedStep } from '../../../engine/core/plan.ts';
import { execute } from '../../../engine/execute/execute.ts';
import type { StepResult } from '../../../engine/core/result.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { fakeStage, gate, writeAll } from '../../helpers/fake-stage.ts';
import { courseOf, fakeWorld, planOf, step, type FakeWorld } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

/** Two runs on one store, each with a store of its own as two processes would have. */
async function twoRuns(
  steps: readonly PlannedStep[],
  signal?: AbortSignal,
): Promise<{ worlds: FakeWorld[]; start: (n: 0 | 1) => Promise<ReadonlyMap<string, StepResult>>; store: DiskStore }> {
  const root = join(tempDir(), 'store');
  const store = await openStore(root);
  const worlds = [fakeWorld(store), fakeWorld(await openStore(root), signal ? { signal } : {})];
  return { worlds, store, start: (n) => execute(planOf(steps), worlds[n] ?? fakeWorld(store)) };
}

function actionOf(results: ReadonlyMap<string, StepResult>, id: string): string {
  return results.get(id)?.action ?? 'nothing';
}

describe('execute(): two runs on one store', () => {
  it('run a step once: the second waits, says so, and reuses what the first commits', async () => {
    const held = gate();
    const { stage, runs } = fakeStage({
      async run(context) {
        await held.pass();
        await writeAll(context);
      },
    });
    const { worlds, start, store } = await twoRuns([step('a', stage, { n: 1 }), step('b', stage, {}, ['a'])]);
    const first = start(0);
    await held.reached;
    const second = start(1);
    while (courseOf(worlds[1] as FakeWorld).length === 0) await new Promise((go) => setTimeout(go, 5));
    expect(courseOf(worlds[1] as FakeWorld)[0]).toMatch(
      new RegExp(`^notice: Waiting for run ${process.pid} on .+, which is at a: its results are used here$`),
    );
    held.open();
    const [one, other] = [await first, await second];
    expect([actionOf(one, 'a'), actionOf(other, 'a')]).toEqual(['finished', 'reused']);
    // Which of the two gets the second step is open, but one of them only.
    expect([actionOf(one, 'b'), actionOf(other, 'b')].sort()).toEqual(['finished', 'reused']);
    expect(runs.length).toBe(2);
    expect(readdirSync(join(store.root, 'leases'))).toEqual([]);
  });

  it('share the work: each does what the other is not at', async () => {
    const gates = [gate(), gate(), gate(), gate()];
    const { stage, runs } = fakeStage({
      async run(context) {
        await gates[context.params['n'] as number]?.pass();
        await writeAll(context);
      },
    });
    const { start } = await twoRuns([0, 1, 2, 3].map((n) => step(`s${n}`, stage, { n })));
    const first = start(0);
    await Promise.all([gates[0]?.reached, gates[1]?.reached]);
    const second = start(1);
    await Promise.all([gates[2]?.reached, gates[3]?.reached]); // Four steps run, with two cores each.
    for (const each of gates) each.open();
    const [one, other] = [await first, await second];
    expect(runs.length).toBe(4);
    expect([...one.values()].filter(({ action }) => action === 'finished').length).toBe(2);
    expect([...other.values()].filter(({ action }) => action === 'reused').length).toBe(2);
  });

  it('let the one that waits run the step when the other one fails', async () => {
    const held = gate();
    let failing = true;
    const { stage, runs } = fakeStage({
      async run(context) {
        if (!failing) return writeAll(context);
        await held.pass();
        failing = false;
        throw new StageFailure('out of memory');
      },
    });
    const { worlds, start } = await twoRuns([step('a', stage)]);
    const first = start(0);
    await held.reached;
    const second = start(1);
    while (courseOf(worlds[1] as FakeWorld).length === 0) await new Promise((go) => setTimeout(go, 5));
    held.open();
    expect([actionOf(await first, 'a'), actionOf(await second, 'a')]).toEqual(['failed', 'finished']);
    expect(runs.length).toBe(2);
  });

  it('can be interrupted while one waits', async () => {
    const held = gate();
    const { stage } = fakeStage({
      async run(context) {
        await held.pass();
        await writeAll(context);
      },
    });
    const abort = new AbortController();
    const { worlds, start } = await twoRuns([step('a', stage)], abort.signal);
    const first = start(0);
    await held.reached;
    const second = start(1);
    while (courseOf(worlds[1] as FakeWorld).length === 0) await new Promise((go) => setTimeout(go, 5));
    abort.abort();
    expect(actionOf(await second, 'a')).toBe('cancelled');
    held.open();
    expect(actionOf(await first, 'a')).toBe('finished');
  });

  it('both run a step that is forced, one after the other', async () => {
    const root = join(tempDir(), 'store');
    let running = 0;
    const { stage, runs } = fakeStage({
      async run(context) {
        running += 1;
        await new Promise((go) => setTimeout(go, 30));
        expect(running).toBe(1);
        running -= 1;
        await writeAll(context);
      },
    });
    const plan = planOf([step('a', stage)]);
    const forced = new Set(['a']);
    const worlds = [fakeWorld(await openStore(root), { forced }), fakeWorld(await openStore(root), { forced })];
    const results = await Promise.all(worlds.map((world) => execute(plan, world)));
    expect(results.map((result) => actionOf(result, 'a'))).toEqual(['finished', 'finished']);
    expect(runs.length).toBe(2);
  });

  it('heal a lost artifact once', async () => {
    const { stage, runs } = fakeStage({
      async run(context) {
        await new Promise((go) => setTimeout(go, 30));
        await writeAll(context);
      },
    });
    const { start, store } = await twoRuns([step('a', stage)]);
    const result = (await start(0)).get('a');
    const ref = result?.action === 'finished' ? result.record.outputs['out'] : undefined;
    const path = ref === undefined ? undefined : await store.objects.open(ref);
    if (path === undefined) throw new Error('no output');
    rmSync(path);
    const [one, other] = await Promise.all([start(0), start(1)]);
    expect([actionOf(one, 'a'), actionOf(other, 'a')].sort()).toEqual(['finished', 'reused']);
    expect(runs.length).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe('{}');
  });
});
