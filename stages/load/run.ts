import { Cancelled, StageFailure } from '../../engine/failure.ts';
import { canonical } from '../../engine/json.ts';
import type { Metrics, StageContext } from '../../engine/stage.ts';
import { writeSafetensors } from '../shared/safetensors.ts';
import type { Tensor } from '../shared/safetensors.ts';
import { chooseImages } from './choose.ts';
import { countSplits, MAX_DATASET_BYTES } from './counts.ts';
import type { Dataset, Preparing } from './dataset.ts';
import { pick } from './part.ts';
import type { Part, Parts } from './part.ts';
import { checkPublished, readParts } from './read.ts';
import { resizeImages } from './resize.ts';
import { measureScale } from './scale.ts';
import type { LoadParams } from './stage.ts';

/** Images that are resized between two looks at whether to stop. */
const RESIZE_BATCH = 1000;

/**
 * Writes `dataset`: the images of every split in the order of the files, whichever are chosen.
 *
 * @throws StageFailure for missing or damaged files, or labels and images that do not belong together
 */
export async function run(context: StageContext<LoadParams>): Promise<Metrics> {
  const { dataset } = context.params;
  const parts = await readParts(dataset, context.signal);
  checkPublished(dataset, parts);
  stopIfAborted(context);
  const splits = split(keepOnly(parts, dataset.only), dataset);
  checkSize(Object.values(splits), dataset);

  const tensors: Record<string, Tensor> = {};
  const prepared: Record<string, Part> = {};
  for (const [name, part] of Object.entries(splits)) {
    const { shape, images, labels } = await prepare(part, context);
    prepared[name] = { shape, images, labels };
    tensors[`${name}.images`] = { dtype: 'U8', shape: [labels.length, ...shape], data: images };
    tensors[`${name}.labels`] = { dtype: 'U8', shape: [labels.length], data: labels };
  }
  const train = prepared['train'] as Part;
  const classNames = dataset.only?.map((label) => parts.classNames?.[label] ?? String(label)) ?? parts.classNames;
  const classes = dataset.only?.length ?? parts.classes;
  const about = canonical({
    name: parts.name,
    classes,
    shape: train.shape,
    ...(classNames && { classNames }),
    ...(dataset.standardize && { scale: measureScale(train) }),
  });
  await writeSafetensors(context.output('dataset'), tensors, { dataset: about });
  const [held, test] = [splits.validation.labels.length, splits.test.labels.length];
  return { classes, train: train.labels.length, validation: held, test };
}

function stopIfAborted({ signal }: StageContext<LoadParams>): void {
  if (signal.aborted) throw new Cancelled('Interrupted while loading a dataset');
}

/** The images of the classes in `only`, with their new numbers. */
function keepOnly(parts: Parts, only: Preparing['only']): Parts {
  if (only === undefined) return parts;
  const outside = only.find((label) => label >= parts.classes);
  if (outside !== undefined) {
    throw new StageFailure(`Cannot keep class ${outside}: "${parts.name}" has classes 0 to ${parts.classes - 1}`, {
      hint: 'Correct "only" of the dataset.',
    });
  }
  const keep = (part: Part): Part => {
    const kept = pick(part, (image) => only.includes(part.labels[image] as number));
    return { ...kept, labels: kept.labels.map((label) => only.indexOf(label)) };
  };
  return { ...parts, train: keep(parts.train), test: keep(parts.test) };
}

function split(
  parts: Parts,
  dataset: Dataset,
): { readonly train: Part; readonly validation: Part; readonly test: Part } {
  if (String(parts.train.shape) !== String(parts.test.shape)) {
    const [train, test] = [parts.train.shape.join(', '), parts.test.shape.join(', ')];
    throw new StageFailure(`Training images are [${train}] and test images [${test}]: expected one shape`);
  }
  const used = limited(parts.train, 'train', dataset.limit);
  const counts = countSplits({ train: parts.train.labels.length, test: parts.test.labels.length }, dataset);
  const held = chooseImages(used.labels, counts.validation, dataset.validation);
  const train = pick(used, (image) => held[image] === false);
  if (train.labels.length === 0) {
    throw new StageFailure(
      `No training images are left of ${parts.train.labels.length}: correct "only" or "validation"`,
    );
  }
  const validation = pick(used, (image) => held[image] === true);
  return { train, validation, test: limited(parts.test, 'test', dataset.limit) };
}

/** The images that `limit` leaves of a part, every class with its share. */
function limited(part: Part, name: 'train' | 'test', limit: Dataset['limit']): Part {
  const count = limit?.[name];
  if (limit === undefined || count === undefined) return part;
  if (count > part.labels.length) {
    throw new StageFailure(`Cannot take ${count} ${name} images: there are ${part.labels.length}`, {
      hint: `Lower "limit.${name}" of the dataset, or leave it out.`,
    });
  }
  const chosen = chooseImages(part.labels, count, { stratified: true, seed: limit.seed });
  return pick(part, (image) => chosen[image] === true);
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

async function prepare(part: Part, context: StageContext<LoadParams>): Promise<Part> {
  const { resize, invert } = context.params.dataset;
  const sized = resize === undefined ? part : await resizeAll(part, { resize, context });
  return invert ? { ...sized, images: sized.images.map((pixel) => 255 - pixel) } : sized;
}

/** Resizes in batches, so that an interruption is seen soon. */
async function resizeAll(
  part: Part,
  {
    resize,
    context,
  }: { readonly resize: NonNullable<Preparing['resize']>; readonly context: StageContext<LoadParams> },
): Promise<Part> {
  const [height, width, channels] = part.shape;
  const [inBytes, outBytes] = [height * width * channels, resize.size[0] * resize.size[1] * channels];
  const total = part.labels.length;
  const images = new Uint8Array(total * outBytes);
  for (let start = 0; start < total; start += RESIZE_BATCH) {
    const batch = {
      shape: part.shape,
      images: part.images.subarray(start * inBytes, (start + RESIZE_BATCH) * inBytes),
      labels: part.labels.subarray(start, start + RESIZE_BATCH),
    };
    images.set(resizeImages(batch, resize).images, start * outBytes);
    context.progress({ done: Math.min(start + RESIZE_BATCH, total), total, unit: 'images', note: 'resizing' });
    await new Promise(setImmediate);
    stopIfAborted(context);
  }
  return { shape: [...resize.size, channels], images, labels: part.labels };
}
