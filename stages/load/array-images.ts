import { StageFailure } from '../../engine/core/failure.ts';
import type { Arrays } from './array-file.ts';
import { describeArray } from './number-array.ts';
import type { NumberArray } from './number-array.ts';
import { BATCH_BYTES } from './part.ts';
import type { Part } from './part.ts';
import type { Reading } from './reading.ts';

/** The values of black and white. */
export type Range = readonly [black: number, white: number];

type FromFile = ReturnType<Arrays>;

const MAX_LABEL = 255;

/**
 * Images and their labels from two arrays.
 *
 * @param arrays.images `[images, height, width]` or `[images, height, width, channels]`, values in `range`
 * @param arrays.labels whole numbers from 0 to 255, `[images]` or `[images, 1]`
 * @throws StageFailure if they have other shapes or values, or do not belong together
 */
export async function imagesOf(
  { images, labels }: { readonly images: FromFile; readonly labels: FromFile },
  range: Range,
  reading: Reading,
): Promise<Part> {
  const shape = shapeOf(images);
  const own = labelsOf(labels);
  if (own.length !== images.shape[0]) {
    throw new StageFailure(
      `Images and labels do not belong together: ${images.shape[0]} images in "${images.file}", ${own.length} labels in "${labels.file}"`,
    );
  }
  return {
    shape,
    images: await pixelsOf(images, { range, size: shape[0] * shape[1] * shape[2] }, reading),
    labels: own,
  };
}

function shapeOf(images: FromFile): Part['shape'] {
  const { shape, file } = images;
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  const complain = (hint?: string): StageFailure =>
    new StageFailure(
      `Cannot read images from "${file}": expected [images, height, width] or [images, height, width, channels], found ${describeArray(images)}`,
      { ...(hint !== undefined && { hint }) },
    );
  if (shape.length === 2) {
    throw complain('Give each image its height and width, in NumPy: images.reshape(-1, height, width).');
  }
  if (shape.length !== 3 && shape.length !== 4) throw complain();
  if (count * height * width * channels === 0) throw complain();
  // A picture of one or three rows and as many channels as columns is one whose channels come first.
  if ([1, 3].includes(height) && width > 4 && channels > 4) {
    throw complain('Channels come last here, in NumPy: np.moveaxis(images, 1, -1).');
  }
  return [height, width, channels];
}

function labelsOf(labels: FromFile): Uint8Array {
  const { shape, data, file } = labels;
  const isList = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!isList) {
    const isOneHot = shape.length === 2;
    throw new StageFailure(`Cannot read labels from "${file}": expected [images], found ${describeArray(labels)}`, {
      ...(isOneHot && { hint: 'Store the number of each class, in NumPy: labels.argmax(axis=1).' }),
    });
  }
  const wrong = data.findIndex((label) => !Number.isInteger(label) || label < 0 || label > MAX_LABEL);
  if (wrong >= 0) {
    throw new StageFailure(
      `Label out of range in "${file}": image ${wrong} has label ${data[wrong]}, expected a whole number from 0 to ${MAX_LABEL}`,
    );
  }
  return Uint8Array.from(data);
}

/** Values as shades from 0 to 255: black at the start of the range, white at its end. */
export async function pixelsOf(
  { data, file }: Pick<NumberArray, 'data'> & { readonly file: string },
  { range: [black, white], size }: { readonly range: Range; readonly size: number },
  reading: Reading,
): Promise<Uint8Array> {
  if (data instanceof Uint8Array && black === 0 && white === 255) return data;
  const pixels = new Uint8Array(data.length);
  const scale = 255 / (white - black);
  let [least, most] = [Infinity, -Infinity];
  for (let at = 0; at < data.length; at++) {
    if (at % BATCH_BYTES === 0) await reading.pause();
    const value = data[at] as number;
    if (!(value >= black && value <= white)) throw outOfRange(file, Math.floor(at / size), value, [black, white]);
    if (value < least) least = value;
    if (value > most) most = value;
    pixels[at] = Math.round((value - black) * scale);
  }
  if (black === 0 && white === 255 && most <= 1 && !Number.isInteger(least + most)) throw tooDark(file, [least, most]);
  return pixels;
}

function outOfRange(file: string, image: number, value: number, [black, white]: Range): StageFailure {
  return new StageFailure(
    `Value out of range in "${file}": image ${image} has a pixel of ${value}, expected ${black} to ${white}`,
    { hint: 'Say with "range: [black, white]" of the dataset which values are black and white.' },
  );
}

/** The failure for values from 0 to 1 that would all be nearly black. */
function tooDark(file: string, [least, most]: Range): StageFailure {
  return new StageFailure(
    `Cannot read images from "${file}": all values are from ${least} to ${most}, which is black`,
    {
      hint: 'If white is 1, set "range: [0, 1]" in the dataset.',
    },
  );
}
