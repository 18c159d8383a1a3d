import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { fontConfiguration } from './font.js';
/** Device pixels per unit of an SVG: pictures are drawn for screens and print of twice the usual resolution. */
export const SCALE = 2;
/** A `height` by `width` raster of one colour. */
export function blank(width, height, colour) {
    const data = new Uint8Array(width * height * 3);
    for (let at = 0; at < data.length; at += 3)
        data.set(colour, at);
    return { width, height, data };
}
/**
 * Paints a matrix, each value as a square of `size` pixels, without smoothing.
 *
 * @param values `[height, width]`, row by row; `height` follows from their number.
 * @throws Error if the values are not a whole number of rows, or `size` is no positive integer: a bug of the caller.
 */
export function paintMatrix(values, options) {
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
            for (let pixel = 0; pixel < size; pixel++)
                data.set(colour, start + (column * size + pixel) * 3);
        }
        for (let copy = 1; copy < size; copy++)
            data.copyWithin(start + copy * rowBytes, start, start + rowBytes);
    }
    return { width: width * size, height: height * size, data };
}
/**
 * Makes a matrix smaller: each value is the mean of a square of `factor` by `factor`, or of what is left of it at the edges.
 *
 * @param values `[height, width]`
 * @returns `[ceil(height / factor), ceil(width / factor)]`
 */
export function shrink(values, { width, factor }) {
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
 * @throws Error if it does not fit inside: a bug of the caller.
 */
export function paste(onto, picture, place) {
    const { left, top } = place;
    const inside = left >= 0 && top >= 0 && left + picture.width <= onto.width && top + picture.height <= onto.height;
    if (!inside || !Number.isInteger(left) || !Number.isInteger(top)) {
        throw new Error(`Internal error: cannot paste ${picture.width} x ${picture.height} pixels at (${left}, ${top}) into ` +
            `${onto.width} x ${onto.height}`);
    }
    const rowBytes = picture.width * 3;
    for (let row = 0; row < picture.height; row++) {
        const from = row * rowBytes;
        onto.data.set(picture.data.subarray(from, from + rowBytes), ((top + row) * onto.width + left) * 3);
    }
}
let fonts;
/**
 * Makes the text renderer below sharp use the fonts of `font.ts` only. The renderer reads its configuration once in a process,
 * from a file: the file is gone again when this resolves, so that a process that is killed later leaves nothing.
 *
 * @param folder where the file is for that moment; a step that is killed just then leaves it in its scratch folder, which the
 *   store removes
 */
export function prepareFonts(folder = tmpdir()) {
    fonts ??= readFonts(folder);
    return fonts;
}
async function readFonts(folder) {
    const own = mkdtempSync(join(folder, 'assay-fonts-'));
    try {
        const file = join(own, 'fonts.conf');
        writeFileSync(file, fontConfiguration(join(own, 'cache')));
        process.env['FONTCONFIG_FILE'] = file;
        // Elsewhere than on Linux, pango would ask the operating system for fonts.
        process.env['PANGOCAIRO_BACKEND'] = 'fontconfig';
        const both = ['400', '600'].map((weight) => `<text font-family="x" font-weight="${weight}">x</text>`);
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${both.join('')}</svg>`;
        await sharp(Buffer.from(svg)).raw().toBuffer();
    }
    finally {
        rmSync(own, { recursive: true, force: true });
    }
}
/** Draws an SVG picture on white at `SCALE` pixels per unit, with the fonts of `font.ts` only. */
export async function drawSvg(svg) {
    await prepareFonts();
    const { data, info } = await sharp(Buffer.from(svg), { density: 72 * SCALE })
        .flatten({ background: '#ffffff' })
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3)
        throw new Error(`Internal error: expected 3 channels from sharp, found ${info.channels}`);
    return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
/** Writes a PNG. The same raster gives the same bytes: it holds no time and no name of a program. */
export async function writePng(path, raster) {
    const { width, height, data } = raster;
    await sharp(data, { raw: { width, height, channels: 3 } })
        .png({ compressionLevel: 9 })
        .toFile(path);
}
