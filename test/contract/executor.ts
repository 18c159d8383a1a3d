import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digestOfBytes } from '../../engine/core/digest.ts';
import { Cancelled, StageFailure, UsageError } from '../../engine/core/failure.ts';
import type { Executor } from '../../engine/execute/executor.ts';
import type { Controls, StepRequest } from '../../engine/execute/perform.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { appears, TABLE } from '../helpers/worker-stages.ts';

/** A step of one of the worker stages, in a folder of its own. */
function requestOf(stage: string, params: StepRequest['params'] = {}): StepRequest & { readonly out: string } {
  const folder = tempDir();
  const out = join(folder, 'out.txt');
  return {
    stage,
    params,
    runtime: { backend: 'portable', threads: 2 },
    seed: 7,
    facts: {},
    inputs: {},
    outputs: { out },
    scratch: join(folder, 'scratch'),
    out,
  };
}

/** Controls that write down what the step tells. */
function listening(change: Partial<Controls> = {}): Controls & { readonly told: unknown[] } {
  const told: unknown[] = [];
  return {
    told,
    signal: new AbortController().signal,
    progress: (progress) => told.push(progress),
    warn: (message) => told.push(message),
    usedFile: (path, digest) => told.push({ path, digest }),
    saveCheckpoint: async (reach, path) => void told.push({ ...reach, content: readFileSync(path, 'utf8') }),
    ...change,
  };
}

const NEEDS = { cores: 1 };

/** What every place where steps run has to do, told of one that runs the worker stages. */
export function executorContract(name: string, make: () => Executor): void {
  const run = (request: StepRequest, controls: Controls): ReturnType<Executor['run']> =>
    make().run(request, NEEDS, controls);
  const errorOf = async (stage: string, controls = listening()): Promise<unknown> =>
    run(requestOf(stage), controls).then(
      () => undefined,
      (error: unknown) => error,
    );

  describe(`${name} + the contract of executors`, () => {
    it('writes the outputs where the request says, and returns the metrics', async () => {
      const request = requestOf('good', { rate: 0.1 });
      expect(await run(request, listening())).toMatchObject({ score: 0.5 });
      expect(JSON.parse(readFileSync(request.out, 'utf8'))).toMatchObject({ params: { rate: 0.1 }, threads: 2 });
    });

    it('brings metrics back as they are, NaN too', async () => {
      expect(await run(requestOf('notNumber'), listening())).toEqual({ loss: Number.NaN });
    });

    it('tells progress and warnings, in order', async () => {
      const progress = listening();
      await run(requestOf('good'), progress);
      expect(progress.told).toEqual([
        { done: 1, total: 2, unit: 'half', note: 'so far' },
        { done: 2, total: 2, unit: 'half' },
      ]);
      const warned = listening();
      await run(requestOf('warns'), warned);
      expect(warned.told).toEqual(['Something is odd']);
    });

    it('tells which bytes of a file were used', async () => {
      const controls = listening();
      const digest = digestOfBytes('x');
      await run(requestOf('uses', { digest }), controls);
      expect(controls.told).toEqual([{ path: TABLE, digest }]);
    });

    it('saves checkpoints, each before the step goes on, and continues from one', async () => {
      const controls = listening();
      const request = requestOf('adds', { until: 3 });
      await run(request, controls);
      expect(controls.told).toEqual([
        { at: 1, content: '1' },
        { at: 2, content: '3' },
        { at: 3, content: '6' },
      ]);
      expect(readFileSync(request.out, 'utf8')).toBe('6');
      const longer = requestOf('adds', { until: 4 });
      const path = join(tempDir(), 'state');
      writeFileSync(path, '6');
      const more = listening();
      await run({ ...longer, checkpoint: { at: 3, path } }, more);
      expect(more.told).toEqual([{ at: 4, content: '10' }]);
    });

    it('lets a step fail when its checkpoint is refused', async () => {
      const saveCheckpoint = (): Promise<void> =>
        Promise.reject(new StageFailure('The disk is full', { hint: 'Tidy.' }));
      const error = await run(requestOf('adds', { until: 2 }), listening({ saveCheckpoint })).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(StageFailure);
      expect(error).toMatchObject({ message: 'The disk is full', hint: 'Tidy.' });
    });

    it('brings each kind of failure back as it was thrown', async () => {
      const failure = await errorOf('failure');
      expect(failure).toBeInstanceOf(StageFailure);
      expect(failure).toMatchObject({ message: 'The loss is NaN in epoch 3', hint: 'Lower the learning rate.' });
      const misuse = await errorOf('misuse');
      expect(misuse).toBeInstanceOf(UsageError);
      expect(misuse).toMatchObject({ message: 'No such dataset', hint: 'Name another.' });
      const bug = await errorOf('bug');
      expect(bug).not.toBeInstanceOf(StageFailure);
      expect(bug).toMatchObject({
        message: 'x is not a function',
        stack: expect.stringMatching(/\n\s+at .*bug/) as unknown,
      });
    });

    it('says that a stage is unknown, which is a bug', async () => {
      expect(await errorOf('nobody')).toMatchObject({
        message: expect.stringContaining('Internal error: no stage "nobody"') as unknown,
      });
    });

    it('does not begin when the run is interrupted already', async () => {
      const controls = listening({ signal: AbortSignal.abort() });
      expect(await errorOf('good', controls)).toBeInstanceOf(Cancelled);
      expect(controls.told).toEqual([]);
    });

    it('stops a step when the signal is aborted, and lets it save a checkpoint first', async () => {
      const abort = new AbortController();
      onTestFinished(() => abort.abort());
      const started = join(tempDir(), 'started');
      const controls = listening({ signal: abort.signal });
      const running = run(requestOf('keeps', { started }), controls).catch((error: unknown) => error);
      await appears(started);
      abort.abort();
      expect(await running).toBeInstanceOf(Cancelled);
      expect(controls.told).toEqual([{ at: 0, part: { done: 1, of: 2, unit: 'halves' }, content: 'half' }]);
    });
  });
}
