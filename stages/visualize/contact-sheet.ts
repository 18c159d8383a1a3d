import { INK, diverging, ink, sequential } from '../shared/colour.ts';
import type { Colour } from '../shared/colour.ts';
import { textWidth } from '../shared/font.ts';
import { SCALE, drawSvg, paintMatrix, paste, shrink } from '../shared/image.ts';
import type { Raster } from '../shared/image.ts';
import { decimal, fixed, percent, signed } from '../shared/number.ts';
import { axesOf, showValue } from '../shared/point.ts';
import { SIZE, frame, line, picture, text } from '../shared/svg.ts';
import type { ContactRow, Plane, PointView } from './contact-rows.ts';
import { channelsOf } from './probe.ts';
import type { Probe } from './probe.ts';
import type { ContactSheetParams } from './stage.ts';

const MARGIN = 24;
const HEAD = { title: 32, subtitle: 50, columns: 84, rows: 92 } as const;
const ROW = 102;
const FOOT = 56;
/** Side of the square that a picture is fitted into, in units. */
const BOX = 70;
const PAIR = 2 * BOX + 8;
const GAP = 26;

interface Column {
  readonly title: string;
  readonly width: number;
  /** Numbers end at the right edge of their column, texts and pictures start at the left one. */
  readonly anchor: 'start' | 'end';
}

interface Placed {
  readonly raster: Raster;
  readonly left: number;
  readonly top: number;
}

/** The parts of a picture: what is drawn as SVG, and what is pasted on it. */
interface Parts {
  readonly svg: string[];
  readonly rasters: Placed[];
}

/** Draws the table of the paper's figures 7 to 9 (SCIENCE S6), with what chance gives beside each ratio. */
export async function drawContactSheet(rows: readonly ContactRow[], params: ContactSheetParams): Promise<Raster> {
  const views = [...new Set(rows.map(({ view }) => view))];
  const axes = axesOf(views.map(({ point }) => point)).filter((axis) => !isFilterCount(axis, views));
  const columns = columnsFor(rows, axes);
  const places = columnPlaces(columns);
  const right = MARGIN + columns.reduce((sum, { width }) => sum + width + GAP, 0) - GAP;
  const width = Math.ceil(right + MARGIN);
  const height = HEAD.rows + rows.length * ROW + FOOT;
  // Activations other than ReLU may be negative: then zero is in the middle of the colours.
  const negative = views.some(({ maps }) => maps.some(({ values }) => values.some((value) => value < 0)));

  const parts: Parts = { svg: headParts(views, params), rasters: [] };
  for (const [index, column] of columns.entries()) {
    const x = column.anchor === 'end' ? (places[index] ?? 0) + column.width : (places[index] ?? 0);
    parts.svg.push(text(x, HEAD.columns, column.title, { weight: 600, anchor: column.anchor }));
  }
  for (const [index, row] of rows.entries()) {
    const top = HEAD.rows + index * ROW;
    const first = rows[index - 1]?.at.threshold !== row.at.threshold;
    parts.svg.push(line([MARGIN, top], [right, top], { stroke: first ? INK.frame : INK.line, width: first ? 1 : 0.5 }));
    drawRow(row, { parts, columns, places, top, axes, negative });
  }
  const bottom = HEAD.rows + rows.length * ROW;
  parts.svg.push(line([MARGIN, bottom], [right, bottom], { stroke: INK.frame }));
  const [kernelPlace = 0, mapPlace = 0] = columns.flatMap(({ title }, index) =>
    title === 'most similar pair' || title === 'activation maps' ? [places[index] ?? 0] : [],
  );
  drawScale(parts, { left: kernelPlace, top: bottom + 14, name: 'weight', labels: ['−max', '0', 'max'] });
  const labels = negative ? ['−max', '0', 'max'] : ['0', 'max'];
  drawScale(parts, { left: mapPlace, top: bottom + 14, name: 'activation', labels });

  const sheet = await drawSvg(picture(width, height, parts.svg));
  for (const { raster, left, top } of parts.rasters) paste(sheet, raster, { left: left * SCALE, top: top * SCALE });
  return sheet;
}

/** True when the axis says no more than the column "filters". */
function isFilterCount(axis: string, views: readonly PointView[]): boolean {
  return views.every(({ point, entry }) => point[axis] === entry.filters);
}

function headParts(views: readonly PointView[], params: ContactSheetParams): string[] {
  const distinct = (texts: readonly string[]): string => [...new Set(texts)].join(', ');
  const layer = distinct(views.map(({ entry }) => entry.layer));
  const kernels = distinct(views.map(({ kernelShape }) => kernelShape.join(' × ')));
  const mean = views.some(({ kernelShape }) => kernelShape[2] > 1) ? ', drawn as means over their channels' : '';
  const { split, class: label } = params.probe;
  const subtitle = `Kernels ${kernels}${mean} · cosine of the trained weights · input: first ${split} image of class ${label}`;
  return [
    text(MARGIN, HEAD.title, params.title ?? `Similar filters of ${layer}`, { size: SIZE.title, weight: 600 }),
    text(MARGIN, HEAD.subtitle, subtitle, { fill: INK.quiet }),
  ];
}

function columnsFor(rows: readonly ContactRow[], axes: readonly string[]): readonly Column[] {
  const widest = (texts: readonly string[], style: { size: number; weight?: 400 | 600 }): number =>
    Math.ceil(Math.max(...texts.map((each) => textWidth(each, style))));
  const numbers = (title: string, big: readonly string[], small: readonly string[] = ['']): Column => ({
    title,
    anchor: 'end',
    width: Math.max(
      widest([title], { size: SIZE.text, weight: 600 }),
      widest(big, { size: SIZE.text }),
      widest(small, { size: SIZE.small }),
    ),
  });
  const sweep = rows.flatMap(({ view }) => axisLines(view, axes));
  const sweepTitle = axes.length === 1 ? (axes[0] ?? '') : 'sweep';
  return [
    ...(axes.length === 0 ? [] : [{ ...numbers(sweepTitle, sweep), anchor: 'start' as const }]),
    numbers('threshold', []),
    numbers('filters', []),
    numbers(
      'similar pairs',
      rows.map(({ at }) => ratioText(at.ratioPairs)),
      rows.flatMap(pairsNotes),
    ),
    numbers(
      'by chance',
      rows.map(({ at }) => ratioText(at.chance)),
      rows.flatMap(chanceNotes),
    ),
    { title: 'most similar pair', anchor: 'start', width: PAIR },
    numbers('cosine', [], rows.map(cosineNote)),
    { title: 'input', anchor: 'start', width: BOX },
    { title: 'activation maps', anchor: 'start', width: PAIR },
    numbers('correlation', []),
  ];
}

/** Left edges, on whole pixels. */
function columnPlaces(columns: readonly Column[]): number[] {
  let left = MARGIN;
  return columns.map(({ width }) => {
    const place = left;
    left += width + GAP;
    return place;
  });
}

function axisLines({ point }: PointView, axes: readonly string[]): string[] {
  if (axes.length === 1) return axes.map((axis) => showValue(point[axis]));
  return axes.map((axis) => `${axis} ${showValue(point[axis])}`);
}

function ratioText(ratio: number | null): string {
  return ratio === null ? '–' : percent(ratio);
}

function pairsNotes({ at, view }: ContactRow): string[] {
  return [
    at.pairs === 0 ? 'no pair above' : `${at.pairs} of ${view.entry.possiblePairs}`,
    ...(at.initialRatio === null ? [] : [`untrained ${percent(at.initialRatio)}`]),
  ];
}

function chanceNotes({ at }: ContactRow): string[] {
  return [
    ...(at.z === null ? [] : [Math.abs(at.z) < 1000 ? `z = ${signed(at.z)}` : `z ${at.z < 0 ? '< −' : '> '}1000`]),
    ...(at.verdict === null ? [] : [`${at.verdict} chance`]),
  ];
}

function cosineNote({ at }: ContactRow): string {
  return at.pairs === 0 ? `below ${at.threshold}` : '';
}

interface RowPlace {
  readonly parts: Parts;
  readonly columns: readonly Column[];
  readonly places: readonly number[];
  readonly top: number;
  readonly axes: readonly string[];
  readonly negative: boolean;
}

function drawRow(row: ContactRow, { parts, columns, places, top, axes, negative }: RowPlace): void {
  const { view, at } = row;
  const baseline = top + 9 + BOX / 2 + 4;
  const cells: Record<string, () => void> = {};
  const write = (title: string, big: string, small: readonly string[] = []): void => {
    cells[title] = () => {
      const index = columns.findIndex((column) => column.title === title);
      const { anchor, width } = columns[index] ?? { anchor: 'start', width: 0 };
      const x = (places[index] ?? 0) + (anchor === 'end' ? width : 0);
      parts.svg.push(text(x, baseline, big, { anchor }));
      for (const [count, note] of small.entries()) {
        parts.svg.push(text(x, baseline + 14 * (count + 1), note, { anchor, size: SIZE.small, fill: INK.quiet }));
      }
    };
  };
  const draw = (title: string, index: number, raster: Raster, caption?: string): void => {
    const left = (places[columns.findIndex((column) => column.title === title)] ?? 0) + index * (BOX + 8);
    const placed = centred(raster, left, top + 9);
    parts.rasters.push(placed);
    parts.svg.push(
      frame({ left: placed.left, top: placed.top, width: raster.width / SCALE, height: raster.height / SCALE }),
    );
    if (caption !== undefined) {
      const style = { anchor: 'middle', size: SIZE.small, fill: INK.quiet } as const;
      parts.svg.push(text(left + BOX / 2, top + 9 + BOX + 13, caption, style));
    }
  };

  const [first = '', ...others] = axisLines(view, axes);
  if (axes.length > 0) write(columns[0]?.title ?? '', first, others);
  write('threshold', String(at.threshold));
  write('filters', String(view.entry.filters));
  write('similar pairs', ratioText(at.ratioPairs), pairsNotes(row));
  write('by chance', ratioText(at.chance), chanceNotes(row));
  write('cosine', fixed(view.pair.cosine, 2), [cosineNote(row)]);
  write('correlation', view.mapCorrelation === null ? '–' : fixed(view.mapCorrelation, 2));
  for (const cell of Object.values(cells)) cell();

  const weight = largest(view.kernels);
  const activation = largest(view.maps);
  for (const index of [0, 1] as const) {
    draw(
      'most similar pair',
      index,
      paint(view.kernels[index], (value) => diverging(value / weight)),
      `filter ${index === 0 ? view.pair.filter : view.pair.other}`,
    );
    const colour = negative ? diverging : sequential;
    const most = decimal(Math.max(...view.maps[index].values), 2);
    draw(
      'activation maps',
      index,
      paint(view.maps[index], (value) => colour(value / activation)),
      `max ${most}`,
    );
  }
  draw('input', 0, paintProbe(view.probe));
}

/** Dark ink on paper for one channel, colours for three. */
function paintProbe(probe: Probe): Raster {
  const { width } = probe.image;
  const [red, green, blue] = channelsOf(probe).map((values) => fitted({ width, values }));
  if (red === undefined) throw new Error('Internal error: the probe has no channels');
  if (green === undefined || blue === undefined) return paint(red, ink);
  const byte = (plane: Plane, pixel: number): number => Math.round((plane.values[pixel] ?? 0) * 255);
  return paintMatrix(
    red.values.map((_, pixel) => pixel),
    {
      width: red.width,
      size: sizeFor(red),
      colour: (pixel) => [byte(red, pixel), byte(green, pixel), byte(blue, pixel)],
    },
  );
}

/** The largest value of either sign in both planes, so that both are drawn on one scale; 1 when all are zero. */
function largest(planes: readonly Plane[]): number {
  const values = planes.flatMap((plane) => [...plane.values]);
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}

function paint(plane: Plane, colour: (value: number) => Colour): Raster {
  const { values, width } = fitted(plane);
  return paintMatrix(values, { width, size: sizeFor({ values, width }), colour });
}

/** Made smaller when it has more values than the box has pixels. */
function fitted({ values, width }: Plane): Plane {
  const factor = Math.ceil(Math.max(width, values.length / width) / (BOX * SCALE));
  return factor === 1
    ? { values, width }
    : { values: shrink(values, { width, factor }), width: Math.ceil(width / factor) };
}

/** How many device pixels wide each value is drawn, so that the whole just fits the box. */
function sizeFor({ values, width }: Plane): number {
  return Math.floor((BOX * SCALE) / Math.max(width, values.length / width));
}

function centred(raster: Raster, left: number, top: number): Placed {
  const middle = (pixels: number): number => Math.floor((BOX * SCALE - pixels) / 2) / SCALE;
  return { raster, left: left + middle(raster.width), top: top + middle(raster.height) };
}

/** A colour bar with what its ends mean. */
function drawScale(
  parts: Parts,
  {
    left,
    top,
    name,
    labels,
  }: { readonly left: number; readonly top: number; readonly name: string; readonly labels: readonly string[] },
): void {
  const [width, height] = [PAIR * SCALE, 7 * SCALE];
  const from = labels.length === 3 ? -1 : 0;
  const ramp = Array.from({ length: width }, (_, x) => from + ((1 - from) * (x + 0.5)) / width);
  const values = Array.from({ length: height }, () => ramp).flat();
  parts.rasters.push({
    raster: paintMatrix(values, { width, size: 1, colour: from < 0 ? diverging : sequential }),
    left,
    top,
  });
  parts.svg.push(frame({ left, top, width: PAIR, height: 7 }));
  for (const [index, label] of labels.entries()) {
    const anchor = index === 0 ? 'start' : index === labels.length - 1 ? 'end' : 'middle';
    const x = left + (PAIR * index) / (labels.length - 1);
    parts.svg.push(text(x, top + 18, label, { anchor, size: SIZE.small, fill: INK.quiet }));
  }
  parts.svg.push(text(left, top + 32, `${name}, one scale for each pair`, { size: SIZE.small, fill: INK.quiet }));
}
