import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../../nn/backends/backend.ts';
import { loadBackend } from '../../../nn/backends/index.ts';
import type { Checkpoint } from '../../../nn/checkpoint.ts';
import { resolveModel } from '../../../nn/model.ts';
import { averaged } from '../../../nn/optimizers/averaged.ts';
import { createOptimizer } from '../../../nn/optimizers/index.ts';
import type { EpochRow } from '../../../nn/epoch-row.ts';
import { train, type TrainOptions } from '../../../nn/train.ts';
import { bars } from '../digits.ts';

/** A bit of everything: branches, statistics, penalties, dropout. */
const MODEL = resolveModel({
  input: [6, 6, 1],
  layers: [
    { conv2d: { name: 'stem', filters: 3, kernel: 3, padding: 'same', initializer: 'heNormal', l2: 0.001 } },
    {
      repeat: {
        times: 2,
        layers: [
          { separableConv2d: { filters: 3, kernel: 3, padding: 'same' } },
          { batchNorm: { name: 'norm', momentum: 0.8 } },
          { activation: { name: 'act', kind: 'swish' } },
          { add: { from: ['act', 'input'] } },
        ],
      },
    },
    { layerNorm: { name: 'even' } },
    { reshape: { shape: [6, 18] } },
    { gru: { units: 6 } },
    { dropout: { rate: 0.1 } },
    { dense: { units: 6, activation: 'softmax', l1: 0.001 } },
  ],
});
const OPTIONS: TrainOptions = {
  model: MODEL,
  optimizer: createOptimizer({ adam: { learningRate: 0.02 } }),
  train: bars(150, 1),
  validation: bars(40, 2),
  test: bars(50, 3),
  epochs: 3,
  batchSize: 32,
  trainEvaluation: 50,
  seed: 5,
};

describe.each(['tensorflow', 'portable'] as const)(
  'train() of a network with statistics and branches, on %s',
  (name) => {
    let backend: Backend;
    let whole: Awaited<ReturnType<typeof train>>;
    const notices: string[] = [];
    let leaked = Number.NaN;
    beforeAll(async () => {
      backend = await loadBackend(name, { threads: 2 });
      const before = backend.tf.memory().numTensors;
      whole = await train(backend, { ...OPTIONS, onNotice: (notice) => notices.push(notice) });
      leaked = backend.tf.memory().numTensors - before;
    });

    test('learns, is traced or says why not, and leaves no tensors behind', () => {
      expect(whole.test?.accuracy).toBeGreaterThan(0.8);
      // Each layer alone is traced: traced-trainer.test.ts. In a whole network, TensorFlow may add up gradients in another order.
      for (const notice of notices)
        expect(notice).toContain("because the step cannot become a graph: its graph computes a different '");
      expect(notices.length).toBeLessThan(2);
      expect(leaked).toBe(0);
    });

    test('gives the same bits again, operation by operation, and from a state inside an epoch', async () => {
      const states: Checkpoint<EpochRow>[] = [];
      const keep = { everyMs: 0, state: async (state: Checkpoint<EpochRow>) => void states.push(state) };
      expect(await train(backend, { ...OPTIONS, execution: 'eager', keep })).toEqual(whole);
      const inside = states.find(({ epoch, part }) => epoch === 1 && part?.done === 2);
      const ended = states.find(({ epoch, part }) => epoch === 2 && part === undefined);
      for (const from of [inside, ended]) {
        if (from === undefined) throw new Error('no such state');
        expect(await train(backend, { ...OPTIONS, from })).toEqual(whole);
      }
    });

    test('moves statistics towards the batches, and remembers no slots for them', async () => {
      expect(whole.final['norm-1.mean']?.data).not.toEqual(whole.initial['norm-1.mean']?.data);
      const slots: string[] = [];
      const keep = {
        everyMs: Infinity,
        state: async (state: Checkpoint<EpochRow>) => void slots.push(...Object.keys(state.slots)),
      };
      await train(backend, { ...OPTIONS, epochs: 1, keep });
      expect(slots).toContain('mean/norm-1.gamma');
      expect(slots.filter((slot) => slot.endsWith('norm-1.variance'))).toEqual([]);
    });

    test('gives out averages of the weights, and statistics as they are', async () => {
      const plain = await train(backend, { ...OPTIONS, epochs: 1 });
      const average = await train(backend, { ...OPTIONS, epochs: 1, optimizer: averaged(OPTIONS.optimizer, 0.5) });
      expect(Object.keys(average.final)).toEqual(Object.keys(plain.final));
      for (const part of ['mean', 'variance'])
        expect(average.final[`norm-1.${part}`]).toEqual(plain.final[`norm-1.${part}`]);
      expect(average.final['norm-1.gamma']).not.toEqual(plain.final['norm-1.gamma']);
    });

    test('leaves all of a frozen norm alone', async () => {
      const frozen = await train(backend, { ...OPTIONS, epochs: 1, frozen: ['norm-1'] });
      for (const part of ['gamma', 'beta', 'mean', 'variance'])
        expect(frozen.final[`norm-1.${part}`]).toEqual(frozen.initial[`norm-1.${part}`]);
      expect(frozen.final['norm-2.mean']).not.toEqual(frozen.initial['norm-2.mean']);
    });
  },
);

test('l1 and l2 add the sizes and squares of their kernels to the loss in training, and to nothing else', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const [l1, l2] = [0.01, 0.1];
  const modelWith = (penalties: { l1?: number; l2?: number }) =>
    resolveModel({
      input: [6, 6, 1],
      layers: [{ flatten: {} }, { dense: { name: 'head', units: 6, activation: 'softmax', ...penalties } }],
    });
  // One batch, so that the loss is that of the initial weights.
  const once = { ...OPTIONS, epochs: 1, batchSize: 150 };
  const plain = await train(backend, { ...once, model: modelWith({}) });
  const fined = await train(backend, { ...once, model: modelWith({ l1, l2 }) });
  const kernel = plain.initial['head.kernel']?.data ?? new Float32Array();
  const penalty = kernel.reduce((sum, weight) => sum + l1 * Math.abs(weight) + l2 * weight ** 2, 0);
  const [before, after] = [plain, fined].map(({ history }) => history.at(-1)?.running?.loss ?? Number.NaN);
  expect((after ?? 0) - (before ?? 0)).toBeCloseTo(penalty, 4);
  expect(fined.history[0]).toEqual(plain.history[0]);
});
