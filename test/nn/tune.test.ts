import { createOptimizer } from '../../nn/optimizers/index.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../nn/backends/backend.ts';
import { loadBackend } from '../../nn/backends/index.ts';
import { toImageTensors } from '../../nn/images.ts';
import { initialWeights } from '../../nn/initializers.ts';
import { dispose } from '../../nn/tensors.ts';
import { train } from '../../nn/train.ts';
import { measureStep, tune } from '../../nn/tune.ts';
import { bars } from './digits.ts';
import { tinyModel } from './models.ts';

const MODEL = tinyModel(6);
const SETTINGS = {
  optimizer: createOptimizer({ sgd: { learningRate: 0.05, momentum: 0.9 } }),
  epochs: 2,
  batchSize: 32,
  seed: 5,
};

describe.each(['tensorflow', 'portable'] as const)('tune() and measureStep() on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  test('end with the weights of a training with the same seed and start', async () => {
    const start = initialWeights(MODEL, 17);
    const splits = { train: bars(100, 1), validation: bars(10, 2), test: bars(10, 3) };
    const trained = await train(backend, { ...SETTINGS, ...splits, model: MODEL, start, trainEvaluation: 10 });
    const data = toImageTensors(backend, MODEL, splits.train);
    const before = backend.tf.memory().numTensors;
    expect(await tune(backend, { ...SETTINGS, model: MODEL, weights: start, data })).toEqual(trained.final);
    expect(backend.tf.memory().numTensors).toBe(before);
    dispose({ ...data });
  });

  test('give a time, leave nothing behind, and do not touch the weights', async () => {
    const weights = initialWeights(MODEL, 17);
    const data = toImageTensors(backend, MODEL, bars(20, 1));
    const before = backend.tf.memory().numTensors;
    expect(await measureStep(backend, { model: MODEL, weights, data, batchSize: 64 })).toBeGreaterThan(0);
    expect(backend.tf.memory().numTensors).toBe(before);
    expect(weights).toEqual(initialWeights(MODEL, 17));
    dispose({ ...data });
  });
});
