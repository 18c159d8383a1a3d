import type { Progress } from '../../engine/core/stage.ts';

/** The length of a training. */
export interface Length {
  readonly epochs: number;
  /** In an epoch. */
  readonly batches: number;
}

type Values = Readonly<Record<string, number | null | undefined>>;

/**
 * The progress of a training after a batch, with the means over the epoch so far. The end of the epoch is left to
 * `epochProgress`, which knows what the evaluation found.
 *
 * @param at `epoch` and `batch` count from 1
 */
export function batchProgress(
  at: { readonly epoch: number; readonly batch: number },
  { epochs, batches }: Length,
  values: Readonly<Record<string, number>>,
): Progress {
  const means = Object.entries(values).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  const ended = at.batch === batches;
  return {
    done: (at.epoch - 1) * batches + at.batch,
    total: epochs * batches,
    unit: 'batches',
    note: [`epoch ${at.epoch}/${epochs}`, ...means].join(', '),
    ...(!ended && {
      measured: { at: at.epoch - 1 + at.batch / batches, of: epochs, unit: 'epochs', values: present(values) },
    }),
  };
}

/**
 * The progress of a training at the end of an epoch, with everything that is in its row of the history.
 *
 * @param options.done the epochs that are done; more than `epoch` where a training repeats what it did before a checkpoint
 */
export function epochProgress(
  epoch: number,
  { epochs, batches, done = epoch }: Length & { readonly done?: number },
  values: Values,
): Progress {
  return {
    done: done * batches,
    total: epochs * batches,
    unit: 'batches',
    note: `epoch ${Math.max(1, done)}/${epochs}`,
    measured: { at: epoch, of: epochs, unit: 'epochs', values: present(values) },
  };
}

/** Without what was not measured. */
function present(values: Values): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}
