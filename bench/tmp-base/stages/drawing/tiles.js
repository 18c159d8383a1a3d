import { ink } from './colour.js';
import { SCALE, paintMatrix } from './image.js';
/** Device pixels for each pixel of an image, so that its longer side is about `side` units. */
function pixelSize([height, width], side) {
    return Math.max(1, Math.round((side * SCALE) / Math.max(height, width)));
}
/** The size of an image that `paintImages` paints. */
export function tileSize(shape, side) {
    const size = pixelSize(shape, side);
    return { width: (shape[1] * size) / SCALE, height: (shape[0] * size) / SCALE };
}
/**
 * Images of a dataset as rasters, without smoothing: three channels are colours, one is ink on paper.
 *
 * @param values `[images, height, width, channels]`, 0..1, clamped
 * @param side of an image in units, about: images are painted with whole pixels
 */
export function paintImages(values, shape, side) {
    const [height, width, channels] = shape;
    const count = height * width;
    const rasters = [];
    for (let start = 0; start < values.length; start += count * channels) {
        const colour = (pixel) => {
            const at = start + pixel * channels;
            if (channels !== 3)
                return ink(values[at] ?? 0);
            return [byte(values[at]), byte(values[at + 1]), byte(values[at + 2])];
        };
        rasters.push(paintMatrix([...Array(count).keys()], { width, size: pixelSize(shape, side), colour }));
    }
    return rasters;
}
function byte(value = 0) {
    return Math.round(255 * Math.min(Math.max(value, 0), 1));
}
