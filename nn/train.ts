import { augmentedBatches, type Augmenting } from './augment/feed.ts';
import type { Backend, Precision } from './backends/backend.ts';
import { keepOnHost, startOf } from './checkpoint.ts';
import type { Checkpoint, Keep } from './checkpoint.ts';
import type { EpochRow } from './epoch-row.ts';
import { judge } from './early-stopping.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { evaluate, predict } from './evaluate.ts';
import type { Evaluation, ImageTensors } from './evaluate.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fit.ts';
import { initialWeights } from './initializers.ts';
import type { HostTensors } from './initializers.ts';
import { forwardInTraining } from './forward.ts';
import { gather, toImageTensors } from './images.ts';
import type { LabelledImages } from './images.ts';
import { categoricalCrossEntropy, countCorrect } from './losses.ts';
import type { Model } from './model.ts';
import { lossConstants, meanLoss } from './objectives/index.ts';
import type { LossOptions, MeanLoss } from './objectives/index.ts';
import type { Optimizer } from './optimizers/kind.ts';
import { deriveSeed, permutation } from './random.ts';
import { withPenalties } from './penalties.ts';
import { inferShapes, statisticsOf } from './shapes.ts';
import { createStep } from './step.ts';
import type { Objective } from './step.ts';
import { dispose, inOrder, toHost, toTensors } from './tensors.ts';
import type { Tensors } from './tensors.ts';
import type { Feed } from './trainer.ts';

export interface TrainOptions {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  readonly test: LabelledImages;
  readonly epochs: number;
  readonly batchSize: number;
  /** At most this many training images, the same ones in every epoch, for the evaluation with dropout off. */
  readonly trainEvaluation: number;
  readonly seed: number;
  /** Weights to start with, all of the model's, in the order of the layers; left out: drawn by the seed. */
  readonly start?: HostTensors;
  /** Layers whose weights stay as they are; not all that have weights. */
  readonly frozen?: readonly string[];
  /** What to minimise; the evaluation after each epoch uses it, too, but without the smoothing. Cross-entropy when left out. */
  readonly loss?: LossOptions;
  /** What is done to the training images while the network learns from them. */
  readonly augmenting?: Augmenting;
  /** How much an image of each class counts in training; all the same when left out. */
  readonly classWeights?: readonly number[];
  /** Ends the training when it no longer gets better, and gives out the weights of its best epoch. */
  readonly earlyStopping?: EarlyStopping;
  /** Of the convolutions and products of matrices in training; evaluation is in float32. float32 when left out. */
  readonly precision?: Precision;
  /** Continues from here, and ends with the bits of a training that was never interrupted. */
  readonly from?: Checkpoint<EpochRow>;
  /** `eager`: one operation at a time; the bits are the same. */
  readonly execution?: FitOptions['execution'];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Told after every epoch, the one before training included, except those before `from`; `weights` copies them. */
  readonly onEpoch?: (row: EpochRow, weights: () => Promise<HostTensors>) => Promise<void>;
  /** States to continue from. */
  readonly keep?: Keep<Checkpoint<EpochRow>>;
  /** Told once when the training is slower than it could be, and why. */
  readonly onNotice?: (notice: string) => void;
}

/** Told after every batch; `loss` and `accuracy` are running means of the epoch, with dropout on. */
export interface TrainProgress {
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number;
  readonly loss: number;
  readonly accuracy: number;
}

export interface Trained {
  readonly initial: HostTensors;
  readonly final: HostTensors;
  /** Epoch 0 is before training. */
  readonly history: readonly EpochRow[];
  /** The epoch after which the network had the weights `final`: the last one, but with early stopping the best. */
  readonly epoch: number;
  /** Absent when there are no test images. */
  readonly test?: Evaluation;
  /** float32 `[test images, classes]`, row-major. */
  readonly testLogits: Float32Array;
}

/**
 * Trains a classifier. The same options on the same backend with the same number of threads
 * give the same bits. Everything it allocates on the backend is free again when the promise settles.
 *
 * @throws DivergedError when the loss of a batch is not finite.
 * @throws The signal's reason when it is aborted.
 */
export async function train(backend: Backend, options: TrainOptions): Promise<Trained> {
  const { model, optimizer, seed, signal, from, precision = 'float32' } = options;
  const initial = options.start ?? initialWeights(model, deriveSeed(seed, 'initial'));
  const { moving, still } = partWeights(initial, options.frozen ?? []);
  const stop = signal === undefined ? {} : { signal };

  const data = upload(backend, options);
  const fixed = toTensors(backend, still);
  const whole = (weights: Tensors): Tensors => ({ ...fixed, ...weights });
  const { loss, earlyStopping } = options;
  const constants = lossConstants(backend, { ...loss, classWeights: options.classWeights });
  /** What every evaluation takes. */
  const about = { ...stop, model, loss: meanLoss({ ...loss, labelSmoothing: 0 }) };
  const history: EpochRow[] = [...(from?.history ?? [])];
  let best = from?.best;
  const feed = feedOf(options);
  const objective = classification(backend, model, { precision, fixed, loss: meanLoss(loss, constants) });
  try {
    const moved = await fit(backend, {
      ...stop,
      step: createStep(backend, {
        objective,
        optimizer,
        statistics: statisticsOf(model).filter((name) => name in moving),
      }),
      optimizer,
      ...startOf(backend, from, moving),
      ...keepOnHost(options.keep, history, () => best),
      ...(options.execution && { execution: options.execution }),
      ...(options.onNotice && { onFallback: options.onNotice }),
      count: options.train.labels.length,
      batchSize: options.batchSize,
      epochs: options.epochs,
      seed: deriveSeed(seed, 'fit'),
      ...(earlyStopping && { ended: () => judge(history, earlyStopping).ended }),
      ...(feed && { feed }),
      batch: (indices, fed) =>
        feed === undefined
          ? gather(backend, data.train, indices)
          : { y: backend.tf.gather(data.train.labels, indices), ...fed },
      onBatch({ measures, ...report }) {
        options.onProgress?.({ ...report, accuracy: measures['correct'] ?? Number.NaN });
      },
      async onEpoch({ epoch, weights: moved, loss, measures }) {
        const weights = whole(moved);
        const trainNow = await evaluate(backend, { ...about, weights, data: data.trainSubset });
        const validation = await evaluate(backend, { ...about, weights, data: data.validation });
        const row: EpochRow = {
          epoch,
          ...(loss === undefined ? {} : { running: { loss, accuracy: measures?.['correct'] ?? Number.NaN } }),
          ...(trainNow === undefined ? {} : { train: trainNow }),
          ...(validation === undefined ? {} : { validation }),
        };
        if (earlyStopping && judge([...history, row], earlyStopping).best === epoch) best = await toHost(moved);
        history.push(row);
        await options.onEpoch?.(row, async () => inOrder(await toHost(weights), Object.keys(initial)));
      },
    });
    const result = best === undefined ? moved : toTensors(backend, best);
    try {
      const weights = whole(result);
      const test = await evaluate(backend, { ...about, weights, data: data.test });
      const outputs = inferShapes(model).layers.at(-1)?.shape.at(-1) ?? 0;
      const testLogits = await predict(backend, { ...stop, model, weights, data: data.test, outputs });
      const final = inOrder(await toHost(weights), Object.keys(initial));
      const epoch = best && earlyStopping ? judge(history, earlyStopping).best : (history.at(-1)?.epoch ?? 0);
      return { initial, final, history, epoch, testLogits, ...(test === undefined ? {} : { test }) };
    } finally {
      dispose(moved, best === undefined ? {} : result);
    }
  } finally {
    dispose(fixed, constants);
    for (const { images, labels } of Object.values(data)) {
      images.dispose();
      labels.dispose();
    }
  }
}

/** The batches that JavaScript makes, where images are changed. */
function feedOf({ model, train: data, augmenting, batchSize, seed }: TrainOptions): Feed | undefined {
  if (augmenting === undefined) return undefined;
  return augmentedBatches(augmenting, {
    data,
    size: model.input,
    classes: inferShapes(model).layers.at(-1)?.shape.at(-1) ?? 0,
    seed: deriveSeed(seed, 'augment'),
    batches: Math.ceil(data.labels.length / batchSize),
  });
}

/** The weights that a training changes, and those of the frozen layers; each in the order of all. */
function partWeights(
  weights: HostTensors,
  frozen: readonly string[],
): { readonly moving: HostTensors; readonly still: HostTensors } {
  const stays = (name: string): boolean => frozen.includes(name.slice(0, name.lastIndexOf('.')));
  const part = (wanted: boolean): HostTensors =>
    Object.fromEntries(Object.entries(weights).filter(([name]) => stays(name) === wanted));
  return { moving: part(false), still: part(true) };
}

/**
 * The loss of a batch `{ x, y }`, with dropout on and statistics that learn, plus what the layers' `l1` and `l2` ask for; measures
 * how many are `correct`.
 *
 * @param options.fixed weights that do not change: no gradient is computed for them
 * @param options.loss cross-entropy when left out
 */
export function classification(
  backend: Backend,
  model: Model,
  {
    precision = 'float32',
    fixed = {},
    loss = categoricalCrossEntropy,
  }: { readonly precision?: Precision; readonly fixed?: Tensors; readonly loss?: MeanLoss } = {},
): Objective {
  const frozen = new Set(Object.keys(fixed).map((name) => name.slice(0, name.lastIndexOf('.'))));
  return ({ weights: moving, batch, key }) => {
    const weights = { ...fixed, ...moving };
    const { x, y } = batch;
    if (x === undefined || y === undefined) throw new Error("Internal error: a classifier's batch needs x and y");
    const still = (layer: string): boolean => frozen.has(layer);
    const inputs = { weights, x, dropoutKey: key, precision, still };
    const { output: logits, statistics } = forwardInTraining(backend, model, inputs);
    return {
      loss: withPenalties(backend, loss(backend, logits, y), { model, weights: moving }),
      statistics,
      measures: { correct: countCorrect(backend, logits, y) },
    };
  };
}

interface Resident {
  readonly train: ImageTensors;
  readonly trainSubset: ImageTensors;
  readonly validation: ImageTensors;
  readonly test: ImageTensors;
}

/** Every split as tensors of the backend, so that a batch is one native gather. */
function upload(backend: Backend, { model, train, validation, test, trainEvaluation, seed }: TrainOptions): Resident {
  const { tf } = backend;
  const whole = toImageTensors(backend, model, train);
  const count = Math.min(trainEvaluation, train.labels.length);
  const subset = permutation(train.labels.length, { seed: deriveSeed(seed, 'trainEvaluation'), epoch: 0 });
  const { x, y } = tf.tidy(() => gather(backend, whole, tf.tensor1d(subset.slice(0, count), 'int32')));
  return {
    train: whole,
    trainSubset: { images: x, labels: y },
    validation: toImageTensors(backend, model, validation),
    test: toImageTensors(backend, model, test),
  };
}
