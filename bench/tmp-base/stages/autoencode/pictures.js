import { INK } from '../drawing/colour.js';
import { textWidth } from '../drawing/font.js';
import { drawSvg, paste, SCALE } from '../drawing/image.js';
import { frame, picture, SIZE, text } from '../drawing/svg.js';
import { paintImages, tileSize } from '../drawing/tiles.js';
import { errorsOf, titlesOf } from './captions.js';
/** Side of an image, about. */
const TILE = 42;
const MARGIN = 24;
const TOP = 66;
/** Between images beside each other, and between an image and its reconstruction. */
const GAP = 4;
const MAX_COLUMNS = 20;
/**
 * Test images before and after, in pairs of rows of up to 20, with the error of each below it. Values outside 0..1, which
 * some activations give, are drawn as black or white.
 */
export async function drawReconstructions({ params, network, trained }) {
    const { images, reconstructions } = trained.examples;
    const { input } = network.encoder;
    const before = paintImages(images, input, TILE);
    const after = paintImages(reconstructions, input, TILE);
    const errors = errorsOf(params, trained.examples);
    const tile = tileSize(input, TILE);
    const columns = Math.min(before.length, MAX_COLUMNS);
    const names = { before: 'before', after: 'after', error: params.kind === 'plain' ? 'error' : 'nats' };
    const left = MARGIN + Math.ceil(Math.max(...Object.values(names).map((name) => textWidth(name, { size: SIZE.text })))) + 12;
    const band = 2 * tile.height + GAP + 34;
    const bands = Math.ceil(before.length / columns);
    const parts = [];
    const pasted = [];
    for (let row = 0; row < bands; row++) {
        const top = TOP + row * band;
        const below = top + tile.height + GAP;
        const label = (y, name) => text(left - 12, y, name, { fill: INK.quiet, anchor: 'end' });
        parts.push(label(top + tile.height / 2 + 4, names.before), label(below + tile.height / 2 + 4, names.after));
        parts.push(label(below + tile.height + 15, names.error));
        for (let column = 0; column < columns; column++) {
            const index = row * columns + column;
            const [original, copy] = [before[index], after[index]];
            if (original === undefined || copy === undefined)
                break;
            const x = left + column * (tile.width + GAP);
            pasted.push({ raster: original, left: x, top }, { raster: copy, left: x, top: below });
            parts.push(tileFrame(x, top, tile), tileFrame(x, below, tile));
            const style = { size: SIZE.small, anchor: 'middle' };
            parts.push(text(x + tile.width / 2, below + tile.height + 15, errors[index] ?? '', style));
        }
    }
    const width = left + columns * (tile.width + GAP) - GAP + MARGIN;
    return sheet({
        width,
        height: TOP + bands * band + 2,
        titles: titlesOf(params, network, trained.test),
        parts,
        pasted,
    });
}
/** Images decoded from random codes, as nearly square a grid as their number allows. */
export async function drawSamples({ params, network, trained }) {
    const { input } = network.encoder;
    const images = paintImages(trained.samples, input, TILE);
    const tile = tileSize(input, TILE);
    const columns = Math.ceil(Math.sqrt(images.length));
    const pasted = images.map((raster, index) => ({
        raster,
        left: MARGIN + (index % columns) * (tile.width + GAP),
        top: TOP + Math.floor(index / columns) * (tile.height + GAP),
    }));
    const rows = Math.ceil(images.length / columns);
    return sheet({
        width: MARGIN + columns * (tile.width + GAP) - GAP + MARGIN,
        height: TOP + rows * (tile.height + GAP) - GAP + MARGIN,
        titles: [
            'Images decoded from random codes',
            `${params.latent} standard normal numbers each · grey is the probability of a pixel`,
        ],
        parts: [],
        pasted,
    });
}
async function sheet({ width, height, titles: [title, subtitle], parts, pasted }) {
    const widest = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
    const titled = [
        text(MARGIN, 30, title, { size: SIZE.title, weight: 600 }),
        text(MARGIN, 49, subtitle, { fill: INK.quiet }),
        ...parts,
    ];
    const whole = Math.ceil(Math.max(width, widest + 2 * MARGIN));
    const raster = await drawSvg(picture(whole, Math.ceil(height), titled));
    for (const each of pasted)
        paste(raster, each.raster, { left: each.left * SCALE, top: each.top * SCALE });
    return raster;
}
function tileFrame(left, top, tile) {
    return frame({ left, top, ...tile });
}
