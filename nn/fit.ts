import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Backend } from './backends/backend.ts';
import { backendOf } from './backends/index.ts';
import { createKeeper } from './checkpoint.ts';
import type { EpochPart, Keep, Place } from './checkpoint.ts';
import { NotRecordable } from './graph/recorder.ts';
import { createMeans } from './means.ts';
import { initialSlots, tensorOf } from './optimizers/kind.ts';
import { permutation } from './random.ts';
import { learningOf, type TrainingState } from './step.ts';
import { dispose } from './tensors.ts';
import type { Tensors } from './tensors.ts';
import { createEagerTrainer } from './trainer.ts';
import type { Trainer, TrainerOptions, Update } from './trainer.ts';

export { stepKey } from './trainer.ts';

/** The training diverged: the loss of a batch is NaN or infinite. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  /** Counts from 1. */
  readonly epoch: number;
  /** Within the epoch, counts from 1. */
  readonly batch: number;
  /** The learning rate of the update that spoiled the loss, or would have followed. */
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

/** The progress of a training; `batch` and `batches` are within the epoch and count from 1. Means are over the epoch so far. */
export interface BatchReport {
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number;
  readonly loss: number;
  /** Sums over the epoch so far of what the objective measures, divided by the number of examples so far. */
  readonly measures: Readonly<Record<string, number>>;
}

/** The end of an epoch. `fit` owns its tensors: they are valid until the callback's promise settles. */
export interface EpochReport {
  /** 0 is before training: then `loss` and `measures` are left out. */
  readonly epoch: number;
  /** Those to evaluate: with an optimizer that averages them, the averages. */
  readonly weights: Tensors;
  readonly loss?: number;
  readonly measures?: Readonly<Record<string, number>>;
}

export interface FitOptions extends TrainerOptions {
  /** Weights before training. `fit` owns them and disposes of them once they are replaced. */
  readonly weights: Tensors;
  /** Continues from a checkpoint that `keep` received; `weights` are then its weights. `fit` owns the slots. */
  readonly from?: Place & { readonly slots: Tensors };
  /** Number of examples. */
  readonly count: number;
  readonly batchSize: number;
  /** In total, including those before `from`. */
  readonly epochs: number;
  /** `eager`: one operation at a time, even where a graph is possible. The bits are the same. */
  readonly execution?: 'auto' | 'eager';
  readonly signal?: AbortSignal;
  readonly onBatch?: (report: BatchReport) => void;
  /** Whether the training ends here, before its last epoch. Asked between two epochs. */
  readonly ended?: () => boolean;
  /** Not called for the epochs up to `from`. */
  readonly onEpoch?: (report: EpochReport) => Promise<void>;
  /** Receives checkpoints, whose tensors are valid until the promise settles. Taking checkpoints changes no bits. */
  readonly keep?: Keep<Place & TrainingState>;
  /** Told once why no graph is used, if one was tried. */
  readonly onFallback?: (why: string) => void;
}

/** The longest time that the event loop waits between batches, so that Ctrl-C and messages get through. */
const YIELD_MS = 50;

/**
 * Trains for a number of epochs and returns the weights, which the caller must dispose of. Each epoch uses every example once,
 * in an order that depends only on (seed, epoch); the last batch may be smaller and counts by its size in the means. The random
 * numbers of an update depend only on (seed, update). So a training that continues from a checkpoint, wherever in an epoch,
 * ends with the bits of an uninterrupted one.
 *
 * @throws DivergedError when the loss of a batch is not finite
 * @throws the signal's reason when it is aborted, checked between two batches, or thrown by `onEpoch`; a checkpoint is taken
 * first
 */
export async function fit(backend: Backend, options: FitOptions): Promise<Tensors> {
  const { signal, onEpoch, epochs, weights, from } = options;
  const slots = from?.slots ?? initialSlots(backend, options.optimizer, learningOf(weights, options.step));
  const breathe = createBreather(signal);
  const trainer = await createTrainer(backend, options, { start: { weights, slots }, pause: breathe });
  const report = async (about: Omit<EpochReport, 'weights'>): Promise<void> => {
    if (onEpoch === undefined) return;
    const state = trainer.state();
    try {
      await onEpoch({ ...about, weights: about.epoch === 0 ? state.weights : givenOut(options, state) });
    } finally {
      dispose(state.weights, state.slots);
    }
  };
  let place: Place = from ?? { epoch: 0 };
  const keeper = createKeeper(() => trainer.state(), options.keep, place);
  try {
    if (from === undefined) await report({ epoch: 0 });
    const isOver = (): boolean => place.epoch >= epochs || options.ended?.() === true;
    while (!isOver()) {
      const { epoch: before, part } = place;
      for await (const next of trainEpoch(trainer, options, { epoch: before + 1, part, breathe })) {
        place = { epoch: before, part: next };
        await keeper.ifDue(place);
      }
      const { loss, measures } = createMeans(place.part?.sums).read();
      await report({ epoch: before + 1, loss, measures });
      place = { epoch: before + 1 };
      await (isOver() ? keeper.now(place) : keeper.ifDue(place));
    }
    const end = trainer.state();
    const result = givenOut(options, end);
    for (const tensor of Object.values({ ...end.weights, ...end.slots }))
      if (!Object.values(result).includes(tensor)) tensor.dispose();
    return result;
  } catch (error) {
    // After any other error, the trainer may no longer be where `place` says.
    if (signal?.aborted === true && error === signal.reason) await keeper.now(place);
    throw error;
  } finally {
    trainer.close();
  }
}

/** The weights that a training gives out: the optimizer's average of them, if it has one. Statistics are averages already. */
function givenOut(
  { optimizer: { average }, step }: Pick<FitOptions, 'optimizer' | 'step'>,
  { weights, slots }: TrainingState,
): Tensors {
  if (average === undefined) return weights;
  const averages = Object.keys(learningOf(weights, step)).map((name) => [name, tensorOf(slots, `${average}/${name}`)]);
  return { ...weights, ...Object.fromEntries(averages) };
}

/** Trains an epoch from where `part` ended, and reports after every few batches how much of it is done. */
async function* trainEpoch(
  trainer: Trainer,
  options: FitOptions,
  {
    epoch,
    part,
    breathe,
  }: { readonly epoch: number; readonly part: EpochPart | undefined; readonly breathe: () => Promise<void> },
): AsyncGenerator<EpochPart> {
  const means = createMeans(part?.sums);
  const updates = updatesOf(options, epoch);
  const of = updates.length;
  if (part !== undefined && part.of !== of) {
    throw new Error(`Internal error: a state of an epoch of ${part.of} batches cannot continue one of ${of}`);
  }
  for (let done = part?.done ?? 0; done < of;) {
    await breathe();
    const several = nextCall(updates, done, trainer.updatesPerCall);
    const values = await trainer.advance(several);
    for (const [index, { loss, ...measures }] of values.entries()) {
      const { examples, update } = several[index] ?? { examples: [], update: Number.NaN };
      const batch = done + index + 1;
      if (!Number.isFinite(loss)) {
        const { learningRate } = options.optimizer.rates(update);
        throw new DivergedError({ epoch, batch, learningRate, loss });
      }
      means.add(examples.length, loss, measures);
      if (options.signal?.aborted !== true) options.onBatch?.({ epoch, batch, batches: of, ...means.read() });
    }
    done += several.length;
    yield { done, of, sums: means.sums() };
  }
}

/** The updates of one epoch: its batches, in order. */
function updatesOf({ count, batchSize, seed }: FitOptions, epoch: number): Update[] {
  const order = permutation(count, { seed, epoch });
  const batches = Math.ceil(count / batchSize);
  return Array.from({ length: batches }, (_, batch) => ({
    examples: order.slice(batch * batchSize, (batch + 1) * batchSize),
    update: (epoch - 1) * batches + batch,
  }));
}

/** As many updates as one call does at once, if that many full batches are left; else one. */
function nextCall(updates: readonly Update[], done: number, updatesPerCall: number): Update[] {
  const several = updates.slice(done, done + updatesPerCall);
  const size = several[0]?.examples.length;
  const together = several.length === updatesPerCall && several.every(({ examples }) => examples.length === size);
  return together ? several : several.slice(0, 1);
}

/** The backend's own trainer where it has one for this step, else operation by operation: the bits are the same. */
async function createTrainer(
  backend: Backend,
  options: FitOptions,
  { start, pause }: { readonly start: TrainingState; readonly pause: () => Promise<void> },
): Promise<Trainer> {
  const { execution = 'auto', from, onFallback } = options;
  const updates = updatesOf(options, (from?.epoch ?? 0) + 1);
  const [first, last] = [updates[0], updates.at(-1)];
  const createOwn = execution === 'auto' ? await backendOf(backend.name).trainer?.() : undefined;
  if (createOwn !== undefined && first !== undefined && last !== undefined) {
    const samples = first.examples.length === last.examples.length ? [first] : [first, last];
    try {
      return await createOwn(backend, { ...options, samples, pause }, start);
    } catch (error) {
      if (!(error instanceof NotRecordable)) {
        dispose(start.weights, start.slots);
        throw error;
      }
      onFallback?.(`Training operation by operation, because the step cannot become a graph: ${error.message}`);
    }
  }
  return createEagerTrainer(backend, options, start);
}

/** Lets the event loop run when it has waited for `YIELD_MS`, then throws if the signal is aborted. */
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
