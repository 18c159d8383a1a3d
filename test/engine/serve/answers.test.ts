import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Comparison, ReportStep } from '../../../engine/document/model.ts';
import { JOURNAL } from '../../../engine/runs/journal.ts';
import { readNotes } from '../../../engine/runs/notes.ts';
import { runFolder } from '../../../engine/runs/runs.ts';
import type { ArtifactView, LiveRun, Problem, RunDocument, RunList } from '../../../engine/serve/model.ts';
import { thisProcess } from '../../../engine/store/local/alive.ts';
import { openStore, type DiskStore } from '../../../engine/store/local/disk.ts';
import { diedAt } from '../../helpers/dead-run.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { step } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { serverOf, type TestServer } from '../../helpers/ui-server.ts';
import { beginRun, made, objectFile, wholeRun } from '../../helpers/whole-run.ts';

const newStore = (): Promise<DiskStore> => openStore(join(tempDir(), 'store'));

const list = async (server: TestServer, find = ''): Promise<RunList> =>
  (await server.get(`/api/runs?find=${encodeURIComponent(find)}`)).json<RunList>();

function runJson(store: DiskStore, number = 1, experiment = 'test'): string {
  return join(runFolder(store, experiment, number), 'run.json');
}

function change(path: string, edit: (run: never) => object): void {
  writeFileSync(path, JSON.stringify(edit(JSON.parse(readFileSync(path, 'utf8')) as never)));
}

describe('the answers of assay ui', () => {
  it('show no store and an empty one as a list without runs, and a run when it begins', async () => {
    const store = await newStore();
    const server = await serverOf(store);
    expect(await list(server)).toMatchObject({ total: 0, read: 0, runs: [] });
    await wholeRun(store, [step('a', fakeStage().stage)]);
    await expect.poll(async () => (await list(server)).runs, { timeout: 5000 }).toHaveLength(1);
    expect(server.bugs).toEqual([]);
  });

  it('list each run with how it ended, and find words of its name, steps, parameters, keys, tags and note', async () => {
    const store = await newStore();
    const { stage } = fakeStage();
    const { key } = made(await wholeRun(store, [step('alpha', stage, { rate: 5 })], 'one'), 'alpha');
    await wholeRun(store, [step('beta', stage)], 'two');
    const server = await serverOf(store);
    const notes = await server.post('/api/notes/two/1', { tags: ['paper'], note: 'With the new optimizer' });
    expect(notes.json()).toEqual({ tags: ['paper'], note: 'With the new optimizer' });
    const all = await list(server);
    expect(all.runs.map(({ experiment, status, counts }) => [experiment, status, counts])).toEqual([
      ['one', 'done', [['finished', 1]]],
      ['two', 'done', [['finished', 1]]],
    ]);
    const found = async (words: string): Promise<readonly string[]> =>
      (await list(server, words)).runs.map(({ experiment }) => experiment);
    expect(await found('ALPHA')).toEqual(['one']);
    expect(await found('two beta')).toEqual(['two']);
    expect(await found(key.slice(7, 19))).toEqual(['one']);
    expect(await found('paper optimizer')).toEqual(['two']);
    expect(await found('paper alpha')).toEqual([]);
  });

  it('say of each run what the step with the most results measured, and mix no two steps', async () => {
    const store = await newStore();
    await wholeRun(store, [step('a', fakeStage().stage)]);
    const ran = (name: string, metrics: object): object => ({
      id: name,
      name,
      point: {},
      stage: 's',
      action: 'finished',
      metrics,
    });
    change(runJson(store), (run: object) => ({
      ...run,
      steps: [
        ran('coder', { testLoss: 145.5 }),
        ran('training', { testLoss: 0.25, testAccuracy: 0.93, secondsPerEpoch: 1.5 }),
        ran('training', { testLoss: 0.22, testAccuracy: 0.95, secondsPerEpoch: 1.5 }),
      ],
    }));
    const [run] = (await list(await serverOf(store))).runs;
    expect(run?.line).toBe('testLoss 0.22 to 0.25, testAccuracy 0.93 to 0.95');
  });

  it('list a damaged record as damaged, and everything else', async () => {
    const store = await newStore();
    const { stage } = fakeStage();
    for (let count = 0; count < 3; count += 1) await wholeRun(store, [step('a', stage)]);
    writeFileSync(runJson(store, 2), '{"format":1,"torn');
    const server = await serverOf(store);
    const { runs } = await list(server);
    expect(runs.map(({ run, status }) => [run, status])).toEqual([
      [3, 'done'],
      [2, 'damaged'],
      [1, 'done'],
    ]);
    const reply = await server.get('/api/document/test/2');
    expect(reply.status).toBe(404);
    expect(reply.json<Problem>().hint).toContain('assay fsck');
  });

  it('tell of a killed run what its journal has, torn as it is', async () => {
    const store = await newStore();
    const { stage } = fakeStage();
    const steps = [step('a', stage), step('b', stage)];
    const run = await beginRun(store, steps);
    run.journal.start(
      { experiment: 'test', file: 'test.yaml', seed: 1, runtime: { backend: 'x', threads: 1 }, steps },
      new Map(),
    );
    run.journal.report({ type: 'started', step: 'a', at: Date.now(), reasons: [], slots: [0] });
    change(runJson(store), diedAt);
    appendFileSync(join(run.folder, JOURNAL), 'not a line\n{"type":"progress","st');
    const server = await serverOf(store);
    expect((await list(server)).runs[0]?.status).toBe('killed');
    const live = (await server.get('/api/live/test/1')).json<LiveRun>();
    expect(live).toMatchObject({
      status: 'killed',
      total: 2,
      running: [],
      gap: expect.stringContaining('1 lines') as unknown,
    });
    const { document } = (await server.get('/api/document/test/1')).json<RunDocument>();
    expect(document.steps.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['a', 'cancelled'],
      ['b', 'cancelled'],
    ]);
    expect(document.gaps.join()).toContain('killed');
  });

  it('show a run that goes on with what runs, and with time that is left also where the clock was set back', async () => {
    const store = await newStore();
    const { stage } = fakeStage();
    const steps = [step('a', stage), step('b', stage)];
    await wholeRun(store, steps);
    const run = await beginRun(store, steps, 'test', Date.now());
    const at = Date.now();
    run.journal.start(
      { experiment: 'test', file: 'test.yaml', seed: 1, runtime: { backend: 'x', threads: 1 }, steps },
      new Map(),
    );
    const progress = { done: 1, total: 2, unit: 'batches', measured: { at: 0.5, unit: 'epochs', values: { loss: 1 } } };
    run.journal.report({ type: 'progress', step: 'a', at, progress });
    run.journal.report({ type: 'started', step: 'a', at, reasons: [], slots: [0] });
    for (const now of [at + 1000, at - 3_600_000]) {
      const server = await serverOf(store, () => now);
      const live = (await server.get('/api/live/test/2')).json<LiveRun>();
      expect(live).toMatchObject({ status: 'running', total: 2, running: [{ id: 'a', share: 0.5, slots: [0] }] });
      expect(live.charts).toMatchObject([
        { step: 'a', metric: 'loss', series: [{ running: true, points: [[0.5, 1]] }] },
      ]);
      expect(live.leftMs ?? 0).toBeGreaterThanOrEqual(0);
      expect(live.share ?? 0).toBeGreaterThanOrEqual(0);
      expect(live.running[0]?.sinceMs).toBeGreaterThanOrEqual(0);
      expect(server.bugs).toEqual([]);
    }
  });

  it('say of a collected artifact that it is gone, and show the step', async () => {
    const store = await newStore();
    const results = await wholeRun(store, [step('a', fakeStage().stage)]);
    const server = await serverOf(store);
    const ask = async (): Promise<ArtifactView> =>
      (await server.get('/api/artifact/test/1?id=a&port=out')).json<ArtifactView>();
    expect((await ask()).gap).toBeUndefined();
    rmSync(objectFile(store, made(results, 'a').digest));
    expect((await ask()).gap).toContain('no longer in the store');
    expect((await server.get('/api/step/test/1?id=a')).json<ReportStep>()).toMatchObject({ id: 'a', outcome: 'run' });
  });

  it.each([
    '/api/document/../1',
    '/api/document/..%2F..%2Fetc/1',
    '/api/document/test/..%2F1',
    '/api/document/test/1e0',
    '/api/document/test/0',
    '/api/document/test/99',
    '/api/document/__proto__/1',
    '/api/artifact/test/1?id=a&port=..%2F..%2Frun.json',
    '/api/artifact/test/1?id=..&port=out',
    '/api/artifact/test/1?id=a&port=__proto__',
    '/api/step/test/1?id=nobody',
    '/api/compare?run=test@1&run=..%2Fx@1',
    '/api/toString',
    '/api/',
  ])('find nothing at %s: no path leads out of the store', async (path) => {
    const store = await newStore();
    await wholeRun(store, [step('a', fakeStage().stage)]);
    const server = await serverOf(store);
    expect((await server.get(path)).status).toBe(404);
    expect(server.bugs).toEqual([]);
  });

  it('follow no link out of the store: not of a run, a journal, notes, or an object', async () => {
    const store = await newStore();
    const results = await wholeRun(store, [step('a', fakeStage().stage)]);
    const outside = join(tempDir(), 'outside');
    writeFileSync(outside, '{"format":1,"tags":["secret"]}\n');
    symlinkSync(outside, join(runFolder(store, 'test', 1), 'notes.json'));
    symlinkSync(outside, join(runFolder(store, 'test', 1), JOURNAL));
    const object = objectFile(store, made(results, 'a').digest);
    rmSync(object);
    symlinkSync(outside, object);
    mkdirSync(join(store.root, 'runs', 'other'), { recursive: true });
    symlinkSync(dirname(outside), join(store.root, 'runs', 'other', '1'));
    const server = await serverOf(store);
    const replies = ['runs', 'live/test/1', 'document/test/1', 'artifact/test/1?id=a&port=out', 'document/other/1'];
    for (const path of replies) expect((await server.get(`/api/${path}`)).text).not.toContain('secret');
    expect(server.bugs).toEqual([]);
  });

  it('refuse tags and notes that are none, and keep those that were there', async () => {
    const store = await newStore();
    await wholeRun(store, [step('a', fakeStage().stage)]);
    const server = await serverOf(store);
    await server.post('/api/notes/test/1', { tags: ['kept'], note: '' });
    for (const body of [{}, { tags: 'x', note: '' }, { tags: [1], note: '' }, { tags: [], note: 3 }, [], null])
      expect((await server.post('/api/notes/test/1', body)).status).toBe(400);
    const bad = await server.post('/api/notes/test/1', { tags: ['<script>'], note: '' });
    expect(bad.status).toBe(409);
    expect(bad.json<Problem>().error).toContain('<script>');
    expect(readNotes(store, { experiment: 'test', number: 1 })).toEqual({ tags: ['kept'] });
  });

  it('stop no process that a record merely names', async () => {
    const store = await newStore();
    const { stage } = fakeStage();
    await wholeRun(store, [step('a', stage)]);
    const server = await serverOf(store);
    const named = async (process: object): Promise<string> => {
      change(runJson(store), (run: object) => ({
        ...run,
        status: 'running',
        durationMs: undefined,
        steps: [],
        process,
      }));
      const reply = await server.post('/api/stop/test/1', {});
      expect(reply.status).toBe(409);
      return reply.json<Problem>().error;
    };
    expect(await named(thisProcess())).toContain('a process that is no run');
    expect(await named({ ...thisProcess(), pid: process.ppid, started: undefined })).toContain(
      'cannot be stopped from here',
    );
    expect(await named({ ...thisProcess(), host: 'elsewhere', folder: store.temporary.label })).toContain(
      'cannot be stopped',
    );
    change(runJson(store), (run: object) => ({ ...run, status: 'done', durationMs: 1 }));
    expect((await server.post('/api/stop/test/1', {})).json<Problem>().error).toContain('It does not go on');
  });

  it('compare runs, and say how many they need', async () => {
    const store = await newStore();
    const { stage } = fakeStage();
    for (const rate of [1, 2]) await wholeRun(store, [step('a', stage, { rate })]);
    const server = await serverOf(store);
    const comparison = (await server.get('/api/compare?run=test@1&run=test@2')).json<Comparison>();
    expect(comparison.runs.map(({ label }) => label)).toEqual(['run 1', 'run 2']);
    for (const query of ['', '?run=test@1', '?run=test@1&run=test@1', `?${'run=test@1&'.repeat(9)}`])
      expect((await server.get(`/api/compare${query}`)).status).toBe(400);
  });

  it('list the ten thousand steps of a run without the details of each', async () => {
    const store = await newStore();
    await wholeRun(store, [step('a', fakeStage().stage)]);
    change(runJson(store), (run: { steps: object[] }) => ({
      ...run,
      steps: Array.from({ length: 10_000 }, (_, n) => ({ ...run.steps[0], id: `a[n=${n}]`, point: { n } })),
    }));
    const server = await serverOf(store);
    const { document } = (await server.get('/api/document/test/1')).json<RunDocument>();
    expect(document.steps).toHaveLength(10_000);
    expect(document.steps[0]?.params).toEqual([]);
    const details = (await server.get('/api/step/test/1?id=a%5Bn%3D9999%5D')).json<ReportStep>();
    expect(details.code.length).toBeGreaterThan(0);
  });
});
