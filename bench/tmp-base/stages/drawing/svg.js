import { INK } from './colour.js';
import { FONT_FAMILY, xml } from './font.js';
/** Font sizes in units of the picture. */
export const SIZE = { title: 15, text: 11, small: 9.5 };
/** A line of text whose base line starts (or has its middle or end) at (x, y). */
export function text(x, y, content, style = {}) {
    const { size = SIZE.text, weight = 400, fill = INK.text, anchor = 'start', rotate } = style;
    const turn = rotate === undefined ? '' : ` transform="rotate(${rotate} ${round(x)} ${round(y)})"`;
    return (`<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}"` +
        ` text-anchor="${anchor}"${turn}>${xml(content)}</text>`);
}
/** A horizontal or vertical line of 1 unit, or of `width`. */
export function line(from, to, style = {}) {
    const [x1, y1, x2, y2] = [...from, ...to].map(round);
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${style.stroke ?? INK.line}" stroke-width="${style.width ?? 1}"/>`;
}
/** A frame of half a unit, one device pixel, drawn outside the rectangle, so that a raster pasted inside leaves it whole. */
export function frame(box) {
    const { left, top, width, height } = box;
    return `<rect x="${left - 0.25}" y="${top - 0.25}" width="${width + 0.5}" height="${height + 0.5}" fill="none" stroke="${INK.frame}" stroke-width="0.5"/>`;
}
/** A whole picture of `width` by `height` units around its parts. */
export function picture(width, height, parts) {
    return (`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"` +
        ` font-family="${FONT_FAMILY}">\n${parts.join('\n')}\n</svg>\n`);
}
function round(value) {
    return Math.round(value * 100) / 100;
}
