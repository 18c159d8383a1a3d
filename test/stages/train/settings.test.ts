import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import type { Problem } from '../../../engine/core/stage.ts';
import { validate } from '../../../engine/read/validate.ts';
import { train } from '../../../stages/train/stage.ts';

const MNIST = { name: 'mnist', shape: [28, 28, 1], classes: 10, train: 54_000, validation: 6000, test: 10_000 };
const STEP = { model: 'net', optimizer: 'fast', data: 'data', epochs: 20 };

const SGD = { sgd: { learningRate: 0.1 } };

function modelEndingWith(activation: string): Json {
  return { input: [28, 28, 1], layers: [{ flatten: {} }, { dense: { units: 10, activation } }] };
}

/** The step with the schema's defaults, as planning has it, and its definitions. */
function paramsOf(
  step: JsonObject,
  { activation = 'softmax', optimizer = SGD }: { activation?: string; optimizer?: Json } = {},
) {
  const params = structuredClone({ ...STEP, ...step });
  const { problems } = validated(params);
  expect(problems).toEqual([]);
  const { data: _, ...rest } = params;
  return { ...rest, model: modelEndingWith(activation), optimizer };
}

function validated(params: JsonObject): { readonly problems: readonly unknown[] } {
  return { problems: validate(train.schema, params) };
}

function problemsOf(
  step: JsonObject,
  { data = MNIST, ...model }: { data?: Json; activation?: string; optimizer?: Json } = {},
): readonly Problem[] {
  return train.infer?.(paramsOf(step, model), { data: [data] })?.problems ?? [];
}

test('a step that says nothing of today has the parameters that it had before, so its key names nothing new', () => {
  expect(Object.keys(paramsOf({})).sort()).toEqual(
    ['model', 'optimizer', 'epochs', 'batchSize', 'loss', 'precision', 'trainEvaluation', 'snapshots', 'freeze'].sort(),
  );
});

describe('infer() of train refuses', () => {
  test.each<[string, JsonObject, (string | number)[], string]>([
    [
      'a schedule that is longer than the training',
      { schedule: { cosine: { epochs: 19, warmUp: 2 } } },
      ['schedule', 'cosine'],
      'The schedule "cosine" takes 21 epochs, but the training ends after 20 epochs',
    ],
    [
      'a step that never comes',
      { schedule: { step: { every: 25 } } },
      ['schedule', 'step'],
      'The schedule "step" takes 25 epochs, but the training ends after 20 epochs',
    ],
    [
      'epochs at a rate of 0',
      { schedule: { polynomial: { epochs: 15 } } },
      ['schedule', 'polynomial'],
      'Nothing is learnt after 15 epochs of 20: there the schedule "polynomial" ends at a rate of 0',
    ],
    [
      'times without rates',
      { schedule: { piecewise: { at: [1, 2], shares: [0.1] } } },
      ['schedule', 'piecewise', 'shares'],
      'Found 2 times in "at" and 1 rates in "shares": expected one rate for each time',
    ],
    [
      'times that do not ascend',
      { schedule: { piecewise: { at: [5, 2], shares: [0.1, 0.01] } } },
      ['schedule', 'piecewise', 'at', 1],
      '2 does not come after 5: times must ascend',
    ],
    [
      'an exponent of another loss',
      { focusing: 2 },
      ['focusing'],
      'Only the loss focal has an exponent: this one is categoricalCrossEntropy',
    ],
    ['too few class weights', { classWeights: [1, 2] }, ['classWeights'], 'Found 2 weights for 10 classes'],
    [
      'class weights of nothing',
      { classWeights: Array.from({ length: 10 }, () => 0) },
      ['classWeights'],
      'All weights are 0: nothing would be learnt',
    ],
    [
      'snapshots of an epoch that may never come',
      { earlyStopping: { patience: 3 }, snapshots: [4, 5] },
      ['snapshots', 1],
      'Epoch 5 may never come: the training can end after 4',
    ],
    [
      'shifts out of the image',
      { augment: { shift: { pixels: 30 } } },
      ['augment', 'shift', 'pixels'],
      '30 pixels are as large as the images, 28x28: nothing of some would be left',
    ],
  ])('%s', (_, step, path, message) => {
    expect(problemsOf(step)).toMatchObject([{ path, message }]);
  });

  test('early stopping on images that are not there', () => {
    const data = { ...MNIST, validation: 0 };
    expect(problemsOf({ earlyStopping: { patience: 3 } }, { data })).toMatchObject([
      { path: ['earlyStopping', 'on'], message: 'The dataset has no validation images: there is no validationLoss' },
    ]);
    expect(problemsOf({ earlyStopping: { patience: 3, on: 'trainLoss' } }, { data })).toEqual([]);
  });

  test('an error of probabilities, cross-entropy of numbers, and smoothing of numbers', () => {
    const error = { loss: 'meanSquaredError' };
    expect(problemsOf(error)).toMatchObject([
      { message: "The last layer 'dense1' ends with softmax: the loss meanSquaredError needs linear there" },
    ]);
    expect(problemsOf({}, { activation: 'linear' })).toHaveLength(1);
    expect(problemsOf(error, { activation: 'linear' })).toEqual([]);
    expect(problemsOf({ ...error, labelSmoothing: 0.1 }, { activation: 'linear' })).toMatchObject([
      { path: ['labelSmoothing'] },
    ]);
  });

  test('a schedule for an optimizer of a pack that has no rate', () => {
    const schedule = { constant: { warmUp: 1 } };
    expect(problemsOf({ schedule }, { optimizer: { own: { speed: 1 } } })).toMatchObject([
      { path: ['schedule'], message: 'The optimizer "own" has no learningRate for a schedule to change' },
    ]);
  });
});

test('infer() of train has nothing against a schedule that fits, or that goes on', () => {
  for (const schedule of [
    { cosine: { epochs: 18, warmUp: 2 } },
    { cosine: { epochs: 5, final: 0.1 } },
    { cosine: { epochs: 5, restarts: {} } },
    { exponential: { factor: 0.9 } },
    { oneCycle: { epochs: 20 } },
  ] as JsonObject[])
    expect(problemsOf({ schedule })).toEqual([]);
});

test.each<[string, JsonObject]>([
  ['two schedules', { schedule: { constant: {}, cosine: { epochs: 3 } } }],
  ['an unknown schedule', { schedule: { cosin: { epochs: 3 } } }],
  ['two ways to clip', { clip: { norm: 1, value: 1 } }],
  ['an unknown augmentation', { augment: { twist: {} } }],
  ['no augmentation', { augment: {} }],
  ['an average that never moves', { weightAverage: 1 }],
  ['a loss that does not exist', { loss: 'hinge' }],
  ['words for weights', { classWeights: 'even' }],
])('the schema refuses %s', (_, step) => {
  expect(validated({ ...STEP, ...step }).problems).not.toEqual([]);
});
