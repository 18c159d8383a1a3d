import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import type { Checkpoint } from '../../nn/checkpoint.ts';
import { DivergedError } from '../../nn/fit.ts';
import { initialWeights } from '../../nn/initializers.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import { deriveSeed } from '../../nn/random.ts';
import { train } from '../../nn/train.ts';
import type { EpochRow } from '../../nn/epoch-row.ts';
import type { Trained, TrainOptions, TrainProgress } from '../../nn/train.ts';
import { bars } from './digits.ts';
import { tinyModel } from './models.ts';
import { naiveForward } from './naive.ts';
import type { Naive } from './naive.ts';

const SGD = { sgd: { learningRate: 0.05, momentum: 0.9, nesterov: true, decay: 1e-6 } };
const OPTIONS: TrainOptions = {
  model: tinyModel(6),
  optimizer: createOptimizer(SGD),
  train: bars(300, 1),
  validation: bars(70, 2),
  test: bars(260, 3), // more than one evaluation batch, the last one partial
  epochs: 4,
  batchSize: 32, // 300 = 9 · 32 + 12
  trainEvaluation: 100,
  seed: 5,
};

describe.each(['tensorflow', 'portable'] as const)('train() on %s', (name) => {
  let backend: Backend;
  let trained: Trained;
  const progress: TrainProgress[] = [];
  let leaked = Number.NaN;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
    const before = backend.tf.memory().numTensors;
    trained = await train(backend, { ...OPTIONS, onProgress: (at) => progress.push(at) });
    leaked = backend.tf.memory().numTensors - before;
  });

  test('learns a separable problem to more than 95 %', () => {
    expect(trained.test?.accuracy).toBeGreaterThan(0.95);
    expect(trained.history.at(-1)?.validation?.accuracy).toBeGreaterThan(0.95);
  });

  test('leaves no tensors behind', () => {
    expect(leaked).toBe(0);
  });

  test('has a row for before training and one per epoch', () => {
    expect(trained.history.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4]);
    const [before, first] = trained.history;
    expect(before?.running).toBeUndefined();
    expect(before?.train?.accuracy).toBeLessThan(0.5);
    expect(first?.running?.loss).toBeGreaterThan(0);
    for (const row of trained.history) {
      for (const { accuracy } of [row.train, row.validation].filter((one) => one !== undefined)) {
        expect(accuracy >= 0 && accuracy <= 1).toBe(true);
      }
    }
  });

  test('reports every batch, with running means that end as the row of the epoch', () => {
    expect(progress.map(({ epoch, batch }) => [epoch, batch])).toEqual(
      [1, 2, 3, 4].flatMap((epoch) => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((batch) => [epoch, batch])),
    );
    const last = progress.at(-1);
    expect(trained.history.at(-1)?.running).toEqual({ loss: last?.loss, accuracy: last?.accuracy });
    expect((trained.history.at(-1)?.running?.accuracy ?? Number.NaN) * 300).toBeCloseTo(
      Math.round((last?.accuracy ?? Number.NaN) * 300),
      9,
    );
  });

  test('starts from the initial weights it gives', () => {
    expect(trained.initial).toEqual(initialWeights(OPTIONS.model, deriveSeed(OPTIONS.seed, 'initial')));
    expect(Object.keys(trained.final)).toEqual(Object.keys(trained.initial));
    for (const [weight, { data }] of Object.entries(trained.final)) {
      expect(data).not.toEqual(trained.initial[weight]?.data);
    }
  });

  test('gives logits and an evaluation that agree with plain loops over the final weights', () => {
    const { images, labels } = OPTIONS.test;
    const weights = Object.fromEntries(
      Object.entries(trained.final).map(([key, { shape, data }]): [string, Naive] => [
        key,
        { shape, data: Float64Array.from(data) },
      ]),
    );
    const x = { shape: [labels.length, 6, 6, 1], data: Float64Array.from(images, (pixel) => pixel / 255) };
    const logits = naiveForward(OPTIONS.model, weights, x).data;
    expect(trained.testLogits.length).toBe(260 * 6);
    let loss = 0;
    let correct = 0;
    for (const [index, label] of labels.entries()) {
      const row = logits.slice(6 * index, 6 * index + 6);
      for (const [at, logit] of row.entries()) expect(trained.testLogits[6 * index + at]).toBeCloseTo(logit, 3);
      loss += Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (row[label] ?? Number.NaN);
      if (row.indexOf(Math.max(...row)) === label) correct += 1;
    }
    expect(trained.test?.loss).toBeCloseTo(loss / labels.length, 4);
    expect(trained.test?.accuracy).toBe(correct / labels.length);
  });

  test('gives the same again, and something else for another seed', async () => {
    expect(await train(backend, OPTIONS)).toEqual(trained);
    const other = await train(backend, { ...OPTIONS, seed: 6 });
    expect(other.final['conv1.kernel']).not.toEqual(trained.final['conv1.kernel']);
  });

  test('starts from given weights, and leaves those of frozen layers alone', async () => {
    const notices: string[] = [];
    const onNotice = (notice: string): void => void notices.push(notice);
    const options = { ...OPTIONS, start: trained.final, frozen: ['conv1'], epochs: 2, onNotice };
    const tuned = await train(backend, options);
    expect(notices).toEqual([]); // Where the backend has a graph, it is used.
    expect(tuned.initial).toEqual(trained.final);
    // Before training on, it is the network that it starts from.
    expect(tuned.history[0]?.validation).toEqual(trained.history.at(-1)?.validation);
    expect(Object.keys(tuned.final)).toEqual(Object.keys(trained.final));
    for (const part of ['kernel', 'bias']) {
      expect(tuned.final[`conv1.${part}`]).toEqual(trained.final[`conv1.${part}`]);
      expect(tuned.final[`dense1.${part}`]).not.toEqual(trained.final[`dense1.${part}`]);
    }
    // As a graph, where the backend has one, and operation by operation.
    expect(await train(backend, { ...options, execution: 'eager' })).toEqual(tuned);
  });

  test('with a frozen layer moves the others by the gradient that they have anyway', async () => {
    const one = { ...OPTIONS, optimizer: createOptimizer({ sgd: { learningRate: 0.05 } }), epochs: 1, batchSize: 300 };
    const all = await train(backend, one);
    const some = await train(backend, { ...one, frozen: ['conv1'] });
    expect(some.final['dense1.kernel']).toEqual(all.final['dense1.kernel']);
    expect(some.final['conv1.kernel']).toEqual(some.initial['conv1.kernel']);
  });

  test('leaves no tensors behind with a frozen layer', async () => {
    const before = backend.tf.memory().numTensors;
    await train(backend, { ...OPTIONS, epochs: 1, frozen: ['dense1'] });
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test('learns with Adam', async () => {
    const { test } = await train(backend, { ...OPTIONS, optimizer: createOptimizer({ adam: { learningRate: 0.01 } }) });
    expect(test?.accuracy).toBeGreaterThan(0.95);
  });

  test('stops when the loss is not finite, and says where', async () => {
    const before = backend.tf.memory().numTensors;
    const error: unknown = await train(backend, {
      ...OPTIONS,
      optimizer: createOptimizer({ sgd: { learningRate: 1e30 } }),
    }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DivergedError);
    expect((error as Error).message).toMatch(
      /^The loss became (NaN|Infinity) in epoch 1, batch [23], at learning rate 1e\+30$/,
    );
    expect(error).toMatchObject({ epoch: 1, learningRate: 1e30 });
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test('stops between two batches when aborted', async () => {
    const before = backend.tf.memory().numTensors;
    const controller = new AbortController();
    let batches = 0;
    const onProgress = (): void => {
      batches += 1;
      if (batches === 12) controller.abort(new Error('enough'));
    };
    const training = train(backend, { ...OPTIONS, signal: controller.signal, onProgress });
    await expect(training).rejects.toThrow('enough');
    expect(batches).toBe(12);
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test('lets the event loop turn while it trains', async () => {
    let turns = 0;
    let previous = performance.now();
    let longest = 0;
    const timer = setInterval(() => {
      turns += 1;
      longest = Math.max(longest, performance.now() - previous);
      previous = performance.now();
    }, 1);
    await train(backend, { ...OPTIONS, epochs: 20 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    expect(longest).toBeLessThan(1000); // 50 ms and a step, on a machine that has other things to do
  });

  test('does without validation and test images', async () => {
    const none = { images: new Uint8Array(), labels: new Uint8Array() };
    const result = await train(backend, { ...OPTIONS, validation: none, test: none, epochs: 1 });
    expect(result.test).toBeUndefined();
    expect(result.testLogits.length).toBe(0);
    expect(result.history.map(({ validation }) => validation)).toEqual([undefined, undefined]);
  });
});

describe('train() on tensorflow', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend('tensorflow', { threads: 2 });
  });

  test.each([SGD, { adam: { learningRate: 0.01 } }])(
    'goes on from any epoch, and ends with the bits of an uninterrupted training: %o',
    async (optimizer) => {
      const before = backend.tf.memory().numTensors;
      const options = { ...OPTIONS, optimizer: createOptimizer(optimizer), epochs: 3 };
      const checkpoints: Checkpoint<EpochRow>[] = [];
      const state = async (checkpoint: Checkpoint<EpochRow>): Promise<void> => {
        if (checkpoint.part === undefined) checkpoints.push(checkpoint);
      };
      const whole = await train(backend, { ...options, keep: { everyMs: 0, state } });
      expect(checkpoints.map(({ epoch, history }) => [epoch, history.length])).toEqual([
        [1, 2],
        [2, 3],
        [3, 4],
      ]);
      for (const from of checkpoints) {
        for (const execution of ['auto', 'eager'] as const) {
          expect(await train(backend, { ...options, from, execution })).toEqual(whole);
        }
      }
      expect(backend.tf.memory().numTensors).toBe(before);
    },
  );

  test('extends a training that had fewer epochs', async () => {
    let last: Checkpoint<EpochRow> | undefined;
    const state = async (checkpoint: Checkpoint<EpochRow>): Promise<void> => void (last = checkpoint);
    await train(backend, { ...OPTIONS, epochs: 2, keep: { everyMs: Infinity, state } });
    if (last === undefined) throw new Error('no checkpoint');
    expect(await train(backend, { ...OPTIONS, from: last })).toEqual(await train(backend, OPTIONS));
  });

  test.each(['float32', 'bfloat16'] as const)('gives the same bits eagerly and as a graph in %s', async (precision) => {
    const notices: string[] = [];
    const options = { ...OPTIONS, precision, onNotice: (notice: string) => void notices.push(notice) };
    const graph = await train(backend, options);
    expect(await train(backend, { ...options, execution: 'eager' })).toEqual(graph);
    expect(notices).toEqual([]);
    expect(graph.test?.accuracy).toBeGreaterThan(0.95);
  });

  test('gives other bits in bfloat16, from the same start', async () => {
    const [single, half] = [await train(backend, OPTIONS), await train(backend, { ...OPTIONS, precision: 'bfloat16' })];
    expect(half.initial).toEqual(single.initial);
    expect(half.history[0]).toEqual(single.history[0]);
    expect(half.final['conv1.kernel']).not.toEqual(single.final['conv1.kernel']);
  });

  test('gives the same bits in another process, with other load on the machine', async () => {
    const folder = mkdtempSync(join(process.cwd(), 'node_modules/.assay-test-'));
    const script = join(folder, 'train.mjs');
    const { epochs, batchSize, trainEvaluation, seed } = OPTIONS;
    const settings = { epochs, batchSize, trainEvaluation, seed };
    try {
      buildSync({
        stdin: {
          contents: `
            import { createHash } from 'node:crypto';
            import { loadBackend } from './nn/backends/index.ts';
            import { createOptimizer } from './nn/optimizers/index.ts';
            import { train } from './nn/train.ts';
            import { bars } from './test/nn/digits.ts';
            import { tinyModel } from './test/nn/models.ts';
            const options = ${JSON.stringify(settings)};
            const data = { train: bars(300, 1), validation: bars(70, 2), test: bars(260, 3) };
            const { final } = await train(await loadBackend('tensorflow', { threads: 2 }), {
              ...options,
              ...data,
              model: tinyModel(6),
              optimizer: createOptimizer(${JSON.stringify(SGD)}),
            });
            const hash = createHash('sha256');
            for (const { data } of Object.values(final)) hash.update(data);
            console.log(hash.digest('hex'));`,
          resolveDir: process.cwd(),
          loader: 'ts',
        },
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        outfile: script,
      });
      const run = promisify(execFile);
      const runs = await Promise.all([1, 2, 3].map(() => run(process.execPath, [script])));
      const hash = createHash('sha256');
      for (const { data } of Object.values((await train(backend, OPTIONS)).final)) hash.update(data);
      expect(runs.map(({ stdout }) => stdout.trim())).toEqual(Array(3).fill(hash.digest('hex')));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
