import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resize } from '../../../stages/load/dataset.ts';
import { resizeImages } from '../../../stages/load/resize.ts';
import { measureScale } from '../../../stages/load/scale.ts';
import { READING } from './reading.ts';

// prettier-ignore
const IMAGE = [
  0, 97, 194, 35, 132,
  53, 181, 53, 181, 53,
  106, 9, 168, 71, 230,
  159, 93, 27, 217, 151,
];

function resize(pixels: readonly number[], shape: readonly [number, number, number], to: Resize): number[] {
  const images = Uint8Array.from(pixels);
  const labels = new Uint8Array(pixels.length / (shape[0] * shape[1] * shape[2]));
  return [...resizeImages({ shape, images, labels }, to).images];
}

describe('resizeImages()', () => {
  it('agrees with SciPy at the half-pixel centres, shrinking and growing (bilinear)', () => {
    // floor(scipy.ndimage.map_coordinates(image, centres, order=1, mode="nearest") + 0.5)
    expect(resize(IMAGE, [4, 5, 1], { size: [2, 3], method: 'bilinear' })).toEqual([64, 124, 98, 105, 98, 175]);
    // prettier-ignore
    expect(resize(IMAGE, [4, 5, 1], { size: [7, 9], method: 'bilinear' })).toEqual([
      0, 32, 86, 140, 194, 106, 46, 100, 132,
      19, 55, 115, 134, 144, 112, 89, 98, 104,
      49, 91, 161, 125, 63, 123, 158, 96, 59,
      80, 85, 93, 102, 111, 119, 128, 136, 142,
      110, 78, 26, 79, 158, 115, 97, 177, 224,
      140, 114, 72, 69, 77, 126, 166, 174, 179,
      159, 137, 100, 64, 27, 133, 210, 173, 151,
    ]);
  });

  it('agrees with Pillow, shrinking and growing (nearest)', () => {
    expect(resize(IMAGE, [4, 5, 1], { size: [2, 3], method: 'nearest' })).toEqual([53, 53, 53, 159, 27, 151]);
    // The centre of row 3 lies at 3.5 * 4 / 7 = 2 exactly: in row 2. Pillow's floating point puts it just below, in row 1.
    // prettier-ignore
    expect(resize(IMAGE, [4, 5, 1], { size: [7, 9], method: 'nearest' })).toEqual([
      0, 0, 97, 97, 194, 35, 35, 132, 132,
      0, 0, 97, 97, 194, 35, 35, 132, 132,
      53, 53, 181, 181, 53, 181, 181, 53, 53,
      106, 106, 9, 9, 168, 71, 71, 230, 230,
      106, 106, 9, 9, 168, 71, 71, 230, 230,
      159, 159, 93, 93, 27, 217, 217, 151, 151,
      159, 159, 93, 93, 27, 217, 217, 151, 151,
    ]);
  });

  it('resizes every image and channel on its own', () => {
    const other = IMAGE.map((pixel) => 255 - pixel);
    const colours = IMAGE.flatMap((pixel, at) => [pixel, other[at] ?? 0, 7]);
    for (const method of ['bilinear', 'nearest'] as const) {
      const to = { size: [3, 8] as const, method };
      const [one, two] = [resize(IMAGE, [4, 5, 1], to), resize(other, [4, 5, 1], to)];
      expect(resize([...IMAGE, ...other], [4, 5, 1], to)).toEqual([...one, ...two]);
      expect(resize(colours, [4, 5, 3], to)).toEqual(one.flatMap((pixel, at) => [pixel, two[at], 7]));
    }
  });

  const side = fc.integer({ min: 1, max: 12 });
  it('keeps an image of the same size, a flat one and the range of any other', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.infiniteStream(fc.nat(255)),
        (height, width, toHeight, toWidth, stream) => {
          const pixels = [...stream.take(height * width)];
          for (const method of ['bilinear', 'nearest'] as const) {
            expect(resize(pixels, [height, width, 1], { size: [height, width], method })).toEqual(pixels);
            const resized = resize(pixels, [height, width, 1], { size: [toHeight, toWidth], method });
            expect(resized).toHaveLength(toHeight * toWidth);
            expect(Math.min(...resized)).toBeGreaterThanOrEqual(Math.min(...pixels));
            expect(Math.max(...resized)).toBeLessThanOrEqual(Math.max(...pixels));
          }
        },
      ),
    );
  });
});

describe('measureScale()', () => {
  it('measures each channel: mean and deviation of pixels from 0 to 1', async () => {
    const images = Uint8Array.of(0, 10, 255, 30, 0, 10, 255, 30);
    const scale = await measureScale({ shape: [1, 2, 2], images, labels: new Uint8Array(2) }, READING);
    expect(scale).toEqual({ mean: [0.5, 20 / 255], std: [0.5, 10 / 255] });
  });

  it('refuses a channel without any difference', async () => {
    const part = { shape: [1, 1, 2] as const, images: Uint8Array.of(1, 9, 2, 9), labels: new Uint8Array(2) };
    await expect(measureScale(part, READING)).rejects.toThrow(
      'Cannot standardize: all pixels of channel 1 are 9 in the training images',
    );
  });
});
