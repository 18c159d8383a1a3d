import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import type { Optimizer } from './optimizers/kind.ts';
import { deriveSeed } from './random.ts';
import type { Step, TrainingState } from './step.ts';
import { dispose } from './tensors.ts';
import type { Tensors } from './tensors.ts';

/** One update: the examples it uses, and the number of updates before it. */
export interface Update {
  /** Numbers of the examples of the batch. */
  readonly examples: Int32Array;
  /** Counts from 0 over the whole training. */
  readonly update: number;
}

/** The result of a batch, read back: `loss` (its mean) and the objective's measures (sums). */
export type BatchValues = Readonly<Record<string, number>> & { readonly loss: number };

/** What JavaScript computes for each update and feeds to it: augmented images, for example. */
export interface Feed {
  /** The shape of each tensor for one example, by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** The numbers for an update: `[examples, ...shape]`, by name. A pure function. */
  of(update: Update): Readonly<Record<string, Float32Array>>;
}

/** What defines a training, however it is computed. */
export interface TrainerOptions {
  readonly step: Step;
  readonly optimizer: Optimizer;
  /** The tensors of one batch; called inside a tidy. `indices`: int32 `[examples]`; `fed`: what `feed` has for them. */
  readonly batch: (indices: Tensor1D, fed: Tensors) => Tensors;
  /** Left out: nothing is fed but the examples. */
  readonly feed?: Feed;
  /** Of the stream that the random numbers of the updates come from. */
  readonly seed: number;
}

/** Holds the state of a training and advances it. Another kind of trainer gives the same bits. */
export interface Trainer {
  /** The best number of updates per call; only full batches go together. */
  readonly updatesPerCall: number;
  advance(updates: readonly Update[]): Promise<readonly BatchValues[]>;
  /** Returns the current weights and slots, which the caller disposes of. */
  state(): TrainingState;
  /** Frees everything it holds. */
  close(): void;
}

/** What a trainer is made of that prepares itself. */
export interface PreparedOptions extends TrainerOptions {
  /** An update with a batch of each size that there will be, the full one first. */
  readonly samples: readonly Update[];
  /** Awaited between two parts of the preparation, each of which takes as long as a step or two. */
  readonly pause?: () => Promise<void>;
}

/**
 * Makes a backend's own trainer.
 *
 * @param start taken over, unless this throws
 * @throws NotRecordable when it cannot do this step with the bits of the eager trainer
 */
export type CreateTrainer = (backend: Backend, options: PreparedOptions, start: TrainingState) => Promise<Trainer>;

/** Computes each update operation by operation. `state` is taken over. */
export function createEagerTrainer(backend: Backend, options: TrainerOptions, start: TrainingState): Trainer {
  let state = start;
  return {
    updatesPerCall: 1,
    async advance(updates) {
      const all: BatchValues[] = [];
      for (const update of updates) {
        const { next, values } = await advance(backend, options, { state, update });
        dispose(state.weights, state.slots);
        state = next;
        all.push(values);
      }
      return all;
    },
    state: () => ({ weights: copies(backend, state.weights), slots: copies(backend, state.slots) }),
    close: () => dispose(state.weights, state.slots),
  };
}

/** The key of one update's random numbers: int32 `[2]`, (seed of the stream + update, 0); layers add to the second. */
export function stepKey({ tf }: Backend, seed: number, update: number): Tensor1D {
  return tf.tensor1d(stepKeyValues(seed, update), 'int32');
}

export function stepKeyValues(seed: number, update: number): [number, number] {
  return [(deriveSeed(seed, 'step') + update) | 0, 0];
}

/** What is fed to an update, float32 `[examples, ...shape]`. */
export function fedTensors({ tf }: Backend, feed: Feed | undefined, update: Update): Tensors {
  if (feed === undefined) return {};
  const numbers = Object.entries(feed.of(update));
  return Object.fromEntries(
    numbers.map(([name, values]) => [
      name,
      tf.tensor(values, [update.examples.length, ...(feed.shapes[name] ?? [])], 'float32'),
    ]),
  );
}

/** One update; reads the loss and the measures. Leaves the old state alone. */
async function advance(
  backend: Backend,
  { step, optimizer, batch, feed, seed }: TrainerOptions,
  { state, update: given }: { state: TrainingState; update: Update },
): Promise<{ next: TrainingState; values: BatchValues }> {
  const { tf } = backend;
  const { examples, update } = given;
  const { weights, slots, loss, measures } = tf.tidy(() =>
    step({
      ...state,
      batch: batch(tf.tensor1d(examples, 'int32'), fedTensors(backend, feed, given)),
      key: stepKey(backend, seed, update),
      rates: scalars(backend, optimizer.rates(update)),
    }),
  );
  const read = async (scalar: Tensor): Promise<number> => (await scalar.data())[0] ?? Number.NaN;
  const values: Record<string, number> = {};
  for (const [name, measure] of Object.entries(measures)) values[name] = await read(measure);
  const all = { ...values, loss: await read(loss) };
  dispose(measures, { loss });
  return { next: { weights, slots }, values: all };
}

/** Numbers as float32 scalars. */
export function scalars({ tf }: Backend, numbers: Readonly<Record<string, number>>): Tensors {
  return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, tf.scalar(number, 'float32')]));
}

/** New tensors that share the memory. */
function copies({ tf }: Backend, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
}
