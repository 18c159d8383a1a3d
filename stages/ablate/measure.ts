import type { StageContext } from '../../engine/core/stage.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import type { ImageTensors } from '../../nn/evaluate.ts';
import type { Optimizer } from '../../nn/optimizers/kind.ts';
import type { Network } from '../../nn/removal.ts';
import { inferShapes } from '../../nn/shapes.ts';
import type { TrainProgress } from '../../nn/train.ts';
import { tune } from '../../nn/tune.ts';
import type { Compared, Measured, MeasuredWhole, RemovalPoint } from '../formats/removal-report.ts';
import { exactMcNemar } from '../statistics/mcnemar.ts';
import { answer } from '../training/answer.ts';
import { scoreOf } from '../training/score.ts';
import type { Score } from '../training/score.ts';
import type { AblateParams } from './stage.ts';

/** The images of a step as tensors, and where it computes. */
export interface Laboratory {
  readonly backend: Backend;
  /** Those that networks are measured on. */
  readonly measured: ImageTensors;
  /** uint8 `[images]` */
  readonly labels: Uint8Array;
  /** Training images: all of them where networks are fine-tuned. */
  readonly train: ImageTensors;
  /** Of fine-tuning, if there is any. */
  readonly optimizer?: Optimizer;
}

/** A network with its answers. */
export interface Answered {
  readonly network: Network;
  readonly logits: Float32Array;
  readonly score: Score;
  /** The same after fine-tuning, if there is any. */
  readonly tuned?: Answered;
}

/** The classes that a network gave to the images, uint8 `[images]`: all that is kept of hundreds of networks. */
export interface Given {
  readonly untuned: Uint8Array;
  readonly tuned?: Uint8Array;
}

export function givenBy({ score, tuned }: Answered): Given {
  return { untuned: score.predicted, ...(tuned && { tuned: tuned.score.predicted }) };
}

/** Lets a network answer all images, and again after fine-tuning it. */
export async function measure(
  context: Pick<StageContext<AblateParams>, 'params' | 'signal' | 'seed'>,
  { backend, measured, labels, train, optimizer }: Laboratory,
  { network, onTuning }: { readonly network: Network; readonly onTuning: (progress: TrainProgress) => void },
): Promise<Answered> {
  const { params, signal } = context;
  const ask = async (one: Network): Promise<Answered> => {
    const logits = await answer(backend, one, { images: measured, signal });
    return { network: one, logits, score: scoreOf(logits, labels) };
  };
  const untuned = await ask(network);
  const { epochs, batchSize } = params;
  if (optimizer === undefined) return untuned;
  const settings = { optimizer, epochs, batchSize, seed: context.seed('tune'), signal, onProgress: onTuning };
  const weights = await tune(backend, { ...network, ...settings, data: train });
  return { ...untuned, tuned: await ask({ model: network.model, weights }) };
}

/** The point of a curve for a network that has lost `removed` filters. */
export function pointOf(removed: number, own: Answered, whole: Answered, labels: Uint8Array): RemovalPoint {
  const { parameters, macs } = inferShapes(own.network.model);
  const compared = compare(own.score, whole.score, labels);
  if (own.tuned === undefined || whole.tuned === undefined) return { removed, parameters, macs, ...compared };
  return { removed, parameters, macs, ...compared, tuned: compare(own.tuned.score, whole.tuned.score, labels) };
}

export function wholeOf(score: Score): MeasuredWhole {
  return { ...measuredOf(score), standardError: score.standardError };
}

function measuredOf({ correct, accuracy, loss }: Score): Measured {
  return { correct, accuracy, loss };
}

function compare(own: Score, whole: Score, labels: Uint8Array): Compared {
  let [onlyWhole, onlySmaller] = [0, 0];
  for (const [image, label] of labels.entries()) {
    const [smaller, larger] = [own.predicted[image] === label, whole.predicted[image] === label];
    if (larger && !smaller) onlyWhole += 1;
    if (smaller && !larger) onlySmaller += 1;
  }
  return { ...measuredOf(own), onlyWhole, onlySmaller, p: exactMcNemar(onlyWhole, onlySmaller) };
}
