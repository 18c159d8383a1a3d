import { INK, hex, sequential } from '../../../drawing/colour.ts';
import { textWidth } from '../../../drawing/font.ts';
import { SCALE, drawSvg, paintMatrix, paste } from '../../../drawing/image.ts';
import type { Raster } from '../../../drawing/image.ts';
import { grouped } from '../../../drawing/number.ts';
import { placed } from '../../../drawing/point.ts';
import { SIZE, frame, picture, text } from '../../../drawing/svg.ts';
import { classLabels } from '../../class-labels.ts';
import { classScores } from './scores.ts';
import type { ClassScore, Confusion } from './scores.ts';
import type { Placed } from '../../../drawing/point.ts';

/** How to draw the matrix. */
interface Look extends Placed {
  readonly title?: string;
  /** What the colours of mistakes show: the logarithm of their number, or their share of the images of the class. */
  readonly scale: 'log' | 'share';
}

/** Up to this many classes, cells contain counts; the cells of more classes are plain pixels. */
const NAMED = 26;
/** Side of the matrix without counts, about. */
const SIDE = 520;
/** Least side of a cell, which has `99.9 %` below it, and the space around its count. */
const CELL = { side: 40, around: 10 } as const;
const MARGIN = 24;
/** Base line of the words above the column names. */
const HEAD = 84;
/** Between the names and the matrix. */
const GAP = 8;
/** Greatest width of a name. */
const LABEL = 170;
const BAR = { width: 14, gap: 26 } as const;
/** Space for the shares at the ends of rows and columns. */
const ENDS = { width: 58, height: 44 } as const;
/** Colour of correct answers: not one of the scale, so that mistakes stand out. */
const DIAGONAL = [231, 234, 238] as const;

/** Where the matrix is, and what stands around it. */
interface Frame {
  readonly classes: number;
  readonly labels: readonly string[];
  readonly cell: number;
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly named: boolean;
  /** Every how many classes a name is shown. */
  readonly step: number;
  /** Whether column names are turned, because one is wider than its column. */
  readonly turned: boolean;
}

/** How mistakes become colours. */
interface Shade {
  readonly most: number;
  readonly valueOf: (row: number, column: number) => number;
  /** 0..1 */
  readonly levelOf: (value: number) => number;
}

/** Draws the matrix, with each class's recall at the end of its row and its precision at the end of its column. */
export async function drawConfusion(
  confusion: Confusion,
  options: { readonly names: readonly string[]; readonly params: Look },
): Promise<Raster> {
  const { svg, box, shade, bar } = layOutConfusion(confusion, options);
  const sheet = await drawSvg(svg);
  if (!box.named) pasteCells(sheet, box, shade);
  if (shade.most > 0) pasteBar(sheet, bar);
  return sheet;
}

/** The texts and frames of the matrix as SVG, and where to paste the rest. */
export function layOutConfusion(
  confusion: Confusion,
  { names, params }: { readonly names: readonly string[]; readonly params: Look },
): { readonly svg: string; readonly box: Frame; readonly shade: Shade; readonly bar: BarBox } {
  const scores = classScores(confusion);
  const { labels, note } = classLabels(names, LABEL);
  const box = frameOf(confusion, labels);
  const shade = shadeOf(confusion, scores, params.scale);
  const { left, top, side, named } = box;
  const images = scores.reduce((sum, score) => sum + score.images, 0);
  const correct = scores.reduce((sum, score) => sum + score.correct, 0);
  const facts = `${grouped(images)} test images · ${shareText(correct / images, 2)} right, ${grouped(images - correct)} wrong`;
  const title = params.title ?? 'Confusion matrix';
  const subtitle = placed([facts, ...(note === '' ? [] : [note])].join(' · '), params.place);
  const bar = { left: left + side + (named || box.step === 1 ? ENDS.width : 0) + BAR.gap, top, side };
  const drawnBar = barParts(shade, params.scale, bar);
  const parts = [
    text(MARGIN, 30, title, { size: SIZE.title, weight: 600 }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
    text(left + side / 2, HEAD, 'taken for', { fill: INK.quiet, anchor: 'middle' }),
    text(MARGIN + 8, top + side / 2, 'true class', { fill: INK.quiet, anchor: 'middle', rotate: -90 }),
    ...nameParts(box),
    ...shareParts(box, scores),
    ...drawnBar.parts,
  ];
  const texts = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  const width = Math.ceil(Math.max(drawnBar.right, MARGIN + texts) + MARGIN);
  const height = Math.ceil(top + side + ENDS.height);
  // Cells are under the counts, so they are part of the SVG; a matrix without counts is pasted onto it.
  const cells = named ? cellParts(confusion, box, shade) : [];
  const svg = picture(width, height, [...cells, frame({ left, top, width: side, height: side }), ...parts]);
  return { svg, box, shade, bar };
}

function frameOf({ classes, counts }: Confusion, labels: readonly string[]): Frame {
  const named = classes <= NAMED;
  const widest = (texts: readonly string[]): number =>
    Math.max(...texts.map((each) => textWidth(each, { size: SIZE.text, weight: 600 })));
  const cell = named
    ? Math.ceil(Math.max(CELL.side, widest(counts.map(String)) + CELL.around))
    : Math.max(Math.floor((SIDE * SCALE) / classes), 2) / SCALE;
  const step = named ? 1 : Math.ceil(13 / cell);
  const nameWidth = Math.max(...labels.map((label) => textWidth(label, { size: SIZE.text })));
  const turned = nameWidth > cell * step - 6;
  const left = Math.ceil(MARGIN + Math.max(20 + nameWidth, textWidth('precision', { size: SIZE.text })) + 8);
  const top = Math.ceil(HEAD + GAP + (turned ? nameWidth : SIZE.text) + GAP);
  return { classes, labels, cell, left, top, side: cell * classes, named, step, turned };
}

function shadeOf({ classes, counts }: Confusion, scores: readonly ClassScore[], scale: Look['scale']): Shade {
  const valueOf = (row: number, column: number): number => {
    const count = counts[row * classes + column] ?? 0;
    return scale === 'log' ? count : count / Math.max(scores[row]?.images ?? 0, 1);
  };
  let most = 0;
  for (let row = 0; row < classes; row++) {
    for (let column = 0; column < classes; column++) if (row !== column) most = Math.max(most, valueOf(row, column));
  }
  const levelOf = (value: number): number => {
    if (most === 0) return 0;
    return scale === 'log' ? Math.log1p(value) / Math.log1p(most) : value / most;
  };
  return { most, valueOf, levelOf };
}

/** The names of the rows and the columns. */
function nameParts({ labels, cell, left, top, step, turned }: Frame): string[] {
  return labels.flatMap((label, index) => {
    if (index % step !== 0) return [];
    const middle = (index + 0.5) * cell;
    const style = turned ? ({ anchor: 'start', rotate: -90 } as const) : ({ anchor: 'middle' } as const);
    return [
      text(left - 8, top + middle + 4, label, { anchor: 'end' }),
      text(left + middle + (turned ? 4 : 0), top - GAP, label, style),
    ];
  });
}

/** Recalls at the right, precisions below; turned where a column is too narrow for one. */
function shareParts({ cell, left, top, side, named, step }: Frame, scores: readonly ClassScore[]): string[] {
  if (!named && step > 1) return [];
  const small = { size: SIZE.small, fill: INK.quiet } as const;
  const bottom = top + side;
  return [
    text(left + side + 10, top - GAP, 'recall', { fill: INK.quiet }),
    text(left - 8, bottom + 16, 'precision', { fill: INK.quiet, anchor: 'end' }),
    ...scores.flatMap(({ recall, precision }, index) => {
      const middle = (index + 0.5) * cell;
      const style = named
        ? ({ ...small, anchor: 'middle' } as const)
        : ({ ...small, anchor: 'end', rotate: -90 } as const);
      return [
        text(left + side + 10, top + middle + 3.5, shareText(recall), small),
        text(left + middle + (named ? 0 : 3.5), bottom + (named ? 16 : 6), shareText(precision), style),
      ];
    }),
  ];
}

/** Cells with their counts. */
function cellParts({ classes, counts }: Confusion, { cell, left, top }: Frame, shade: Shade): string[] {
  const rects: string[] = [];
  const texts: string[] = [];
  for (const [at, count] of counts.entries()) {
    const [row, column] = [Math.floor(at / classes), at % classes];
    const level = shade.levelOf(shade.valueOf(row, column));
    const fill = hex(row === column ? DIAGONAL : sequential(level));
    const [x, y] = [left + column * cell, top + row * cell];
    rects.push(`<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${fill}"/>`);
    if (count === 0) continue;
    const style = {
      anchor: 'middle',
      fill: row !== column && level > 0.66 ? INK.paper : INK.text,
      weight: row === column ? 600 : 400,
    } as const;
    texts.push(text(x + cell / 2, y + cell / 2 + 4, String(count), style));
  }
  return [...rects, ...texts];
}

function pasteCells(sheet: Raster, { classes, cell, left, top }: Frame, { valueOf, levelOf }: Shade): void {
  const levels = Array.from({ length: classes * classes }, (_, at) => {
    const [row, column] = [Math.floor(at / classes), at % classes];
    return row === column ? -1 : levelOf(valueOf(row, column));
  });
  const raster = paintMatrix(levels, {
    width: classes,
    size: cell * SCALE,
    colour: (level) => (level < 0 ? DIAGONAL : sequential(level)),
  });
  paste(sheet, raster, { left: left * SCALE, top: top * SCALE });
}

interface BarBox {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** The frame, title and labels of the colour bar; nothing if there are no mistakes. */
function barParts(
  { most, levelOf }: Shade,
  scale: Look['scale'],
  { left, top, side }: BarBox,
): { readonly parts: string[]; readonly right: number } {
  if (most === 0) return { parts: [], right: left };
  const title = scale === 'log' ? 'mistakes' : 'share of the class';
  const labels = ticksOf(most, scale).map((tick) => ({
    label: scale === 'log' ? grouped(tick) : shareText(tick),
    // The end labels stay beside the bar, because its title is above it.
    y: Math.min(Math.max(top + (1 - levelOf(tick)) * side + 4, top + 9), top + side),
  }));
  const x = left + BAR.width + 7;
  const widest = Math.max(...labels.map(({ label }) => textWidth(label, { size: SIZE.text })));
  return {
    parts: [
      frame({ left, top, width: BAR.width, height: side }),
      text(left, top - GAP, title, { fill: INK.quiet }),
      ...labels.map(({ label, y }) => text(x, y, label)),
    ],
    right: Math.max(x + widest, left + textWidth(title, { size: SIZE.text })),
  };
}

function pasteBar(sheet: Raster, { left, top, side }: BarBox): void {
  const [columns, rows] = [BAR.width * SCALE, side * SCALE];
  const levels = Array.from({ length: columns * rows }, (_, at) => 1 - (Math.floor(at / columns) + 0.5) / rows);
  paste(sheet, paintMatrix(levels, { width: columns, size: 1, colour: sequential }), {
    left: left * SCALE,
    top: top * SCALE,
  });
}

/** Labels of the colour bar, from 0 to the largest value: on a log scale the powers of ten between. */
function ticksOf(most: number, scale: Look['scale']): number[] {
  if (scale === 'share') return [0, most / 2, most];
  const between = [1, 3, 10, 30, 100, 300, 1000, 3000].filter((tick) => tick * 1.3 < most);
  return [0, ...between, most];
}

/** A share as `98.1 %`, an en dash for none. Only an exact 1 reads as 100 %. */
function shareText(share: number | null, places = 1): string {
  if (share === null) return '–';
  if (share === 1) return '100 %';
  const digits = (share * 100).toFixed(places);
  return `${Number(digits) === 100 ? '99.9' : digits} %`;
}
