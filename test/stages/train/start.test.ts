import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import type { Checkpoint, Problem, StageContext } from '../../../engine/core/stage.ts';
import { Cancelled } from '../../../engine/core/failure.ts';
import { dataOf, resolveModel } from '../../../nn/model.ts';
import type { ModelSpec } from '../../../nn/model.ts';
import { modelOf, weightsOf } from '../../../stages/formats/model.ts';
import { readSafetensors } from '../../../stages/formats/safetensors.ts';
import type { TensorFile } from '../../../stages/formats/safetensors.ts';
import { readTable } from '../../../stages/formats/csv.ts';
import { run } from '../../../stages/train/run.ts';
import { train } from '../../../stages/train/stage.ts';
import type { TrainParams } from '../../../stages/train/params.ts';
import { describeModel } from '../../../stages/training/model-facts.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { BARS_MODEL, writeBars } from '../bars.ts';

const PARAMS = {
  optimizer: { sgd: { learningRate: 0.05, momentum: 0.9 } },
  epochs: 2,
  batchSize: 32,
  loss: 'categoricalCrossEntropy',
  precision: 'float32',
  trainEvaluation: 50,
  snapshots: [],
  freeze: [],
} as const satisfies TrainParams;

type Changes = Partial<StageContext<TrainParams>>;

/** Trains a model, and then another from it, with these parameters. */
async function trainedOn(
  folder: string,
  params: Partial<TrainParams>,
  changes: Changes = {},
): Promise<{ readonly first: TensorFile; readonly second: TensorFile; readonly bytes: Buffer }> {
  const data = await writeBars(folder);
  const from = join(folder, 'first-model');
  const first = contextOf<TrainParams>(folder, { ...PARAMS, model: BARS_MODEL }, { data });
  await run({ ...first, output: (port) => join(folder, `first-${port}`) });
  await run({ ...contextOf<TrainParams>(folder, { ...PARAMS, ...params }, { data, from }), ...changes });
  const path = join(folder, 'model');
  return { first: await readSafetensors(from), second: await readSafetensors(path), bytes: readFileSync(path) };
}

describe('run() of train with from', () => {
  test('starts with the final weights of the other model, whose architecture it takes', () =>
    withFolder(async (folder) => {
      const { first, second } = await trainedOn(folder, {});
      const model = modelOf(first);
      expect(modelOf(second)).toEqual(model);
      expect(weightsOf(second, model, 'initial')).toEqual(weightsOf(first, model, 'final'));
      expect(weightsOf(second, model, 'final')).not.toEqual(weightsOf(first, model, 'final'));
      const [before, after] = await Promise.all(
        ['first-history', 'history'].map(async (name) => (await readTable(join(folder, name))).rows),
      );
      expect(after?.[0]?.['validationAccuracy']).toBe(before?.at(-1)?.['validationAccuracy']);
    }));

  test('keeps frozen layers bit by bit, also where it is stopped and goes on', () =>
    withFolder(async (folder) => {
      const params = { freeze: ['conv1', 'dense2'] };
      const { first, second, bytes } = await trainedOn(folder, params);
      for (const name of ['conv1.kernel', 'conv1.bias', 'dense2.kernel', 'dense2.bias'])
        expect(second.tensors.get(`final/${name}`)).toEqual(first.tensors.get(`final/${name}`));
      expect(second.tensors.get('final/dense1.kernel')).not.toEqual(first.tensors.get('final/dense1.kernel'));

      const abort = new AbortController();
      let checkpoint: Checkpoint | undefined;
      const kept: Changes = {
        signal: abort.signal,
        progress: ({ done }) => done === 13 && abort.abort(),
        saveCheckpoint: (at, path, part) => {
          copyFileSync(path, join(folder, 'checkpoint'));
          checkpoint = { at, ...(part && { part }), path: join(folder, 'checkpoint') };
          return Promise.resolve();
        },
      };
      await expect(trainedOn(folder, params, kept)).rejects.toThrow(Cancelled);
      expect(checkpoint).toMatchObject({ at: 1, part: { of: 10 } });
      expect((await trainedOn(folder, params, { checkpoint })).bytes).toEqual(bytes);
    }));

  test('takes a model of its own that has the same weights, such as one with other dropout', () =>
    withFolder(async (folder) => {
      const layers = BARS_MODEL.layers.map((layer) => ('dropout' in layer ? { dropout: { rate: 0.4 } } : layer));
      const { second } = await trainedOn(folder, { model: { ...BARS_MODEL, layers } });
      expect(dataOf(modelOf(second))).toEqual(dataOf(resolveModel({ ...BARS_MODEL, layers })));
    }));

  test('refuses, when planning could not, what does not fit', () =>
    withFolder(async (folder) => {
      const layers = BARS_MODEL.layers.map((layer) =>
        'conv2d' in layer ? { conv2d: { filters: 4, kernel: 3 } } : layer,
      );
      await expect(trainedOn(folder, { model: { ...BARS_MODEL, layers } })).rejects.toThrow(
        'The model cannot start from these weights: conv1.kernel is [3, 3, 1, 4], the model of "from" has [3, 3, 1, 5]',
      );
      await expect(trainedOn(folder, { freeze: ['conv3'] })).rejects.toThrow('Unknown layer "conv3"');
    }));
});

describe('infer() of train with from', () => {
  const KNOWN = { name: 'bars', shape: [6, 6, 1], classes: 6, train: 300 };
  const from = describeModel(resolveModel(BARS_MODEL));
  const inferred = (params: { model?: ModelSpec; freeze?: string[] }, data: JsonObject = KNOWN, source: Json = from) =>
    train.infer?.({ ...PARAMS, ...params } as unknown as JsonObject, { data: [data], from: [source] });
  const problemsOf = (...args: Parameters<typeof inferred>): readonly Problem[] => inferred(...args)?.problems ?? [];

  test('describes the model that it starts from', () => {
    expect(inferred({})).toEqual({ outputs: { model: from }, problems: [] });
  });

  test('refuses images of another shape, and another number of classes', () => {
    expect(problemsOf({}, { ...KNOWN, shape: [8, 8, 1] })).toEqual([
      {
        path: ['from'],
        message: 'The model takes images of 6x6x1, but the dataset has 8x8x1 (height x width x channels)',
      },
    ]);
    expect(problemsOf({}, { ...KNOWN, classes: 10 })).toEqual([
      { path: ['from'], message: 'The model has 6 outputs, but the dataset has 10 classes' },
    ]);
  });

  test('refuses a model of its own with other weights, naming the first', () => {
    const [conv, ...others] = BARS_MODEL.layers;
    const renamed = { ...BARS_MODEL, layers: [{ conv2d: { name: 'eyes', filters: 5, kernel: 3 } }, ...others] };
    expect(problemsOf({ model: renamed })).toEqual([
      {
        path: ['model'],
        message:
          'The model cannot start from these weights: eyes.kernel is [3, 3, 1, 5], the model of "from" has none of that name',
      },
    ]);
    const shorter = { ...BARS_MODEL, layers: [conv ?? { flatten: {} }, { flatten: {} }, { dense: { units: 6 } }] };
    expect(problemsOf({ model: shorter }).map(({ path }) => path)).toContainEqual(['model', 'layers', 2, 'dense']);
    expect(problemsOf({ model: BARS_MODEL })).toEqual([]);
  });

  test.each([
    [
      ['conv2'],
      0,
      'Unknown layer "conv2": the layers with weights are "conv1", "dense1", "dense2", did you mean "conv1"?',
    ],
    [
      ['conv1', 'pool1'],
      1,
      'Layer "pool1" is a maxPool2d and has no weights: those with weights are "conv1", "dense1", "dense2"',
    ],
  ])('refuses to freeze %j', (freeze, place, message) => {
    expect(problemsOf({ freeze })).toEqual([{ path: ['freeze', place], message }]);
  });

  test('refuses to freeze everything', () => {
    expect(problemsOf({ freeze: ['dense2', 'conv1', 'dense1'] })).toEqual([
      { path: ['freeze'], message: 'All layers with weights are frozen: nothing is left to train' },
    ]);
  });

  test('needs a model or one to start from', () => {
    expect(train.infer?.(PARAMS as unknown as JsonObject, { data: [KNOWN] })).toEqual({
      problems: [
        {
          path: [],
          message: 'Missing "model": name an entry of "models", or connect "from" to a step that makes a model',
        },
      ],
    });
  });

  test('checks nothing that a step does not tell of its model', () => {
    expect(inferred({ freeze: ['any'] }, KNOWN, {})).toEqual({ problems: [] });
  });
});
