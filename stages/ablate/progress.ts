import type { Progress } from '../../engine/core/stage.ts';
import type { TrainProgress } from '../../nn/train.ts';
import type { Measured } from '../formats/removal-report.ts';

/** Which network of an ablation is being measured. */
export interface Turn {
  /** How many networks have been measured, and of how many; the whole one does not count. */
  readonly done: number;
  readonly total: number;
  /** By which rule filters were taken out: `norm`, `random order 3`. */
  readonly rule: string;
  /** How many; 0 is the whole network. */
  readonly removed: number;
}

/** What a network without some filters gets right, before and perhaps after fine-tuning. */
export interface Left extends Pick<Measured, 'accuracy' | 'loss'> {
  readonly tuned?: Pick<Measured, 'accuracy' | 'loss'>;
}

/** The progress while a network is fine-tuned: its loss and accuracy, means over the epoch so far with dropout on. */
export function tuningProgress(turn: Turn, epochs: number, at: TrainProgress): Progress {
  const { epoch, batch, batches, loss, accuracy } = at;
  const what = nameOf(turn);
  return {
    ...counted(turn),
    note: `${what}: fine-tuning, epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}`,
    measured: { at: epoch - 1 + batch / batches, of: epochs, unit: 'epochs', series: what, values: { loss, accuracy } },
  };
}

/** The progress once a network has been measured: what is left of its accuracy. */
export function removalProgress(turn: Turn, filters: number, { accuracy, loss, tuned }: Left): Progress {
  const values = { accuracy, loss, ...(tuned && { tunedAccuracy: tuned.accuracy, tunedLoss: tuned.loss }) };
  return {
    ...counted(turn),
    note: `${nameOf(turn)}: accuracy ${(tuned ?? { accuracy }).accuracy.toFixed(4)}`,
    measured: { at: turn.removed, of: filters, unit: 'filters removed', series: turn.rule, values },
  };
}

function counted({ done, total }: Turn): Pick<Progress, 'done' | 'total' | 'unit'> {
  return { done, total, unit: 'networks' };
}

function nameOf({ removed, rule }: Turn): string {
  return removed === 0 ? 'whole network' : `${removed} removed by ${rule}`;
}
