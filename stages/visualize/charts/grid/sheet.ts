import { INK, hex, sequential } from '../../../drawing/colour.ts';
import { textWidth } from '../../../drawing/font.ts';
import { wrapWords } from '../../../drawing/lines.ts';
import { decimal, fixed } from '../../../drawing/number.ts';
import { placed, showPoint, showValue } from '../../../drawing/point.ts';
import type { Placed } from '../../../drawing/point.ts';
import { SIZE, frame, line, picture, text } from '../../../drawing/svg.ts';
import type { Cell, Grid, GridQuestion } from './cells.ts';

const MARGIN = 24;
const CELL = { width: 96, height: 54 } as const;
const BAR = { width: 14, gap: 28, steps: 40 } as const;
const LINE_HEIGHT = 16;
/** Of a line of words above the grid. */
const LETTERS = 96;
/** A cell is drawn between these places of the ramp: at its very ends, numbers are hard to read. */
const RAMP = { from: 0.04, to: 0.78 } as const;
/** From this place on, a cell is so dark that its numbers are white. */
const DARK = 0.5;

/** What is drawn beside the grid itself. */
interface Look extends Placed {
  readonly title?: string;
  readonly metric: string;
  readonly question: GridQuestion;
}

/** The means as coloured cells with their spread; the best one framed, the one-standard-error choice framed twice. */
export function drawGrid(grid: Grid, look: Look): string {
  const { rows, columns, cells } = grid;
  const { metric, question, title = `Mean ${metric} by ${question.rows} and ${question.columns}` } = look;
  const lines = wordsOf(grid, look);
  const top = 49 + lines.length * LINE_HEIGHT + 30;
  const names = rows.map((value) => showValue(value));
  const nameWidth = Math.max(...[...names, question.rows].map((name) => textWidth(name, { size: SIZE.text })));
  const left = Math.ceil(MARGIN + nameWidth + 12);
  const [width, height] = [columns.length * CELL.width, rows.length * CELL.height];
  const shade = shadeOf(cells, question.best);
  const places = placesOf(shade);
  const parts = [
    text(MARGIN, 30, title, { size: SIZE.title, weight: 600 }),
    ...lines.map((words, at) => text(MARGIN, 49 + at * LINE_HEIGHT, words, { fill: INK.quiet })),
    ...cells.flatMap((cell) => cellParts(cell, { left, top, shade, places })),
    ...outlines(grid, { left, top }),
    frame({ left, top, width, height }),
    ...names.map((name, row) => text(left - 8, top + (row + 0.5) * CELL.height + 4, name, { anchor: 'end' })),
    ...columns.map((value, column) =>
      text(left + (column + 0.5) * CELL.width, top + height + 17, showValue(value), { anchor: 'middle' }),
    ),
    text(left - 8, top - 10, question.rows, { fill: INK.quiet, anchor: 'end' }),
    text(left + width / 2, top + height + 36, question.columns, { fill: INK.quiet, anchor: 'middle' }),
    ...barParts(shade, { left: left + width + BAR.gap, top, height, places }),
  ];
  const texts = Math.max(
    textWidth(title, { size: SIZE.title, weight: 600 }),
    ...lines.map((words) => textWidth(words, { size: SIZE.text })),
  );
  const right = left + width + BAR.gap + BAR.width + 60;
  return picture(Math.ceil(Math.max(right, MARGIN + texts) + MARGIN), Math.ceil(top + height + 36 + MARGIN), parts);
}

/** The answer in words, one line each. */
function wordsOf(grid: Grid, { metric, question, place }: Look): string[] {
  const { cells, best, within, chosen } = grid;
  const counts = cells.map(({ values }) => values.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const several = least === most ? `${most} values` : `${least} to ${most} values`;
  const facts = most === 1 ? 'one value each, so no spread' : `mean of ${several} ± standard deviation`;
  const extreme = question.best === 'largest' ? 'Largest' : 'Smallest';
  const lines = [placed(facts, place), `${extreme} mean ${metric} (frame): ${meanText(best)}`];
  if (most > 1) {
    const others = within.length - 1;
    const count =
      others === 0 ? 'no other point' : `${others} other ${others === 1 ? 'point' : 'points'} (dashed frame)`;
    lines.push(`Within one standard error of it: ${count}`);
    const preferred = question.prefer.map(({ axis, value }) => `${value} ${axis}`).join(', then ');
    if (preferred !== '') lines.push(`Of all these, ${preferred} (double frame): ${meanText(chosen)}`);
  }
  return lines.flatMap((words) => wrapWords(words, LETTERS));
}

function meanText({ point, mean, deviation, error }: Cell): string {
  const value = `${showPoint(point)}: ${decimal(mean, 4)}`;
  return deviation === null ? value : `${value}, standard error ${spreadText(error)}`;
}

/** Two significant figures. */
function spreadText(value: number): string {
  return value === 0 ? '0' : value.toPrecision(2);
}

/** How values become colours. */
interface Shade {
  readonly low: number;
  readonly high: number;
  /** Place on the ramp, 0..1: the better, the darker. */
  readonly levelOf: (value: number) => number;
}

function shadeOf(cells: readonly Cell[], best: GridQuestion['best']): Shade {
  const means = cells.map(({ mean }) => mean);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const levelOf = (value: number): number => {
    const part = high === low ? 0.5 : (value - low) / (high - low);
    return RAMP.from + (RAMP.to - RAMP.from) * (best === 'largest' ? part : 1 - part);
  };
  return { low, high, levelOf };
}

/** Decimals that show four figures of the means that are greatest in size. */
function placesOf({ low, high }: Shade): number {
  const size = Math.max(Math.abs(low), Math.abs(high));
  return size === 0 ? 1 : Math.min(Math.max(3 - Math.floor(Math.log10(size)), 0), 12);
}

interface Corner {
  readonly left: number;
  readonly top: number;
}

function cellParts(
  { row, column, mean, deviation }: Cell,
  { left, top, shade, places }: Corner & { readonly shade: Shade; readonly places: number },
): string[] {
  const level = shade.levelOf(mean);
  const [x, y] = [left + column * CELL.width, top + row * CELL.height];
  const fill = level > DARK ? INK.paper : INK.text;
  const middle = { anchor: 'middle', fill } as const;
  const centre = x + CELL.width / 2;
  return [
    `<rect x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}" fill="${hex(sequential(level))}"/>`,
    text(centre, y + (deviation === null ? 31 : 25), fixed(mean, places), { ...middle, weight: 600 }),
    ...(deviation === null
      ? []
      : [text(centre, y + 39, `± ${spreadText(deviation)}`, { ...middle, size: SIZE.small })]),
  ];
}

/** Frames inside the cells: dashed within one standard error, solid for the best, a second one for the choice. */
function outlines({ within, best, chosen }: Grid, { left, top }: Corner): string[] {
  const box = ({ row, column }: Cell, inset: number, dash: string): string => {
    const [x, y] = [left + column * CELL.width + inset, top + row * CELL.height + inset];
    const [width, height] = [CELL.width - 2 * inset, CELL.height - 2 * inset];
    const rect = (stroke: string, strokeWidth: number): string =>
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="${stroke}" stroke-width="${strokeWidth}"${dash}/>`;
    // A rim of paper, so that the frame is seen on dark cells as well.
    return rect(INK.paper, 3.5) + rect(INK.text, 1.5);
  };
  const dashed = within.filter((cell) => cell !== best && cell !== chosen);
  return [
    ...dashed.map((cell) => box(cell, 2.5, ' stroke-dasharray="4 3"')),
    box(best, 2.5, ''),
    ...(chosen === best ? [] : [box(chosen, 2.5, ' stroke-dasharray="4 3"')]),
    box(chosen, 6.5, ''),
  ];
}

function barParts(
  shade: Shade,
  { left, top, height, places }: Corner & { readonly height: number; readonly places: number },
): string[] {
  const { low, high, levelOf } = shade;
  if (low === high) return [];
  const step = height / BAR.steps;
  const steps = Array.from({ length: BAR.steps }, (_, at) => {
    const value = high - ((at + 0.5) / BAR.steps) * (high - low);
    const y = Math.round((top + at * step) * 100) / 100;
    return `<rect x="${left}" y="${y}" width="${BAR.width}" height="${(step + 0.2).toFixed(2)}" fill="${hex(sequential(levelOf(value)))}"/>`;
  });
  const ticks = [high, (low + high) / 2, low].flatMap((value, at) => {
    const y = top + (at * height) / 2;
    return [
      line([left + BAR.width + 0.5, y], [left + BAR.width + 4, y], { stroke: INK.frame, width: 0.5 }),
      text(left + BAR.width + 8, y + 4, fixed(value, places)),
    ];
  });
  return [...steps, frame({ left, top, width: BAR.width, height }), ...ticks];
}
