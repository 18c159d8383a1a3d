import type { Backend } from './backends/backend.ts';
import type { HostTensors } from './initializers.ts';
import type { Sums } from './means.ts';
import type { TrainingState } from './step.ts';
import { dispose, toHost, toTensors } from './tensors.ts';
import type { Tensors } from './tensors.ts';

/** Where a training is, between two updates. Everything random in it is a function of the seed and this. */
export interface Place {
  /** Epochs done, with the evaluation at their end. */
  readonly epoch: number;
  /** What is done of the next one; absent: nothing. */
  readonly part?: EpochPart;
}

/** The beginning of an epoch. With all batches done, its evaluation is still to come. */
export interface EpochPart {
  /** Batches, 1 .. `of`. */
  readonly done: number;
  readonly of: number;
  readonly sums: Sums;
}

/** A state of a training: all it needs to continue, and to end with the bits of one that ran through. `Row`: of one epoch. */
export interface Checkpoint<Row> extends Place {
  readonly weights: HostTensors;
  /** What the optimizer remembers. */
  readonly slots: HostTensors;
  /** The rows up to the last whole epoch, epoch 0 (before training) included. */
  readonly history: readonly Row[];
}

/** Who wants states of a training. */
export interface Keep<State> {
  /** The least time from one state to the next. The ones after the last epoch and before a stop do not wait for it. */
  readonly everyMs: number;
  /** Told a state whenever one is due, after the last epoch, and when the training is told to stop. The training waits. */
  state(state: State): Promise<void>;
}

/** Decides when a state is kept. */
export interface Keeper {
  /** Keeps the state of this place if one is due. */
  ifDue(place: Place): Promise<void>;
  /** Keeps it unless it has been kept already, or nothing is done yet. */
  now(place: Place): Promise<void>;
}

/**
 * @param stateNow makes tensors, which are disposed of when they have been kept
 * @param start where the training begins: that state is somewhere already
 */
export function createKeeper(
  stateNow: () => TrainingState,
  keep: Keep<Place & TrainingState> | undefined,
  start: Place,
): Keeper {
  let kept = start;
  let keptAt = performance.now();
  const now = async (place: Place): Promise<void> => {
    if (keep === undefined || place === kept) return;
    const state = stateNow();
    try {
      await keep.state({ ...place, ...state });
    } finally {
      dispose(state.weights, state.slots);
    }
    kept = place;
    keptAt = performance.now();
  };
  return {
    now,
    async ifDue(place) {
      if (keep !== undefined && performance.now() - keptAt >= keep.everyMs) await now(place);
    },
  };
}

/** Keeps copies on the JavaScript side, with the rows that `history` has then; nothing when nobody wants them. */
export function keepOnHost<Row>(
  keep: Keep<Checkpoint<Row>> | undefined,
  history: readonly Row[],
): { readonly keep?: Keep<Place & TrainingState> } {
  if (keep === undefined) return {};
  return {
    keep: {
      everyMs: keep.everyMs,
      async state({ weights, slots, ...place }) {
        await keep.state({
          ...place,
          weights: await toHost(weights),
          slots: await toHost(slots),
          history: [...history],
        });
      },
    },
  };
}

/**
 * What `fit` starts with: the checkpoint, or else these weights.
 *
 * @throws Error when the checkpoint lacks one of these weights.
 */
export function startOf(
  backend: Backend,
  from: Omit<Checkpoint<unknown>, 'history'> | undefined,
  initial: HostTensors,
): { readonly weights: Tensors; readonly from?: Place & { readonly slots: Tensors } } {
  if (from === undefined) return { weights: toTensors(backend, initial) };
  const { epoch, part, slots } = from;
  const place: Place = { epoch, ...(part && { part }) };
  const weights = toTensors(backend, inOrder(from.weights, Object.keys(initial)));
  return { weights, from: { ...place, slots: toTensors(backend, slots) } };
}

/** An objective may add up over all weights: in another order that gives other bits, and a file has an order of its own. */
function inOrder(weights: HostTensors, names: readonly string[]): HostTensors {
  return Object.fromEntries(
    names.map((name) => {
      const weight = weights[name];
      if (weight === undefined) throw new Error(`Internal error: the checkpoint has no weight '${name}'`);
      return [name, weight];
    }),
  );
}
