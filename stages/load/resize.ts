import type { Resize } from './dataset.ts';
import type { Part } from './part.ts';

/** For one output position: two input positions, and the share of the second. */
interface Sample {
  readonly first: number;
  readonly second: number;
  /** 0 <= share < 1 */
  readonly share: number;
}

/**
 * Resamples every image. Pixel `i` covers `i` to `i + 1`, in both images, so that output pixel `i` has its centre at
 * `(i + 0.5) * input / output` (half-pixel centres, as Pillow and TensorFlow 2 have them; PyTorch: `align_corners=False`).
 * `bilinear` weights the two nearest rows and columns by distance (beyond the edge, the outermost one), in float64, and rounds
 * half up; `nearest` takes the pixel that contains the centre. Images are not smoothed before they shrink.
 */
export function resizeImages({ shape, images, labels }: Part, { size, method }: Resize): Part {
  const [height, width, channels] = shape;
  const rows = samples(height, size[0], method);
  const columns = samples(width, size[1], method);
  const count = labels.length;
  const resized = new Uint8Array(count * rows.length * columns.length * channels);
  let at = 0;
  for (let image = 0; image < count; image++) {
    const start = image * height * width * channels;
    for (const row of rows) {
      const above = start + row.first * width * channels;
      const below = start + row.second * width * channels;
      for (const column of columns) {
        const left = column.first * channels;
        const right = column.second * channels;
        for (let channel = 0; channel < channels; channel++) {
          const upper = mix(images, { first: above + left + channel, second: above + right + channel }, column.share);
          const lower = mix(images, { first: below + left + channel, second: below + right + channel }, column.share);
          resized[at++] = Math.floor(upper + (lower - upper) * row.share + 0.5);
        }
      }
    }
  }
  return { shape: [size[0], size[1], channels], images: resized, labels };
}

function mix(
  images: Uint8Array,
  { first, second }: { readonly first: number; readonly second: number },
  share: number,
): number {
  const value = images[first] as number;
  return value + ((images[second] as number) - value) * share;
}

/** Where each of `output` positions is among `input` positions; exact, because it uses whole numbers until the division. */
function samples(input: number, output: number, method: Resize['method']): readonly Sample[] {
  return Array.from({ length: output }, (_, index) => {
    if (method === 'nearest') {
      const position = Math.floor(((2 * index + 1) * input) / (2 * output));
      return { first: position, second: position, share: 0 };
    }
    // Centre of the output pixel, from the centre of input pixel 0, in units of 1 / (2 * output) pixels.
    const place = (2 * index + 1) * input - output;
    const below = Math.floor(place / (2 * output));
    const share = (place - below * 2 * output) / (2 * output);
    const inside = (position: number): number => Math.min(Math.max(position, 0), input - 1);
    return { first: inside(below), second: inside(below + 1), share };
  });
}
