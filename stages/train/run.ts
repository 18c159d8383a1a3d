import { StageFailure } from '../../engine/core/failure.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { backendOf } from '../../nn/backends/index.ts';
import type { EpochRow } from '../../nn/epoch-row.ts';
import type { HostTensors } from '../../nn/initializers.ts';
import { filtersOf, resolveModel } from '../../nn/model.ts';
import type { Model } from '../../nn/model.ts';
import { balancedWeights } from '../../nn/objectives/index.ts';
import type { LossOptions } from '../../nn/objectives/index.ts';
import { PARTS } from '../../nn/parts.ts';
import type { Parts } from '../../nn/parts.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { train } from '../../nn/train.ts';
import type { Trained, TrainProgress } from '../../nn/train.ts';
import { checkpointWriter, epochsLeft, readCheckpoint } from '../training/checkpoint.ts';
import type { Snapshots } from '../training/checkpoint.ts';
import { openBackend, trainingFailure } from '../training/backend.ts';
import { batchProgress, epochProgress, type Length } from '../training/progress.ts';
import { readSplits } from '../training/splits.ts';
import { prefixed, writeModel } from '../formats/model.ts';
import { writeSafetensors } from '../formats/safetensors.ts';
import { writeTable } from '../formats/csv.ts';
import { augmentingOf, warnOfConfusions } from './augment.ts';
import { keptEpochs } from './kept.ts';
import { checkFrozen, readStart } from './start.ts';
import type { TrainParams } from './params.ts';
import { optimizerOf } from './optimizer.ts';

const COLUMNS = [
  'epoch',
  'loss',
  'accuracy',
  'trainLoss',
  'trainAccuracy',
  'validationLoss',
  'validationAccuracy',
] as const;

/**
 * Trains the model and writes `model` (weights before and after training, and snapshots of the kernels of convolutions),
 * `history` (one row per epoch) and `predictions` (logits of the test images).
 *
 * @throws StageFailure when the dataset does not fit the model, the loss becomes NaN or infinite, or the backend is missing
 * @throws Cancelled when the step is interrupted
 */
export async function run(context: StageContext<TrainParams>, parts: Parts = PARTS): Promise<Metrics> {
  const { params, signal } = context;
  const { model, weights: start } = await readStart(params.model && resolveModel(params.model, parts.layers), {
    path: context.inputs('from')[0]?.path,
    kinds: parts.layers,
  });
  const [frozen] = checkFrozen(params.freeze, model);
  if (frozen !== undefined) throw new StageFailure(frozen.message, { hint: 'Correct "freeze".' });
  const data = await readSplits(context.input('data').path, model);
  if (params.batchSize > data.train.labels.length) {
    const images = data.train.labels.length;
    throw new StageFailure(`A batch of ${params.batchSize} images is larger than the training set of ${images}`, {
      hint: `Set batchSize to at most ${images}.`,
    });
  }
  warnOfConfusions(context, data.name);
  const backend = await openFor(context);
  const { epochs, batchSize, trainEvaluation, precision, earlyStopping } = params;
  if (earlyStopping?.on.startsWith('validation') === true && data.validation.labels.length === 0) {
    throw new StageFailure(`The dataset has no validation images: there is no ${earlyStopping.on} to stop on`, {
      hint: 'Hold some out with "validation" of the dataset.',
    });
  }
  const classWeights = classWeightsOf(params, data.train.labels, outputsOf(model));
  const seed = context.seed('train');
  let notice: string | undefined;
  const onNotice = (text: string): void => void (notice = text);
  const length = { epochs, batches: Math.ceil(data.train.labels.length / batchSize) };
  const onProgress = (progress: TrainProgress): void => report(context, progress, { ...length, notice });
  const from = await readCheckpoint<EpochRow>(context);
  for (const row of from?.history ?? [])
    context.progress(epochProgress(row.epoch, { ...length, done: from?.epoch ?? 0 }, measuredAt(row)));
  // Includes those at the last epoch, because a longer training that continues from here needs them.
  const snapshots: Snapshots = { ...from?.snapshots };
  const onEpoch = async (row: EpochRow, weights: () => Promise<HostTensors>): Promise<void> => {
    const { epoch } = row;
    context.progress(epochProgress(epoch, length, measuredAt(row)));
    if (params.snapshots.includes(epoch)) Object.assign(snapshots, kernelsOf(model, epoch, await weights()));
  };
  const startedAt = performance.now();
  let trained: Trained;
  try {
    const settings = { epochs, batchSize, trainEvaluation, precision, seed };
    const options = {
      model,
      optimizer: optimizerOf(params, { kinds: parts.optimizers, batches: length.batches }),
      ...data,
      ...settings,
      frozen: params.freeze,
      loss: lossOf(params),
      ...augmentingOf(params),
      ...(classWeights && { classWeights }),
      ...(earlyStopping && { earlyStopping }),
      ...(start && { start }),
      ...(from && { from }),
      signal,
      onProgress,
      onNotice,
      onEpoch,
      keep: checkpointWriter<EpochRow>(context, snapshots),
    };
    trained = await train(backend, options);
  } catch (error) {
    throw trainingFailure(error, signal);
  }
  // Over the epochs of this execution: a training that continued from a checkpoint did fewer, or none.
  const done = trained.history.at(-1)?.epoch ?? epochs;
  const secondsPerEpoch = (performance.now() - startedAt) / 1000 / epochsLeft(done, from);

  const between = keptEpochs(params);
  const own = Object.entries(snapshots).filter(([name]) => between.some((epoch) => name.startsWith(`epoch-${epoch}/`)));
  await writeModel(context.output('model'), {
    model,
    initial: trained.initial,
    final: trained.final,
    snapshots: Object.fromEntries(own),
    training: { epochs, kept: between },
  });
  await writeTable(context.output('history'), COLUMNS, trained.history.map(toRow));
  const { labels } = data.test;
  const classes = trained.testLogits.length / Math.max(labels.length, 1);
  await writeSafetensors(context.output('predictions'), {
    'test.logits': { dtype: 'F32', shape: [labels.length, classes], data: trained.testLogits },
    'test.labels': { dtype: 'U8', shape: [labels.length], data: labels },
  });
  return {
    ...summarise(model, trained, secondsPerEpoch),
    ...(earlyStopping && { bestEpoch: trained.epoch, epochsDone: done }),
  };
}

/** What a training minimises. */
function lossOf({ loss, focusing, labelSmoothing }: TrainParams): LossOptions {
  return {
    loss,
    ...(focusing !== undefined && { focusing }),
    ...(labelSmoothing !== undefined && { labelSmoothing }),
  };
}

/** @throws StageFailure when there is not one weight for each class */
function classWeightsOf(
  { classWeights }: TrainParams,
  labels: Uint8Array,
  classes: number,
): readonly number[] | undefined {
  if (classWeights === 'balanced') return balancedWeights(labels, classes);
  if (classWeights === undefined || classWeights.length === classes) return classWeights;
  throw new StageFailure(`Found ${classWeights.length} classWeights for ${classes} classes`, {
    hint: 'Write one for each class.',
  });
}

function outputsOf(model: Model): number {
  return inferShapes(model).layers.at(-1)?.shape.at(-1) ?? 0;
}

/** The kernels of the convolutions after an epoch. */
function kernelsOf(model: Model, epoch: number, weights: HostTensors): Snapshots {
  const convolutions = model.layers.filter((layer) => filtersOf(model, layer)?.kernel !== undefined);
  const names = new Set(convolutions.map(({ name }) => `${name}.kernel`));
  const kernels = Object.entries(weights).filter(([name]) => names.has(name));
  return prefixed(`epoch-${epoch}`, Object.fromEntries(kernels));
}

/** @throws StageFailure when the backend is missing or cannot compute in the precision asked for. */
async function openFor({ params: { precision }, runtime }: StageContext<TrainParams>): Promise<Backend> {
  const backend = await openBackend(runtime);
  const why = precision === 'bfloat16' ? backendOf(backend.name).whyNoBfloat16(backend.facts) : undefined;
  if (why !== undefined) throw new StageFailure(why, { hint: 'Leave out "precision", or set it to float32.' });
  return backend;
}

function report(
  context: StageContext<TrainParams>,
  { epoch, batch, loss, accuracy }: TrainProgress,
  { notice, ...length }: Length & { readonly notice: string | undefined },
): void {
  const progress = batchProgress({ epoch, batch }, length, { loss, accuracy });
  context.progress(notice === undefined ? progress : { ...progress, note: `${progress.note}. ${notice}` });
}

/** What is known of an epoch, for curves; not its number. */
function measuredAt(row: EpochRow): Omit<ReturnType<typeof toRow>, 'epoch'> {
  const { epoch: _, ...values } = toRow(row);
  return values;
}

function toRow({ epoch, running, train, validation }: EpochRow): Record<(typeof COLUMNS)[number], number | null> {
  return {
    epoch,
    loss: running?.loss ?? null,
    accuracy: running?.accuracy ?? null,
    trainLoss: train?.loss ?? null,
    trainAccuracy: train?.accuracy ?? null,
    validationLoss: validation?.loss ?? null,
    validationAccuracy: validation?.accuracy ?? null,
  };
}

function summarise(model: Model, { history, epoch, test }: Trained, secondsPerEpoch: number): Metrics {
  const last = history.find((row) => row.epoch === epoch);
  return {
    ...(test && { testAccuracy: test.accuracy, testLoss: test.loss }),
    ...(last?.validation && { validationAccuracy: last.validation.accuracy }),
    ...(last?.train && { trainAccuracy: last.train.accuracy }),
    parameters: inferShapes(model).parameters,
    secondsPerEpoch,
  };
}
