import { StageFailure } from '../../engine/core/failure.js';
import { INK } from '../drawing/colour.js';
import { SCALE, drawSvg, paste, writePng } from '../drawing/image.js';
import { fixed } from '../drawing/number.js';
import { readSafetensors } from '../formats/safetensors.js';
import { SIZE, picture, text } from '../drawing/svg.js';
import { paintImages, tileSize } from '../drawing/tiles.js';
import { placed } from '../drawing/point.js';
import { textWidth } from '../drawing/font.js';
import { decode, encode, readAutoencoder, readTestImages } from './codes.js';
/** Draws the grid: the first number of the code grows to the right, the second upwards. */
export async function makeManifold(context, params) {
    const trained = await readAutoencoder(context.input('autoencoder').path);
    const { kind, latent, encoder } = trained.network;
    if (latent !== 2) {
        throw new StageFailure(`Cannot draw a plane of codes of ${latent} numbers: expected 2`, {
            hint: 'Set "latent" of the autoencoder to 2, or draw kind "latent".',
        });
    }
    const [data] = context.inputs('data');
    if (data === undefined && kind === 'plain') {
        throw new StageFailure('Cannot tell where the codes of a plain autoencoder lie', {
            hint: 'Connect "data": the grid then spans the codes of the test images.',
        });
    }
    const shares = Array.from({ length: params.side }, (_, index) => (index + 0.5) / params.side);
    const axes = data === undefined
        ? [shares.map(normalQuantile), shares.map(normalQuantile)]
        : quantiles(encode(trained, readTestImages(await readSafetensors(data.path), trained.network).images), shares);
    const images = decode(trained, gridCodes(axes));
    const shape = encoder.input;
    const tile = tileSize(shape, SIDE / params.side);
    const width = tile.width * params.side;
    const height = tile.height * params.side;
    const spread = data === undefined ? 'quantiles of the standard normal distribution' : 'quantiles of the codes of the test images';
    const [columns, rows] = axes;
    const label = (value) => fixed(value ?? 0, 2);
    const quiet = { fill: INK.quiet, size: SIZE.small };
    const title = params.title ?? 'Images decoded from a plane of codes';
    const subtitle = placed(`${params.side} × ${params.side} codes at the ${spread}`, params.place);
    const texts = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
    const parts = [
        text(MARGIN, 30, title, { size: SIZE.title, weight: 600 }),
        text(MARGIN, 49, subtitle, { fill: INK.quiet }),
        text(LEFT, TOP + height + 14, label(columns[0]), quiet),
        text(LEFT + width / 2, TOP + height + 14, 'first number of the code', { fill: INK.quiet, anchor: 'middle' }),
        text(LEFT + width, TOP + height + 14, label(columns.at(-1)), { ...quiet, anchor: 'end' }),
        text(LEFT - 6, TOP + 8, label(rows.at(-1)), { ...quiet, anchor: 'end' }),
        text(LEFT - 12, TOP + height / 2, 'second number', { fill: INK.quiet, anchor: 'middle', rotate: -90 }),
        text(LEFT - 6, TOP + height, label(rows[0]), { ...quiet, anchor: 'end' }),
    ];
    const sheet = await drawSvg(picture(Math.ceil(Math.max(LEFT + width, MARGIN + texts) + MARGIN), Math.ceil(TOP + height + 34), parts));
    for (const [index, raster] of paintImages(images, shape, SIDE / params.side).entries()) {
        const left = LEFT * SCALE + (index % params.side) * raster.width;
        paste(sheet, raster, { left, top: TOP * SCALE + Math.floor(index / params.side) * raster.height });
    }
    await writePng(context.output('image'), sheet);
}
const MARGIN = 24;
const LEFT = 60;
const TOP = 66;
const SIDE = 560;
/** Row by row from the top, where the second number is greatest: `[rows, columns, 2]`. */
function gridCodes([columns, rows]) {
    return Float64Array.from(rows.toReversed().flatMap((second) => columns.flatMap((first) => [first, second])));
}
/** Of each of the two numbers of the codes. */
function quantiles(codes, shares) {
    const of = (number) => {
        const sorted = codes.filter((_, at) => at % 2 === number).toSorted();
        return shares.map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
    };
    return [of(0), of(1)];
}
/** The value that a standard normal variable stays below with probability `share`, 1e-9 < share < 1 - 1e-9: by bisection. */
export function normalQuantile(share) {
    let [low, high] = [-6, 6];
    for (let step = 0; step < 60; step++) {
        const middle = (low + high) / 2;
        if (normalBelow(middle) < share)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}
/** Φ(z) = ½ + φ(z) (z + z³/3 + z⁵/15 + …): positive terms, so nothing cancels (Marsaglia 2004). */
function normalBelow(z) {
    let [sum, term] = [z, z];
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
        term *= (z * z) / k;
        sum += term;
    }
    return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
