import { beforeAll, describe, expect, test } from 'vitest';
import { ALL as AUGMENTATIONS } from '../../nn/augment/all.ts';
import type { AugmentSpec } from '../../nn/augment/index.ts';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import type { Checkpoint } from '../../nn/checkpoint.ts';
import type { EpochRow } from '../../nn/epoch-row.ts';
import { LOSSES, type LossName } from '../../nn/objectives/index.ts';
import { OPTIMIZERS, type OptimizerSpec } from '../../nn/optimizers/index.ts';
import { scheduleSchemas, type ScheduleSpec } from '../../nn/schedules/index.ts';
import { train, type TrainOptions } from '../../nn/train.ts';
import { optimizerOf } from '../../stages/train/optimizer.ts';
import type { TrainParams } from '../../stages/train/params.ts';
import { bars } from './digits.ts';
import { resolveModel } from '../../nn/model.ts';

// What holds for every setting of a training. Each case takes several, so that all are there and the test stays short.

/** What a case says; the rest is in `optionsOf`. */
type Case = Pick<TrainOptions, 'loss' | 'classWeights' | 'augmenting' | 'earlyStopping'> &
  Pick<TrainParams, 'optimizer' | 'schedule' | 'clip' | 'weightAverage'>;

const CASES: Readonly<Record<string, Case>> = {
  'adamw with a cosine, shifts and smoothing': {
    optimizer: { adamw: { learningRate: 0.01 } },
    schedule: { cosine: { epochs: 1, final: 0.1, restarts: { lengthen: 1 } } },
    augmenting: { augment: { shift: { pixels: 1 } } },
    loss: { labelSmoothing: 0.1 },
  },
  'amsgrad with a warm-up, rotation and focal loss': {
    optimizer: { amsgrad: { learningRate: 0.01, weightDecay: 0.01 } },
    schedule: { constant: { warmUp: 1 } },
    augmenting: { augment: { rotate: { degrees: 20 }, flip: { vertical: true, probability: 0.5 } } },
    loss: { loss: 'focal', focusing: 1.5 },
  },
  'nadam with steps, scaling and class weights': {
    optimizer: { nadam: { learningRate: 0.01 } },
    schedule: { step: { every: 1, factor: 0.5 } },
    augmenting: { augment: { scale: { factor: 1.2 }, shear: { degrees: 10 } } },
    classWeights: [1, 2, 0.5, 1, 0, 3],
  },
  'rmsprop with a polynomial, bending and squared errors': {
    optimizer: { rmsprop: { learningRate: 0.01, momentum: 0.5, centered: true } },
    schedule: { polynomial: { epochs: 3 } },
    augmenting: { augment: { elastic: { pixels: 1 }, contrast: { factor: 1.5 } } },
    loss: { loss: 'meanSquaredError' },
  },
  'adagrad with one cycle, noise and absolute errors': {
    optimizer: { adagrad: { learningRate: 0.05 } },
    schedule: { oneCycle: { epochs: 3 } },
    augmenting: { augment: { noise: { deviation: 0.1 }, cutout: { size: 2 } } },
    loss: { loss: 'meanAbsoluteError' },
  },
  'lion clipped by value, with an average, mixup and pieces': {
    optimizer: { lion: { learningRate: 0.003, weightDecay: 0.1 } },
    schedule: { piecewise: { at: [1, 2.5], shares: [0.5, 0.1] } },
    clip: { value: 0.01 },
    weightAverage: 0.9,
    augmenting: { mixup: { alpha: 0.4 }, augment: { shift: { pixels: 1 } } },
  },
  'sgd clipped by norm, falling exponentially, with early stopping': {
    optimizer: { sgd: { learningRate: 0.05, momentum: 0.9, weightDecay: 0.001 } },
    schedule: { exponential: { factor: 0.5 } },
    clip: { norm: 0.5 },
    earlyStopping: { on: 'trainAccuracy', patience: 1, improvement: 1 },
  },
  'adam clipped together, with an average and early stopping': {
    optimizer: { adam: { learningRate: 0.01 } },
    clip: { globalNorm: 0.5 },
    weightAverage: 0.8,
    earlyStopping: { on: 'validationLoss', patience: 2 },
    loss: { loss: 'categoricalCrossEntropy' },
  },
};

const BATCHES = 5;

function optionsOf({ optimizer, schedule, clip, weightAverage, ...rest }: Case): TrainOptions {
  const { ending } = LOSSES[rest.loss?.loss ?? 'categoricalCrossEntropy'];
  const asked = {
    optimizer,
    ...(schedule && { schedule }),
    ...(clip && { clip }),
    ...(weightAverage && { weightAverage }),
  };
  return {
    ...rest,
    model: resolveModel({
      input: [6, 6, 1],
      layers: [{ flatten: {} }, { dropout: { rate: 0.1 } }, { dense: { units: 6, activation: ending } }],
    }),
    optimizer: optimizerOf(asked as TrainParams, { kinds: OPTIMIZERS, batches: BATCHES }),
    train: { ...bars(70, 1), scale: { mean: [0.2], std: [0.3] } },
    validation: { ...bars(20, 2), scale: { mean: [0.2], std: [0.3] } },
    test: { ...bars(30, 3), scale: { mean: [0.2], std: [0.3] } },
    epochs: 3,
    batchSize: 16, // 70 = 4 · 16 + 6
    trainEvaluation: 40,
    seed: 5,
  };
}

test('every optimizer, schedule, loss and augmentation is in a case', () => {
  const cases = Object.values(CASES);
  const names = (specs: readonly (object | undefined)[]): string[] => [
    ...new Set(specs.flatMap((spec) => Object.keys(spec ?? {}))),
  ];
  expect(names(cases.map(({ optimizer }): OptimizerSpec => optimizer)).sort()).toEqual(OPTIMIZERS.names);
  expect(names(cases.map(({ schedule }): ScheduleSpec | undefined => schedule)).sort()).toEqual(
    Object.keys(scheduleSchemas()).sort(),
  );
  const augments = cases.map(({ augmenting }): AugmentSpec | undefined => augmenting?.augment);
  expect(names(augments).sort()).toEqual(Object.keys(AUGMENTATIONS).sort());
  const losses = cases.map(({ loss }): LossName => loss?.loss ?? 'categoricalCrossEntropy');
  expect([...new Set(losses)].sort()).toEqual(Object.keys(LOSSES).sort());
});

describe.each(Object.entries(CASES))('train() with %s', (_, each) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend('tensorflow', { threads: 2 });
  });

  test('gives the same bits as a graph, operation by operation, and continued from any state', async () => {
    const options = optionsOf(each);
    const before = backend.tf.memory().numTensors;
    const notices: string[] = [];
    const whole = await train(backend, { ...options, onNotice: (notice) => notices.push(notice) });
    expect(notices).toEqual([]);
    const states: Checkpoint<EpochRow>[] = [];
    const keep = { everyMs: 0, state: async (state: Checkpoint<EpochRow>) => void states.push(state) };
    expect(await train(backend, { ...options, execution: 'eager', keep })).toEqual(whole);
    // Inside the first epoch, at its end, inside the last one, and when all is done.
    for (const from of [2, 5, -3, -1].map((index) => states.at(index)))
      expect(await train(backend, { ...options, execution: 'eager', ...(from && { from }) })).toEqual(whole);
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test('changes the result: no setting goes unheard', async () => {
    const options = { ...optionsOf(each), execution: 'eager', epochs: 2 } as const;
    const { final } = await train(backend, options);
    const without = Object.keys(each).filter((key) => key !== 'optimizer' && key !== 'earlyStopping');
    for (const key of without) {
      const { [key as 'loss']: _gone, ...rest } = each;
      if (key === 'loss' && LOSSES[each.loss?.loss ?? 'focal'].ending === 'linear') continue;
      if (key === 'loss' && each.loss?.loss === 'categoricalCrossEntropy') continue;
      const plain = { ...optionsOf(rest), execution: 'eager', epochs: 2 } as const;
      expect((await train(backend, plain)).final, key).not.toEqual(final);
    }
  });
});

test('train() with early stopping ends after its patience, and gives out the best epoch', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const asked = CASES['sgd clipped by norm, falling exponentially, with early stopping'] as Case;
  const options = { ...optionsOf(asked), execution: 'eager', epochs: 9 } as const;
  const states: Checkpoint<EpochRow>[] = [];
  const keep = { everyMs: Infinity, state: async (state: Checkpoint<EpochRow>) => void states.push(state) };
  const stopped = await train(backend, { ...options, keep });
  // No epoch can be better by more than 1, so the first one stays the best.
  expect(stopped.history.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
  expect(stopped.epoch).toBe(1);
  const { earlyStopping: _, ...unstopped } = options;
  const one = await train(backend, { ...unstopped, epochs: 1 });
  expect({ final: stopped.final, test: stopped.test }).toEqual({ final: one.final, test: one.test });
  // A longer training finds that it has ended already.
  const [from] = states;
  expect(await train(backend, { ...options, epochs: 90, ...(from && { from }) })).toEqual(stopped);
  // A shorter one that had not ended yet goes on, and ends there too.
  states.length = 0;
  await train(backend, { ...options, epochs: 1, keep });
  const [early] = states;
  expect(await train(backend, { ...options, ...(early && { from: early }) })).toEqual(stopped);
});
