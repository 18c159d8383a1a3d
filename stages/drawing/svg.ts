import { INK } from './colour.ts';
import { FONT_FAMILY, xml } from './font.ts';
import type { Weight } from './font.ts';

/** Font sizes in units of the picture. */
export const SIZE = { title: 15, text: 11, small: 9.5 } as const;

export interface TextStyle {
  readonly size?: number;
  readonly weight?: Weight;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Degrees, clockwise, around the text's anchor. */
  readonly rotate?: number;
}

/** A line of text whose base line starts, or has its middle or end, at (x, y). */
export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { size = SIZE.text, weight = 400, fill = INK.text, anchor = 'start', rotate } = style;
  const turn = rotate === undefined ? '' : ` transform="rotate(${rotate} ${round(x)} ${round(y)})"`;
  return (
    `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}"` +
    ` text-anchor="${anchor}"${turn}>${xml(content)}</text>`
  );
}

/** A horizontal or vertical line of 1 unit, or of `width`. */
export function line(
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  style: { readonly stroke?: string; readonly width?: number } = {},
): string {
  const [x1, y1, x2, y2] = [...from, ...to].map(round);
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${style.stroke ?? INK.line}" stroke-width="${style.width ?? 1}"/>`;
}

/** A frame of half a unit (one device pixel) around the outside of the rectangle: a raster pasted inside does not cover it. */
export function frame(box: {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}): string {
  const { left, top, width, height } = box;
  return `<rect x="${left - 0.25}" y="${top - 0.25}" width="${width + 0.5}" height="${height + 0.5}" fill="none" stroke="${INK.frame}" stroke-width="0.5"/>`;
}

/** A picture of `width` by `height` units with these parts. */
export function picture(width: number, height: number, parts: readonly string[]): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"` +
    ` font-family="${FONT_FAMILY}">\n${parts.join('\n')}\n</svg>\n`
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
