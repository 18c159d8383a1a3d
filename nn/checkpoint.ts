import type { Backend } from './backends/backend.ts';
import type { HostTensors } from './initializers.ts';
import type { Sums } from './means.ts';
import type { TrainingState } from './step.ts';
import { dispose, inOrder, toHost, toTensors } from './tensors.ts';
import type { Tensors } from './tensors.ts';

/** The place of a training between two updates. Everything random in it is a function of the seed and this place. */
export interface Place {
  /** Epochs done, with the evaluation at their end. */
  readonly epoch: number;
  /** The part of the next epoch that is done; absent: none. */
  readonly part?: EpochPart;
}

/** The first part of an epoch. With all batches done, only its evaluation is missing. */
export interface EpochPart {
  /** Batches, 1 .. `of`. */
  readonly done: number;
  readonly of: number;
  readonly sums: Sums;
}

/**
 * A checkpoint: everything that a training needs to continue, and to end with the bits of an uninterrupted one. `Row`: of one
 * epoch.
 */
export interface Checkpoint<Row> extends Place {
  readonly weights: HostTensors;
  /** The optimizer's memory. */
  readonly slots: HostTensors;
  /** The rows up to the last whole epoch, including epoch 0 (before training). */
  readonly history: readonly Row[];
  /** The weights of the best epoch so far, where a training gives out those. */
  readonly best?: HostTensors;
}

/** Where the checkpoints of a training go. */
export interface Keep<State> {
  /** The shortest time between two checkpoints. Those after the last epoch and before a stop do not wait for it. */
  readonly everyMs: number;
  /**
   * Receives a checkpoint whenever one is due, after the last epoch, and when the training is stopped. The training waits for
   * it.
   */
  state(state: State): Promise<void>;
}

/** Decides when to take a checkpoint. */
export interface Keeper {
  /** Takes a checkpoint at this place if one is due. */
  ifDue(place: Place): Promise<void>;
  /** Takes a checkpoint unless it was taken already or nothing is done yet. */
  now(place: Place): Promise<void>;
}

/**
 * @param stateNow makes tensors, which are disposed of once they are saved
 * @param start where the training begins: that state is saved somewhere already
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

/**
 * Saves copies on the JavaScript side, with the rows of `history` and the weights of the best epoch at that time; nothing when
 * nobody wants them.
 */
export function keepOnHost<Row>(
  keep: Keep<Checkpoint<Row>> | undefined,
  history: readonly Row[],
  best: () => HostTensors | undefined = () => undefined,
): { readonly keep?: Keep<Place & TrainingState> } {
  if (keep === undefined) return {};
  return {
    keep: {
      everyMs: keep.everyMs,
      async state({ weights, slots, ...place }) {
        const bestNow = best();
        await keep.state({
          ...place,
          weights: await toHost(weights),
          slots: await toHost(slots),
          history: [...history],
          ...(bestNow && { best: bestNow }),
        });
      },
    },
  };
}

/**
 * Returns what `fit` starts with: the checkpoint, or else these weights.
 *
 * @throws Error when the checkpoint lacks one of these weights
 */
export function startOf(
  backend: Backend,
  from: Omit<Checkpoint<unknown>, 'history'> | undefined,
  initial: HostTensors,
): { readonly weights: Tensors; readonly from?: Place & { readonly slots: Tensors } } {
  if (from === undefined) return { weights: toTensors(backend, initial) };
  const { epoch, part, slots } = from;
  const place: Place = { epoch, ...(part && { part }) };
  // A file has an order of its own.
  const weights = toTensors(backend, inOrder(from.weights, Object.keys(initial)));
  return { weights, from: { ...place, slots: toTensors(backend, slots) } };
}
