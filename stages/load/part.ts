import { StageFailure } from '../../engine/failure.ts';
import type { Reading } from './reading.ts';

/** Bytes that are moved between two looks at whether to stop. */
export const BATCH_BYTES: number = 1 << 20;

/** The training or the test images of a dataset. */
export interface Part {
  readonly shape: readonly [height: number, width: number, channels: number];
  /** uint8 `[images, height, width, channels]` */
  readonly images: Uint8Array;
  /** uint8 `[images]`, 0 to classes - 1 */
  readonly labels: Uint8Array;
}

/** A whole dataset as its files have it. */
export interface Parts {
  readonly name: string;
  readonly classes: number;
  readonly classNames?: readonly string[];
  /** Folders of images that have none, as `train/7`. */
  readonly emptyFolders?: readonly string[];
  readonly train: Part;
  readonly test: Part;
}

/** The images that `wanted` tells, in their order. */
export async function pick(
  { shape, images, labels }: Part,
  wanted: (image: number) => boolean,
  reading: Reading,
): Promise<Part> {
  const size = shape[0] * shape[1] * shape[2];
  const indices = Uint32Array.from(labels.keys()).filter(wanted);
  const picked = new Uint8Array(indices.length * size);
  const batch = Math.ceil(BATCH_BYTES / size);
  for (const [place, image] of indices.entries()) {
    picked.set(images.subarray(image * size, (image + 1) * size), place * size);
    if (place % batch === 0) await reading.pause();
  }
  return { shape, images: picked, labels: Uint8Array.from(indices, (image) => labels[image] as number) };
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
 * @throws StageFailure that tells the image and its label, for the first one outside the range
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
 * Images whose channels lie in planes, as images whose channels lie together.
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
