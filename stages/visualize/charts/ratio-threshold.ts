import type { TopLevelSpec } from 'vega-lite';
import { INK } from '../../drawing/colour.ts';
import { decimal, grouped, percent } from '../../drawing/number.ts';
import { SIZE } from '../../drawing/svg.ts';
import { placed } from '../../drawing/point.ts';
import { chanceBand } from '../../statistics/compare-with-chance.ts';
import { chanceAbove } from '../../statistics/chance.ts';
import type { SimilarityEntry } from '../../formats/similarity-report.ts';
import { hasMatrix, largestCosine, pairCosines, readMatrix, roundLimit } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import { COLOUR, PERCENT_AXIS, chanceLayers, keyLayers, nothingToCompare, tidy } from '../ratio-layers.ts';
import type { Placed } from '../../drawing/point.ts';
import { CHART, IMAGE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { startPicture, writeChart } from '../picture.ts';
import { readEntry } from '../report.ts';

/** The ratio of similar pairs for every threshold. */
export interface RatioThresholdParams {
  readonly kind: 'ratio-threshold';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
  readonly range: 'positive' | 'whole';
  readonly ratioScale: 'linear' | 'log';
}

export const ratioThreshold: Chart<RatioThresholdParams> = {
  kind: 'ratio-threshold',
  schema: {
    title: 'Ratio against threshold',
    description:
      'The ratio of similar pairs of one layer at every threshold, trained and untrained, with chance and its 95 % band',
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
      range: {
        description: 'Which thresholds: only positive ones, or both signs',
        enum: ['positive', 'whole'],
        default: 'positive',
      },
      ratioScale: {
        description: 'Scale of the ratio. log shows the few pairs at high thresholds',
        enum: ['linear', 'log'],
        default: 'linear',
      },
    },
  },
  outputs: { image: IMAGE, chart: CHART },
  check: ({ layer }, inputs) => checkFilters(inputs, { of: { layer } }),
  async draw(context) {
    const params = await startPicture(context);
    const { path } = context.input('matrix');
    const final = await readMatrix(path, { layer: params.layer, snapshot: 'final' });
    const { layer } = final;
    const untrained = await hasMatrix(path, { layer, snapshot: 'initial' });
    const initial = untrained ? await readMatrix(path, { layer, snapshot: 'initial' }) : undefined;
    const entry = await readEntry(context.input('similarity').path, { layer, snapshot: 'final' });
    return writeChart(context, drawRatioThreshold({ final, initial }, entry, params));
  },
};

const PANEL = { width: 480, height: 270 } as const;
/** Thresholds at which chance is computed. */
const STEPS = 160;

/**
 * The ratio of similar pairs for every threshold, the trained weights beside the untrained, and what chance gives, with the
 * band that chance stays in for 95 of 100 layers (SCIENCE 2.5, 6-A2). A curve above the band has more similar pairs than
 * chance, whatever the threshold.
 *
 * @param matrices the trained weights and, where there are any, the untrained
 * @returns without a pair, an empty picture that says so: one point of a sweep may have a single filter
 */
export function drawRatioThreshold(
  matrices: { readonly final: Matrix; readonly initial: Matrix | undefined },
  entry: SimilarityEntry,
  params: RatioThresholdParams & Placed,
): TopLevelSpec {
  const { final, initial } = matrices;
  const cosines = pairCosines(final);
  if (cosines.length === 0) return nothingToCompare(final.layer, params);
  const limit = roundLimit(Math.max(largestCosine(cosines), 4 / Math.sqrt(entry.dimension)));
  const from = params.range === 'whole' ? -limit : 0;
  const log = params.ratioScale === 'log';
  const chance = Array.from({ length: STEPS + 1 }, (_, step) => {
    const threshold = from + (step * (limit - from)) / STEPS;
    const ratio = chanceAbove(entry.dimension, threshold);
    const [low, high] = chanceBand(ratio, cosines.length);
    return { x: tidy(threshold), chance: tidy(ratio), low: tidy(low), high: tidy(high) };
  });
  // One pair is the least that a logarithmic scale can show.
  const least = 1 / cosines.length / 2;
  const x = {
    type: 'quantitative',
    scale: { domain: [from, limit], nice: false },
    title: 'threshold',
  } as const;
  const y = {
    type: 'quantitative',
    title: 'ratio of similar pairs',
    axis: PERCENT_AXIS,
    scale: log ? { type: 'log', domain: [least, 1], nice: false } : { domain: [0, highest(from)], nice: false },
  } as const;
  const shown = log ? chance.map((mark) => ({ ...mark, low: Math.max(mark.low, least) })) : chance;
  const thresholds = entry.thresholds.filter(({ threshold }) => threshold > from && threshold < limit);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? `Similar pairs of filters of ${final.layer} for every threshold`,
      subtitle: placed(
        `${final.count} filters, ${grouped(cosines.length)} pairs · chance: random directions in ${entry.dimension} dimensions, with its 95 % band`,
        params.place,
      ),
    },
    ...PANEL,
    layer: [
      ...chanceLayers(log ? shown.filter((mark) => mark.high >= least) : shown, { x, y }),
      curve(cosines, { from, limit, log, x, y, colour: COLOUR.trained, dash: [1, 0] }),
      // Above: after few epochs both are at the same place.
      ...(initial === undefined
        ? []
        : [curve(pairCosines(initial), { from, limit, log, x, y, colour: COLOUR.untrained, dash: [2, 3] })]),
      ...thresholdLayers(thresholds, { x, y, limit }),
      ...keyLayers(
        [
          { name: 'trained', colour: COLOUR.trained },
          ...(initial === undefined ? [] : [{ name: 'untrained', colour: COLOUR.untrained }]),
          { name: 'chance', colour: COLOUR.chance },
        ],
        PANEL,
      ),
    ],
  } as TopLevelSpec;
}

/** Half of the pairs have a positive cosine by chance. */
function highest(from: number): number {
  return from < 0 ? 1 : 0.62;
}

/** The share of pairs above each threshold: a step down at every cosine, thinned to what a picture can show. */
function curve(
  cosines: Float64Array,
  options: {
    readonly from: number;
    readonly limit: number;
    readonly log: boolean;
    readonly x: object;
    readonly y: object;
    readonly colour: string;
    readonly dash: readonly number[];
  },
): object {
  const { from, limit, log, x, y, colour, dash } = options;
  const sorted = cosines.toSorted();
  const points = 4 * STEPS;
  let below = 0;
  const marks = Array.from({ length: points + 1 }, (_, step) => {
    const threshold = from + (step * (limit - from)) / points;
    while (below < sorted.length && (sorted[below] as number) <= threshold) below++;
    return { x: tidy(threshold), ratio: tidy((sorted.length - below) / sorted.length) };
  });
  return {
    data: { values: log ? marks.filter(({ ratio }) => ratio > 0) : marks },
    mark: {
      type: 'line',
      color: colour,
      strokeWidth: dash[0] === 1 ? 1.75 : 1.25,
      strokeDash: dash,
      interpolate: 'step-after',
      clip: true,
    },
    encoding: { x: { field: 'x', ...x }, y: { field: 'ratio', ...y } },
  };
}

/** A point on the trained curve at each of the step's thresholds, with its ratio, and a rule down to the axis. */
function thresholdLayers(
  results: SimilarityEntry['thresholds'],
  { x, y, limit }: { readonly x: object; readonly y: object; readonly limit: number },
): object[] {
  const values = results.flatMap(({ threshold, ratioPairs }) =>
    ratioPairs === null || ratioPairs === 0
      ? []
      : [{ threshold, ratio: tidy(ratioPairs), label: `> ${decimal(threshold, 3)}: ${percent(ratioPairs)}` }],
  );
  if (values.length === 0) return [];
  // To the right of the point, unless there is no room.
  const place = (right: boolean): object => ({
    data: { values: values.filter(({ threshold }) => threshold <= 0.85 * limit === right) },
    mark: {
      type: 'text',
      align: right ? 'left' : 'right',
      dx: right ? 7 : -7,
      dy: -9,
      fontSize: SIZE.small,
      color: INK.text,
    },
    encoding: {
      x: { field: 'threshold', ...x },
      y: { field: 'ratio', ...y },
      text: { field: 'label' },
    },
  });
  return [
    {
      data: { values },
      mark: {
        type: 'point',
        filled: true,
        size: 34,
        opacity: 1,
        color: COLOUR.trained,
        stroke: INK.paper,
        strokeWidth: 1,
      },
      encoding: { x: { field: 'threshold', ...x }, y: { field: 'ratio', ...y } },
    },
    place(true),
    place(false),
  ];
}
