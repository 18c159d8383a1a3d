import { describe, expect, test } from 'vitest';
import { validate } from '../../../engine/read/validate.ts';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import type { Inference } from '../../../engine/core/stage.ts';
import type { LayerSpec } from '../../../nn/layers/index.ts';
import { dataOf, resolveModel } from '../../../nn/model.ts';
import { sections } from '../../../stages/sections.ts';
import { train } from '../../../stages/train/stage.ts';

const MNIST = { name: 'mnist', shape: [28, 28, 1], classes: 10, train: 54_000, validation: 6000, test: 10_000 };

function infer(
  layers: LayerSpec[],
  { data = MNIST, ...params }: { data?: Json; [key: string]: Json } = {},
  runtime?: JsonObject,
): Inference {
  const model = { input: [28, 28, 1], layers } as unknown as Json;
  const optimizer = { sgd: { learningRate: 0.1 } };
  const inference = train.infer?.(
    {
      model,
      optimizer,
      epochs: 1,
      batchSize: 128,
      loss: 'categoricalCrossEntropy',
      precision: 'float32',
      trainEvaluation: 10,
      snapshots: [],
      freeze: [],
      ...params,
    },
    { data: [data] },
    runtime,
  );
  if (inference === undefined) throw new Error('no inference');
  return inference;
}

const SMALL: LayerSpec[] = [
  { conv2d: { filters: 4, kernel: 3, activation: 'relu' } },
  { flatten: {} },
  { dense: { units: 10, activation: 'softmax' } },
];

describe('infer() of train', () => {
  test('refuses bfloat16 beside the convolution "winograd", which computes in float32', () => {
    const half = { precision: 'bfloat16' };
    expect(infer(SMALL, half, { convolution: 'winograd' }).problems).toEqual([
      expect.objectContaining({
        path: ['precision'],
        message: expect.stringContaining('exclude each other') as string,
      }),
    ]);
    expect(infer(SMALL, half, { convolution: 'auto' }).problems).toEqual([]);
    expect(infer(SMALL, {}, { convolution: 'winograd' }).problems).toEqual([]);
  });

  test('tells faults of branches at their place in the file, with the name that may be meant', () => {
    const layers: LayerSpec[] = [
      { conv2d: { name: 'stem', filters: 4, kernel: 3 } },
      { repeat: { times: 2, layers: [{ conv2d: { name: 'a', from: 'stm', filters: 4, kernel: 1 } }] } },
      { flatten: {} },
      { dense: { units: 10, activation: 'softmax' } },
    ];
    expect(infer(layers).problems).toEqual([
      {
        path: ['model', 'layers', 1, 'repeat', 'layers', 0, 'conv2d', 'from'],
        message: `conv2d 'a-1' reads "stm", and no layer has that name, did you mean "stem"?`,
      },
    ]);
  });

  test('tells the epochs whose kernels are kept: those before the last one', () => {
    expect(infer(SMALL, { epochs: 5, snapshots: [5, 3, 1, 8] }).outputs?.['model']).toMatchObject({ kept: [1, 3] });
    expect(infer(SMALL, { epochs: 1, snapshots: [1] }).outputs?.['model']).not.toHaveProperty('kept');
  });

  test('describes the model', () => {
    expect(infer(SMALL)).toEqual({
      outputs: {
        model: {
          input: [28, 28, 1],
          layers: [
            {
              name: 'conv1',
              type: 'conv2d',
              shape: [26, 26, 4],
              parameters: 40,
              macs: 24_336,
              kernel: [3, 3],
              filters: 4,
            },
            { name: 'flatten1', type: 'flatten', shape: [2704], parameters: 0, macs: 0 },
            { name: 'dense1', type: 'dense', shape: [10], parameters: 27_050, macs: 27_040, filters: 10 },
          ],
          parameters: 27_090,
          macs: 51_376,
          architecture: dataOf(resolveModel({ input: [28, 28, 1], layers: SMALL })),
        },
      },
      problems: [],
    });
  });

  test('passes on what is wrong with the model, below its parameter', () => {
    expect(infer([{ conv2d: { filters: 4, kernel: 30 } }, ...SMALL.slice(1)]).problems).toEqual([
      {
        path: ['model', 'layers', 0, 'conv2d', 'kernel'],
        message: "conv2d 'conv1' reduces 28x28 to 0x0: its 30x30 kernel does not fit",
      },
    ]);
  });

  test('compares the input with the dataset', () => {
    expect(infer(SMALL, { data: { ...MNIST, shape: [32, 32, 3] } }).problems).toEqual([
      {
        path: ['model', 'input'],
        message: 'The model takes images of 28x28x1, but the dataset has 32x32x3 (height x width x channels)',
      },
    ]);
  });

  test('compares the outputs with the classes', () => {
    expect(infer(SMALL, { data: { ...MNIST, classes: 47 } }).problems).toEqual([
      {
        path: ['model', 'layers', 2, 'dense', 'units'],
        message: 'The last layer has 10 outputs, but the dataset has 47 classes',
      },
    ]);
  });

  test('wants softmax and a flat output at the end', () => {
    expect(infer(SMALL.slice(0, 1)).problems).toEqual([
      {
        path: ['model', 'layers', 0, 'conv2d'],
        message: "The last layer 'conv1' ends with relu: cross-entropy needs softmax there",
        notes: ["Write 'activation: softmax' in the last dense layer"],
      },
      {
        path: ['model', 'layers', 0, 'conv2d'],
        message: "The last layer 'conv1' gives 26x26x4 values: expected one row of classes",
        notes: ["Add 'flatten: {}' and a dense layer"],
      },
    ]);
  });

  test('takes a softmax that is a layer of its own', () => {
    const layers: LayerSpec[] = [{ flatten: {} }, { dense: { units: 10 } }, { activation: { kind: 'softmax' } }];
    expect(infer(layers).problems).toEqual([]);
    expect(infer(layers, { data: { ...MNIST, classes: 2 } }).problems).toEqual([
      {
        path: ['model', 'layers', 2, 'activation'],
        message: 'The last layer has 10 outputs, but the dataset has 2 classes',
      },
    ]);
  });

  test('compares the batch with the training set', () => {
    expect(infer(SMALL, { data: { ...MNIST, train: 100 } }).problems).toEqual([
      { path: ['batchSize'], message: 'A batch of 128 images is larger than the training set of 100' },
    ]);
    expect(infer(SMALL, { data: { ...MNIST, train: 128 } }).problems).toEqual([]);
  });

  test('finds no fault with what a dataset does not tell', () => {
    expect(infer(SMALL, { data: { name: 'files' }, batchSize: 1_000_000 }).problems).toEqual([]);
  });
});

function check(schema: JsonObject, value: JsonObject): string[] {
  return validate(schema, value).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('schemas', () => {
  test('the step has defaults for all that is not a question of the experiment', () => {
    const step: Record<string, Json> = { data: 'data', model: 'cnn', optimizer: 'paper', epochs: 3 };
    expect(check(train.schema, step)).toEqual([]);
    expect(step).toMatchObject({ batchSize: 128, loss: 'categoricalCrossEntropy', trainEvaluation: 10_000 });
  });

  test('the model fills in the defaults that resolveModel() has', () => {
    const model = {
      input: [28, 28, 1],
      layers: [{ conv2d: { filters: 1, kernel: [3, 2] } }, { maxPool2d: {} }, { dense: { units: 2 } }],
    };
    expect(check(sections['models'] ?? {}, model)).toEqual([]);
    expect(model.layers).toEqual([
      { conv2d: { filters: 1, kernel: [3, 2], strides: 1, padding: 'valid', activation: 'linear', useBias: true } },
      { maxPool2d: { size: 2, padding: 'valid' } },
      { dense: { units: 2, activation: 'linear', useBias: true } },
    ]);
  });

  test.each([
    ['an unknown layer', { conv: { filters: 1, kernel: 1 } }, 'layers.0.conv: Unknown key "conv"'],
    ['two layers in one', { flatten: {}, dropout: { rate: 0 } }, 'layers.0: Expected exactly 1 key'],
    ['no layer', {}, 'layers.0: Expected at least 1 key'],
    [
      'a dropout of everything',
      { dropout: { rate: 1 } },
      'layers.0.dropout.rate: Expected a number < 1 for "rate", found 1',
    ],
    ['half a filter', { conv2d: { filters: 1.5, kernel: 1 } }, 'layers.0.conv2d.filters: Expected a whole number'],
    [
      'a kernel of three axes',
      { conv2d: { filters: 1, kernel: [1, 1, 1] } },
      'layers.0.conv2d.kernel: Expected at most 2 items',
    ],
    ['an unknown activation', { dense: { units: 1, activation: 'Relu' } }, 'layers.0.dense.activation: Expected'],
    [
      'a name with a slash',
      { flatten: { name: 'a/b' } },
      "layers.0.flatten.name: Expected a name of letters, digits, '-' and '_'",
    ],
  ])('the model refuses %s', (_, layer, message) => {
    const found = check(sections['models'] ?? {}, { input: [28, 28, 1], layers: [layer] });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  test('the optimizer fills in the defaults of its kind', () => {
    const sgd = { sgd: { learningRate: 0.5 } };
    expect(check(sections['optimizers'] ?? {}, sgd)).toEqual([]);
    expect(sgd).toEqual({ sgd: { learningRate: 0.5, momentum: 0, nesterov: false, decay: 0, weightDecay: 0 } });
    const adam = { adam: {} };
    expect(check(sections['optimizers'] ?? {}, adam)).toEqual([]);
    expect(adam).toEqual({ adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } });
    expect(check(sections['optimizers'] ?? {}, { sgd: { learningRate: 0 } })).toEqual([
      'sgd.learningRate: Expected a number > 0 for "learningRate", found 0',
    ]);
    expect(check(sections['optimizers'] ?? {}, { sgd: {}, adam: {} })).toHaveLength(1);
  });
});
