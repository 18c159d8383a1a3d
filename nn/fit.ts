import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Backend } from './backend/backend.ts';
import { initialSlots } from './optimizers.ts';
import type { Optimizer } from './optimizers.ts';
import { deriveSeed, permutation } from './random.ts';
import type { Step, TrainingState } from './step.ts';
import { dispose } from './tensors.ts';
import type { Tensors } from './tensors.ts';

/** The training went numerically wrong: the loss of a batch is NaN or infinite. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  /** Counts from 1. */
  readonly epoch: number;
  /** Within the epoch, counts from 1. */
  readonly batch: number;
  /** The rate of the update that made the loss go wrong, or would have followed. */
  readonly learningRate: number;
  readonly loss: number;

  constructor(at: { epoch: number; batch: number; learningRate: number; loss: number }) {
    super(`The loss became ${at.loss} in epoch ${at.epoch}, batch ${at.batch}, at learning rate ${at.learningRate}`);
    this.epoch = at.epoch;
    this.batch = at.batch;
    this.learningRate = at.learningRate;
    this.loss = at.loss;
  }
}

/** How far a training is; `batch` and `batches` are within the epoch and count from 1. Means are over the epoch so far. */
export interface BatchReport {
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number;
  readonly loss: number;
  /** Sums over the epoch so far of what the objective measures, divided by the number of examples so far. */
  readonly measures: Readonly<Record<string, number>>;
}

/** The end of an epoch. Its tensors are the fit's: valid until the callback's promise settles. */
export interface EpochReport {
  /** 0 is before training: then `loss` and `measures` are left out. */
  readonly epoch: number;
  readonly weights: Tensors;
  readonly loss?: number;
  readonly measures?: Readonly<Record<string, number>>;
}

export interface FitOptions {
  readonly step: Step;
  readonly optimizer: Optimizer;
  /** Before training. Taken over: disposed of once replaced. */
  readonly weights: Tensors;
  /** How many examples there are. */
  readonly count: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  /** The tensors of one batch; called inside a tidy. `indices`: int32 `[examples]`. */
  readonly batch: (indices: Tensor1D) => Tensors;
  readonly signal?: AbortSignal;
  readonly onBatch?: (report: BatchReport) => void;
  readonly onEpoch?: (report: EpochReport) => Promise<void>;
}

/** The longest the event loop is kept waiting between batches: Ctrl-C and messages get through. */
const YIELD_MS = 50;

/**
 * Trains for a number of epochs and gives the weights, which are then the caller's to dispose of. Each epoch takes every
 * example once, in an order that is a function of (seed, epoch) only; the last batch may be smaller and counts by its size in
 * the means. The random numbers of an update are a function of (seed, update) only.
 *
 * @throws DivergedError when the loss of a batch is not finite.
 * @throws The signal's reason when it is aborted: seen between two batches.
 */
export async function fit(backend: Backend, options: FitOptions): Promise<Tensors> {
  const { optimizer, signal, onEpoch, epochs } = options;
  let state: TrainingState = { weights: options.weights, slots: initialSlots(backend, optimizer, options.weights) };
  const breathe = createBreather(signal);
  let done = false;
  try {
    await onEpoch?.({ epoch: 0, weights: state.weights });
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      const means = createMeans();
      const order = permutation(options.count, { seed: options.seed, epoch });
      const batches = Math.ceil(options.count / options.batchSize);
      for (let batch = 1; batch <= batches; batch += 1) {
        await breathe();
        const examples = order.slice((batch - 1) * options.batchSize, batch * options.batchSize);
        const update = (epoch - 1) * batches + batch - 1;
        const { next, values } = await advance(backend, options, { state, examples, update });
        dispose(state.weights, state.slots);
        state = next;
        const { loss = Number.NaN, ...measures } = values;
        if (!Number.isFinite(loss)) {
          throw new DivergedError({ epoch, batch, learningRate: optimizer.rates(update).learningRate, loss });
        }
        means.add(examples.length, loss, measures);
        options.onBatch?.({ epoch, batch, batches, ...means.read() });
      }
      await onEpoch?.({ epoch, weights: state.weights, ...means.read() });
    }
    done = true;
    return state.weights;
  } finally {
    dispose(state.slots);
    if (!done) dispose(state.weights);
  }
}

/** One update; reads the loss and the measures. Leaves the old state alone. */
async function advance(
  backend: Backend,
  { step, optimizer, batch, seed }: FitOptions,
  { state, examples, update }: { state: TrainingState; examples: Int32Array; update: number },
): Promise<{ next: TrainingState; values: Record<string, number> }> {
  const { tf } = backend;
  const { weights, slots, loss, measures } = tf.tidy(() => {
    const rates: Record<string, Tensor> = {};
    for (const [name, rate] of Object.entries(optimizer.rates(update))) rates[name] = tf.scalar(rate, 'float32');
    return step({
      ...state,
      batch: batch(tf.tensor1d(examples, 'int32')),
      key: stepKey(backend, seed, update),
      rates,
    });
  });
  const scalars: Tensors = { ...measures, loss };
  const values: Record<string, number> = {};
  for (const [name, scalar] of Object.entries(scalars)) values[name] = (await scalar.data())[0] ?? Number.NaN;
  dispose(scalars);
  return { next: { weights, slots }, values };
}

/** The key of one update's random numbers: int32 `[2]`, (seed of the stream + update, 0); layers add to the second. */
export function stepKey({ tf }: Backend, seed: number, update: number): Tensor1D {
  return tf.tensor1d([(deriveSeed(seed, 'step') + update) | 0, 0], 'int32');
}

/** Lets the event loop turn when it has waited for `YIELD_MS`, and then throws if the signal is aborted. */
export function createBreather(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= YIELD_MS) {
      await nextTurn();
      last = performance.now();
    }
    signal?.throwIfAborted();
  };
}

interface Means {
  add(examples: number, loss: number, measures: Readonly<Record<string, number>>): void;
  read(): { loss: number; measures: Record<string, number> };
}

/** Running means: the loss weighted by the examples of each batch, the measures (sums over a batch) per example. */
function createMeans(): Means {
  let seen = 0;
  let lossSum = 0;
  const sums: Record<string, number> = {};
  return {
    add(examples, loss, measures) {
      seen += examples;
      lossSum += loss * examples;
      for (const [name, value] of Object.entries(measures)) sums[name] = (sums[name] ?? 0) + value;
    },
    read() {
      const measures: Record<string, number> = {};
      for (const [name, sum] of Object.entries(sums)) measures[name] = sum / seen;
      return { loss: lossSum / seen, measures };
    },
  };
}
