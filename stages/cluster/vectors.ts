import { StageFailure } from '../../engine/core/failure.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { encode } from '../formats/codes.ts';
import type { TrainedAutoencoder } from '../formats/codes.ts';
import type { Rows } from '../statistics/k-means.ts';
import { principalComponents, project } from '../statistics/principal.ts';

/** Images one after the other: 0..255, `[images, height * width * channels]`. */
export interface Pixels {
  readonly images: Uint8Array;
  readonly shape: readonly [height: number, width: number, channels: number];
}

/** Images to encode between two pauses. */
const PIECE = 64;

/** Pixels from 0 to 1. */
export function pixelRows({ images, shape }: Pixels): Rows {
  return { size: sizeOf(shape), values: Float64Array.from(images, (pixel) => pixel / 255) };
}

/** The first principal components of the pixels, of which there may be fewer than asked for. */
export function* principalRows(pixels: Pixels, components: number): Slices<Rows> {
  const { size, values } = pixelRows(pixels);
  const principal = principalComponents({ size, values }, Math.min(components, size));
  const kept = principal.directions.length;
  const projected = new Float64Array((values.length / size) * kept);
  for (let image = 0; image * size < values.length; image++) {
    projected.set(project(principal, values.subarray(image * size, (image + 1) * size)), image * kept);
    if (image % PIECE === 0) yield;
  }
  return { size: kept, values: projected };
}

/**
 * The codes of an autoencoder.
 *
 * @throws StageFailure if it takes images of another shape
 */
export function* codeRows({ images, shape }: Pixels, trained: TrainedAutoencoder): Slices<Rows> {
  const { encoder, latent } = trained.network;
  if (encoder.input.join() !== shape.join()) {
    throw new StageFailure(
      `The autoencoder takes images of ${encoder.input.join('x')}, the dataset has ${shape.join('x')}`,
    );
  }
  const size = sizeOf(shape);
  const values = new Float64Array((images.length / size) * latent);
  for (let start = 0; start * size < images.length; start += PIECE) {
    values.set(encode(trained, images.subarray(start * size, (start + PIECE) * size)), start * latent);
    yield;
  }
  return { size: latent, values };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
