import type { Affine, Displacement, ImageSize } from './kind.ts';

/** Where the pixels of a new image are taken from: first displaced, then transformed. */
interface Places {
  readonly size: ImageSize;
  readonly affine: Affine;
  readonly displacement: Displacement | undefined;
}

/**
 * Samples an image elsewhere, bilinear. Beyond its edge, it goes on with the pixels of the edge.
 *
 * @param source float32 `[height, width, channels]`
 * @param target the same shape
 */
export function resample(source: Float32Array, target: Float32Array, { size, affine, displacement }: Places): void {
  const [height, width, channels] = size;
  const { a, b, c, d, e, f } = affine;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  const right = width === 1 ? 0 : channels;
  const down = height === 1 ? 0 : width * channels;
  // Not beyond the last but one, so that there are neighbours to the right and below.
  const lastLeft = Math.max(width - 2, 0);
  const lastTop = Math.max(height - 2, 0);
  // This is done for every pixel of every batch, so nothing is allocated in here.
  for (let row = 0, pixel = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, pixel += 1) {
      let x = column - middleX;
      let y = row - middleY;
      if (displacement !== undefined) {
        x += displacement.right[pixel]!;
        y += displacement.down[pixel]!;
      }
      const fromX = Math.min(Math.max(a * x + b * y + e + middleX, 0), width - 1);
      const fromY = Math.min(Math.max(c * x + d * y + f + middleY, 0), height - 1);
      const left = Math.min(Math.floor(fromX), lastLeft);
      const top = Math.min(Math.floor(fromY), lastTop);
      const across = fromX - left;
      const along = fromY - top;
      const at = (top * width + left) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const corner = at + channel;
        const above = source[corner]! + across * (source[corner + right]! - source[corner]!);
        const low = source[corner + down]!;
        const below = low + across * (source[corner + down + right]! - low);
        target[pixel * channels + channel] = above + along * (below - above);
      }
    }
  }
}
