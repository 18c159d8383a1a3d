import { ink } from './colour.ts';
import type { Colour } from './colour.ts';
import { SCALE, paintMatrix } from './image.ts';
import type { Raster } from './image.ts';

export type ImageShape = readonly [height: number, width: number, channels: number];

/** Units of a picture. */
export interface Tile {
  readonly width: number;
  readonly height: number;
}

/** Device pixels for each pixel of an image that make its longer side about `side` units. */
function pixelSize([height, width]: ImageShape, side: number): number {
  return Math.max(1, Math.round((side * SCALE) / Math.max(height, width)));
}

/** The size of an image that `paintImages` paints. */
export function tileSize(shape: ImageShape, side: number): Tile {
  const size = pixelSize(shape, side);
  return { width: (shape[1] * size) / SCALE, height: (shape[0] * size) / SCALE };
}

/**
 * Images of a dataset as rasters, without smoothing: three channels are colours, one is ink on paper.
 *
 * @param values `[images, height, width, channels]`, 0..1, clamped
 * @param side approximate size of an image in units: images are painted with whole pixels
 */
export function paintImages(values: ArrayLike<number>, shape: ImageShape, side: number): Raster[] {
  const [height, width, channels] = shape;
  const count = height * width;
  const rasters: Raster[] = [];
  for (let start = 0; start < values.length; start += count * channels) {
    const colour = (pixel: number): Colour => {
      const at = start + pixel * channels;
      if (channels !== 3) return ink(values[at] ?? 0);
      return [byte(values[at]), byte(values[at + 1]), byte(values[at + 2])];
    };
    rasters.push(paintMatrix([...Array(count).keys()], { width, size: pixelSize(shape, side), colour }));
  }
  return rasters;
}

function byte(value = 0): number {
  return Math.round(255 * Math.min(Math.max(value, 0), 1));
}
