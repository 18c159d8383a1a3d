import { diverging, ink, sequential } from '../../../drawing/colour.ts';
import type { Colour } from '../../../drawing/colour.ts';
import { SCALE, paintMatrix, shrink } from '../../../drawing/image.ts';
import type { Raster } from '../../../drawing/image.ts';
import { upToOfAll } from '../../../formats/similarity-report.ts';
import { compact, fixed, grouped, percent } from '../../../drawing/number.ts';
import { probability } from '../../ratio-layers.ts';
import type { Point } from '../../../../engine/core/stage.ts';
import { axesOf, placed, showPoint, showValue } from '../../../drawing/point.ts';
import type { ContactRow, ContactRows, PointView } from './rows.ts';
import { MOST_CHANNELS } from './kernel-strip.ts';
import type { Plane } from './kernel-strip.ts';
import { BOX, TILE } from './picture-table.ts';
import type { Cell, Column, PictureTable, Scale } from './picture-table.ts';
import { channelsOf } from './probe.ts';
import type { Probe, ProbeChoice } from './probe.ts';
import type { Placed } from '../../../drawing/point.ts';

/** What the title and subtitle are made of. */
interface Heading extends Placed {
  readonly title?: string;
  readonly probe: ProbeChoice;
}

/** The table of the paper's figures 7 to 9 (SCIENCE S6), with what chance gives beside each ratio. */
export function contactTable({ rows, leftOut }: ContactRows, params: Heading): PictureTable<ContactRow> {
  const views = [...new Set(rows.map(({ view }) => view))];
  const layers = distinct(views.map(({ entry }) => entry.layer)).join(', ');
  return {
    title: params.title ?? `Similar filters of ${layers}`,
    subtitle: placed(subtitleOf(views, params), params.place),
    notes: [VERDICT_NOTE, ...(leftOut.length === 0 ? [] : [leftOutNote(leftOut)])],
    columns: columnsOf(views),
    rows,
    starts: ({ at }, before) => at.threshold !== before?.at.threshold,
  };
}

/** What the column "by chance" means. */
const VERDICT_NOTE =
  'By chance: the ratio that random directions give · isotropic: layers of random directions · rotated: layers of the same mean ' +
  'and covariance · more or fewer: p, corrected for all that the comparison tests, is 5 % or less';

/** How many omitted points to name. */
const MOST_NAMED = 6;

function leftOutNote(points: readonly Point[]): string {
  const named = points.slice(0, MOST_NAMED).map((point) => showPoint(point) || 'the only point');
  const where = [...named, ...(points.length > MOST_NAMED ? [`${points.length - MOST_NAMED} more`] : [])].join('; ');
  return `Left out, because there are no two filters to compare: ${where}`;
}

function subtitleOf(views: readonly PointView[], { probe }: Heading): string {
  const { fixed: same } = sortAxes(views);
  const [first] = views;
  const ignored = upToOfAll(views.map(({ entry }) => entry));
  const point = Object.fromEntries(same.map((axis) => [axis, first?.point[axis] ?? null]));
  return [
    `Kernels ${showKernels(views)}${showChannels(views)}`,
    `input: first ${probe.split} image of class ${distinct(views.map((view) => String(view.probe.label))).join(', ')}`,
    ...(same.length === 0 ? [] : [showPoint(point)]),
  ]
    .join(' · ')
    .concat(ignored === '' ? '' : ` · cosines${ignored}`);
}

/** `5 × 5 × 32, 64`: kernels that differ only in their channels are listed together. */
function showKernels(views: readonly PointView[]): string {
  const sizes = distinct(views.map(({ kernelShape: [height, width] }) => `${height} × ${width}`));
  const channelsAt = (size: string): string[] =>
    views.flatMap(({ kernelShape: [height, width, channels] }) =>
      `${height} × ${width}` === size ? [String(channels)] : [],
    );
  return sizes.map((size) => `${size} × ${distinct(channelsAt(size)).join(', ')}`).join('; ');
}

/** What is shown of kernels with more channels than fit: `, the mean and the 8 input channels with ...`. */
function showChannels(views: readonly PointView[]): string {
  const many = views.filter(({ kernelShape: [, , channels] }) => channels > MOST_CHANNELS);
  if (many.length === 0) return '';
  const shares = many.map(({ kernels: { share } }) => Math.round(100 * share));
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const range = least === most ? `${most} %` : `${least} to ${most} %`;
  return `: their mean, and the ${MOST_CHANNELS} input channels of greatest norm (${range} of the squared norm)`;
}

/**
 * The axes that need a column: not one that says no more than the column "filters" nor, with several points, one that has a single
 * value.
 */
function sortAxes(views: readonly PointView[]): {
  readonly shown: readonly string[];
  readonly fixed: readonly string[];
} {
  const axes = axesOf(views.map(({ point }) => point)).filter(
    (axis) => !views.every(({ point, entry }) => point[axis] === entry.filters),
  );
  const varies = (axis: string): boolean => distinct(views.map(({ point }) => showValue(point[axis]))).length > 1;
  return { shown: axes.filter(varies), fixed: axes.filter((axis) => !varies(axis)) };
}

function columnsOf(views: readonly PointView[]): Column<ContactRow>[] {
  // Activations other than ReLU may be negative: then zero is in the middle of the colours.
  const negative = views.some(({ maps }) => maps.some(({ values }) => values.some((value) => value < 0)));
  const { shown } = sortAxes(views);
  const sweep: Column<ContactRow> = {
    title: shown.length === 1 ? (shown[0] ?? '') : 'sweep',
    anchor: 'start',
    cell: ({ view: { point } }) => {
      const [first = '', ...notes] =
        shown.length === 1
          ? shown.map((axis) => showValue(point[axis]))
          : shown.map((axis) => `${axis} ${showValue(point[axis])}`);
      return { text: first, notes };
    },
  };
  return [
    ...(shown.length === 0 ? [] : [sweep]),
    { title: 'threshold', anchor: 'end', cell: ({ at }) => ({ text: String(at.threshold) }) },
    { title: 'filters', anchor: 'end', cell: ({ view }) => ({ text: String(view.entry.filters) }) },
    { title: 'similar pairs', anchor: 'end', cell: similarPairs },
    { title: 'by chance', anchor: 'end', cell: byChance },
    { title: 'most similar pair', anchor: 'start', cell: kernels, scale: DIVERGING },
    {
      title: 'cosine',
      anchor: 'end',
      cell: ({ view, at }) => ({
        text: fixed(view.pair.cosine, 3),
        notes: [...(at.pairs === 0 ? [`not above ${at.threshold}`] : []), ...largestByChance(view)],
      }),
    },
    {
      title: 'input',
      anchor: 'start',
      cell: ({ view }) => ({ pictures: [{ raster: paintProbe(view.probe), caption: '' }] }),
    },
    {
      title: 'activation maps',
      anchor: 'start',
      cell: ({ view }) => activationMaps(view, negative),
      scale: negative ? DIVERGING : SEQUENTIAL,
    },
    {
      title: 'correlation',
      anchor: 'end',
      cell: ({ view: { mapCorrelation } }) =>
        mapCorrelation === null ? { text: '–', notes: ['a map is flat'] } : { text: fixed(mapCorrelation, 3) },
    },
  ];
}

const ONE_SCALE = 'one scale for each pair';
const DIVERGING: Scale = {
  note: ONE_SCALE,
  labels: ['−max', '0', 'max'],
  colour: (place) => diverging(2 * place - 1),
};
const SEQUENTIAL: Scale = { note: ONE_SCALE, labels: ['0', 'max'], colour: sequential };

function similarPairs({ at, view }: ContactRow): Cell {
  const possible = grouped(view.entry.possiblePairs);
  return {
    text: at.ratioPairs === null ? '–' : percent(at.ratioPairs),
    notes: [
      at.pairs === 0 ? 'no pair above' : `${grouped(at.pairs)} of ${possible}`,
      ...(at.initial === null || at.initial.ratioPairs === null ? [] : [`untrained ${percent(at.initial.ratioPairs)}`]),
    ],
  };
}

function byChance({ at, view }: ContactRow): Cell {
  return {
    text: at.chance === null ? '–' : percent(at.chance),
    notes: view.entry.nulls.flatMap(({ null: name, thresholds }) => {
      const tested = thresholds.find(({ threshold }) => threshold === at.threshold)?.similarPairs;
      return tested === undefined || !(name === 'isotropic' || name === 'rotated')
        ? []
        : [`${tested.verdict} ${name} (${probability(tested.pStep)})`];
    }),
  };
}

/** The largest of many cosines is large by chance, too: what it is in layers of random directions. */
function largestByChance({ entry }: PointView): string[] {
  const tested = entry.nulls.find(({ null: name }) => name === 'isotropic')?.largestCosine;
  if (tested === undefined) return [];
  return ['by chance', `${fixed(tested.low, 2)} to ${fixed(tested.high, 2)}`];
}

/** The kernels as pictures, or, of several input channels, as two strips in which like channels stand above each other. */
function kernels({ view: { kernels: shown, pair, kernelShape } }: ContactRow): Cell {
  const filters = [`filter ${pair.filter}`, `filter ${pair.other}`];
  const [only] = shown.channels;
  if (kernelShape[2] === 1 && only !== undefined) {
    const most = largest(only.planes);
    return {
      pictures: only.planes.map((kernel, index) => ({
        raster: paint(kernel, (weight) => diverging(weight / most)),
        caption: filters[index] ?? '',
      })),
    };
  }
  const planes = [shown.mean, ...shown.channels.map((each) => each.planes)];
  const most = largest(planes.flat());
  return {
    strips: filters.map((label, side) => ({
      label,
      rasters: planes.flatMap((pairOf) => {
        const plane = pairOf[side];
        return plane === undefined ? [] : [paint(plane, (weight) => diverging(weight / most), TILE)];
      }),
    })),
    captions: ['mean', ...shown.channels.map(({ channel }) => String(channel))],
    captionsOf: 'channel',
  };
}

function activationMaps({ maps }: PointView, negative: boolean): Cell {
  const most = largest(maps);
  const colour = negative ? diverging : sequential;
  return {
    pictures: maps.map((map) => ({
      raster: paint(map, (activation) => colour(activation / most)),
      caption: `max ${compact(Math.max(...map.values))}`,
    })),
  };
}

/** The largest absolute value in both planes, so that both are drawn on one scale; 1 if all are zero. */
function largest(planes: readonly Plane[]): number {
  return (
    Math.max(...planes.flatMap(({ values }) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0))) || 1
  );
}

/** Dark ink on paper for one channel, colours for three. */
function paintProbe(probe: Probe): Raster {
  const { width } = probe.image;
  const [red, green, blue] = channelsOf(probe).map((values) => fitted({ width, values }));
  if (red === undefined) throw new Error('Internal error: the probe has no channels');
  if (green === undefined || blue === undefined) return paint(red, ink);
  const pixels = red.values.map((_, pixel) => pixel);
  return paintMatrix(pixels, {
    width: red.width,
    size: sizeFor(red),
    colour: (pixel) => [byteAt(red, pixel), byteAt(green, pixel), byteAt(blue, pixel)],
  });
}

function byteAt({ values }: Plane, pixel: number): number {
  return Math.round((values[pixel] ?? 0) * 255);
}

function paint(plane: Plane, colour: (value: number) => Colour, box = BOX): Raster {
  const { values, width } = fitted(plane, box);
  return paintMatrix(values, { width, size: sizeFor({ values, width }, box), colour });
}

/** The plane, made smaller if it has more values than the box has pixels. */
function fitted({ values, width }: Plane, box = BOX): Plane {
  const factor = Math.ceil(Math.max(width, values.length / width) / (box * SCALE));
  if (factor === 1) return { values, width };
  return { values: shrink(values, { width, factor }), width: Math.ceil(width / factor) };
}

/** Device pixels for each value that make the whole just fit the box. */
function sizeFor({ values, width }: Plane, box = BOX): number {
  return Math.floor((box * SCALE) / Math.max(width, values.length / width));
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
