import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { plainAutoencoder, variationalAutoencoder } from '../../nn/autoencoder.ts';
import { plainAutoencoding } from '../../nn/autoencoding.ts';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import type { Checkpoint } from '../../nn/checkpoint.ts';
import type { HostTensors } from '../../nn/initializers.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import type { OptimizerSpec } from '../../nn/optimizers/index.ts';
import { train } from '../../nn/train.ts';
import type { EpochRow } from '../../nn/epoch-row.ts';
import type { TrainOptions } from '../../nn/train.ts';
import { trainAutoencoder } from '../../nn/train-autoencoder.ts';
import type { AutoencoderEpoch, TrainAutoencoderOptions } from '../../nn/train-autoencoder.ts';
import { variationalAutoencoding } from '../../nn/variational.ts';
import { bars } from './digits.ts';
import { tinyModel } from './models.ts';

// The oracle of every test here is a training that nobody disturbed and that kept nothing.

const OPTIMIZERS: readonly OptimizerSpec[] = [
  { sgd: { learningRate: 0.05 } },
  { sgd: { learningRate: 0.05, momentum: 0.9, nesterov: true, decay: 0.01, weightDecay: 0.001 } },
  { adam: { learningRate: 0.01 } },
];

const OPTIONS: TrainOptions = {
  model: tinyModel(6, 0.3),
  optimizer: createOptimizer({ adam: { learningRate: 0.01 } }),
  train: bars(70, 1),
  validation: bars(20, 2),
  test: bars(30, 3),
  epochs: 2,
  batchSize: 16, // 70 = 4 · 16 + 6
  trainEvaluation: 40,
  seed: 5,
};
const BATCHES = 5;

/** The places of a training of so many epochs of `batches`: every batch, and the end of every epoch. */
function places(epochs: number, batches: number): string[] {
  return Array.from({ length: epochs }, (_, epoch) => [
    ...Array.from({ length: batches }, (_, batch) => `${epoch}+${batch + 1}`),
    `${epoch + 1}`,
  ]).flat();
}

function placeOf({ epoch, part }: Checkpoint<unknown>): string {
  return part === undefined ? `${epoch}` : `${epoch}+${part.done}`;
}

/** The state as a file gives it back: with its names in another order, which must not matter. */
function reread<Row>({ weights, slots, ...rest }: Checkpoint<Row>): Checkpoint<Row> {
  const sorted = (tensors: HostTensors): HostTensors =>
    Object.fromEntries(Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...rest, weights: sorted(weights), slots: sorted(slots) };
}

/** Every state that a training can be killed after. */
async function statesOf(backend: Backend, options: TrainOptions): Promise<Checkpoint<EpochRow>[]> {
  const states: Checkpoint<EpochRow>[] = [];
  const keep = { everyMs: 0, state: async (state: Checkpoint<EpochRow>) => void states.push(reread(state)) };
  await train(backend, { ...options, execution: 'eager', keep });
  return states;
}

/** Trains until batch number `at` of all has been done, and is told to stop then: the states that are kept at that moment. */
async function stopAfter(backend: Backend, options: TrainOptions, at: number): Promise<Checkpoint<EpochRow>[]> {
  const states: Checkpoint<EpochRow>[] = [];
  const abort = new AbortController();
  let batches = 0;
  const training = train(backend, {
    ...options,
    signal: abort.signal,
    onProgress: () => void (++batches === at && abort.abort(new Error('stopped'))),
    keep: { everyMs: Infinity, state: async (state) => void states.push(reread(state)) },
  });
  await expect(training).rejects.toThrow('stopped');
  return states;
}

describe.each(['tensorflow', 'portable'] as const)('train() on %s keeps states inside an epoch', (name: string) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  test.each(OPTIMIZERS)(
    'and continues from every batch with the bits of an undisturbed one: %o',
    async (optimizer) => {
      const options = { ...OPTIONS, optimizer: createOptimizer(optimizer) };
      const before = backend.tf.memory().numTensors;
      const whole = await train(backend, options);
      const states = await statesOf(backend, options);
      expect(states.map(placeOf)).toEqual(places(options.epochs, BATCHES));
      for (const from of states) expect(await train(backend, { ...options, from, execution: 'eager' })).toEqual(whole);
      // As a graph too, which takes its time to be made: in the middle, around the end of the epoch, and at the very end.
      for (const from of name === 'tensorflow' ? [1, 3, 4, 5, 6, 10].map((index) => states[index]) : []) {
        expect(await train(backend, { ...options, ...(from && { from }) })).toEqual(whole);
      }
      expect(backend.tf.memory().numTensors).toBe(before);
    },
    120_000,
  );

  test('whatever the seed, the size of the batches and the moment it is told to stop', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
          batchSize: fc.integer({ min: 1, max: 30 }),
          count: fc.integer({ min: 30, max: 60 }),
          optimizer: fc.constantFrom(...OPTIMIZERS).map((spec) => createOptimizer(spec)),
          moment: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        async ({ count, moment, ...changed }) => {
          const options = { ...OPTIONS, ...changed, train: bars(count, 4) };
          const batches = 2 * Math.ceil(count / options.batchSize);
          const at = Math.max(1, Math.ceil(moment * batches));
          const [from, ...others] = await stopAfter(backend, options, at);
          expect(others).toEqual([]);
          expect(from).toBeDefined();
          expect(await train(backend, { ...options, ...(from && { from }) })).toEqual(await train(backend, options));
        },
      ),
      { numRuns: name === 'tensorflow' ? 5 : 15 },
    );
  }, 120_000);

  test('and a longer training continues from one with the bits of a training of its length', async () => {
    const [from] = await stopAfter(backend, OPTIONS, 7);
    if (from === undefined) throw new Error('Nothing was kept');
    const longer = { ...OPTIONS, epochs: 4 };
    expect(await train(backend, { ...longer, from })).toEqual(await train(backend, longer));
  });

  test('and one more when it is told to stop: where it is, in the evaluation too, with no tensors left', async () => {
    const before = backend.tf.memory().numTensors;
    // In a graph of several updates a call comes to its end first.
    const eager = { ...OPTIONS, execution: 'eager' } as const;
    expect((await stopAfter(backend, eager, 1)).map(placeOf)).toEqual(['0+1']);
    expect((await stopAfter(backend, eager, 7)).map(placeOf)).toEqual(['1+2']);
    const [evaluating] = await stopAfter(backend, eager, BATCHES);
    expect(evaluating && placeOf(evaluating)).toBe(`0+${BATCHES}`);
    expect(evaluating?.history.map(({ epoch }) => epoch)).toEqual([0]);
    expect(backend.tf.memory().numTensors).toBe(before);
  });
});

describe('train() keeps a state', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend('portable', { threads: 1 });
  });

  test('when the time is over since the last one, by a clock that is not set, and after the last epoch', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'Date'] });
    try {
      const kept: string[] = [];
      // A batch takes 3 s and the clock is set back all the while.
      const onProgress = (): void => {
        vi.advanceTimersByTime(3000);
        vi.setSystemTime(0);
      };
      const state = async (one: Checkpoint<EpochRow>): Promise<void> => void kept.push(placeOf(one));
      await train(backend, { ...OPTIONS, epochs: 3, onProgress, keep: { everyMs: 10_000, state } });
      expect(kept).toEqual(['0+4', '1+3', '2+2', '3']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('not before anything is done, nor twice for the same place', async () => {
    const kept: string[] = [];
    const abort = new AbortController();
    const keep = {
      everyMs: 0,
      async state(one: Checkpoint<EpochRow>) {
        kept.push(placeOf(one));
        if (kept.length === 3) abort.abort(new Error('stopped'));
      },
    };
    await expect(train(backend, { ...OPTIONS, signal: abort.signal, keep })).rejects.toThrow('stopped');
    expect(kept).toEqual(['0+1', '0+2', '0+3']);
    const early = { ...OPTIONS, signal: AbortSignal.abort(new Error('stopped')), keep };
    await expect(train(backend, early)).rejects.toThrow('stopped');
    expect(kept).toHaveLength(3);
  });

  test('or ends with what has gone wrong with it', async () => {
    const keep = { everyMs: 0, state: () => Promise.reject(new Error('disk full')) };
    const before = backend.tf.memory().numTensors;
    await expect(train(backend, { ...OPTIONS, keep })).rejects.toThrow('disk full');
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test('of which an epoch of another number of batches is refused', async () => {
    const [from] = await stopAfter(backend, OPTIONS, 2);
    if (from === undefined) throw new Error('Nothing was kept');
    await expect(train(backend, { ...OPTIONS, batchSize: 10, from })).rejects.toThrow('an epoch of 5 batches');
  });
});

describe.each(['tensorflow', 'portable'] as const)('trainAutoencoder() on %s', (name: string) => {
  const spec = { input: [6, 6, 1], hidden: [8], latent: 2, activation: 'tanh' } as const;

  test.each(['plain', 'variational'] as const)(
    'continues from every batch with the bits of an undisturbed one: %s',
    async (kind) => {
      const backend = await loadBackend(name, { threads: 2 });
      const method =
        kind === 'plain'
          ? plainAutoencoding(backend, plainAutoencoder({ ...spec, outputActivation: 'sigmoid' }), 'binaryCrossEntropy')
          : variationalAutoencoding(backend, variationalAutoencoder(spec), { decoderDecay: 1e-4 });
      const options: TrainAutoencoderOptions = {
        method,
        optimizer: createOptimizer({ adam: { learningRate: 0.01 } }),
        train: bars(70, 1).images,
        validation: bars(20, 2).images,
        test: bars(30, 3).images,
        binarised: true,
        examples: [7, 3],
        samples: 4,
        epochs: 2,
        batchSize: 16,
        seed: 5,
      };
      const before = backend.tf.memory().numTensors;
      const whole = await trainAutoencoder(backend, options);
      const states: Checkpoint<AutoencoderEpoch>[] = [];
      const keep = {
        everyMs: 0,
        state: async (state: Checkpoint<AutoencoderEpoch>) => void states.push(reread(state)),
      };
      expect(await trainAutoencoder(backend, { ...options, execution: 'eager', keep })).toEqual(whole);
      expect(states.map(placeOf)).toEqual(places(2, BATCHES));
      for (const [index, from] of states.entries()) {
        const execution = index % 3 === 0 ? 'auto' : 'eager';
        expect(await trainAutoencoder(backend, { ...options, from, execution })).toEqual(whole);
      }
      expect(backend.tf.memory().numTensors).toBe(before);
    },
    120_000,
  );
});
