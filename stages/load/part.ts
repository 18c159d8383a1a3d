import { StageFailure } from '../../engine/core/failure.ts';
import type { Reading } from './reading.ts';

/** Bytes to move between two checks whether to stop. */
export const BATCH_BYTES: number = 1 << 20;

/** The training or the test images of a dataset. */
export interface Part {
  readonly shape: readonly [height: number, width: number, channels: number];
  /** uint8 `[images, height, width, channels]` */
  readonly images: Uint8Array;
  /** uint8 `[images]`, 0 to classes - 1 */
  readonly labels: Uint8Array;
}

/** A whole dataset as it is in its files. */
export interface Parts {
  readonly name: string;
  readonly classes: number;
  readonly classNames?: readonly string[];
  /** Folders for images that are empty, as `train/7`. */
  readonly emptyFolders?: readonly string[];
  readonly train: Part;
  readonly test: Part;
}

/** The images that `wanted` selects, in order. */
export async function pick(
  { shape, images, labels }: Part,
  wanted: (image: number) => boolean,
  reading: Reading,
): Promise<Part> {
  const size = shape[0] * shape[1] * shape[2];
  const indices = indicesOf(labels.length, wanted);
  if (indices.length === labels.length) return { shape, images, labels };
  const picked = new Uint8Array(indices.length * size);
  const most = Math.ceil(BATCH_BYTES / size);
  for (let place = 0; place < indices.length;) {
    // Consecutive images are copied together.
    const first = indices[place] as number;
    let count = 1;
    while (count < most && indices[place + count] === first + count) count += 1;
    picked.set(images.subarray(first * size, (first + count) * size), place * size);
    place += count;
    if (count > 1 || place % most === 0) await reading.pause();
  }
  return { shape, images: picked, labels: Uint8Array.from(indices, (image) => labels[image] as number) };
}

function indicesOf(images: number, wanted: (image: number) => boolean): Uint32Array {
  const indices = new Uint32Array(images);
  let count = 0;
  for (let image = 0; image < images; image++) {
    if (wanted(image)) indices[count++] = image;
  }
  return indices.subarray(0, count);
}

/** As many classes as the greatest label of these parts needs: labels count from 0. */
export function countClasses(...parts: readonly Part[]): number {
  let classes = 0;
  for (const { labels } of parts) for (const label of labels) classes = Math.max(classes, label + 1);
  return classes;
}

/** Which labels a file may have: `first` to `first + classes - 1`. */
export interface LabelRange {
  readonly first: number;
  readonly classes: number;
}

/**
 * Labels as class numbers from 0.
 *
 * @param file only named in errors
 * @throws StageFailure that names the first image outside the range, and its label
 */
export function toClasses(labels: Uint8Array, { first, classes }: LabelRange, file: string): Uint8Array {
  const last = first + classes - 1;
  const wrong = labels.findIndex((label) => label < first || label > last);
  if (wrong >= 0) {
    throw new StageFailure(
      `Label out of range in "${file}": image ${wrong} has label ${labels[wrong]}, expected ${first} to ${last} for ${classes} classes`,
    );
  }
  return first === 0 ? labels : labels.map((label) => label - first);
}

/**
 * Converts images with one plane per channel to images with interleaved channels.
 *
 * @param planes uint8 `[images, channels, height, width]`, or with `columnMajor` `[images, channels, width, height]`
 * @returns uint8 `[images, height, width, channels]`
 */
export async function interleave(
  planes: Uint8Array,
  { shape, columnMajor }: { readonly shape: Part['shape']; readonly columnMajor: boolean },
  reading: Reading,
): Promise<Uint8Array> {
  const [height, width, channels] = shape;
  const [rowStep, columnStep] = columnMajor ? [1, height] : [width, 1];
  const size = height * width * channels;
  const images = new Uint8Array(planes.length);
  const batch = size * Math.ceil(BATCH_BYTES / size);
  let at = 0;
  for (let image = 0; image < planes.length; image += size) {
    if (image % batch === 0) await reading.pause();
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const place = image + row * rowStep + column * columnStep;
        for (let channel = 0; channel < channels; channel++) {
          images[at++] = planes[place + channel * height * width] as number;
        }
      }
    }
  }
  return images;
}
