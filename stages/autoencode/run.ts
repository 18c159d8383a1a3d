import { StageFailure } from '../../engine/core/failure.ts';
import { canonical } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { autoencoderData, summariseAutoencoder } from '../../nn/autoencoder.ts';
import type { Autoencoder } from '../../nn/autoencoder.ts';
import { plainAutoencoding } from '../../nn/autoencoding.ts';
import type { Autoencoding } from '../../nn/autoencoding.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import type { HostTensors } from '../../nn/initializers.ts';
import { createOptimizer, OPTIMIZERS } from '../../nn/optimizers/index.ts';
import type { OptimizerKinds, OptimizerSpec } from '../../nn/optimizers/index.ts';
import { trainAutoencoder } from '../../nn/train-autoencoder.ts';
import type { AutoencoderEpoch, AutoencoderProgress, TrainedAutoencoder } from '../../nn/train-autoencoder.ts';
import { variationalAutoencoding } from '../../nn/variational.ts';
import { chooseImages } from '../statistics/choose-images.ts';
import { openBackend, trainingFailure } from '../training/backend.ts';
import { checkpointWriter, epochsLeft, readCheckpoint } from '../training/checkpoint.ts';
import { batchProgress, epochProgress, type Length } from '../training/progress.ts';
import { prepareFonts, writePng } from '../drawing/image.ts';
import { readSafetensors, tensorAt, writeSafetensors } from '../formats/safetensors.ts';
import type { Tensor, TensorFile } from '../formats/safetensors.ts';
import { writeTable } from '../formats/csv.ts';
import { columnsOf, historyRows } from './history.ts';
import { checkParams, createNetwork, isImageShape } from './network.ts';
import type { ImageShape } from './network.ts';
import { drawReconstructions, drawSamples } from './pictures.ts';
import type { AutoencodeParams } from './params.ts';

/** As in the scripts that the paper follows (SCIENCE 1.4). */
const DEFAULT_OPTIMIZER: OptimizerSpec = { adam: { learningRate: 0.001 } };

/**
 * Trains an autoencoder and writes `autoencoder` (weights before and after), `history` (one row per epoch), `image` (test
 * images before and after), `reconstructions` (the numbers behind that picture) and, for a variational one, `samples`
 * (images decoded from random codes).
 *
 * @throws StageFailure when the dataset does not fit the parameters, the loss becomes NaN or infinite, or the backend is
 * missing.
 * @throws Cancelled when the step is interrupted.
 */
export async function run(
  context: StageContext<AutoencodeParams>,
  optimizers: OptimizerKinds = OPTIMIZERS,
): Promise<Metrics> {
  const { params, signal } = context;
  await prepareFonts(context.scratch);
  const data = await readImages(context.input('data').path);
  const sizes = { input: data.shape, train: data.train.labels.length, test: data.test.labels.length };
  const [problem] = checkParams(params, sizes);
  if (problem !== undefined) throw new StageFailure(problem.message, { hint: `Correct "${problem.path.join('.')}".` });

  const network = createNetwork(params, data.shape);
  const examples = chooseExamples(data.test.labels, params.examples, context.seed('examples'));
  const backend = await openBackend(context.runtime);
  const from = await readCheckpoint<AutoencoderEpoch>(context);
  const length = { epochs: params.epochs, batches: Math.ceil(data.train.labels.length / params.batchSize) };
  for (const row of from?.history ?? []) reportEpoch(context, row, { ...length, done: from?.epoch ?? 0 });
  const startedAt = performance.now();
  let trained: TrainedAutoencoder;
  try {
    trained = await trainAutoencoder(backend, {
      method: createMethod(backend, network, params),
      optimizer: createOptimizer(params.optimizer ?? DEFAULT_OPTIMIZER, optimizers),
      train: data.train.images,
      validation: data.validation.images,
      test: data.test.images,
      binarised: isBinarised(params),
      examples,
      samples: params.kind === 'variational' ? params.samples : 0,
      epochs: params.epochs,
      batchSize: params.batchSize,
      seed: context.seed('train'),
      ...(from && { from }),
      signal,
      onProgress: (progress) => reportBatch(context, progress, length),
      onEpoch: (row) => reportEpoch(context, row, length),
      keep: checkpointWriter<AutoencoderEpoch>(context),
    });
  } catch (error) {
    throw trainingFailure(error, signal);
  }
  const secondsPerEpoch = (performance.now() - startedAt) / 1000 / epochsLeft(params.epochs, from);

  const { initial, final, history, test } = trained;
  await writeSafetensors(
    context.output('autoencoder'),
    { ...prefixed('initial', initial), ...prefixed('final', final) },
    { autoencoder: canonical({ ...autoencoderData(network), binarised: isBinarised(params) } as unknown as Json) },
  );
  const columns = columnsOf(params.kind);
  await writeTable(context.output('history'), columns, historyRows(history, test, columns));
  const labels = examples.map((index) => data.test.labels[index] ?? 0);
  await writeSafetensors(context.output('reconstructions'), exampleTensors(trained, { network, examples, labels }));
  await writePng(context.output('image'), await drawReconstructions({ params, network, trained }));
  if (params.kind === 'variational') {
    await writePng(context.output('samples'), await drawSamples({ params, network, trained }));
  }
  return { ...testMetrics(test), parameters: summariseAutoencoder(network).parameters, secondsPerEpoch };
}

function isBinarised(params: AutoencodeParams): boolean {
  return params.kind === 'variational' && params.binarised;
}

interface Split {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

interface Images {
  readonly shape: ImageShape;
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
}

async function readImages(path: string): Promise<Images> {
  const file = await readSafetensors(path);
  const shape = tensorAt(file, 'train.images', 'U8').shape.slice(1);
  if (!isImageShape(shape)) {
    throw new StageFailure(`Expected images of [height, width, channels], but the dataset has [${shape.join(', ')}]`);
  }
  return {
    shape,
    train: readSplit(file, 'train'),
    validation: readSplit(file, 'validation'),
    test: readSplit(file, 'test'),
  };
}

function readSplit(file: TensorFile, split: string): Split {
  return { images: tensorAt(file, `${split}.images`, 'U8').data, labels: tensorAt(file, `${split}.labels`, 'U8').data };
}

/** The indices of `count` test images, every class with its share, sorted by class. */
function chooseExamples(labels: Uint8Array, count: number, seed: number): number[] {
  const chosen = chooseImages(labels, count, { stratified: true, seed });
  const indices = [...labels.keys()].filter((image) => chosen[image] === true);
  return indices.sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0) || a - b);
}

function createMethod(backend: Backend, network: Autoencoder, params: AutoencodeParams): Autoencoding {
  return params.kind === 'plain'
    ? plainAutoencoding(backend, network, params.loss)
    : variationalAutoencoding(backend, network, params);
}

function reportBatch(
  context: Pick<StageContext, 'progress'>,
  { epoch, batch, loss }: AutoencoderProgress,
  length: Length,
): void {
  context.progress(batchProgress({ epoch, batch }, length, { loss }));
}

function reportEpoch(
  context: Pick<StageContext, 'progress'>,
  { epoch, running, train, validation }: AutoencoderEpoch,
  length: Length & { readonly done?: number },
): void {
  const losses = { loss: running?.loss, trainLoss: train?.loss, validationLoss: validation?.loss };
  context.progress(epochProgress(epoch, length, losses));
}

function prefixed(prefix: string, weights: HostTensors): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    tensors[`${prefix}/${name}`] = { dtype: 'F32', shape, data };
  }
  return tensors;
}

/** The strip's images as the network saw them, its outputs (not clamped), the codes, and which test images they are. */
function exampleTensors(
  { examples: { images, codes, reconstructions } }: TrainedAutoencoder,
  about: { readonly network: Autoencoder; readonly examples: readonly number[]; readonly labels: readonly number[] },
): Record<string, Tensor> {
  const count = about.examples.length;
  const shape = [count, ...about.network.encoder.input];
  return {
    images: { dtype: 'F32', shape, data: images },
    reconstructions: { dtype: 'F32', shape, data: reconstructions },
    codes: { dtype: 'F32', shape: [count, about.network.latent], data: codes },
    labels: { dtype: 'U8', shape: [count], data: Uint8Array.from(about.labels) },
    indices: { dtype: 'I32', shape: [count], data: Int32Array.from(about.examples) },
  };
}

/** `testLoss`, and the terms that it is the sum of. */
function testMetrics(test: TrainedAutoencoder['test']): Metrics {
  if (test === undefined) return {};
  const { loss, reconstruction, kl } = test;
  return {
    testLoss: loss,
    ...(reconstruction !== undefined && { testReconstruction: reconstruction }),
    ...(kl !== undefined && { testKl: kl }),
  };
}
