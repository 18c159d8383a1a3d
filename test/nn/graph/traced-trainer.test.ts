import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import { ACTIVATIONS } from '../../../nn/activations.ts';
import { loadBackend } from '../../../nn/backends/index.ts';
import type { Backend } from '../../../nn/backends/backend.ts';
import { NotRecordable } from '../../../nn/graph/recorder.ts';
import { createTracedTrainer } from '../../../nn/graph/traced-trainer.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { resolveModel } from '../../../nn/model.ts';
import type { LayerSpec } from '../../../nn/layers/index.ts';
import type { Model } from '../../../nn/model.ts';
import { averaged } from '../../../nn/optimizers/averaged.ts';
import { clipped } from '../../../nn/optimizers/clipped.ts';
import { createOptimizer, OPTIMIZERS } from '../../../nn/optimizers/index.ts';
import { initialSlots, type Optimizer } from '../../../nn/optimizers/kind.ts';
import type { OptimizerSpec } from '../../../nn/optimizers/index.ts';
import { inferShapes, statisticsOf } from '../../../nn/shapes.ts';
import { createStep, learningOf } from '../../../nn/step.ts';
import type { Objective, TrainingState } from '../../../nn/step.ts';
import { dispose, toHost, toTensors } from '../../../nn/tensors.ts';
import { classification } from '../../../nn/train.ts';
import { createEagerTrainer } from '../../../nn/trainer.ts';
import type { Trainer, TrainerOptions, Update } from '../../../nn/trainer.ts';
import { CASES } from '../layers/cases.ts';
import { paperModel, tinyModel } from '../models.ts';

const COUNT = 40;
const BATCH = 16;
const MOMENTUM: OptimizerSpec = { sgd: { learningRate: 0.05, momentum: 0.9, nesterov: true, decay: 0.01 } };

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend('tensorflow', { threads: 2 });
});

function updateOf(update: number, size = BATCH): Update {
  return { update, examples: Int32Array.from({ length: size }, (_, index) => (7 * update + 3 * index) % COUNT) };
}

/** Everything that both kinds of trainer take, on noise of the model's shape. */
function options(model: Model, spec: OptimizerSpec | Optimizer, objective?: Objective) {
  const { tf } = backend;
  const images = tf.randomUniform([COUNT, ...model.input], 0, 1, 'float32', 3);
  const labels = tf.tensor1d(
    Int32Array.from({ length: COUNT }, (_, index) => index % 3),
    'int32',
  );
  const optimizer = 'update' in spec ? spec : createOptimizer(spec);
  const statistics = statisticsOf(model);
  const step = createStep(backend, { objective: objective ?? classification(backend, model), optimizer, statistics });
  const trainer: TrainerOptions = {
    step,
    optimizer,
    seed: 11,
    batch: (indices) => ({ x: tf.gather(images, indices), y: tf.gather(labels, indices) }),
  };
  const start = (): TrainingState => {
    const weights = toTensors(backend, initialWeights(model, 4));
    return { weights, slots: initialSlots(backend, optimizer, learningOf(weights, step)) };
  };
  return { ...trainer, samples: [updateOf(0), updateOf(0, 5)], start, free: () => dispose({ images, labels }) };
}

/** Some single updates, some together, a partial batch; gives everything it reported and the state as digests. */
async function run(trainer: Trainer): Promise<unknown> {
  const values = [...(await trainer.advance([updateOf(0)])), ...(await trainer.advance([updateOf(1, 5)]))];
  const several = Math.max(trainer.updatesPerCall, 2);
  for (const update of [2, 3]) values.push(...(await trainer.advance([updateOf(update)])));
  for (let update = 4; update + several <= 36; update += several) {
    values.push(...(await trainer.advance(Array.from({ length: several }, (_, index) => updateOf(update + index)))));
  }
  for (let update = values.length; update < 36; update += 1)
    values.push(...(await trainer.advance([updateOf(update)])));
  const state = trainer.state();
  const entries = Object.entries(await toHost({ ...state.weights, ...state.slots }));
  const digests = entries.map(([name, { data }]): [string, string] => [
    name,
    createHash('sha256')
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      .digest('hex'),
  ]);
  dispose(state.weights, state.slots);
  trainer.close();
  return { values, digests: Object.fromEntries(digests) };
}

const dense: LayerSpec = { dense: { units: 3, activation: 'softmax' } };
const small = (...layers: LayerSpec[]): Model =>
  resolveModel({ input: [8, 8, 2], layers: [...layers, { flatten: {} }, dense] });

describe('createTracedTrainer() gives the bits of the eager trainer', () => {
  test.each<[string, Model]>([
    ['the network of the paper', paperModel(4, 3)],
    ['a dense network', small({ flatten: {} }, { dense: { units: 5, activation: 'relu' } })],
    ['no biases', small({ conv2d: { filters: 3, kernel: 3, useBias: false, activation: 'relu' } })],
    ['padding and strides', small({ conv2d: { filters: 3, kernel: [3, 5], padding: 'same', strides: 2 } })],
    ['leaky relu', small({ conv2d: { filters: 3, kernel: 3, activation: 'leakyRelu' } })],
    ['tanh', small({ conv2d: { filters: 3, kernel: 3, activation: 'tanh' } })],
    ['sigmoid', small({ conv2d: { filters: 3, kernel: 3, activation: 'sigmoid' } })],
    ['softmax inside', small({ flatten: {} }, { dense: { units: 4, activation: 'softmax' } })],
    ...ACTIVATIONS.filter((activation) => activation !== 'softmax').map((activation): [string, Model] => [
      `a dense layer and a last one that end with ${activation}`,
      small({ flatten: {} }, { dense: { units: 40, activation } }, { dense: { units: 20, activation } }),
    ]),
    ['activation layers', small({ conv2d: { filters: 3, kernel: 3 } }, { activation: { kind: 'relu' } })],
    ['max pooling that overlaps', small({ maxPool2d: { size: 3, strides: 2, padding: 'same' } })],
    ['average pooling', small({ conv2d: { filters: 3, kernel: 2 } }, { avgPool2d: { size: 2 } })],
    ...CASES.map(([name, input, layers]): [string, Model] => {
      const { shape = [] } = inferShapes(resolveModel({ input, layers })).layers.at(-1) ?? {};
      const flat: readonly LayerSpec[] = shape.length === 1 ? [] : [{ flatten: {} }];
      return [name, resolveModel({ input, layers: [...layers, ...flat, dense] })];
    }),
    ['dropout', small({ dropout: { rate: 0.3 } }, { conv2d: { filters: 3, kernel: 3 } }, { dropout: { rate: 0.5 } })],
  ])('for %s', async (_, model) => {
    const before = backend.tf.memory().numTensors;
    const { start, free, ...rest } = options(model, MOMENTUM);
    const eager = await run(createEagerTrainer(backend, rest, start()));
    expect(await run(await createTracedTrainer(backend, rest, start()))).toEqual(eager);
    free();
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test.each<[string, OptimizerSpec]>([
    ['plain SGD', { sgd: { learningRate: 0.1 } }],
    ['momentum', { sgd: { learningRate: 0.1, momentum: 0.8 } }],
    ['Nesterov with decay', MOMENTUM],
    ['weight decay', { sgd: { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 } }],
    ['Adam', { adam: { learningRate: 0.003 } }],
    ['Adam with other settings', { adam: { learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 } }],
  ])('with %s', async (_, spec) => {
    const { start, free, ...rest } = options(tinyModel(3, 0.4), spec);
    const eager = await run(createEagerTrainer(backend, rest, start()));
    expect(await run(await createTracedTrainer(backend, rest, start()))).toEqual(eager);
    free();
  });
});

/** Without the kernel: as an optimizer of a pack may be. */
function withoutKernel(spec: OptimizerSpec): Optimizer {
  const { kernel: _, ...rest } = createOptimizer(spec);
  return rest;
}

describe('createTracedTrainer() records the updates of an optimizer that names no operation of TensorFlow, with the same bits', () => {
  const EVERY = OPTIMIZERS.names.map((name): [string, Optimizer] => [
    name,
    withoutKernel({ [name]: { learningRate: 0.01 } } as unknown as OptimizerSpec),
  ]);
  test.each<[string, Optimizer]>([
    ...EVERY,
    ['sgd with momentum', withoutKernel(MOMENTUM)],
    ['decay and no falling divisor', createOptimizer({ adamw: { learningRate: 0.01, amsgrad: true } })],
    ['a centered mean', createOptimizer({ rmsprop: { learningRate: 0.01, centered: true, momentum: 0.5 } })],
    ['gradients clipped one by one', clipped(createOptimizer(MOMENTUM), { norm: 0.1 })],
    ['gradients clipped together', clipped(createOptimizer(MOMENTUM), { globalNorm: 0.1 })],
    ['gradients clipped by value', clipped(createOptimizer(MOMENTUM), { value: 0.01 })],
    ['an average of the weights', averaged(createOptimizer({ adam: { learningRate: 0.01 } }), 0.9)],
  ])('%s', async (_, optimizer) => {
    const before = backend.tf.memory().numTensors;
    const { start, free, ...rest } = options(small({ dropout: { rate: 0.2 } }), optimizer);
    const eager = await run(createEagerTrainer(backend, rest, start()));
    expect(await run(await createTracedTrainer(backend, rest, start()))).toEqual(eager);
    free();
    expect(backend.tf.memory().numTensors).toBe(before);
  });
});

test('createTracedTrainer() does several updates per call for a small network', async () => {
  const { start, free, ...rest } = options(small({ flatten: {} }), MOMENTUM);
  const trainer = await createTracedTrainer(backend, rest, start());
  expect(trainer.updatesPerCall).toBeGreaterThan(1);
  trainer.close();
  free();
});

test('state() is a copy: later updates leave it alone', async () => {
  const { start, free, ...rest } = options(tinyModel(3), MOMENTUM);
  const trainer = await createTracedTrainer(backend, rest, start());
  const state = trainer.state();
  const before = await toHost({ ...state.weights, ...state.slots });
  await trainer.advance([updateOf(0)]);
  expect(await toHost({ ...state.weights, ...state.slots })).toEqual(before);
  const later = trainer.state();
  expect(await toHost(later.weights)).not.toEqual(await toHost(state.weights));
  for (const { weights, slots } of [state, later]) dispose(weights, slots);
  trainer.close();
  free();
});

const reading =
  (loss: Objective): Objective =>
  (inputs) => {
    const result = loss(inputs);
    result.loss.dataSync();
    return result;
  };

test.each<[string, (model: Model) => Objective, string]>([
  ['reads back', (model) => reading(classification(backend, model)), 'it reads a tensor back to JavaScript'],
  [
    'reports no scalar',
    (model) => (inputs) => {
      const { loss } = classification(backend, model)(inputs);
      return { loss, measures: { labels: inputs.batch['y'] as Tensor } };
    },
    "it reports 'values/labels', which is not a float32 scalar",
  ],
])('createTracedTrainer() refuses a step that %s and leaves the start alone', async (_, objective, message) => {
  const { tf } = backend;
  const before = tf.memory().numTensors;
  const model = tinyModel(3);
  const { start, free, ...rest } = options(model, MOMENTUM, objective(model));
  const state = start();
  await expect(createTracedTrainer(backend, rest, state)).rejects.toThrow(new NotRecordable(message));
  for (const tensor of Object.values({ ...state.weights, ...state.slots })) expect(tensor.isDisposed).toBe(false);
  dispose(state.weights, state.slots);
  free();
  expect(tf.memory().numTensors).toBe(before);
});

test('createTracedTrainer() refuses a step whose decisions are not those of the recording', async () => {
  const { tf } = backend;
  const model = tinyModel(3);
  const { start, free, ...rest } = options(model, MOMENTUM);
  // An optimizer whose kernel is another one.
  const optimizer = {
    ...rest.optimizer,
    update: (...[, inputs]: Parameters<typeof rest.optimizer.update>) =>
      rest.optimizer.update(backend, { ...inputs, rates: { learningRate: tf.scalar(0.06) } }),
  };
  const state = start();
  await expect(createTracedTrainer(backend, { ...rest, optimizer }, state)).rejects.toThrow(
    "its graph computes a different 'conv1.kernel'",
  );
  dispose(state.weights, state.slots);
  free();
});

test('the memory of a process does not grow with the number of updates', async () => {
  const { start, free, ...rest } = options(tinyModel(3), MOMENTUM);
  const trainer = await createTracedTrainer(backend, rest, start());
  const several = trainer.updatesPerCall;
  const many = async (calls: number): Promise<number> => {
    for (let call = 0; call < calls; call += 1) {
      await trainer.advance(Array.from({ length: several }, (_, index) => updateOf(call * several + index)));
    }
    return process.memoryUsage().rss;
  };
  const warm = await many(300);
  expect((await many(1500)) - warm).toBeLessThan(24e6);
  trainer.close();
  free();
}, 60_000);
