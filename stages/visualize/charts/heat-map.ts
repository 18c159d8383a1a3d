import { diverging } from '../../drawing/colour.ts';
import type { Colour } from '../../drawing/colour.ts';
import { writeTable } from '../../formats/csv.ts';
import type { Cell } from '../../formats/csv.ts';
import { upToNote } from '../../formats/similarity-report.ts';
import { clusteredOrder, completeLinkage } from '../../statistics/clustering.ts';
import type { Merge } from '../../statistics/clustering.ts';
import { textWidth } from '../../drawing/font.ts';
import { SCALE, drawSvg, paintMatrix, paste, writePng } from '../../drawing/image.ts';
import type { Raster } from '../../drawing/image.ts';
import { INK } from '../../drawing/colour.ts';
import { atOnce } from '../../../engine/core/slices.ts';
import { SIZE, frame, line, picture, text } from '../../drawing/svg.ts';
import { placed } from '../../drawing/point.ts';
import { dendrogramParts, jointsOf } from './heat-map/dendrogram.ts';
import type { Matrix, Weights } from '../matrix.ts';
import { largestCosine, pairCosines, readMatrix } from '../matrix.ts';
import { roundLimit } from '../../statistics/curve-grid.ts';
import type { Placed } from '../../drawing/point.ts';
import { IMAGE, TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { startPicture } from '../picture.ts';

/** A similarity matrix as pixels. */
export interface HeatMapParams {
  readonly kind: 'heat-map';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly snapshot: Weights;
  readonly order: 'clustered' | 'index';
  /** Similarity drawn in the end colours; left out: the smallest round number that no pair exceeds. */
  readonly limit?: number;
}

export const heatMap: Chart<HeatMapParams> = {
  kind: 'heat-map',
  schema: {
    title: 'Heat map',
    description:
      'The similarity matrix of one layer as pixels, blue for opposite and red for alike filters; at most 4096 filters. The table says which filter is in which row',
    required: ['matrix'],
    properties: {
      matrix: { description: 'The matrix to draw', type: 'string', port: 'matrix' },
      title: { $ref: '#/$defs/title' },
      layer: { $ref: '#/$defs/layer' },
      snapshot: { $ref: '#/$defs/snapshot', default: 'final' },
      order: {
        description:
          'clustered: put like filters beside each other by complete-linkage clustering and draw the tree (dendrogram) above. index: keep the order of the layer',
        enum: ['clustered', 'index'],
        default: 'clustered',
      },
      limit: {
        description:
          'Cosine to draw in the darkest red. Default: the smallest of 0.05, 0.1, 0.2, 0.3, 0.5 and 1 that no pair exceeds',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
      },
    },
  },
  outputs: { image: IMAGE, table: TABLE },
  check: ({ layer, snapshot }, inputs) => checkFilters(inputs, { of: { layer }, snapshot, most: MOST_FILTERS }),
  async draw(context) {
    const params = await startPicture(context);
    const matrix = await readMatrix(context.input('matrix').path, params);
    await writePng(context.output('image'), await drawHeatMap(matrix, params));
    await writeTable(context.output('table'), PLACES, placeRows(matrix, params.order));
  },
};

/** Most filters of a layer: each is at least one row of pixels. */
const MOST_FILTERS = 4096;
/** Greatest side of the matrix in pixels; more filters get one pixel each. */
const SIDE = 1040;
/** Colour of filters that have no cosine, because all their weights are zero. */
const MISSING: Colour = [176, 176, 176];
/** Up to this many filters, each is named beside its row. */
const MAX_NAMED = 64;
const BAR = { width: 14, gap: 26 } as const;
const LEFT = 24;
/** Where the tree is drawn, and how far above the matrix its axis ends. */
const TREE = { top: 70, height: 120, above: 7 } as const;

/** What the subtitle says of a matrix whose colour bar ends at `limit`. */
export function factsOf(
  { count, cosines, upTo = [] }: Matrix,
  { snapshot, order }: Pick<HeatMapParams, 'snapshot' | 'order'>,
  limit: number,
): string {
  return [
    `${count === 1 ? '1 filter: nothing to compare' : `${count} filters`}${upToNote(upTo)}`,
    `${snapshot === 'final' ? 'trained' : 'untrained'} weights`,
    order === 'clustered' ? 'ordered by complete-linkage clustering' : 'in the order of the layer',
    // The reader must know about values beyond the end of the colour bar.
    ...(limit < 1 ? ['diagonal: 1'] : []),
    ...(cosines.some((cosine) => Number.isNaN(cosine)) ? ['grey: all weights are 0'] : []),
  ].join(' · ');
}

/** Draws a similarity matrix with its colour bar, and above it the tree of the clustering that ordered it. */
export async function drawHeatMap(matrix: Matrix, params: HeatMapParams & Placed): Promise<Raster> {
  const { count, cosines } = matrix;
  const pairs = pairCosines(matrix);
  const limit = params.limit ?? (pairs.length === 0 ? 1 : roundLimit(largestCosine(pairs)));
  const clustered = params.order === 'clustered';
  const { merges, order } = arranged(matrix, params.order);
  const ordered = cosines.map(
    (_, at) => cosines[(order[Math.floor(at / count)] ?? 0) * count + (order[at % count] ?? 0)] ?? NaN,
  );
  const size = Math.max(Math.floor(SIDE / count), 1);
  const pixels = paintMatrix(ordered, {
    width: count,
    size,
    colour: (cosine) => (Number.isNaN(cosine) ? MISSING : diverging(cosine / limit)),
  });

  const side = pixels.width / SCALE;
  const named = count <= MAX_NAMED;
  const labels = named ? order.map(String) : order.map((_, place) => String(place));
  const left = Math.ceil(LEFT + Math.max(...labels.map((label) => textWidth(label, { size: SIZE.small }))) + 8);
  const top = merges.length > 0 ? TREE.top + TREE.height + TREE.above : TREE.top;
  const barLeft = left + side + BAR.gap;
  const barLabels = barTicks(limit);
  const barTextWidth = Math.max(...barLabels.map((tick) => textWidth(tick.label, { size: SIZE.text })));

  const treeBox = { top: TREE.top, bottom: TREE.top + TREE.height, foot: top - 1 };
  const facts = factsOf(matrix, params, limit);
  const subtitle = placed(facts, params.place);
  const title = params.title ?? `Cosine similarity of the filters of ${matrix.layer}`;
  const texts = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  const width = Math.ceil(Math.max(barLeft + BAR.width + 10 + barTextWidth, LEFT + texts) + LEFT);
  const height = Math.ceil(top + side + 46);
  const parts = [
    text(LEFT, 30, title, { size: SIZE.title, weight: 600 }),
    text(LEFT, 49, subtitle, { fill: INK.quiet }),
    ...(merges.length > 0 ? dendrogramParts(jointsOf(merges, order), count, { ...treeBox, left, width: side }) : []),
    frame({ left, top, width: side, height: side }),
    ...axisParts(labels, { left, top, side, named }),
    text(left + side / 2, top + side + 34, named || !clustered ? 'filter' : 'place in the order', {
      fill: INK.quiet,
      anchor: 'middle',
    }),
    frame({ left: barLeft, top, width: BAR.width, height: side }),
    ...barLabels.flatMap(({ part, label }) => {
      const y = top + (1 - part) * side;
      return [
        line([barLeft + BAR.width + 0.5, y], [barLeft + BAR.width + 4, y], { stroke: INK.frame, width: 0.5 }),
        text(barLeft + BAR.width + 8, y + 4, label),
      ];
    }),
  ];
  const sheet = await drawSvg(picture(width, height, parts));
  paste(sheet, pixels, { left: left * SCALE, top: top * SCALE });
  paste(sheet, barPixels(side * SCALE), { left: barLeft * SCALE, top: top * SCALE });
  return sheet;
}

/** The filters in the order of the rows, and the tree of the clustering that gave it. */
function arranged(
  { count, cosines }: Matrix,
  order: HeatMapParams['order'],
): { readonly merges: readonly Merge[]; readonly order: readonly number[] } {
  const known = order === 'clustered' ? cosines.map((cosine) => (Number.isNaN(cosine) ? 0 : cosine)) : undefined;
  const merges = known === undefined ? [] : atOnce(completeLinkage(known, count));
  return { merges, order: clusteredOrder(merges, count) };
}

const PLACES = ['place', 'filter', 'nearest', 'cosine'] as const;

/** A row for each row of the picture: its filter, and the filter most similar to that. */
export function placeRows(matrix: Matrix, order: HeatMapParams['order']): Record<(typeof PLACES)[number], Cell>[] {
  const { count, cosines } = matrix;
  return arranged(matrix, order).order.map((filter, place) => {
    let [nearest, most] = [-1, -Infinity];
    for (let other = 0; other < count; other++) {
      const cosine = cosines[filter * count + other] as number;
      if (other !== filter && cosine > most) [nearest, most] = [other, cosine];
    }
    return { place, filter, nearest: nearest < 0 ? null : nearest, cosine: nearest < 0 ? null : most };
  });
}

interface Axis {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly named: boolean;
}

/** Ticks and labels along the left and the bottom edge, each at the middle of its filter's row or column. */
function axisParts(labels: readonly string[], { left, top, side, named }: Axis): string[] {
  const cell = side / labels.length;
  const widest = Math.max(...labels.map((label) => textWidth(label, { size: SIZE.small })));
  // Rows need the height of a line, columns the width of a label; named filters leave labels out rather than overlap.
  const rowStep = stepFor(labels.length, Math.ceil((SIZE.small + 1.5) / cell), named);
  const columnStep = stepFor(labels.length, Math.ceil((widest + 3) / cell), named);
  return labels.flatMap((label, index) => {
    const middle = (index + 0.5) * cell;
    const parts: string[] = [];
    if (index % rowStep === 0) {
      parts.push(line([left - 4, top + middle], [left - 0.5, top + middle], { stroke: INK.frame, width: 0.5 }));
      parts.push(text(left - 7, top + middle + 3.4, label, { size: SIZE.small, anchor: 'end' }));
    }
    if (index % columnStep === 0) {
      const y = top + side;
      parts.push(line([left + middle, y + 0.5], [left + middle, y + 4], { stroke: INK.frame, width: 0.5 }));
      parts.push(text(left + middle, y + 14, label, { size: SIZE.small, anchor: 'middle' }));
    }
    return parts;
  });
}

/** The distance between labels: a round number, at least `least`. */
function stepFor(count: number, least: number, named: boolean): number {
  const steps = named ? [1, 2, 4, 8, 16, 32, 64] : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
  const wanted = named ? least : Math.max(least, count / 8);
  return steps.find((step) => step >= wanted) ?? count;
}

/** Labels of the colour bar, from its lower end (0) to its upper end (1). */
function barTicks(limit: number): readonly { readonly part: number; readonly label: string }[] {
  return [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = (part * 2 - 1) * limit;
    const digits = String(Number(value.toPrecision(3)));
    return { part, label: digits.replace('-', '−') };
  });
}

/** The colour bar: the darkest red at the top, neutral in the middle. */
function barPixels(height: number): Raster {
  const rows = Array.from({ length: height }, (_, row) => 1 - (2 * (row + 0.5)) / height);
  const values = rows.flatMap((value) => Array.from({ length: BAR.width * SCALE }, () => value));
  return paintMatrix(values, { width: BAR.width * SCALE, size: 1, colour: diverging });
}
