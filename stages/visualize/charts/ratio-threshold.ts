import type { TopLevelSpec } from 'vega-lite';
import { INK } from '../../drawing/colour.ts';
import { decimal, grouped, percent } from '../../drawing/number.ts';
import { SIZE } from '../../drawing/svg.ts';
import { placed } from '../../drawing/point.ts';
import { curveGrid } from '../../statistics/curve-grid.ts';
import type { DrawnNull } from '../../statistics/drawn-null.ts';
import { upToNote } from '../../formats/similarity-report.ts';
import type { SimilarityEntry } from '../../formats/similarity-report.ts';
import { hasMatrix, largestCosine, pairCosines, readMatrix } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import {
  COLOUR,
  NULLS,
  NULLS_SCHEMA,
  PERCENT_AXIS,
  bandLayers,
  keyLayers,
  nothingToCompare,
  notesBelow,
  probability,
  tidy,
} from '../ratio-layers.ts';
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
  readonly nulls: readonly DrawnNull[];
  readonly range: 'positive' | 'whole';
  readonly ratioScale: 'linear' | 'log';
}

export const ratioThreshold: Chart<RatioThresholdParams> = {
  kind: 'ratio-threshold',
  schema: {
    title: 'Ratio against threshold',
    description:
      'The ratio of similar pairs of one layer at every threshold, trained and untrained, with what nulls give: bands that 95 of 100 layers stay in at every threshold (global envelopes), and below the picture whether the layer does',
    required: ['matrix', 'similarity'],
    properties: {
      matrix: { description: 'The cosines', type: 'string', port: 'matrix' },
      similarity: {
        description: 'The similarity report of the same step as the matrix, for the nulls and the thresholds',
        type: 'string',
        port: 'similarity',
      },
      title: { $ref: '#/$defs/title' },
      layer: { $ref: '#/$defs/layer' },
      nulls: NULLS_SCHEMA,
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
/** Points of the measured curve on each side of 0. */
const STEPS = 160;

/**
 * The ratio of similar pairs for every threshold, the trained weights beside the untrained, and what nulls give (SCIENCE 2.5,
 * 6-A2). The band of a null is global: 95 of 100 layers drawn from it stay in it at every threshold, so a curve that leaves it
 * anywhere is unlike the null at the 5 % level. Below the picture stands the answer in words.
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
  const grid = entry.curve?.thresholds ?? curveGrid(largestCosine(cosines), entry.dimension);
  const limit = grid.at(-1) ?? 1;
  const from = params.range === 'whole' ? -limit : 0;
  const log = params.ratioScale === 'log';
  // One pair is the least that a logarithmic scale can show.
  const least = 1 / cosines.length / 2;
  const bands = entry.nulls
    .filter(({ null: name }) => params.nulls.includes(name))
    .map(({ null: name, curve: drawn, draws }) => ({
      name,
      draws,
      p: drawn.p,
      marks: grid.flatMap((threshold, at) => {
        const [median = 0, low = 0, high = 0] = [drawn.median[at], drawn.low[at], drawn.high[at]];
        if (threshold < from || (log && high < least)) return [];
        const shown = (ratio: number): number => tidy(log ? Math.max(ratio, least) : ratio);
        return [{ x: threshold, median: shown(median), low: shown(low), high: shown(high) }];
      }),
    }));
  const own = curveOf(cosines, { from, limit });
  const before = initial === undefined ? undefined : curveOf(pairCosines(initial), { from, limit });
  const most = [...own, ...(before ?? [])]
    .map(({ ratio }) => ratio)
    .concat(bands.flatMap(({ marks }) => marks.map(({ high }) => high)));
  const x = { type: 'quantitative', scale: { domain: [from, limit], nice: false }, title: 'threshold' } as const;
  const y = {
    type: 'quantitative',
    title: 'ratio of similar pairs',
    axis: log
      ? { ...PERCENT_AXIS, values: POWERS.filter((power) => power >= least), labelOverlap: false }
      : PERCENT_AXIS,
    scale: log
      ? { type: 'log', domain: [least, 1], nice: false }
      : { domain: [0, Math.min(1, 1.04 * most.reduce((a, b) => Math.max(a, b), 0.01))], nice: false },
  } as const;
  const thresholds = entry.thresholds.filter(({ threshold }) => threshold > from && threshold < limit);
  const notes = bands.map(({ name, p, draws }) => ({
    text: `${NULLS[name].words}: the trained curve ${p > 0.05 ? 'stays inside its band' : 'leaves its band'} (${probability(p)}, ${draws} draws)`,
    colour: NULLS[name].colour,
  }));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? `Similar pairs of filters of ${final.layer} for every threshold`,
      subtitle: placed(
        `${final.count} filters, ${grouped(cosines.length)} pairs${upToNote(entry.upTo)}` +
          (bands.length === 0 ? '' : ' · bands: 95 of 100 layers stay inside at every threshold (global envelopes)'),
        params.place,
      ),
    },
    ...PANEL,
    layer: [
      ...bands.flatMap(({ name, marks }) => bandLayers(marks, { x, y, colour: NULLS[name].colour })),
      curve(own, { log, x, y, colour: COLOUR.trained, dash: [1, 0] }),
      // Above: after few epochs both are at the same place.
      ...(before === undefined ? [] : [curve(before, { log, x, y, colour: COLOUR.untrained, dash: [2, 3] })]),
      ...thresholdLayers(thresholds, { x, y, limit }),
      ...keyLayers(
        [
          { name: 'trained', colour: COLOUR.trained },
          ...(initial === undefined ? [] : [{ name: 'untrained', colour: COLOUR.untrained }]),
          ...bands.map(({ name }) => ({ name, colour: NULLS[name].colour })),
        ],
        PANEL,
      ),
      ...notesBelow(notes, PANEL),
    ],
  } as TopLevelSpec;
}

/** Ticks of a logarithmic axis. */
const POWERS = [1e-7, 1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1];

interface CurveMark {
  readonly x: number;
  readonly ratio: number;
}

/** The share of pairs above each threshold: a step down at every cosine, thinned to what a picture can show. */
function curveOf(
  cosines: Float64Array,
  { from, limit }: { readonly from: number; readonly limit: number },
): CurveMark[] {
  const sorted = cosines.toSorted();
  const points = 4 * STEPS;
  let below = 0;
  return Array.from({ length: points + 1 }, (_, step) => {
    const threshold = from + (step * (limit - from)) / points;
    while (below < sorted.length && (sorted[below] as number) <= threshold) below++;
    return { x: tidy(threshold), ratio: tidy((sorted.length - below) / sorted.length) };
  });
}

function curve(
  marks: readonly CurveMark[],
  options: {
    readonly log: boolean;
    readonly x: object;
    readonly y: object;
    readonly colour: string;
    readonly dash: readonly number[];
  },
): object {
  const { log, x, y, colour, dash } = options;
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
