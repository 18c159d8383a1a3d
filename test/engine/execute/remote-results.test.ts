import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hexOf } from '../../../engine/core/digest.ts';
import type { StepRecord } from '../../../engine/core/record.ts';
import { execute } from '../../../engine/execute/execute.ts';
import { RemoteResults } from '../../../engine/execute/remote-results.ts';
import { survey } from '../../../engine/execute/survey.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { FileCache } from '../../../engine/store/remote/cache.ts';
import { RemoteFailure } from '../../../engine/store/remote/failure.ts';
import { textContent } from '../../../engine/store/remote/files.ts';
import { writeEntry } from '../../../engine/store/remote/entry.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { courseOf, fakeWorld, planOf, step, type FakeWorld } from '../../helpers/fake-world.ts';
import { memoryFiles, type MemoryFiles } from '../../helpers/remote/memory-files.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const { signal } = new AbortController();

/** Two steps, the second of which reads the first, and machines that share a remote cache. */
function lab(): {
  readonly files: MemoryFiles;
  readonly runs: JsonObject[];
  readonly plan: ReturnType<typeof planOf>;
  readonly machine: (options?: { push?: boolean; forced?: readonly string[]; store?: DiskStore }) => Promise<Machine>;
} {
  const files = memoryFiles();
  const { stage, runs } = fakeStage();
  const plan = planOf([step('a', stage, { n: 1 }), step('b', stage, { n: 2 }, ['a'])]);
  return {
    files,
    runs,
    plan,
    async machine({ push = true, forced = [], store } = {}) {
      const told: string[] = [];
      const tell = (text: string): void => void told.push(text);
      const own = store ?? (await openStore(tempDir()));
      const cache = new FileCache(files, { trust: [], compression: 'none', signer: undefined, tell });
      const remote = new RemoteResults(cache, own, { push, tell });
      const world = fakeWorld(own, { remote, forced: new Set(forced) });
      return {
        store: own,
        told,
        remote,
        world,
        async run() {
          const results = await execute(plan, world);
          await remote.finish('Push it.');
          return [...results.values()].map(({ action }) => action);
        },
      };
    },
  };
}

interface Machine {
  readonly store: DiskStore;
  readonly told: string[];
  readonly remote: RemoteResults;
  readonly world: FakeWorld;
  readonly run: () => Promise<readonly string[]>;
}

describe('execute() with a remote cache', () => {
  it('reuses what another machine has made, byte for byte', async () => {
    const { machine, runs, files } = lab();
    const [first, second] = [await machine(), await machine()];
    expect(await first.run()).toEqual(['finished', 'finished']);
    expect(files.files.size).toBe(4);
    expect(await second.run()).toEqual(['reused', 'reused']);
    expect(runs.length).toBe(2);
    expect(second.remote.traffic.fetched).toMatchObject({ results: 2, objects: 2 });
    expect([...first.told, ...second.told]).toEqual([]);
    for (const event of second.world.events) {
      if (event.type !== 'reused') continue;
      const ref = event.record.outputs['out'];
      if (ref === undefined) throw new Error('No output');
      const paths = await Promise.all([first, second].map(({ store }) => store.objects.open(ref)));
      const [one, other] = paths.map((path) => readFileSync(path ?? '', 'utf8'));
      expect(one).toBe(other);
    }
  });

  it('asks nothing when everything is here, and uploads nothing without push', async () => {
    const { machine, files } = lab();
    const first = await machine({ push: false });
    await first.run();
    expect(files.files.size).toBe(0);
    files.asked.length = 0;
    const again = await machine({ store: first.store });
    expect(await again.run()).toEqual(['reused', 'reused']);
    expect(files.asked).toEqual([]);
  });

  it('fetches a lost object before its step is run again', async () => {
    const { machine, runs } = lab();
    const first = await machine();
    await first.run();
    const event = first.world.events.find((each) => each.type === 'finished');
    const ref = event?.type === 'finished' ? event.record.outputs['out'] : undefined;
    const { chmodSync, writeFileSync } = await import('node:fs');
    const path = (ref && (await first.store.objects.open(ref))) ?? '';
    chmodSync(path, 0o644);
    writeFileSync(path, 'damaged');
    const again = await machine({ store: await openStore(first.store.root) });
    expect(await again.run()).toEqual(['reused', 'reused']);
    expect(runs.length).toBe(2);
    expect(courseOf(again.world).filter((line) => line.includes('make it again'))).toEqual([]);
  });

  it('runs a step whose object was deleted there, and uploads it again', async () => {
    const { machine, files, runs } = lab();
    await (await machine()).run();
    for (const path of files.files.keys()) if (path.startsWith('cas/')) files.files.delete(path);
    const second = await machine();
    expect(await second.run()).toEqual(['finished', 'finished']);
    expect(runs.length).toBe(4);
    expect([...files.files.keys()].filter((path) => path.startsWith('cas/')).length).toBe(2);
    expect(second.told).toEqual([]);
  });

  it('runs a step whose object is damaged there, says so once, and repairs it', async () => {
    const { machine, files } = lab();
    await (await machine()).run();
    const [path, good] = [...files.files].find(([name]) => name.startsWith('cas/')) ?? [];
    if (path === undefined || good === undefined) throw new Error('No object');
    files.files.set(path, Buffer.from(good).fill(0));
    const second = await machine();
    expect(await second.run()).toContain('finished');
    expect(second.told).toEqual([expect.stringContaining('It is not used')]);
    expect(files.files.get(path)?.equals(good)).toBe(true);
  });

  it('does not ask for a forced step, and uploads what it has made', async () => {
    const { machine, files, runs } = lab();
    await (await machine()).run();
    files.asked.length = 0;
    const second = await machine({ forced: ['a'] });
    expect(await second.run()).toEqual(['finished', 'reused']);
    expect(runs.length).toBe(3);
    expect(files.asked.filter((request) => request.startsWith('write ac/')).length).toBe(1);
  });

  it.each<[string, (record: StepRecord) => object]>([
    ['lacks an output', (record) => ({ ...record, outputs: {} })],
    [
      'has an artifact of another kind',
      (record) => ({ ...record, outputs: { out: { ...record.outputs['out'], kind: 'model' } } }),
    ],
  ])('does not believe a record that %s, says so, and runs the step', async (_, change) => {
    const { machine, files } = lab();
    const first = await machine();
    await first.run();
    for (const event of first.world.events) {
      if (event.type !== 'finished') continue;
      const text = writeEntry('record', change(event.record) as JsonObject, undefined);
      await files.write(`ac/${hexOf(event.record.key)}`, textContent(text), signal);
    }
    const second = await machine();
    expect(await second.run()).toEqual(['finished', 'finished']);
    expect(second.told.length).toBe(2);
    expect(second.told[0]).toContain('is not that of a result of a. It is not used');
  });

  it('continues without a server that fails, and tells each trouble once', async () => {
    const { machine, files } = lab();
    files.before = () => {
      throw new RemoteFailure('away', 'memory: nothing answers there', { hint: 'Check it.' });
    };
    const alone = await machine();
    expect(await alone.run()).toEqual(['finished', 'finished']);
    expect(alone.told).toEqual(['memory: nothing answers there. Check it. The run continues without that']);
  });

  it('ends when it is interrupted, whatever the server does', async () => {
    const { machine, files } = lab();
    const { remote, run, store } = await machine();
    files.before = (request) => {
      if (!request.startsWith('write')) return undefined;
      remote.stop();
      return new Promise(() => undefined);
    };
    await run();
    await store.close();
    expect(files.files.size).toBe(0);
  });

  it('throws a bug of an upload, and does not hide it', async () => {
    const { machine, files } = lab();
    files.before = (request) => {
      if (request.startsWith('write')) throw new TypeError('a bug');
    };
    const { run } = await machine();
    await expect(run()).rejects.toThrow('a bug');
  });
});

describe('survey()', () => {
  it('finds step by step what could be downloaded, and how much, and downloads nothing', async () => {
    const { machine, files, plan } = lab();
    await (await machine()).run();
    const second = await machine();
    files.asked.length = 0;
    const actions = await survey(plan, presentOf(second), second.remote);
    const a = actions.get('a');
    expect(a).toMatchObject({ action: 'reuse', download: a?.action === 'reuse' ? a.record.outputs['out']?.bytes : 0 });
    expect(actions.get('b')).toMatchObject({ action: 'reuse', download: expect.any(Number) });
    expect(files.asked.filter((request) => request.startsWith('read cas/'))).toEqual([]);
  });

  it('does not count a result of which an object is gone', async () => {
    const { machine, files, plan } = lab();
    await (await machine()).run();
    for (const path of files.files.keys()) if (path.startsWith('cas/')) files.files.delete(path);
    const second = await machine();
    const actions = await survey(plan, presentOf(second), second.remote);
    expect(actions.get('a')).toMatchObject({ action: 'run', reasons: [{ why: 'never-run' }] });
    expect(actions.get('b')).toEqual({ action: 'wait', on: ['a'] });
  });

  it('asks nothing about what is here or forced', async () => {
    const { machine, files, plan } = lab();
    const first = await machine();
    await first.run();
    files.asked.length = 0;
    expect((await survey(plan, presentOf(first), first.remote)).get('b')).toMatchObject({ action: 'reuse' });
    await survey(plan, { ...presentOf(await machine()), forced: new Set(['a', 'b']) }, first.remote);
    expect(files.asked).toEqual([]);
  });

  it('plans as without a remote cache when the server fails', async () => {
    const { machine, files, plan } = lab();
    files.before = () => {
      throw new RemoteFailure('slow', 'memory: too slow');
    };
    const alone = await machine();
    expect((await survey(plan, presentOf(alone), alone.remote)).get('a')).toMatchObject({ action: 'run' });
    expect(alone.told.length).toBe(1);
  });
});

function presentOf({ store }: Machine): Parameters<typeof survey>[1] {
  const facts = {
    code: { fake: { graph: 'fake' } },
    rules: 'r',
    runtime: { backend: 'portable' },
    fileDigest: () => null,
  };
  return { records: store.records, objects: store.objects, facts, earlier: () => [] };
}
