import { StageFailure } from '../../engine/core/failure.ts';
import { canonical } from '../../engine/core/json.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { writeSafetensors } from '../formats/safetensors.ts';
import type { Tensor } from '../formats/safetensors.ts';
import { chooseImages } from '../statistics/choose-images.ts';
import { dealFolds } from '../statistics/folds.ts';
import { classWarnings, perClass } from './class-counts.ts';
import { countSplits, MAX_DATASET_BYTES } from './counts.ts';
import type { Validation } from './counts.ts';
import type { Preparing } from './dataset.ts';
import { BATCH_BYTES, pick } from './part.ts';
import type { Part, Parts } from './part.ts';
import { checkPublished } from './published.ts';
import { readingOf } from './reading.ts';
import type { Reading } from './reading.ts';
import { resizeImages } from './resize.ts';
import { measureScale } from './scale.ts';
import { sourceOf } from './sources/index.ts';
import type { Dataset, Source } from './sources/index.ts';
import type { LoadParams } from './stage.ts';

/** More images than anybody has in one file; processing them would take minutes. */
const MAX_IMAGES = 10_000_000;

/**
 * Writes `dataset`: the chosen images of every split, in the order of the files. Warns about classes without training images.
 *
 * @param sources the known sources; default: those that come with Assay
 * @throws StageFailure for missing, unreadable or damaged files, or labels and images that do not belong together
 */
export async function run(context: StageContext<LoadParams>, sources?: readonly Source[]): Promise<Metrics> {
  const { dataset } = context.params;
  const reading = readingOf(context);
  const source = sourceOf(dataset, sources);
  const parts = await source.read(dataset, reading);
  checkPublished(source, dataset, parts);
  const kept = await keepOnly(parts, dataset.only, reading);
  const splits = await split(kept, dataset, reading);
  checkSize(Object.values(splits), dataset);

  const tensors: Record<string, Tensor> = {};
  const prepared: Record<string, Part> = {};
  for (const [name, part] of Object.entries(splits)) {
    const { shape, images, labels } = await prepare(part, context, reading);
    prepared[name] = { shape, images, labels };
    tensors[`${name}.images`] = { dtype: 'U8', shape: [labels.length, ...shape], data: images };
    tensors[`${name}.labels`] = { dtype: 'U8', shape: [labels.length], data: labels };
  }
  const train = prepared['train'] as Part;
  const classNames = dataset.only?.map((label) => parts.classNames?.[label] ?? String(label)) ?? parts.classNames;
  const classes = dataset.only?.length ?? parts.classes;
  const names = classNames ?? Array.from({ length: classes }, (_, label) => String(label));
  for (const warning of classWarnings(kept, names, train.labels, { source, dataset })) context.warn(warning);
  const about = canonical({
    name: parts.name,
    classes,
    shape: train.shape,
    ...(classNames && { classNames }),
    ...(dataset.standardize && { scale: await measureScale(train, reading) }),
  });
  await writeSafetensors(context.output('dataset'), tensors, { dataset: about }, context.signal);
  const [held, test] = [splits.validation.labels.length, splits.test.labels.length];
  return {
    classes,
    train: train.labels.length,
    validation: held,
    test,
    trainPerClass: perClass(train.labels, names),
    testPerClass: perClass(splits.test.labels, names),
  };
}

/** The images of the classes in `only`, with their new numbers. */
async function keepOnly(parts: Parts, only: Preparing['only'], reading: Reading): Promise<Parts> {
  if (only === undefined) return parts;
  const outside = only.find((label) => label >= parts.classes);
  if (outside !== undefined) {
    throw new StageFailure(`Cannot keep class ${outside}: "${parts.name}" has classes 0 to ${parts.classes - 1}`, {
      hint: 'Correct "only" in the dataset.',
    });
  }
  const keep = async (part: Part): Promise<Part> => {
    const kept = await pick(part, (image) => only.includes(part.labels[image] as number), reading);
    return { ...kept, labels: kept.labels.map((label) => only.indexOf(label)) };
  };
  return { ...parts, train: await keep(parts.train), test: await keep(parts.test) };
}

async function split(
  parts: Parts,
  dataset: Dataset,
  reading: Reading,
): Promise<{ readonly train: Part; readonly validation: Part; readonly test: Part }> {
  const images = parts.train.labels.length + parts.test.labels.length;
  if (images > MAX_IMAGES) throw new StageFailure(`Expected at most ${MAX_IMAGES} images, found ${images}`);
  if (String(parts.train.shape) !== String(parts.test.shape)) {
    const [train, test] = [parts.train.shape.join(', '), parts.test.shape.join(', ')];
    throw new StageFailure(`Training images are [${train}] and test images [${test}]: expected one shape`);
  }
  const used = await limited(parts.train, 'train', dataset.limit, reading);
  const counts = countSplits({ train: parts.train.labels.length, test: parts.test.labels.length }, dataset);
  const held = heldOut(used.labels, counts.validation, dataset.validation);
  const train = await pick(used, (image) => held[image] === false, reading);
  if (train.labels.length === 0) {
    throw new StageFailure(
      `No training images are left of ${parts.train.labels.length}: correct "only" or "validation"`,
    );
  }
  const validation = await pick(used, (image) => held[image] === true, reading);
  return { train, validation, test: await limited(parts.test, 'test', dataset.limit, reading) };
}

/** For each of the images with these labels whether it is held out for validation; `count` are. */
function heldOut(labels: Uint8Array, count: number, validation: Validation): readonly boolean[] {
  const { folds, fold = 0 } = validation;
  if (folds === undefined) return chooseImages(labels, count, validation);
  const foldOf = dealFolds(labels, { ...validation, folds });
  return Array.from(foldOf, (each) => each === fold);
}

/** The images that `limit` leaves of a part, every class with its share. */
async function limited(part: Part, name: 'train' | 'test', limit: Dataset['limit'], reading: Reading): Promise<Part> {
  const count = limit?.[name];
  if (limit === undefined || count === undefined) return part;
  if (count > part.labels.length) {
    throw new StageFailure(`Cannot take ${count} ${name} images: there are ${part.labels.length}`, {
      hint: `Lower "limit.${name}" of the dataset, or leave it out.`,
    });
  }
  const chosen = chooseImages(part.labels, count, { stratified: true, seed: limit.seed });
  return pick(part, (image) => chosen[image] === true, reading);
}

function checkSize(splits: readonly Part[], { resize }: Preparing): void {
  const images = splits.reduce((sum, { labels }) => sum + labels.length, 0);
  const [height, width, channels] = splits[0]?.shape ?? [0, 0, 0];
  const bytes = images * channels * (resize === undefined ? height * width : resize.size[0] * resize.size[1]);
  if (bytes <= MAX_DATASET_BYTES) return;
  throw new StageFailure(
    `The dataset would take ${(bytes / 1e9).toFixed(1)} GB, more than the ${(MAX_DATASET_BYTES / 1e9).toFixed(1)} GB of one file`,
    { hint: 'Take fewer images with "limit", or make them smaller with "resize".' },
  );
}

async function prepare(part: Part, context: StageContext<LoadParams>, reading: Reading): Promise<Part> {
  const { resize, invert } = context.params.dataset;
  const sized = resize === undefined ? part : await resizeAll(part, resize, context, reading);
  return invert ? { ...sized, images: await inverted(sized.images, reading) } : sized;
}

async function inverted(images: Uint8Array, reading: Reading): Promise<Uint8Array> {
  const result = new Uint8Array(images.length);
  for (let at = 0; at < images.length; at++) {
    if (at % BATCH_BYTES === 0) await reading.pause();
    result[at] = 255 - (images[at] as number);
  }
  return result;
}

/** Resizes in batches, so that it notices an interruption soon. */
async function resizeAll(
  part: Part,
  resize: NonNullable<Preparing['resize']>,
  context: StageContext<LoadParams>,
  reading: Reading,
): Promise<Part> {
  const [height, width, channels] = part.shape;
  const [inBytes, outBytes] = [height * width * channels, resize.size[0] * resize.size[1] * channels];
  const total = part.labels.length;
  const images = new Uint8Array(total * outBytes);
  const count = Math.ceil(BATCH_BYTES / outBytes);
  for (let start = 0; start < total; start += count) {
    const batch = {
      shape: part.shape,
      images: part.images.subarray(start * inBytes, (start + count) * inBytes),
      labels: part.labels.subarray(start, start + count),
    };
    images.set(resizeImages(batch, resize).images, start * outBytes);
    context.progress({ done: Math.min(start + count, total), total, unit: 'images', note: 'resizing' });
    await reading.pause();
  }
  return { shape: [...resize.size, channels], images, labels: part.labels };
}
