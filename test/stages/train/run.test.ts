import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { Cancelled, StageFailure } from '../../../engine/core/failure.ts';
import type { Metrics, Progress, StageContext } from '../../../engine/core/stage.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { dataOf, resolveModel } from '../../../nn/model.ts';
import type { ModelSpec } from '../../../nn/model.ts';
import { deriveSeed } from '../../../nn/random.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { TensorFile } from '../../../stages/formats/safetensors.ts';
import { readTable } from '../../../stages/formats/csv.ts';
import type { Table } from '../../../stages/formats/csv.ts';
import { run } from '../../../stages/train/run.ts';
import type { TrainParams } from '../../../stages/train/params.ts';
import { bars } from '../../nn/digits.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';

const RUNTIME = { backend: 'tensorflow', threads: 2 };
const MODEL: ModelSpec = {
  input: [6, 6, 1],
  layers: [
    { conv2d: { filters: 4, kernel: 3, activation: 'relu' } },
    { maxPool2d: {} },
    { flatten: {} },
    { dropout: { rate: 0.1 } },
    { dense: { units: 6, activation: 'softmax' } },
  ],
};
const PARAMS: TrainParams = {
  model: MODEL,
  optimizer: { sgd: { learningRate: 0.05, momentum: 0.9, nesterov: true } },
  epochs: 3,
  batchSize: 32,
  loss: 'categoricalCrossEntropy',
  precision: 'float32',
  trainEvaluation: 50,
  snapshots: [],
  freeze: [],
};

async function writeBars(folder: string, classes = 6): Promise<string> {
  const path = join(folder, 'bars.safetensors');
  const tensors: Parameters<typeof writeSafetensors>[1] = {};
  const splits = { train: bars(300, 1), validation: bars(60, 2), test: bars(100, 3) };
  for (const [split, { images, labels }] of Object.entries(splits)) {
    Object.assign(tensors, {
      [`${split}.images`]: { dtype: 'U8', shape: [labels.length, 6, 6, 1], data: images },
      [`${split}.labels`]: { dtype: 'U8', shape: [labels.length], data: labels },
    });
  }
  await writeSafetensors(path, tensors, { dataset: JSON.stringify({ name: 'bars', classes, shape: [6, 6, 1] }) });
  return path;
}

async function context(folder: string, changed: Partial<TrainParams> = {}): Promise<StageContext<TrainParams>> {
  const data = await writeBars(folder);
  return { ...contextOf(folder, { ...PARAMS, ...changed }, { data }), runtime: RUNTIME };
}

describe('run() of train', () => {
  let model: TensorFile;
  let predictions: TensorFile;
  let history: Table['rows'];
  let metrics: Metrics | void;
  const progress: Progress[] = [];
  beforeAll(async () => {
    await withFolder(async (folder) => {
      metrics = await run({ ...(await context(folder)), progress: (at) => progress.push(at) });
      model = await readSafetensors(join(folder, 'model'));
      predictions = await readSafetensors(join(folder, 'predictions'));
      history = (await readTable(join(folder, 'history'))).rows;
    });
  });

  test('writes the weights before and after, and the model with every default', () => {
    const names = ['conv1.bias', 'conv1.kernel', 'dense1.bias', 'dense1.kernel'];
    expect([...model.tensors.keys()].sort()).toEqual([
      ...names.map((n) => `final/${n}`),
      ...names.map((n) => `initial/${n}`),
    ]);
    expect(metadataAt(model, 'model')).toEqual(dataOf(resolveModel(MODEL)));
    for (const [name, { shape, data }] of Object.entries(
      initialWeights(resolveModel(MODEL), deriveSeed(1, 'initial')),
    )) {
      expect(tensorAt(model, `initial/${name}`, 'F32')).toMatchObject({ shape, data });
      expect(tensorAt(model, `final/${name}`, 'F32').shape).toEqual(shape);
      expect(tensorAt(model, `final/${name}`, 'F32').data).not.toEqual(data);
    }
  });

  test('writes one row per epoch, without running means before training', () => {
    const columns = ['epoch', 'loss', 'accuracy', 'trainLoss', 'trainAccuracy', 'validationLoss', 'validationAccuracy'];
    expect(history.map((row) => row['epoch'])).toEqual(['0', '1', '2', '3']);
    expect(Object.keys(history[0] ?? {})).toEqual(columns);
    expect(history[0]).toMatchObject({ loss: '', accuracy: '' });
    for (const row of history.slice(1))
      for (const column of columns) expect(Number(row[column] || Number.NaN)).not.toBeNaN();
  });

  test('writes predictions that give the metrics', () => {
    const logits = tensorAt(predictions, 'test.logits', 'F32');
    const labels = tensorAt(predictions, 'test.labels', 'U8');
    expect(logits.shape).toEqual([100, 6]);
    expect(labels.data).toEqual(bars(100, 3).labels);
    let correct = 0;
    for (const [index, label] of labels.data.entries()) {
      const row = logits.data.slice(6 * index, 6 * index + 6);
      if (row.indexOf(Math.max(...row)) === label) correct += 1;
    }
    expect(metrics).toMatchObject({ testAccuracy: correct / 100, parameters: 40 + 16 * 6 + 6 });
    expect(correct).toBeGreaterThan(60); // chance: 17
    expect(Object.keys(metrics ?? {}).sort()).toEqual([
      'parameters',
      'secondsPerEpoch',
      'testAccuracy',
      'testLoss',
      'trainAccuracy',
      'validationAccuracy',
    ]);
  });

  test('tells how far it is', () => {
    const batches = progress.filter(({ note }) => note?.includes('loss'));
    expect(batches).toHaveLength(30);
    expect(batches[0]).toMatchObject({ done: 1, total: 30, unit: 'batches' });
    expect(batches[29]).toMatchObject({ done: 30 });
    expect(batches[29]?.note).toMatch(/^epoch 3\/3, loss \d\.\d{4}, accuracy \d\.\d{4}$/);
  });

  test('tells what it has measured: within an epoch, and at the end of each', () => {
    const measured = progress.flatMap((at) => at.measured ?? []);
    expect(measured.map(({ at }) => at)).toEqual(Array.from({ length: 31 }, (_, batch) => batch / 10));
    const ends = measured.filter(({ at }) => Number.isInteger(at));
    for (const { values } of ends.slice(1)) expect(values['validationAccuracy']).toBeGreaterThan(0);
  });

  test('fails when the loss is not finite, and says what to do', async () => {
    await withFolder(async (folder) => {
      const failure: unknown = await run(await context(folder, { optimizer: { sgd: { learningRate: 1e30 } } })).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(StageFailure);
      expect(failure).toMatchObject({ hint: 'Try a smaller learningRate.' });
      expect((failure as Error).message).toMatch(/in epoch 1, batch \d, at learning rate 1e\+30$/);
    });
  });

  test('ends as Cancelled when it is interrupted', async () => {
    await withFolder(async (folder) => {
      const controller = new AbortController();
      const progress = (): void => controller.abort();
      const training = run({ ...(await context(folder)), signal: controller.signal, progress });
      await expect(training).rejects.toThrow(Cancelled);
    });
  });

  test('fails when the dataset does not fit the model', async () => {
    await withFolder(async (folder) => {
      const wide: ModelSpec = { ...MODEL, input: [6, 8, 1] };
      await expect(run(await context(folder, { model: wide }))).rejects.toThrow(
        'The model takes images of 6x8x1, but the dataset has 6x6x1',
      );
      const data = await writeBars(folder, 7);
      await expect(run({ ...contextOf(folder, PARAMS, { data }), runtime: RUNTIME })).rejects.toThrow(
        'The last layer has 6 outputs, but the dataset has 7 classes',
      );
      await expect(run(await context(folder, { batchSize: 301 }))).rejects.toThrow(
        'A batch of 301 images is larger than the training set of 300',
      );
    });
  });
});

describe.each(['tensorflow', 'portable'] as const)('run() of train on %s', (backend) => {
  test('gives the same bytes in two processes', { timeout: 60_000 }, async () => {
    await withFolder(async (folder) => {
      const data = await writeBars(folder);
      const script = bundle(folder);
      const outputs = ['first', 'second'].map((name) => {
        const out = join(folder, name);
        execFileSync(process.execPath, [script, JSON.stringify({ out, data, backend, params: PARAMS })], {
          stdio: 'pipe',
        });
        return ['model', 'history', 'predictions'].map((port) => readFileSync(`${out}-${port}`));
      });
      expect(outputs[0]).toEqual(outputs[1]);
      expect(outputs[0]?.every((bytes) => bytes.length > 100)).toBe(true);
    });
  });
});

/** A script that runs the stage once: Node 20 does not run TypeScript. */
function bundle(folder: string): string {
  const root = resolve(import.meta.dirname, '../../..');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{}'); // by which the backend finds what is installed
  const outfile = join(folder, 'train.mjs');
  const entry = join(folder, 'entry.ts');
  writeFileSync(
    entry,
    `import { run } from ${JSON.stringify(join(root, 'stages/train/run.ts'))};
    import { mkdirSync } from 'node:fs';
    const { out, data, backend, params } = JSON.parse(process.argv[2]);
    mkdirSync(\`\${out}-scratch\`, { recursive: true });
    await run({
      params, signal: new AbortController().signal, runtime: { backend, threads: 2 }, scratch: \`\${out}-scratch\`, seed: () => 1,
      input: () => ({ path: data }), inputs: () => [], output: (port) => \`\${out}-\${port}\`, progress: () => {}, saveCheckpoint: async () => {},
    });`,
  );
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
