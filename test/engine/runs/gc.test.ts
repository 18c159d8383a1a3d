import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Digest } from '../../../engine/core/digest.ts';
import type { ArtifactRef } from '../../../engine/core/record.ts';
import { collect, type Collected, type CollectOptions } from '../../../engine/runs/gc.ts';
import { execute } from '../../../engine/execute/execute.ts';
import { fsck } from '../../../engine/runs/fsck.ts';
import { thisProcess } from '../../../engine/store/local/alive.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { walk } from '../../../engine/store/local/walk.ts';
import { fileIn } from '../../contract/object-store.ts';
import { fakeStage, writeAll } from '../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { beginRun, made, objectFile, recordFile, wholeRun } from '../../helpers/whole-run.ts';
import { addUp } from '../../helpers/worker-stages.ts';

const DAY = 86_400_000;
const { stage } = fakeStage();

async function newStore(): Promise<DiskStore> {
  return openStore(join(tempDir(), 'store'));
}

function one(n: number) {
  return [step('a', stage, { n })];
}

/** Makes everything in the store look as if it was last needed days ago. */
function age(store: DiskStore, days = 2): void {
  const then = Date.now() / 1000 - days * 86_400;
  for (const [folder, ending] of [
    ['actions', '.json'],
    ['objects/sha256', ''],
  ] as const)
    for (const { path } of walk(join(store.root, folder), ending)) utimesSync(path, then, then);
}

function gc(store: DiskStore, change: Partial<CollectOptions> = {}): Promise<Collected> {
  return collect(store, {
    policy: { runs: 1, days: 0 },
    pruneRuns: false,
    dryRun: false,
    now: Date.now(),
    stages: { fake: stage },
    ...change,
  });
}

function removedOf(collected: Collected): Record<string, number> {
  return Object.fromEntries(
    collected.kinds.flatMap(({ kind, removed }) => (removed.count > 0 ? [[kind, removed.count]] : [])),
  );
}

function has(store: DiskStore, { key, digest }: { key: Digest; digest: Digest }): boolean {
  expect(existsSync(recordFile(store, key))).toBe(existsSync(objectFile(store, digest)));
  return existsSync(recordFile(store, key));
}

describe('collect()', () => {
  it('removes what only older runs needed, and nothing of the kept ones', async () => {
    const store = await newStore();
    const results: ReturnType<typeof made>[] = [];
    for (const n of [1, 2, 3]) results.push(made(await wholeRun(store, one(n), 'test', Date.now() - 9 * DAY), 'a'));
    const other = made(await wholeRun(store, one(9), 'other', Date.now() - 9 * DAY), 'a');
    age(store);
    const kept = (): boolean[] => [...results, other].map((each) => has(store, each));
    const dry = await gc(store, { dryRun: true });
    expect(removedOf(dry)).toEqual({ records: 2, text: 2 });
    expect(kept()).toEqual([true, true, true, true]);
    expect((await gc(store)).kinds).toEqual(dry.kinds);
    expect(kept()).toEqual([false, false, true, true]);
    expect((await wholeRun(store, one(3))).get('a')?.action).toBe('reused');
  });

  it('removes nothing when it cannot tell what a run needs', async () => {
    const store = await newStore();
    const results = made(await wholeRun(store, one(1), 'test', 0), 'a');
    age(store);
    const file = join(store.root, 'runs', 'test', '1', 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -10));
    await expect(gc(store)).rejects.toThrow(
      'The record of run 1 of test is damaged, so Assay cannot know what the run needs',
    );
    expect(has(store, results)).toBe(true);
    await fsck(store, () => undefined);
    expect(removedOf(await gc(store))).toEqual({ records: 1, text: 1 });
  });

  it('counts sizes by kind', async () => {
    const store = await newStore();
    await wholeRun(store, one(1), 'test', 0);
    await wholeRun(store, one(22), 'test', 1);
    age(store);
    const { kinds, runsKept } = await gc(store);
    expect(runsKept).toBe(1);
    expect(kinds.find(({ kind }) => kind === 'text')).toEqual({
      kind: 'text',
      kept: { count: 1, bytes: '{"n":22}'.length },
      removed: { count: 1, bytes: '{"n":1}'.length },
    });
  });

  it('keeps the runs of the last days too', async () => {
    const store = await newStore();
    const now = Date.now();
    const results: ReturnType<typeof made>[] = [];
    for (const days of [9, 5, 1])
      results.push(made(await wholeRun(store, one(days), 'test', now - days * DAY - 1000), 'a'));
    age(store);
    await gc(store, { policy: { runs: 0, days: 6 } });
    expect(results.map((each) => has(store, each))).toEqual([false, true, true]);
    await gc(store, { policy: { runs: 0, days: 0 } });
    expect(results.map((each) => has(store, each))).toEqual([false, false, false]);
  });

  it('removes nothing younger than an hour', async () => {
    const store = await newStore();
    await wholeRun(store, one(1), 'test', 0);
    await wholeRun(store, one(2), 'test', 1);
    expect(removedOf(await gc(store))).toEqual({});
    expect(removedOf(await gc(store, { now: Date.now() + 3_590_000 }))).toEqual({});
    expect(removedOf(await gc(store, { now: Date.now() + 3_610_000 }))).toEqual({ records: 1, text: 1 });
  });

  it('removes nothing that was needed since the oldest run began that goes on', async () => {
    const store = await newStore();
    const old = made(await wholeRun(store, one(1), 'test', 0), 'a');
    await wholeRun(store, one(2), 'test', 1);
    await beginRun(store, one(3), 'long', Date.now() - 3 * DAY);
    age(store, 2);
    await gc(store, { policy: { runs: 0, days: 0 } });
    expect(has(store, old)).toBe(true);
    age(store, 4);
    await gc(store, { policy: { runs: 0, days: 0 } });
    expect(has(store, old)).toBe(false);
  });

  it('keeps for a week what a killed run has made, until its experiment has come to an end', async () => {
    const store = await newStore();
    await beginRun(store, one(1), 'test', Date.now() - 3 * DAY);
    const file = join(store.root, 'runs', 'test', '1', 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(`"pid": ${process.pid}`, '"pid": 4194304'));
    const lost = made(await execute(planOf(one(1)), fakeWorld(store)), 'a');
    age(store, 2);
    await gc(store, { policy: { runs: 0, days: 0 } });
    expect(has(store, lost)).toBe(true);
    await gc(store, { policy: { runs: 0, days: 0 }, now: Date.now() + 6 * DAY });
    expect(has(store, lost)).toBe(false);
  });

  it('keeps the records and objects that a run finds, however old they are', async () => {
    const store = await newStore();
    const old = made(await wholeRun(store, one(1), 'test', 0), 'a');
    await wholeRun(store, one(2), 'test', 1);
    age(store);
    // No run.json names it yet, and gc has looked for runs already.
    expect((await execute(planOf(one(1)), fakeWorld(store))).get('a')?.action).toBe('reused');
    await gc(store);
    expect(has(store, old)).toBe(true);
  });

  it('keeps an old object that a step has just made again', async () => {
    const store = await newStore();
    const same = fakeStage({ name: 'same', run: async (context) => writeFileSync(context.output('out'), 'constant') });
    const old = made(await wholeRun(store, [step('a', same.stage, { n: 1 })], 'test', 0), 'a');
    await wholeRun(store, one(2), 'test', 1);
    age(store);
    rmSync(recordFile(store, old.key));
    const again = made(await execute(planOf([step('a', same.stage, { n: 5 })]), fakeWorld(store)), 'a');
    expect(again.digest).toBe(old.digest);
    // As if the new record had come after gc had read the records.
    rmSync(recordFile(store, again.key));
    await gc(store);
    expect(existsSync(objectFile(store, old.digest))).toBe(true);
  });

  it('puts back what is needed in the moment it is removed', async () => {
    const store = await newStore();
    const old = made(await wholeRun(store, one(1), 'test', 0), 'a');
    await wholeRun(store, one(2), 'test', 1);
    age(store);
    const name = vi.spyOn(store.temporary, 'name').mockImplementation(async () => {
      name.mockRestore();
      // Between gc's first look and the renaming, a run uses the record.
      expect(store.records.use(old.key)).toBeDefined();
      return store.temporary.name();
    });
    expect(removedOf(await gc(store))).toEqual({});
    expect(has(store, old)).toBe(true);
  });

  it('keeps the checkpoints of kept steps and removes the others', async () => {
    const store = await newStore();
    const adds = { ...fakeStage({ name: 'adds', run: addUp }).stage, extends: 'until' };
    const run = (params: object, at: number) =>
      wholeRun(store, [step('sum', adds, { ...params, until: 3 })], 'test', at);
    await run({ x: 1 }, 0);
    await run({ x: 2 }, 1);
    age(store);
    const collected = await gc(store, { stages: { adds } });
    // The bytes are the same; of the states on the way, 1 and 3, no record is left.
    expect(removedOf(collected)).toEqual({ records: 2, 'of no record': 2 });
    const began: unknown[] = [];
    const longer = fakeStage({
      name: 'adds',
      run: async (context) => {
        began.push(context.checkpoint?.at);
        await writeAll(context);
      },
    });
    await wholeRun(store, [step('sum', { ...longer.stage, extends: 'until' }, { x: 2, until: 5 })]);
    expect(began).toEqual([3]);
  });

  it('removes old quarantine, leases of the dead, empty runs, and with pruneRuns the others', async () => {
    const store = await newStore();
    await wholeRun(store, one(1), 'test', 0);
    await wholeRun(store, one(2), 'test', 1);
    mkdirSync(join(store.root, 'quarantine'));
    writeFileSync(join(store.root, 'quarantine', 'old'), 'damaged');
    mkdirSync(join(store.root, 'runs', 'test', '7'));
    utimesSync(join(store.root, 'runs', 'test', '7'), 0, 0);
    const owner = JSON.stringify({ ...thisProcess(), id: 'a'.repeat(16), pid: 4_194_304, started: '1' });
    writeFileSync(join(store.root, 'leases', 'b'.repeat(64)), owner);
    await gc(store);
    expect(readdirSync(join(store.root, 'leases'))).toEqual([]);
    expect(readdirSync(join(store.root, 'quarantine'))).toEqual(['old']);
    expect(readdirSync(join(store.root, 'runs', 'test')).sort()).toEqual(['1', '2', 'latest']);
    const { kinds } = await gc(store, { now: Date.now() + 8 * DAY, pruneRuns: true });
    const runs = kinds.find(({ kind }) => kind === 'runs');
    expect([runs?.kept.count, runs?.removed.count]).toEqual([1, 1]);
    expect(readdirSync(join(store.root, 'quarantine'))).toEqual([]);
    expect(readdirSync(join(store.root, 'runs', 'test')).sort()).toEqual(['2', 'latest']);
  });

  it('takes what is gone out of the index of verified objects, and leaves the rest in it', async () => {
    const store = await newStore();
    const refs: ArtifactRef[] = [];
    for (const content of ['kept', 'removed']) {
      const { digest, bytes } = await store.objects.put(fileIn(tempDir(), content.repeat(20_000))); // small ones are not in it
      refs.push({ kind: 'text', extension: 'txt', digest, bytes });
    }
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
    for (const ref of refs) await store.objects.open(ref);
    later.mockRestore();
    const [kept, removed] = refs.map(({ digest }) => digest);
    if (kept === undefined || removed === undefined) throw new Error('no objects');
    utimesSync(objectFile(store, removed), 0, 0);
    await gc(store);
    const index = readFileSync(join(store.root, store.verified.name ?? ''), 'utf8');
    expect(index).toContain(kept.slice(7));
    expect(index).not.toContain(removed.slice(7));
    expect(statSync(objectFile(store, kept)).isFile()).toBe(true);
  });
});
