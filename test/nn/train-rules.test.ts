import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { resolveModel } from '../../nn/model.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import { train } from '../../nn/train.ts';
import { bars } from './digits.ts';
import { tinyModel } from './models.ts';
import { naiveForward } from './naive.ts';
import type { Naive } from './naive.ts';

// What a training must not mix up (SCIENCE 7), each against numbers worked out with plain loops.

const NOTHING = { images: new Uint8Array(), labels: new Uint8Array() };

describe.each(['tensorflow', 'portable'] as const)('train() on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 1 });
  });

  test('lets the rate decay with every update, not with every epoch', async () => {
    // One white pixel, always class 0: all batches are alike, in whatever order. Gradients are p - [1, 0].
    const images = { images: new Uint8Array(6).fill(255), labels: new Uint8Array(6) };
    const [rate, decay] = [0.8, 0.7];
    const { initial, final } = await train(backend, {
      model: resolveModel({
        input: [1, 1, 1],
        layers: [{ flatten: {} }, { dense: { units: 2, activation: 'softmax' } }],
      }),
      optimizer: createOptimizer({ sgd: { learningRate: rate, decay } }),
      train: images,
      validation: NOTHING,
      test: NOTHING,
      epochs: 3,
      batchSize: 2,
      trainEvaluation: 6,
      seed: 1,
    });
    const after = (rates: readonly number[]): number[] => {
      const [kernel, bias] = ['dense1.kernel', 'dense1.bias'].map((weight) => [...(initial[weight]?.data ?? [])]);
      for (const each of rates) {
        const logits = [0, 1].map((unit) => (kernel?.[unit] ?? NaN) + (bias?.[unit] ?? NaN));
        const p = 1 / (1 + Math.exp((logits[1] ?? NaN) - (logits[0] ?? NaN)));
        for (const [unit, slope] of [p - 1, 1 - p].entries()) {
          for (const weights of [kernel, bias]) if (weights) weights[unit] = (weights[unit] ?? NaN) - each * slope;
        }
      }
      return kernel ?? [];
    };
    const byUpdate = after(Array.from({ length: 9 }, (_, update) => rate / (1 + decay * update)));
    const byEpoch = after(Array.from({ length: 9 }, (_, update) => rate / (1 + decay * Math.floor(update / 3))));
    const found = final['dense1.kernel']?.data ?? [];
    for (const [unit, weight] of byUpdate.entries()) {
      expect(found[unit]).toBeCloseTo(weight, 5);
      expect(Math.abs((byEpoch[unit] ?? NaN) - weight)).toBeGreaterThan(0.01);
    }
  });

  test('evaluates training images with the weights at the end of the epoch and without dropout', async () => {
    const images = bars(90, 4);
    const model = tinyModel(6, 0.6);
    const { final, history } = await train(backend, {
      model,
      optimizer: createOptimizer({ sgd: { learningRate: 0.05, momentum: 0.9 } }),
      train: images,
      validation: NOTHING,
      test: NOTHING,
      epochs: 2,
      batchSize: 30,
      trainEvaluation: 90,
      seed: 2,
    });
    const weights = Object.fromEntries(
      Object.entries(final).map(([key, { shape, data }]): [string, Naive] => [
        key,
        { shape, data: Float64Array.from(data) },
      ]),
    );
    const x = { shape: [90, 6, 6, 1], data: Float64Array.from(images.images, (pixel) => pixel / 255) };
    const logits = naiveForward(model, weights, x).data;
    let [loss, correct] = [0, 0];
    for (const [index, label] of images.labels.entries()) {
      const row = logits.slice(6 * index, 6 * index + 6);
      loss += Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (row[label] ?? NaN);
      if (row.indexOf(Math.max(...row)) === label) correct += 1;
    }
    const { train: own, running } = history.at(-1) ?? {};
    expect(own?.loss).toBeCloseTo(loss / 90, 4);
    expect(own?.accuracy).toBeCloseTo(correct / 90, 12);
    // The running mean is over earlier weights, with most of the values dropped.
    expect(Math.abs((running?.loss ?? NaN) - (own?.loss ?? NaN))).toBeGreaterThan(0.01);
  });
});
