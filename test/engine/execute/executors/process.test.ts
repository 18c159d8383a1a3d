import { spawn } from 'node:child_process';
import { mkdtempSync, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cancelled, StageFailure } from '../../../../engine/core/failure.ts';
import type { JsonObject } from '../../../../engine/core/json.ts';
import { execute } from '../../../../engine/execute/execute.ts';
import type { StepResult } from '../../../../engine/core/result.ts';
import { processes } from '../../../../engine/execute/executors/process.ts';
import type { WorkerEntry } from '../../../../engine/execute/world.ts';
import { deriveSeed } from '../../../../engine/core/seed.ts';
import { isAlive } from '../../../../engine/store/local/alive.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import { bundle } from '../../../helpers/bundle.ts';
import { fakeStage } from '../../../helpers/fake-stage.ts';
import { courseOf, fakeWorld, planOf, step, type FakeWorld } from '../../../helpers/fake-world.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';
import { appears, workerStage } from '../../../helpers/worker-stages.ts';

let folder = '';
let fixture = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-worker-'));
  fixture = await bundle(new URL('../../../helpers/worker.fixture.ts', import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(
  name: string,
  options: {
    readonly params?: JsonObject;
    readonly signal?: AbortSignal;
    readonly environment?: WorkerEntry['environment'];
  } = {},
): Promise<{ result: StepResult; world: FakeWorld; store: DiskStore }> {
  const store = await openStore(join(tempDir(), 'store'));
  const world = fakeWorld(store, {
    workerEntry: { file: fixture, args: ['worker'], ...(options.environment && { environment: options.environment }) },
    ...(options.signal && { signal: options.signal }),
  });
  const plan = planOf([
    step('before', fakeStage().stage, { text: 'before' }),
    step('isolated', workerStage(name), options.params ?? {}, ['before']),
  ]);
  const result = (await execute(plan, world)).get('isolated');
  if (result === undefined) throw new Error('no result');
  // Whatever happened, no temporary file is left but the name of this process.
  const left = readdirSync(join(store.root, 'tmp'), { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => !entry.isDirectory()).map(({ name: file }) => file)).toEqual(['owner']);
  expect(readdirSync(join(store.root, 'leases'))).toEqual([]);
  return { result, world, store };
}

async function outputOf(result: StepResult, store: DiskStore): Promise<unknown> {
  const ref = result.action === 'finished' ? result.record.outputs['out'] : undefined;
  const path = ref === undefined ? undefined : await store.objects.open(ref);
  return path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
}

function errorOf(result: StepResult): Error & { hint?: string | undefined } {
  if (result.action !== 'failed') throw new Error(`Expected a failure, got ${result.action}`);
  return result.error;
}

describe('processes()', () => {
  it('runs a step in another process, with its parameters, seed, inputs and progress', async () => {
    const { result, world, store } = await run('good', { params: { rate: 0.1 } });
    expect(await outputOf(result, store)).toEqual({
      params: { rate: 0.1 },
      seed: deriveSeed(7, 'a'),
      read: ['{"text":"before"}'],
      threads: 2,
    });
    const metrics = result.action === 'finished' ? result.record.metrics : {};
    expect(metrics['score']).toBe(0.5);
    expect(metrics['pid']).not.toBe(process.pid);
    expect(world.events.flatMap((event) => (event.type === 'progress' ? [event.progress] : []))).toEqual([
      { done: 1, total: 2, unit: 'half', note: 'so far' },
      { done: 2, total: 2, unit: 'half' },
    ]);
  });

  it('gives the process an environment made of nothing but what cannot change a result and what the runtime asks for', async () => {
    const strangers = {
      SECRET_TEST: 'a',
      ASSAY_TEST: 'b',
      TF_ENABLE_ONEDNN_OPTS: 'False',
      LD_LIBRARY_PATH: '/nowhere',
    };
    Object.assign(process.env, strangers);
    const environment: NonNullable<WorkerEntry['environment']> = ({ backend, threads }) => ({
      EXTRA: `${backend} ${threads}`,
    });
    const { result, store } = await run('environment', { environment });
    for (const name of Object.keys(strangers)) delete process.env[name];
    const found = (await outputOf(result, store)) as Record<string, string>;
    const network = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);
    const places = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP', 'NODE_EXTRA_CA_CERTS'];
    const passed = [...places, ...network].filter((name) => process.env[name] !== undefined);
    expect(Object.keys(found).sort()).toEqual([...passed, 'LC_ALL', 'TZ', 'EXTRA'].sort());
    expect(found).toMatchObject({ EXTRA: 'portable 2', LC_ALL: 'C.UTF-8', TZ: 'UTC' });
  });

  it('runs a step that needs no process of its own in one, where the engine was started under something that acts on it', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    const workerEntry = { file: fixture, args: ['worker'], always: true };
    const plan = planOf([step('good', { ...workerStage('good'), isolated: false }, {})]);
    const result = (await execute(plan, fakeWorld(store, { workerEntry }))).get('good');
    const metrics = result?.action === 'finished' ? result.record.metrics : {};
    expect(metrics['pid']).toEqual(expect.any(Number));
    expect(metrics['pid']).not.toBe(process.pid);
  });

  it('brings a StageFailure back with its hint', async () => {
    const error = errorOf((await run('failure')).result);
    expect(error).toBeInstanceOf(StageFailure);
    expect(error.message).toBe('The loss is NaN in epoch 3');
    expect(error.hint).toBe('Lower the learning rate.');
  });

  it('brings a bug back with the stack of where it happened', async () => {
    const error = errorOf((await run('bug')).result);
    expect(error).not.toBeInstanceOf(StageFailure);
    expect(error.message).toBe('x is not a function');
    expect(error.stack).toContain('fixture.mjs');
  });

  it('makes a crash of native code a failure of the step', async () => {
    const error = errorOf((await run('abort')).result);
    expect(error).toBeInstanceOf(StageFailure);
    expect(error.message).toMatch(/^The process of stage "abort" crashed \(SIG[A-Z]+\)\nIts last output was:\n/);
    expect(error.message).toContain('about to crash');
  });

  it('makes a kill by the system a failure of the step', async () => {
    const error = errorOf((await run('killed')).result);
    expect(error).toBeInstanceOf(StageFailure);
    expect(error.message).toBe('The process of stage "killed" was killed (SIGKILL)');
    expect(error.hint).toContain('memory');
  });

  it('makes an early exit a failure of the step, with the last lines only', async () => {
    const error = errorOf((await run('exit')).result);
    expect(error.message).toContain('The process of stage "exit" ended with exit code 3 before it had a result');
    expect(error.message).toContain('the last words');
    expect(error.message.length).toBeLessThan(1000);
  });

  it('does not lose a metric that is not a number on its way', async () => {
    const error = errorOf((await run('notNumber')).result);
    expect(error.message).toBe('Stage "notNumber" returned the metric "loss" as NaN: expected a finite number or text');
  });

  it('lets a step stop of its own accord when the run is interrupted', async () => {
    const started = join(tempDir(), 'started');
    const abort = new AbortController();
    const running = run('patient', { params: { started }, signal: abort.signal });
    await appears(started);
    abort.abort();
    const { result, world } = await running;
    expect(result.action).toBe('cancelled');
    expect(existsSync(`${started}-stopped`)).toBe(true);
    expect(courseOf(world).at(-1)).toBe('cancelled isolated');
  });

  it('kills a step that does not stop', async () => {
    const started = join(tempDir(), 'started');
    const abort = new AbortController();
    const running = run('deaf', { params: { started }, signal: abort.signal });
    await appears(started);
    const pid = Number(readFileSync(started, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    const from = performance.now();
    abort.abort();
    expect((await running).result.action).toBe('cancelled');
    expect(performance.now() - from).toBeGreaterThan(1000);
    expect(isAlive(pid)).toBe(false);
  });

  it('does not start a process for a run that is interrupted already', async () => {
    const request = {
      stage: 'good',
      params: {},
      runtime: { backend: 'portable', threads: 1 },
      seed: 1,
      facts: {},
      inputs: {},
      outputs: {},
      scratch: folder,
    };
    const executor = processes({ file: 'no-such-file', args: [] }, { cores: 1 });
    const controls = {
      signal: AbortSignal.abort(),
      progress: () => undefined,
      saveCheckpoint: async () => undefined,
      usedFile: () => undefined,
      warn: () => undefined,
    };
    await expect(executor.run(request, { cores: 1 }, controls)).rejects.toThrow(Cancelled);
  });
});

describe('serveWorker()', () => {
  it('ends its process when the engine is gone', async () => {
    const started = join(tempDir(), 'started');
    const worker = spawn(process.execPath, [fixture], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const ended = new Promise((resolve) => worker.on('exit', resolve));
    worker.on('message', () =>
      worker.send({
        type: 'run',
        request: { stage: 'deaf', params: { started }, inputs: {}, outputs: {}, scratch: folder },
      }),
    );
    await appears(started);
    worker.disconnect(); // What the death of the engine does to the channel.
    await ended;
    expect(isAlive(worker.pid ?? 0)).toBe(false);
  });
});
