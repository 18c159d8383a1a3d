import { INK } from './colour.ts';
import { textWidth } from './font.ts';
import { drawSvg, paste, SCALE } from './image.ts';
import type { Raster } from './image.ts';
import { frame, picture, SIZE, text } from './svg.ts';
import type { Tile } from './tiles.ts';

/** The space around a sheet, and how far below its top the tiles begin. */
export const SHEET = { margin: 24, top: 66 } as const;

/** Tiles with what is written around them. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly titles: readonly [title: string, subtitle: string];
  readonly parts: readonly string[];
  /** In units of the picture. */
  readonly pasted: readonly { readonly raster: Raster; readonly left: number; readonly top: number }[];
}

/** Draws a sheet with its title, as wide as its titles need. */
export async function drawSheet({ width, height, titles: [title, subtitle], parts, pasted }: Sheet): Promise<Raster> {
  const widest = Math.max(
    textWidth(title, { size: SIZE.title, weight: 600 }),
    textWidth(subtitle, { size: SIZE.text }),
  );
  const titled = [
    text(SHEET.margin, 30, title, { size: SIZE.title, weight: 600 }),
    text(SHEET.margin, 49, subtitle, { fill: INK.quiet }),
    ...parts,
  ];
  const whole = Math.ceil(Math.max(width, widest + 2 * SHEET.margin));
  const raster = await drawSvg(picture(whole, Math.ceil(height), titled));
  for (const each of pasted) paste(raster, each.raster, { left: each.left * SCALE, top: each.top * SCALE });
  return raster;
}

/** The frame of a tile whose corner is there. */
export function tileFrame(left: number, top: number, tile: Tile): string {
  return frame({ left, top, ...tile });
}
