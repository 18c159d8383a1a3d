import type { EpochRow } from './epoch-row.ts';

/** When to end a training before its last epoch, and which of its epochs is the best. */
export interface EarlyStopping {
  readonly on: 'validationLoss' | 'validationAccuracy' | 'trainLoss' | 'trainAccuracy';
  /** Epochs without a better one, after which it ends. */
  readonly patience: number;
  /** What counts as better: by more than this. */
  readonly improvement?: number;
}

/** What is known of a training so far. */
export interface Judgement {
  /** The best epoch; 0 before the first one. */
  readonly best: number;
  /** Whether the training ends here. */
  readonly ended: boolean;
}

/**
 * Judges a training by its history alone, so that one that was resumed is judged like one that ran through. The first epoch is
 * the best until one is better by more than `improvement`, as with Keras's EarlyStopping. What came before training does not count.
 */
export function judge(history: readonly EpochRow[], { on, patience, improvement = 0 }: EarlyStopping): Judgement {
  const epochs = history.filter(({ epoch }) => epoch > 0);
  let [best, height] = [0, -Infinity];
  for (const row of epochs) {
    const value = heightOf(row, on);
    if (value - improvement > height) [best, height] = [row.epoch, value];
  }
  return { best, ended: (epochs.at(-1)?.epoch ?? 0) - best >= patience && epochs.length > 0 };
}

/** More is better. NaN, which is never better, where nothing was measured. */
function heightOf({ train, validation }: EpochRow, on: EarlyStopping['on']): number {
  const of = on.startsWith('validation') ? validation : train;
  if (of === undefined) return Number.NaN;
  return on.endsWith('Loss') ? -of.loss : of.accuracy;
}
