import { INK } from '../../../drawing/colour.ts';
import type { Colour } from '../../../drawing/colour.ts';
import { textWidth } from '../../../drawing/font.ts';
import { SCALE, drawSvg, paintMatrix, paste } from '../../../drawing/image.ts';
import type { Raster } from '../../../drawing/image.ts';
import { SIZE, frame, line, picture, text } from '../../../drawing/svg.ts';

// A table whose cells are texts or small pictures, as in a printed article: rules between rows, no boxes. All sizes are whole
// units of the picture, so that small pictures start at whole pixels.

/** Side of the square in which a picture is centred. */
export const BOX = 70;
/** Side of the square for a picture in one of two strips. */
export const TILE = 32;

const MARGIN = 24;
const HEAD = { title: 32, subtitle: 50, columns: 84, rows: 92 } as const;
const ROW = { height: 102, above: 9, caption: 13, note: 14 } as const;
const FOOT = 62;
const FOOT_LINE = 14;
const BETWEEN = { columns: 26, pictures: 8, tiles: 4, strips: 6 } as const;

export type Cell =
  /** A value, and notes in small letters below it. */
  | { readonly text: string; readonly notes?: readonly string[] }
  /** Pictures beside each other, each no larger than `BOX`, with a caption below. */
  | { readonly pictures: readonly { readonly raster: Raster; readonly caption: string }[] }
  /** Two rows of pictures no larger than `TILE`, each row with a label before it, captions below the columns. */
  | {
      readonly strips: readonly { readonly label: string; readonly rasters: readonly Raster[] }[];
      readonly captions: readonly string[];
      /** What the captions mean; shown before them. */
      readonly captionsOf: string;
    };

/** What the colours of a column of pictures mean; drawn below the column. */
export interface Scale {
  readonly note: string;
  /** From left to right, at equal distances. */
  readonly labels: readonly string[];
  /** The colour at a place from 0 (left) to 1 (right). */
  readonly colour: (place: number) => Colour;
}

export interface Column<Row> {
  readonly title: string;
  /** Numbers end at the right edge of their column; words and pictures start at the left edge. */
  readonly anchor: 'start' | 'end';
  readonly cell: (row: Row) => Cell;
  readonly scale?: Scale;
}

export interface PictureTable<Row> {
  readonly title: string;
  readonly subtitle: string;
  /** Lines below the table. */
  readonly notes: readonly string[];
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Whether a stronger rule separates the row from the one before it, if there is one. */
  readonly starts: (row: Row, before: Row | undefined) => boolean;
}

interface Placed {
  readonly raster: Raster;
  readonly left: number;
  readonly top: number;
}

/** What a picture is made of: SVG, and rasters that are pasted on it. */
interface Parts {
  readonly svg: string[];
  readonly rasters: Placed[];
}

/** Draws the table. Columns are as wide as their widest cell. */
export async function drawPictureTable<Row>(table: PictureTable<Row>): Promise<Raster> {
  const { columns, rows } = table;
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map(({ title }, index) =>
    Math.ceil(Math.max(wide(title, SIZE.text, 600), ...cells.map((row) => cellWidth(row[index])))),
  );
  const lefts = widths.map((_, index) =>
    widths.slice(0, index).reduce((left, width) => left + width + BETWEEN.columns, MARGIN),
  );
  const right = (lefts.at(-1) ?? MARGIN) + (widths.at(-1) ?? 0);
  const bottom = HEAD.rows + rows.length * ROW.height;

  const parts: Parts = { svg: [], rasters: [] };
  parts.svg.push(
    text(MARGIN, HEAD.title, table.title, { size: SIZE.title, weight: 600 }),
    text(MARGIN, HEAD.subtitle, table.subtitle, { fill: INK.quiet }),
  );
  for (const [index, { title, anchor, scale }] of columns.entries()) {
    const [left, width] = [lefts[index] ?? 0, widths[index] ?? 0];
    parts.svg.push(text(anchor === 'end' ? left + width : left, HEAD.columns, title, { weight: 600, anchor }));
    if (scale !== undefined) drawScale(scale, parts, { left, top: bottom + 14, width });
  }
  for (const [at, row] of rows.entries()) {
    const top = HEAD.rows + at * ROW.height;
    const strong = table.starts(row, rows[at - 1]);
    parts.svg.push(line([MARGIN, top], [right, top], strong ? { stroke: INK.frame } : { width: 0.5 }));
    for (const [index, { anchor }] of columns.entries()) {
      const cell = cells[at]?.[index];
      const [left, width] = [lefts[index] ?? 0, widths[index] ?? 0];
      if (cell !== undefined) drawCell(cell, parts, { x: anchor === 'end' ? left + width : left, top, anchor });
    }
  }
  parts.svg.push(line([MARGIN, bottom], [right, bottom], { stroke: INK.frame }));

  for (const [index, note] of table.notes.entries()) {
    parts.svg.push(text(MARGIN, bottom + FOOT + 10 + index * FOOT_LINE, note, { size: SIZE.small, fill: INK.quiet }));
  }
  const widest = Math.max(
    wide(table.title, SIZE.title, 600),
    wide(table.subtitle, SIZE.text, 400),
    ...table.notes.map((note) => wide(note, SIZE.small, 400)),
  );
  const width = Math.ceil(Math.max(right, MARGIN + widest) + MARGIN);
  const height = bottom + FOOT + (table.notes.length === 0 ? 0 : 10 + table.notes.length * FOOT_LINE);
  const sheet = await drawSvg(picture(width, height, parts.svg));
  for (const { raster, left, top } of parts.rasters) paste(sheet, raster, { left: left * SCALE, top: top * SCALE });
  return sheet;
}

function wide(content: string, size: number, weight: 400 | 600): number {
  return textWidth(content, { size, weight });
}

function cellWidth(cell: Cell | undefined): number {
  if (cell === undefined) return 0;
  if ('pictures' in cell) return cell.pictures.length * (BOX + BETWEEN.pictures) - BETWEEN.pictures;
  if ('strips' in cell) return labelWidth(cell) + cell.captions.length * (TILE + BETWEEN.tiles) - BETWEEN.tiles;
  return Math.max(wide(cell.text, SIZE.text, 400), ...(cell.notes ?? []).map((note) => wide(note, SIZE.small, 400)));
}

type Strips = Extract<Cell, { readonly strips: unknown }>;

function labelWidth({ strips, captionsOf }: Strips): number {
  return (
    Math.ceil(
      Math.max(...[captionsOf, ...strips.map(({ label }) => label)].map((each) => wide(each, SIZE.small, 400))),
    ) + 8
  );
}

function drawStrips(cell: Strips, parts: Parts, { x, top }: { readonly x: number; readonly top: number }): void {
  const style = { size: SIZE.small, fill: INK.quiet } as const;
  const columnLeft = (column: number): number => x + labelWidth(cell) + column * (TILE + BETWEEN.tiles);
  for (const [index, { label, rasters }] of cell.strips.entries()) {
    const rowTop = top + ROW.above + index * (TILE + BETWEEN.strips);
    parts.svg.push(text(x, rowTop + TILE / 2 + 3.4, label, style));
    for (const [column, raster] of rasters.entries()) {
      const [left, under] = [
        columnLeft(column) + spare(raster.width, TILE) / 2,
        rowTop + spare(raster.height, TILE) / 2,
      ];
      drawRaster(parts, { raster, left, top: under });
    }
  }
  const captionTop = top + ROW.above + BOX + ROW.caption;
  parts.svg.push(text(x, captionTop, cell.captionsOf, style));
  for (const [column, caption] of cell.captions.entries()) {
    parts.svg.push(text(columnLeft(column) + TILE / 2, captionTop, caption, { ...style, anchor: 'middle' }));
  }
}

function drawCell(
  cell: Cell,
  parts: Parts,
  { x, top, anchor }: { readonly x: number; readonly top: number; readonly anchor: 'start' | 'end' },
): void {
  if ('text' in cell) {
    const baseline = top + ROW.above + BOX / 2 - 2;
    parts.svg.push(text(x, baseline, cell.text, { anchor }));
    for (const [index, note] of (cell.notes ?? []).entries()) {
      const style = { anchor, size: SIZE.small, fill: INK.quiet };
      parts.svg.push(text(x, baseline + ROW.note * (index + 1), note, style));
    }
    return;
  }
  if ('strips' in cell) {
    drawStrips(cell, parts, { x, top });
    return;
  }
  for (const [index, { raster, caption }] of cell.pictures.entries()) {
    const left = x + index * (BOX + BETWEEN.pictures);
    drawRaster(parts, {
      raster,
      left: left + spare(raster.width) / 2,
      top: top + ROW.above + spare(raster.height) / 2,
    });
    const style = { anchor: 'middle', size: SIZE.small, fill: INK.quiet } as const;
    parts.svg.push(text(left + BOX / 2, top + ROW.above + BOX + ROW.caption, caption, style));
  }
}

/** The part of the box that `pixels` leave free: an even number of pixels, so that half of it is whole. */
function spare(pixels: number, box = BOX): number {
  const left = box * SCALE - pixels;
  return (left - (left % 2)) / SCALE;
}

function drawRaster(parts: Parts, placed: Placed): void {
  const { raster, left, top } = placed;
  parts.rasters.push(placed);
  parts.svg.push(frame({ left, top, width: raster.width / SCALE, height: raster.height / SCALE }));
}

/** A colour bar as wide as its column. */
function drawScale(
  { note, labels, colour }: Scale,
  parts: Parts,
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
): void {
  const [columns, rows] = [width * SCALE, 7 * SCALE];
  const values = Array.from({ length: columns * rows }, (_, index) => ((index % columns) + 0.5) / columns);
  drawRaster(parts, { raster: paintMatrix(values, { width: columns, size: 1, colour }), left, top });
  for (const [index, label] of labels.entries()) {
    const anchor = index === 0 ? 'start' : index === labels.length - 1 ? 'end' : 'middle';
    const x = left + (width * index) / (labels.length - 1);
    parts.svg.push(text(x, top + 18, label, { anchor, size: SIZE.small, fill: INK.quiet }));
  }
  parts.svg.push(text(left, top + 32, note, { size: SIZE.small, fill: INK.quiet }));
}
