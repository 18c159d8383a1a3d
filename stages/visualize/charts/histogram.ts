import type { TopLevelSpec } from 'vega-lite';
import { CATEGORIES, INK } from '../../drawing/colour.ts';
import { decimal, grouped } from '../../drawing/number.ts';
import { SIZE } from '../../drawing/svg.ts';
import { placed } from '../../drawing/point.ts';
import { chanceAbove } from '../../statistics/chance.ts';
import { upToNote } from '../../formats/similarity-report.ts';
import type { SimilarityEntry } from '../../formats/similarity-report.ts';
import { largestCosine, pairCosines, readMatrix } from '../matrix.ts';
import type { Matrix, Weights } from '../matrix.ts';
import { nothingToCompare, wordLayers } from '../ratio-layers.ts';
import { roundLimit } from '../../statistics/curve-grid.ts';
import type { Placed } from '../../drawing/point.ts';
import { CHART, IMAGE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { startPicture, writeChart } from '../picture.ts';
import { readEntry } from '../report.ts';

/** The cosines of all pairs beside those that chance gives. */
export interface HistogramParams {
  readonly kind: 'histogram';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly snapshot: Weights;
  readonly bins: number;
}

export const histogram: Chart<HistogramParams> = {
  kind: 'histogram',
  schema: {
    title: 'Histogram',
    description: 'Distribution of the cosines of all pairs of one layer, with the distribution by chance',
    required: ['matrix', 'similarity'],
    properties: {
      matrix: { description: 'The cosines', type: 'string', port: 'matrix' },
      similarity: {
        description: 'The similarity report of the same step as the matrix, for the dimension and the thresholds',
        type: 'string',
        port: 'similarity',
      },
      title: { $ref: '#/$defs/title' },
      layer: { $ref: '#/$defs/layer' },
      snapshot: { $ref: '#/$defs/snapshot', default: 'final' },
      bins: {
        description: 'Number of bars over the whole range',
        type: 'integer',
        minimum: 4,
        maximum: 400,
        default: 40,
      },
    },
  },
  outputs: { image: IMAGE, chart: CHART },
  check: ({ layer, snapshot }, inputs) => checkFilters(inputs, { of: { layer }, snapshot }),
  async draw(context) {
    const params = await startPicture(context);
    const matrix = await readMatrix(context.input('matrix').path, params);
    const entry = await readEntry(context.input('similarity').path, params);
    return writeChart(context, drawHistogram(matrix, entry, params));
  },
};

const PANEL = { width: 460, height: 250 } as const;
/** Points of the curve of chance for each bar. */
const CURVE_POINTS = 8;

/**
 * The share of pairs in each bin of the cosine, the share for random filters of the same dimension (SCIENCE 2.3), and the
 * thresholds.
 *
 * The curve at c is the probability of a bin around c, P(cos > c - w/2) - P(cos > c + w/2): bars of random filters follow it
 * exactly, also where the density changes within a bin.
 *
 * Without a pair, an empty picture that says so: one point of a sweep may have a single filter.
 */
export function drawHistogram(matrix: Matrix, entry: SimilarityEntry, params: HistogramParams & Placed): TopLevelSpec {
  const cosines = pairCosines(matrix);
  if (cosines.length === 0) return nothingToCompare(matrix.layer, params);
  const limit = roundLimit(Math.max(largestCosine(cosines), 3 / Math.sqrt(entry.dimension)));
  const width = (2 * limit) / params.bins;
  const counts = Array.from({ length: params.bins }, () => 0);
  for (const cosine of cosines) {
    const bin = Math.min(Math.max(Math.floor((cosine + limit) / width), 0), params.bins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const bars = counts.map((count, bin) => ({
    from: tidy(-limit + bin * width),
    to: tidy(-limit + (bin + 1) * width),
    share: tidy(count / cosines.length),
  }));
  // A mean filter that is subtracted moves chance, and there is no formula for that.
  const exact = entry.thresholds.some((at) => at.chance !== null);
  const chance = Array.from({ length: exact ? params.bins * CURVE_POINTS + 1 : 0 }, (_, index) => {
    const cosine = -limit + (index * width) / CURVE_POINTS;
    const [low, high] = [Math.max(cosine - width / 2, -1), Math.min(cosine + width / 2, 1)];
    return {
      cosine: tidy(cosine),
      share: tidy(chanceAbove(entry.dimension, low) - chanceAbove(entry.dimension, high)),
    };
  });
  const thresholds = entry.thresholds.filter(({ threshold }) => Math.abs(threshold) < limit);
  const highest = Math.max(...bars.map(({ share }) => share), ...chance.map(({ share }) => share));
  const x = {
    type: 'quantitative',
    scale: { domain: [-limit, limit], nice: false },
    title: 'cosine of a pair',
  } as const;
  const y = {
    type: 'quantitative',
    title: 'share of pairs in a bin',
    axis: { labelExpr: "format(datum.value * 100, '~r') + ' %'", tickCount: 5 },
    scale: { domain: [0, highest * 1.12], nice: false },
  } as const;
  const [blue = '', orange = ''] = CATEGORIES;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? `Pairwise cosines of the filters of ${matrix.layer}`,
      subtitle: placed(
        `${matrix.count} filters, ${grouped(cosines.length)} pairs${upToNote(entry.upTo)} · ${params.snapshot === 'final' ? 'trained' : 'untrained'} weights${exact ? ` · chance: random directions in ${entry.dimension} dimensions` : ''}`,
        params.place,
      ),
    },
    ...PANEL,
    layer: [
      {
        data: { values: bars },
        mark: { type: 'rect', color: blue, opacity: 0.55, stroke: INK.paper, strokeWidth: 0.5 },
        encoding: { x: { field: 'from', ...x }, x2: { field: 'to' }, y: { field: 'share', ...y }, y2: { datum: 0 } },
      },
      {
        data: { values: chance },
        mark: { type: 'line', color: orange, strokeWidth: 1.75 },
        encoding: { x: { field: 'cosine', ...x }, y: { field: 'share', ...y } },
      },
      ...(thresholds.length === 0 ? [] : thresholdLayers(thresholds.map(({ threshold }) => threshold))),
      ...legendLayers([{ name: 'pairs', colour: blue }, ...(exact ? [{ name: 'chance', colour: orange }] : [])]),
    ],
  } as TopLevelSpec;
}

/** A rule for each threshold, with its label at the top right. Each starts below the previous label. */
function thresholdLayers(thresholds: readonly number[]): object[] {
  const values = [...thresholds]
    .sort((a, b) => a - b)
    .map((threshold, index) => ({
      threshold,
      label: `> ${decimal(threshold, 3)}`,
      top: 13 * index,
      middle: 13 * index + 6,
    }));
  const x = { field: 'threshold', type: 'quantitative' } as const;
  const pixels = { type: 'quantitative', scale: null } as const;
  return [
    {
      data: { values },
      mark: { type: 'rule', color: INK.quiet, strokeDash: [3, 3], strokeWidth: 1 },
      encoding: { x, y: { field: 'top', ...pixels }, y2: { value: PANEL.height } },
    },
    {
      data: { values },
      mark: { type: 'text', align: 'left', dx: 4, fontSize: SIZE.small, color: INK.quiet },
      encoding: { x, y: { field: 'middle', ...pixels }, text: { field: 'label' } },
    },
  ];
}

/** The names of bars and curve in their colours, at the top left, where cosines are rare. */
function legendLayers(names: readonly { readonly name: string; readonly colour: string }[]): object[] {
  const style = { align: 'left', fontWeight: 600, fontSize: SIZE.text } as const;
  return names.flatMap(({ name, colour }, index) =>
    wordLayers(name, {
      style: { ...style, color: colour },
      encoding: { x: { value: 8 }, y: { value: 10 + index * 15 } },
    }),
  );
}

/** Rounds off the last digits, in which the sums above differ between machines. */
function tidy(value: number): number {
  return Number(value.toPrecision(9));
}
