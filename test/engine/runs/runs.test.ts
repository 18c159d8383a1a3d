import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { StageFailure, UsageError } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { Plan, PlannedOutput } from '../../../engine/core/plan.ts';
import { execute } from '../../../engine/execute/execute.ts';
import {
  listExperiments,
  listRuns,
  readRun,
  runFolder,
  startRun,
  wasKilled,
  type OpenRun,
} from '../../../engine/runs/runs.ts';
import { thisProcess } from '../../../engine/store/local/alive.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { deadPid } from '../../helpers/dead-run.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const FACTS = { host: { name: 'test' }, cores: 2, git: 'c0ffee'.padEnd(40, '0'), now: () => Date.UTC(2026, 0, 1) };

function newStore(): Promise<DiskStore> {
  return openStore(join(tempDir(), 'store'));
}

function published(file: string, from = 'a'): PlannedOutput {
  return { file, step: from, port: 'out', print: false };
}

function smallPlan(outputs: readonly PlannedOutput[] = []): Plan {
  return planOf([step('a', fakeStage().stage, { n: 1 })], outputs);
}

async function doRun(store: DiskStore, plan: Plan): Promise<OpenRun> {
  const run = await startRun(store, plan, FACTS);
  const results = await execute(plan, fakeWorld(store));
  await run.finish({ status: 'done', results, outputs: await run.publish(results) });
  return run;
}

function rewrite(folder: string, change: (run: JsonObject) => JsonObject): void {
  const file = join(folder, 'run.json');
  const run = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  writeFileSync(file, JSON.stringify(change(run)));
}

describe('startRun()', () => {
  it.each([
    ['2', 3],
    ['7', 8],
    ['nonsense', 3],
    ['../../x', 3],
  ])('gives a run a number that none had before, also where they are gone and latest says %s', async (latest, next) => {
    const store = await openStore(join(tempDir(), 'store'));
    for (let number = 1; number <= 2; number += 1) {
      const run = await startRun(store, smallPlan(), FACTS);
      await run.finish({ status: 'done', results: new Map(), outputs: [] });
    }
    rmSync(runFolder(store, 'test', 1), { recursive: true });
    const link = join(runFolder(store, 'test', 1), '..', 'latest');
    rmSync(link);
    symlinkSync(latest, link);
    if (latest === '7') rmSync(runFolder(store, 'test', 2), { recursive: true });
    expect((await startRun(store, smallPlan(), FACTS)).number).toBe(next);
  });

  it('tells that it runs, and at the end what each step did', async () => {
    const store = await newStore();
    const bad = fakeStage({
      name: 'bad',
      run: async () => Promise.reject(new StageFailure('no data', { hint: 'Get.' })),
    });
    const good = fakeStage();
    const plan = planOf([
      step('a', good.stage, { n: 1 }),
      step('bad', bad.stage),
      step('after', good.stage, {}, ['bad']),
    ]);
    const run = await startRun(store, plan, FACTS);
    expect(readRun(store, 'test', 1)).toEqual({
      format: 1,
      experiment: 'test',
      number: 1,
      status: 'running',
      process: expect.objectContaining({ pid: process.pid, host: hostname() }) as unknown,
      startedAt: '2026-01-01T00:00:00.000Z',
      file: 'test.yaml',
      source: { experiment: 'test' },
      seed: 7,
      runtime: { backend: 'portable', threads: 2 },
      host: { name: 'test' },
      git: FACTS.git,
      steps: [],
      outputs: [],
    });
    const results = await execute(plan, fakeWorld(store));
    const record = await run.finish({ status: 'failed', results, outputs: [] });
    expect(readRun(store, 'test', 1)).toEqual(record);
    expect(record).toMatchObject({ status: 'failed', durationMs: 0 });
    expect(record.steps).toMatchObject([
      {
        id: 'a',
        name: 'a',
        point: {},
        stage: 'fake',
        action: 'finished',
        reasons: [{ why: 'never-run' }],
        metrics: {},
      },
      { id: 'bad', stage: 'bad', action: 'failed', error: { message: 'no data', hint: 'Get.' } },
      { id: 'after', action: 'skipped', because: 'bad' },
    ]);
    const a = results.get('a');
    expect(a?.action === 'finished' && record.steps[0]?.outputs).toEqual(a?.action === 'finished' && a.record.outputs);
  });

  it('keeps the name and the point of each step, and reads a record without them as steps of their own', async () => {
    const store = await newStore();
    const swept = { ...step('one[n=2]', fakeStage().stage), name: 'one', point: { n: 2 } };
    const plan = planOf([swept]);
    const run = await startRun(store, plan, FACTS);
    const results = await execute(plan, fakeWorld(store));
    const { steps } = await run.finish({ status: 'done', results, outputs: [] });
    expect(steps).toMatchObject([{ id: 'one[n=2]', name: 'one', point: { n: 2 } }]);
    const file = join(runFolder(store, 'test', 1), 'run.json');
    const record = JSON.parse(readFileSync(file, 'utf8')) as { steps: Record<string, unknown>[] };
    for (const each of record.steps) {
      delete each['name'];
      delete each['point'];
    }
    writeFileSync(file, JSON.stringify(record));
    expect(readRun(store, 'test', 1)?.steps).toMatchObject([{ id: 'one[n=2]', name: 'one[n=2]', point: {} }]);
  });

  it('numbers runs from 1, and gives no number twice', async () => {
    const store = await newStore();
    const other = await openStore(store.root);
    const runs = await Promise.all(
      Array.from({ length: 12 }, (_, index) => startRun(index % 2 === 0 ? store : other, smallPlan(), FACTS)),
    );
    expect(runs.map(({ number }) => number).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    rmSync(runFolder(store, 'test', 12), { recursive: true });
    expect((await startRun(store, smallPlan(), FACTS)).number).toBe(12);
  });

  it('publishes plain copies that may be edited, in subfolders too', async () => {
    const store = await newStore();
    const run = await doRun(store, smallPlan([published('table.txt'), published('deep/er/a=1,b.txt')]));
    const file = join(run.folder, 'table.txt');
    expect(readFileSync(file, 'utf8')).toBe('{"n":1}');
    expect(readFileSync(join(run.folder, 'deep', 'er', 'a=1,b.txt'), 'utf8')).toBe('{"n":1}');
    expect(lstatSync(file).isFile()).toBe(true);
    expect(statSync(file).nlink).toBe(1);
    expect(statSync(file).mode & 0o200).toBe(0o200);
    writeFileSync(file, 'edited');
    const [output] = readRun(store, 'test', 1)?.outputs ?? [];
    expect(output).toMatchObject({ file: 'table.txt', step: 'a', port: 'out' });
    const path = output && (await store.objects.open(output.artifact));
    expect(path === undefined ? '' : readFileSync(path, 'utf8')).toBe('{"n":1}');
    await store.close();
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  });

  it('does not publish what a failed step did not make', async () => {
    const store = await newStore();
    const bad = fakeStage({ run: async () => Promise.reject(new StageFailure('no')) });
    const run = await doRun(store, planOf([step('a', bad.stage)], [published('table.txt')]));
    expect(readdirSync(run.folder)).toEqual(['run.json']);
  });

  it('says so when an artifact is lost before it is published', async () => {
    const store = await newStore();
    const plan = smallPlan([published('table.txt')]);
    const run = await startRun(store, plan, FACTS);
    const results = await execute(plan, fakeWorld(store));
    rmSync(join(store.root, 'objects'), { recursive: true });
    await expect(run.publish(results)).rejects.toThrow(StageFailure);
  });

  for (const file of [
    '../x',
    '/x',
    'a/../../x',
    'run.json',
    'verified.json',
    'notes.json',
    'events.jsonl',
    'Run.json',
    'run.json/x',
    '',
    'a//b',
    'a\\b',
    'x\n',
    '..',
    'C:x',
    'a/\u202e/b',
  ]) {
    it(`refuses to publish as ${JSON.stringify(file)}`, async () => {
      const store = await newStore();
      await expect(startRun(store, smallPlan([published(file)]), FACTS)).rejects.toThrow(UsageError);
      expect(existsSync(store.root)).toBe(false);
    });
  }

  for (const experiment of ['..', '../x', 'a/b', '.hidden', '', 'x'.repeat(101), 'a b', 'a\0']) {
    it(`refuses an experiment called ${JSON.stringify(experiment)}`, async () => {
      const store = await newStore();
      await expect(startRun(store, { ...smallPlan(), experiment }, FACTS)).rejects.toThrow(UsageError);
      expect(listRuns(store, experiment)).toEqual([]);
      expect(readRun(store, experiment, 'latest')).toBeUndefined();
    });
  }

  it('says so when the store cannot be written', async () => {
    const store = await newStore();
    mkdirSync(store.root);
    writeFileSync(join(store.root, 'runs'), 'a file in the way');
    await expect(startRun(store, smallPlan(), FACTS)).rejects.toThrow(UsageError);
  });

  it('lets latest point at the newest run in which everything was done', async () => {
    const store = await newStore();
    const latest = join(store.root, 'runs', 'test', 'latest');
    await doRun(store, smallPlan());
    expect(readlinkSync(latest)).toBe('1');
    const end = { status: 'done', results: new Map(), outputs: [] } as const;
    const second = await startRun(store, smallPlan(), FACTS);
    const third = await startRun(store, smallPlan(), FACTS);
    await third.finish(end);
    expect(readlinkSync(latest)).toBe('3');
    await second.finish(end);
    expect(readlinkSync(latest)).toBe('3');
    await (await startRun(store, smallPlan(), { ...FACTS, partial: true })).finish(end);
    await (await startRun(store, smallPlan(), FACTS)).finish({ ...end, status: 'failed' });
    await (await startRun(store, smallPlan(), FACTS)).finish({ ...end, status: 'interrupted' });
    expect(readlinkSync(latest)).toBe('3');
    expect(existsSync(join(latest, 'run.json'))).toBe(true);
  });
});

describe('readRun()', () => {
  it('reads a run whose process is gone as interrupted', async () => {
    const store = await newStore();
    const { folder } = await startRun(store, smallPlan(), FACTS);
    expect(readRun(store, 'test', 1)?.status).toBe('running');
    rewrite(folder, (run) => ({ ...run, process: { ...thisProcess(), pid: deadPid() } }));
    expect(readRun(store, 'test', 1)?.status).toBe('interrupted');
    // The same pid, but of a process that started at another time.
    rewrite(folder, (run) => ({ ...run, process: { ...thisProcess(), started: '1' } }));
    expect(readRun(store, 'test', 1)?.status).toBe(process.platform === 'linux' ? 'interrupted' : 'running');
  });

  it.each(['host', 'boot', 'space'] as const)('goes by the heartbeat alone where another %s ran it', async (place) => {
    const store = await newStore();
    const { folder } = await startRun(store, smallPlan(), FACTS);
    const statusOf = (): unknown => readRun(store, 'test', 1)?.status;
    // No such process here: that says nothing.
    const there = { ...thisProcess(), pid: deadPid(), [place]: 'another', folder: store.temporary.label };
    rewrite(folder, (run) => ({ ...run, process: there }));
    expect(statusOf()).toBe('running');
    // The clock of this machine may say what it will.
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 6 * 60_000);
    expect(statusOf()).toBe('running');
    const began = performance.now();
    const later = vi.spyOn(performance, 'now').mockReturnValue(began + 4 * 60_000);
    expect(statusOf()).toBe('running');
    later.mockReturnValue(began + 6 * 60_000);
    expect(statusOf()).toBe('interrupted');
    vi.restoreAllMocks();
    rewrite(folder, (run) => ({ ...run, process: { ...there, folder: 'gone' } }));
    expect(statusOf()).toBe('interrupted');
    rewrite(folder, (run) => ({ ...run, process: { ...there, folder: '../tmp' } }));
    expect(statusOf()).toBe('interrupted');
  });

  it('takes the word of an older version that ran elsewhere, for a week', async () => {
    const store = await newStore();
    const { folder } = await startRun(store, smallPlan(), FACTS);
    const process = { pid: deadPid(), host: 'another machine' };
    for (const [days, status] of [
      [6, 'running'],
      [8, 'interrupted'],
    ] as const) {
      const startedAt = new Date(Date.now() - days * 24 * 3_600_000).toISOString();
      rewrite(folder, (run) => ({ ...run, process, startedAt }));
      expect(readRun(store, 'test', 1)?.status).toBe(status);
    }
  });

  it('passes over damaged records and what is no run', async () => {
    const store = await newStore();
    for (let count = 0; count < 4; count += 1) await doRun(store, smallPlan());
    writeFileSync(join(runFolder(store, 'test', 2), 'run.json'), '{"format": 1');
    writeFileSync(join(runFolder(store, 'test', 3), 'run.json'), '{"format": 2}');
    rmSync(join(runFolder(store, 'test', 4), 'run.json'));
    mkdirSync(join(store.root, 'runs', 'test', '007'));
    mkdirSync(join(store.root, 'runs', 'test', 'notes'));
    expect(listRuns(store, 'test').map(({ number }) => number)).toEqual([1]);
    expect(readRun(store, 'test', 'latest')?.number).toBe(1);
    expect(readRun(store, 'test', 3)).toBeUndefined();
    expect((await startRun(store, smallPlan(), FACTS)).number).toBe(5);
    expect(listRuns(store, 'test').map(({ number }) => number)).toEqual([5, 1]);
    expect(listRuns(store, 'test', 1).map(({ number }) => number)).toEqual([5]);
  });

  it('believes no record that was moved from another run', async () => {
    const store = await newStore();
    await doRun(store, smallPlan());
    const second = await doRun(store, smallPlan());
    rewrite(second.folder, (run) => ({ ...run, number: 1 }));
    expect(readRun(store, 'test', 2)).toBeUndefined();
  });
});

describe('wasKilled()', () => {
  it('tells a run that had no time to write its end from one that goes on, and one that was interrupted', async () => {
    const store = await newStore();
    const killed = (): boolean | undefined => {
      const run = readRun(store, 'test', 1);
      return run && wasKilled(run);
    };
    const run = await startRun(store, smallPlan(), FACTS);
    expect(killed()).toBe(false);
    rewrite(run.folder, (record) => ({ ...record, process: { pid: deadPid(), host: hostname() } }));
    expect(killed()).toBe(true);
    await run.finish({ status: 'interrupted', results: new Map(), outputs: [] });
    expect(killed()).toBe(false);
  });
});

describe('listExperiments()', () => {
  it('names the experiments that have runs', async () => {
    const store = await newStore();
    expect(listExperiments(store)).toEqual([]);
    for (const experiment of ['zeta', 'alpha']) await startRun(store, { ...smallPlan(), experiment }, FACTS);
    expect(listExperiments(store)).toEqual(['alpha', 'zeta']);
  });
});
