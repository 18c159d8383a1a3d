import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { Cancelled, StageFailure } from '../../../engine/core/failure.ts';
import type { Json } from '../../../engine/core/json.ts';
import type { Checkpoint, Metrics, Progress, StageContext } from '../../../engine/core/stage.ts';
import type { Autoencoder } from '../../../nn/autoencoder.ts';
import { run } from '../../../stages/autoencode/run.ts';
import type { AutoencodeParams, PlainParams, VariationalParams } from '../../../stages/autoencode/params.ts';
import { autoencode } from '../../../stages/autoencode/stage.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { TensorFile } from '../../../stages/formats/safetensors.ts';
import { numbersAt, readTable } from '../../../stages/formats/csv.ts';
import type { Table } from '../../../stages/formats/csv.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { bars } from '../../nn/digits.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';

const PLAIN: PlainParams = {
  kind: 'plain',
  latent: 4,
  hidden: [],
  activation: 'leakyRelu',
  loss: 'mse',
  optimizer: { adam: { learningRate: 0.01 } },
  epochs: 3,
  batchSize: 32,
  examples: 12,
};
const VARIATIONAL: VariationalParams = {
  kind: 'variational',
  latent: 2,
  hidden: [16],
  activation: 'tanh',
  binarised: true,
  decoderDecay: 1e-4,
  optimizer: { adam: { learningRate: 0.01 } },
  epochs: 2,
  batchSize: 32,
  examples: 23, // two bands, the second one partial
  samples: 7,
};
const TEST = bars(100, 3);

async function writeBars(folder: string): Promise<string> {
  const path = join(folder, 'bars.safetensors');
  const tensors: Parameters<typeof writeSafetensors>[1] = {};
  for (const [split, { images, labels }] of Object.entries({
    train: bars(200, 1),
    validation: bars(60, 2),
    test: TEST,
  })) {
    Object.assign(tensors, {
      [`${split}.images`]: { dtype: 'U8', shape: [labels.length, 6, 6, 1], data: images },
      [`${split}.labels`]: { dtype: 'U8', shape: [labels.length], data: labels },
    });
  }
  await writeSafetensors(path, tensors, { dataset: JSON.stringify({ name: 'bars', classes: 6, shape: [6, 6, 1] }) });
  return path;
}

async function contextFor<P extends AutoencodeParams>(folder: string, params: P): Promise<StageContext<P>> {
  const data = await writeBars(folder);
  return { ...contextOf(folder, params, { data }), runtime: { backend: 'tensorflow', threads: 2 } };
}

interface Done {
  readonly files: readonly string[];
  readonly digests: readonly string[];
  readonly metrics: Metrics | void;
  readonly weights: TensorFile;
  readonly reconstructions: TensorFile;
  readonly history: Table;
  readonly sizes: Readonly<Record<string, readonly [width: number, height: number]>>;
  readonly progress: readonly Progress[];
}

async function done(params: AutoencodeParams, checkpoint?: Checkpoint): Promise<Done> {
  return withFolder(async (folder) => {
    const progress: Progress[] = [];
    const context = { ...(await contextFor(folder, params)), checkpoint };
    const metrics = await run({ ...context, progress: (at) => progress.push(at) });
    const files = readdirSync(folder)
      .filter((file) => !['bars.safetensors', 'checkpoint.safetensors'].includes(file))
      .sort();
    const sizes: Record<string, [number, number]> = {};
    for (const file of ['image', 'samples'].filter((name) => existsSync(join(folder, name)))) {
      const { width, height, format } = await sharp(join(folder, file)).metadata();
      expect(format).toBe('png');
      sizes[file] = [width, height];
    }
    return {
      files,
      digests: files.map((file) =>
        createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
      ),
      metrics,
      weights: await readSafetensors(join(folder, 'autoencoder')),
      reconstructions: await readSafetensors(join(folder, 'reconstructions')),
      history: await readTable(join(folder, 'history')),
      sizes,
      progress,
    };
  });
}

/** Runs it, tells it to stop after so many batches, and gives what it threw and the last state that it kept. */
async function stopped(
  params: AutoencodeParams,
  batches: number,
): Promise<{ readonly error: unknown; readonly checkpoint: Checkpoint | undefined }> {
  return withFolder(async (folder) => {
    const abort = new AbortController();
    let checkpoint: Checkpoint | undefined;
    const error: unknown = await run({
      ...(await contextFor(folder, params)),
      signal: abort.signal,
      progress: (at) => at.done === batches && abort.abort(),
      async saveCheckpoint(at, path, part) {
        checkpoint = { at, ...(part && { part }), path: join(tempDir(), 'checkpoint') };
        copyFileSync(path, checkpoint.path);
      },
    }).catch((thrown: unknown) => thrown);
    return { error, checkpoint };
  });
}

async function failure(
  params: AutoencodeParams,
  changed: Partial<Omit<StageContext, 'params'>> = {},
): Promise<unknown> {
  return withFolder(async (folder) =>
    run({ ...(await contextFor(folder, params)), ...changed }).catch((error: unknown) => error),
  );
}

describe.each([PLAIN, VARIATIONAL])('run() of autoencode, kind $kind', (params) => {
  let first: Done;
  beforeAll(async () => {
    first = await done(params);
  });

  test('writes what the stage says it writes', () => {
    const { kind } = params;
    const outputs = autoencode.outputsOf?.(params as unknown as { readonly [key: string]: Json }) ?? {};
    expect(Object.keys(outputs).sort()).toEqual(first.files);
    expect('samples' in outputs).toBe(kind === 'variational');
  });

  test('gives the same bytes again', async () => {
    const second = await done(params);
    expect(second.digests).toEqual(first.digests);
  });

  test('told to stop after any batch, keeps a state to continue from, and ends with the same bytes', async () => {
    const all = params.epochs * 7; // 200 images in batches of 32
    for (const at of [1, 6, 7, 8, all - 1, all]) {
      const { error, checkpoint } = await stopped(params, at);
      expect(error).toBeInstanceOf(Cancelled);
      expect(checkpoint?.part?.unit).toBe('batches');
      expect((await done(params, checkpoint)).digests).toEqual(first.digests);
    }
  });

  test('continues where one of fewer epochs ended, with the same bytes', async () => {
    const { checkpoint } = await stopped({ ...params, epochs: params.epochs - 1 }, Infinity);
    expect(checkpoint?.at).toBe(params.epochs - 1);
    expect(checkpoint?.part).toBeUndefined();
    expect((await done(params, checkpoint)).digests).toEqual(first.digests);
  });

  test('keeps the weights before and after, and both models with every default', () => {
    const network = metadataAt(first.weights, 'autoencoder') as unknown as Autoencoder;
    expect(network).toMatchObject({ kind: params.kind, latent: params.latent, encoder: { input: [6, 6, 1] } });
    const names = [...network.encoder.layers, ...network.decoder.layers]
      .filter(({ type }) => type === 'dense')
      .flatMap(({ name }) => [`${name}.bias`, `${name}.kernel`]);
    expect([...first.weights.tensors.keys()].sort()).toEqual(
      ['final', 'initial'].flatMap((snapshot) => names.map((name) => `${snapshot}/${name}`)).sort(),
    );
    const kernel = tensorAt(first.weights, 'final/output.kernel', 'F32');
    expect(kernel.shape).toEqual([params.hidden.at(0) ?? params.latent, 36]);
    expect(kernel.data).not.toEqual(tensorAt(first.weights, 'initial/output.kernel', 'F32').data);
  });

  test('keeps the history, with the test loss in the last row and in the metrics', () => {
    const column = (name: string): (number | null)[] => numbersAt(first.history, name);
    expect(column('epoch')).toEqual(Array.from({ length: params.epochs + 1 }, (_, epoch) => epoch));
    expect(column('loss')[0]).toBeNull();
    for (const name of ['trainLoss', 'validationLoss']) {
      const losses = column(name);
      expect(losses.at(-1)).toBeLessThan(losses[0] ?? NaN);
    }
    const test = column('testLoss');
    expect(test.slice(0, -1)).toEqual(test.slice(0, -1).map(() => null));
    expect(first.metrics).toMatchObject({ testLoss: test.at(-1) });
  });

  test('keeps the examples: test images in the order of their classes, every class with its share', () => {
    const at = first.reconstructions;
    const indices = [...tensorAt(at, 'indices', 'I32').data];
    const labels = [...tensorAt(at, 'labels', 'U8').data];
    expect(new Set(indices).size).toBe(params.examples);
    expect(labels).toEqual(indices.map((index) => TEST.labels[index]));
    expect(labels).toEqual([...labels].sort((a, b) => a - b));
    for (const label of new Set(TEST.labels)) {
      const share = (TEST.labels.filter((each) => each === label).length * params.examples) / 100;
      const count = labels.filter((each) => each === label).length;
      expect(Math.abs(count - share)).toBeLessThan(1);
    }
    const images = tensorAt(at, 'images', 'F32');
    expect(images.shape).toEqual([params.examples, 6, 6, 1]);
    const seen =
      params.kind === 'plain' ? (pixel: number) => Math.fround(pixel / 255) : (pixel: number) => Number(pixel > 127);
    const expected = indices.flatMap((index) => Array.from(TEST.images.slice(36 * index, 36 * index + 36), seen));
    expect([...images.data]).toEqual(expected);
    expect(tensorAt(at, 'reconstructions', 'F32').shape).toEqual([params.examples, 6, 6, 1]);
    expect(tensorAt(at, 'codes', 'F32').shape).toEqual([params.examples, params.latent]);
  });

  test('reports progress over all epochs', () => {
    const batches = first.progress.filter(({ note }) => note?.includes('loss'));
    expect(batches).toHaveLength(7 * params.epochs);
    expect(batches.at(-1)).toMatchObject({ done: 7 * params.epochs, total: 7 * params.epochs, unit: 'batches' });
    const ends = first.progress.flatMap(({ measured }) => measured?.at ?? []).filter((at) => Number.isInteger(at));
    expect(ends).toEqual(Array.from({ length: params.epochs + 1 }, (_, epoch) => epoch));
    expect(batches.at(-1)?.note).toMatch(new RegExp(`^epoch ${params.epochs}/${params.epochs}, loss \\d+\\.\\d{4}$`));
  });
});

describe('run() of autoencode', () => {
  test('counts the history of a variational autoencoder in nats: loss = reconstruction + kl', async () => {
    const { history, metrics } = await done(VARIATIONAL);
    for (const prefix of ['', 'train', 'validation', 'test']) {
      const column = (term: string): (number | null)[] =>
        numbersAt(history, prefix === '' ? term : `${prefix}${term[0]?.toUpperCase()}${term.slice(1)}`);
      for (const [row, loss] of column('loss').entries()) {
        if (loss === null) continue;
        expect(loss).toBeCloseTo((column('reconstruction')[row] ?? NaN) + (column('kl')[row] ?? NaN), 9);
      }
    }
    expect(numbersAt(history, 'penalty').at(-1)).toBeGreaterThan(0);
    expect(metrics).toMatchObject({ parameters: 36 * 16 + 16 + 16 * 4 + 4 + 2 * 16 + 16 + 16 * 36 + 36 });
  });

  test('draws pictures whose size follows from the images and their number', async () => {
    // A pixel of these images is 14 device pixels: 84 to a side, with 8 between; text needs the rest.
    const twelve = (await done(PLAIN)).sizes;
    const twenty = (await done({ ...PLAIN, examples: 20 })).sizes;
    const forty = (await done({ ...PLAIN, examples: 40 })).sizes;
    expect(Object.keys(twelve)).toEqual(['image']);
    expect((twenty['image']?.[0] ?? NaN) - (twelve['image']?.[0] ?? NaN)).toBe(8 * 92);
    expect(forty['image']?.[0]).toBe(twenty['image']?.[0]);
    expect((forty['image']?.[1] ?? NaN) - (twenty['image']?.[1] ?? NaN)).toBeGreaterThan(2 * 84);
    const { sizes } = await done({ ...VARIATIONAL, samples: 50, epochs: 1 }); // 8 columns, 7 rows
    expect(sizes['samples']).toEqual([2 * 48 + 8 * 92 - 8, 132 + 7 * 92 - 8 + 48]);
  });

  test('uses Adam when no optimizer is named, and cross-entropy with a sigmoid', async () => {
    const { optimizer, ...without } = PLAIN;
    expect(optimizer).toBeDefined();
    const named = await done({ ...without, optimizer: { adam: { learningRate: 0.001 } } });
    expect((await done(without)).digests).toEqual(named.digests);
    const entropy = await done({ ...PLAIN, loss: 'binaryCrossEntropy' });
    expect(metadataAt(entropy.weights, 'autoencoder')).toMatchObject({
      decoder: { layers: [{ type: 'flatten' }, { name: 'output', activation: 'sigmoid' }] },
    });
  });

  test('fails with a reason where the dataset does not fit', async () => {
    expect(await failure({ ...PLAIN, latent: 36 })).toEqual(
      new StageFailure('A code of 36 numbers is not shorter than an image of 6x6x1 = 36 values', {
        hint: 'Correct "latent".',
      }),
    );
    expect(String(await failure({ ...PLAIN, batchSize: 201 }))).toContain(
      'A batch of 201 images is larger than the training set of 200',
    );
    expect(String(await failure({ ...PLAIN, examples: 101 }))).toContain(
      'Cannot show 101 test images: the dataset has 100',
    );
  });

  test('fails when the loss becomes NaN, naming the epoch and the learning rate', async () => {
    const error = await failure({ ...PLAIN, optimizer: { sgd: { learningRate: 1e30 } } });
    expect(error).toBeInstanceOf(StageFailure);
    expect((error as StageFailure).message).toMatch(
      /^The loss became (NaN|Infinity) in epoch 1, batch \d, at learning rate 1e\+30$/,
    );
    expect((error as StageFailure).hint).toBe('Try a smaller learningRate.');
  });

  test('stops when the step is interrupted', async () => {
    const controller = new AbortController();
    const progress = ({ done }: Progress): void => {
      if (done === 3) controller.abort();
    };
    expect(await failure(PLAIN, { signal: controller.signal, progress })).toBeInstanceOf(Cancelled);
  });
});
