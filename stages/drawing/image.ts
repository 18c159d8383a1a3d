import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sharp, SharpOptions } from 'sharp';
import type { Colour } from './colour.ts';
import { fontConfiguration } from './font.ts';

/** Opaque pixels: `data` is `[height, width, 3]`, red, green, blue, 0..255. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Device pixels per unit of an SVG: twice the usual resolution, for good screens and for print. */
export const SCALE = 2;

/** A `height` by `width` raster of one colour. */
export function blank(width: number, height: number, colour: Colour): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at += 3) data.set(colour, at);
  return { width, height, data };
}

/**
 * Paints a matrix, each value as a square of `size` pixels, without smoothing.
 *
 * @param values `[height, width]`, row by row; their number gives `height`
 * @throws Error if the values are not whole rows, or `size` is not a positive integer: a bug in the caller
 */
export function paintMatrix(
  values: ArrayLike<number>,
  options: { readonly width: number; readonly size: number; readonly colour: (value: number) => Colour },
): Raster {
  const { width, size } = options;
  const height = values.length / width;
  if (!Number.isInteger(height) || !Number.isInteger(size) || size < 1) {
    throw new Error(`Internal error: cannot paint ${values.length} values in rows of ${width} as squares of ${size}`);
  }
  const data = new Uint8Array(width * size * height * size * 3);
  const rowBytes = width * size * 3;
  for (let row = 0; row < height; row++) {
    const start = row * size * rowBytes;
    for (let column = 0; column < width; column++) {
      const colour = options.colour(values[row * width + column] ?? 0);
      for (let pixel = 0; pixel < size; pixel++) data.set(colour, start + (column * size + pixel) * 3);
    }
    for (let copy = 1; copy < size; copy++) data.copyWithin(start + copy * rowBytes, start, start + rowBytes);
  }
  return { width: width * size, height: height * size, data };
}

/**
 * Makes a matrix smaller: each value is the mean of a square of `factor` by `factor`, which may be cut off at the edges.
 *
 * @param values `[height, width]`
 * @returns `[ceil(height / factor), ceil(width / factor)]`
 */
export function shrink(
  values: ArrayLike<number>,
  { width, factor }: { readonly width: number; readonly factor: number },
): Float64Array {
  const height = values.length / width;
  const columns = Math.ceil(width / factor);
  const sums = new Float64Array(columns * Math.ceil(height / factor));
  const counts = new Float64Array(sums.length);
  for (let index = 0; index < values.length; index++) {
    const [row, column] = [Math.floor(index / width), index % width];
    const place = Math.floor(row / factor) * columns + Math.floor(column / factor);
    sums[place] = (sums[place] ?? 0) + (values[index] ?? 0);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return sums.map((sum, place) => sum / (counts[place] ?? 1));
}

/**
 * Copies `picture` into `onto`, its top left corner at (`left`, `top`) in pixels.
 *
 * @throws Error if it does not fit inside: a bug in the caller
 */
export function paste(onto: Raster, picture: Raster, place: { readonly left: number; readonly top: number }): void {
  const { left, top } = place;
  const inside = left >= 0 && top >= 0 && left + picture.width <= onto.width && top + picture.height <= onto.height;
  if (!inside || !Number.isInteger(left) || !Number.isInteger(top)) {
    throw new Error(
      `Internal error: cannot paste ${picture.width} x ${picture.height} pixels at (${left}, ${top}) into ` +
        `${onto.width} x ${onto.height}`,
    );
  }
  const rowBytes = picture.width * 3;
  for (let row = 0; row < picture.height; row++) {
    const from = row * rowBytes;
    onto.data.set(picture.data.subarray(from, from + rowBytes), ((top + row) * onto.width + left) * 3);
  }
}

let fonts: Promise<void> | undefined;

/**
 * Makes the text renderer that sharp uses draw with the fonts of `font.ts` only. The renderer reads its configuration once in a
 * process, from a file. The file is removed before this resolves, so a process that is killed later leaves nothing behind.
 *
 * @param folder where the file is meanwhile: a step passes its scratch folder, which the store removes even if the step is
 *   killed at this moment
 */
export function prepareFonts(folder = tmpdir()): Promise<void> {
  fonts ??= readFonts(folder);
  return fonts;
}

async function readFonts(folder: string): Promise<void> {
  const own = mkdtempSync(join(folder, 'assay-fonts-'));
  try {
    const file = join(own, 'fonts.conf');
    writeFileSync(file, fontConfiguration(join(own, 'cache')));
    process.env['FONTCONFIG_FILE'] = file;
    // On other systems than Linux, pango would ask the system for fonts.
    process.env['PANGOCAIRO_BACKEND'] = 'fontconfig';
    const both = ['400', '600'].map((weight) => `<text font-family="x" font-weight="${weight}">x</text>`);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${both.join('')}</svg>`;
    await (await open(Buffer.from(svg))).raw().toBuffer();
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** Draws an SVG picture on white at `SCALE` pixels per unit, with the fonts of `font.ts` only. */
export async function drawSvg(svg: string): Promise<Raster> {
  await prepareFonts();
  const source = await open(Buffer.from(svg), { density: 72 * SCALE });
  const { data, info } = await source
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`Internal error: expected 3 channels from sharp, found ${info.channels}`);
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** Writes a PNG. The same raster gives the same bytes: the file contains no time and no program name. */
export async function writePng(path: string, raster: Raster): Promise<void> {
  const { width, height, data } = raster;
  const source = await open(data, { raw: { width, height, channels: 3 } });
  await source.png({ compressionLevel: 9 }).toFile(path);
}

/** Planning imports this file, so sharp is loaded only when the first picture is drawn. */
async function open(data: Uint8Array, options?: SharpOptions): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  return sharp(data, options);
}
