import type { StageContext } from '../../engine/stage.ts';
import { INK, hex, sequential } from '../shared/colour.ts';
import { textWidth } from '../shared/font.ts';
import { SCALE, drawSvg, paintMatrix, paste, writePng } from '../shared/image.ts';
import type { Raster } from '../shared/image.ts';
import { grouped } from '../shared/number.ts';
import { readSafetensors } from '../shared/safetensors.ts';
import { SIZE, frame, picture, text } from '../shared/svg.ts';
import { writeTable } from '../shared/table.ts';
import type { Cell } from '../shared/table.ts';
import { classNamesOf, readPredictions } from './predictions.ts';
import type { Predictions } from './predictions.ts';

/** Which classes are taken for which. */
export interface ConfusionParams {
  readonly kind: 'confusion';
  readonly title?: string;
  /** `log`: of the number of mistakes. `share`: of the images of the true class. The diagonal has no part in either. */
  readonly scale: 'log' | 'share';
}

/** A classifier's answers, counted. */
export interface Confusion {
  readonly classes: number;
  /** `[classes, classes]`: images of the true class (row) that were taken for a class (column). */
  readonly counts: readonly number[];
}

/** What one class is like. A share without images to take it of is null. */
export interface ClassScore {
  /** Images of the class. */
  readonly images: number;
  /** Images taken for the class. */
  readonly predicted: number;
  readonly correct: number;
  /** Share of the class's images that were recognised: its accuracy. */
  readonly recall: number | null;
  /** Share of what was taken for the class that was of it. */
  readonly precision: number | null;
}

/** Draws the matrix and writes a row for each class. */
export async function makeConfusion(context: StageContext<unknown>, params: ConfusionParams): Promise<void> {
  const predictions = await readPredictions(context.input('predictions').path);
  const [data] = context.inputs('data');
  const names = classNamesOf(data && (await readSafetensors(data.path)), predictions.classes);
  const confusion = countConfusion(predictions);
  const { columns, rows } = confusionTable(confusion, names);
  await writeTable(context.output('table'), columns, rows);
  await writePng(context.output('image'), await drawConfusion(confusion, { names, params }));
}

export function countConfusion({ classes, labels, predicted }: Omit<Predictions, 'logits'>): Confusion {
  const counts = Array.from({ length: classes * classes }, () => 0);
  for (const [image, label] of labels.entries()) {
    const at = label * classes + (predicted[image] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { classes, counts };
}

export function classScores({ classes, counts }: Confusion): ClassScore[] {
  const sum = (start: number, step: number): number =>
    Array.from({ length: classes }, (_, index) => counts[start + index * step] ?? 0).reduce((a, b) => a + b, 0);
  return Array.from({ length: classes }, (_, index) => {
    const [images, predicted] = [sum(index * classes, 1), sum(index, classes)];
    const correct = counts[index * classes + index] ?? 0;
    const share = (whole: number): number | null => (whole === 0 ? null : correct / whole);
    return { images, predicted, correct, recall: share(images), precision: share(predicted) };
  });
}

function confusionTable(
  confusion: Confusion,
  names: readonly string[],
): { readonly columns: string[]; readonly rows: Record<string, Cell>[] } {
  const { classes, counts } = confusion;
  const columns = ['class', 'name', 'images', 'correct', 'recall', 'predicted', 'precision'];
  const rows = classScores(confusion).map(({ images, correct, recall, predicted, precision }, index) => {
    const row: Record<string, Cell> = { class: index, name: names[index] ?? '', images, correct, recall };
    Object.assign(row, { predicted, precision });
    for (let other = 0; other < classes; other++) row[`as ${other}`] = counts[index * classes + other] ?? 0;
    return row;
  });
  return { columns: [...columns, ...names.map((_, index) => `as ${index}`)], rows };
}

/** Sides of a cell in units, by the number of classes: with counts in them, or as mere pixels. */
const NAMED = { most: 26, side: 36 } as const;
const SIDE = 520;
const MARGIN = 24;
const TOP = 108;
const BAR = { width: 14, gap: 26 } as const;
/** The cells of correct answers: beside the scale, so that mistakes stand out. */
const DIAGONAL = '#e7eaee';

/** Draws the matrix, with each class's recall at the end of its row and its precision at the end of its column. */
export async function drawConfusion(
  confusion: Confusion,
  { names, params }: { readonly names: readonly string[]; readonly params: ConfusionParams },
): Promise<Raster> {
  const { classes, counts } = confusion;
  const scores = classScores(confusion);
  const named = classes <= NAMED.most;
  const cell = named ? NAMED.side : Math.max(Math.floor((SIDE * SCALE) / classes), 2) / SCALE;
  const side = cell * classes;
  const step = named ? 1 : Math.ceil(13 / cell);
  const nameWidth = Math.max(...names.map((name) => textWidth(name, { size: SIZE.text })));
  const left = Math.ceil(MARGIN + Math.max(20 + nameWidth, textWidth('precision', { size: SIZE.text })) + 8);
  const valueOf = (row: number, column: number): number => {
    const count = counts[row * classes + column] ?? 0;
    return params.scale === 'log' ? count : count / Math.max(scores[row]?.images ?? 0, 1);
  };
  const places = counts.map((_, at) => ({ row: Math.floor(at / classes), column: at % classes }));
  const most = Math.max(0, ...places.map(({ row, column }) => (row === column ? 0 : valueOf(row, column))));
  const levelOf = (value: number): number => {
    if (most === 0) return 0;
    return params.scale === 'log' ? Math.log1p(value) / Math.log1p(most) : value / most;
  };

  const images = scores.reduce((sum, score) => sum + score.images, 0);
  const correct = scores.reduce((sum, score) => sum + score.correct, 0);
  const parts = [
    text(MARGIN, 30, params.title ?? 'Confusion matrix', { size: SIZE.title, weight: 600 }),
    text(
      MARGIN,
      49,
      `${grouped(images)} test images · ${shareText(correct / images, 2)} right, ${grouped(images - correct)} wrong`,
      {
        fill: INK.quiet,
      },
    ),
    text(left + side / 2, 84, 'taken for', { fill: INK.quiet, anchor: 'middle' }),
    text(MARGIN + 8, TOP + side / 2, 'true class', { fill: INK.quiet, anchor: 'middle', rotate: -90 }),
  ];
  const ends = named || step === 1;
  for (const [index, name] of names.entries()) {
    const middle = (index + 0.5) * cell;
    if (index % step === 0) {
      parts.push(text(left - 8, TOP + middle + 4, name, { anchor: 'end' }));
      const fits = textWidth(name, { size: SIZE.text }) <= cell * step - 4;
      const style = fits ? ({ anchor: 'middle' } as const) : ({ anchor: 'start', rotate: -60 } as const);
      parts.push(text(left + middle + (fits ? 0 : 4), TOP - 8, name, style));
    }
    if (!ends) continue;
    const small = { size: SIZE.small, fill: INK.quiet } as const;
    parts.push(text(left + side + 10, TOP + middle + 3.5, shareText(scores[index]?.recall ?? null), small));
    const precision = shareText(scores[index]?.precision ?? null);
    parts.push(text(left + middle, TOP + side + 16, precision, { ...small, anchor: 'middle' }));
  }
  const endsWidth = ends ? 58 : 0;
  if (ends) {
    parts.push(text(left + side + 10, 84, 'recall', { fill: INK.quiet }));
    parts.push(text(left - 8, TOP + side + 16, 'precision', { fill: INK.quiet, anchor: 'end' }));
  }
  if (named) {
    for (const { row, column } of places) {
      const count = counts[row * classes + column] ?? 0;
      if (count === 0) continue;
      const dark = row !== column && levelOf(valueOf(row, column)) > 0.66;
      parts.push(
        text(left + (column + 0.5) * cell, TOP + (row + 0.5) * cell + 4, String(count), {
          anchor: 'middle',
          fill: dark ? INK.paper : INK.text,
          weight: row === column ? 600 : 400,
          size: count > 9999 ? SIZE.small : SIZE.text,
        }),
      );
    }
  }

  const barLeft = left + side + endsWidth + BAR.gap;
  const ticks = ticksOf(most, params.scale);
  for (const tick of most === 0 ? [] : ticks) {
    const y = TOP + (1 - levelOf(tick)) * side;
    parts.push(text(barLeft + BAR.width + 7, y + 4, params.scale === 'log' ? grouped(tick) : shareText(tick)));
  }
  const barTitle = params.scale === 'log' ? 'mistakes' : 'share of the class';
  if (most > 0) parts.push(text(barLeft, 84, barTitle, { fill: INK.quiet }));
  const barWidth = Math.max(BAR.width + 50, textWidth(barTitle, { size: SIZE.text }));
  const width = Math.ceil(Math.max(barLeft + barWidth + MARGIN, 420));
  const height = Math.ceil(TOP + side + 40);

  // Cells lie under the counts, so they are part of the SVG; a matrix without counts is pasted on it.
  const cells = places.map(({ row, column }) => {
    const fill = row === column ? DIAGONAL : hex(sequential(levelOf(valueOf(row, column))));
    return `<rect x="${left + column * cell}" y="${TOP + row * cell}" width="${cell}" height="${cell}" fill="${fill}"/>`;
  });
  const frames = [frame({ left, top: TOP, width: side, height: side })];
  if (most > 0) frames.push(frame({ left: barLeft, top: TOP, width: BAR.width, height: side }));
  const sheet = await drawSvg(picture(width, height, [...(named ? cells : []), ...frames, ...parts]));
  if (!named) {
    const raster = paintMatrix(
      places.map(({ row, column }) => (row === column ? -1 : levelOf(valueOf(row, column)))),
      {
        width: classes,
        size: cell * SCALE,
        colour: (level) => (level < 0 ? [231, 234, 238] : sequential(level)),
      },
    );
    paste(sheet, raster, { left: left * SCALE, top: TOP * SCALE });
  }
  if (most > 0) {
    const [columns, rows] = [BAR.width * SCALE, side * SCALE];
    const levels = Array.from({ length: columns * rows }, (_, at) => 1 - (Math.floor(at / columns) + 0.5) / rows);
    const bar = paintMatrix(levels, { width: columns, size: 1, colour: sequential });
    paste(sheet, bar, { left: barLeft * SCALE, top: TOP * SCALE });
  }
  return sheet;
}

/** Labels of the colour bar, from 0 to the largest value: on a log scale the powers of ten between. */
function ticksOf(most: number, scale: ConfusionParams['scale']): number[] {
  if (scale === 'share') return [0, most / 2, most];
  const between = [1, 3, 10, 30, 100, 300, 1000, 3000].filter((tick) => tick * 1.3 < most);
  return [0, ...between, most];
}

/** A share as `98.1 %`, an en dash for none; only what is all reads as 100 %. */
function shareText(share: number | null, places = 1): string {
  if (share === null) return '–';
  const digits = (share * 100).toFixed(places);
  return `${share < 1 && Number(digits) === 100 ? '99.9' : digits} %`;
}
