import type { TopLevelSpec } from 'vega-lite';
import { StageFailure } from '../../../engine/core/failure.ts';
import { lineColours } from '../../drawing/colour.ts';
import { decimal } from '../../drawing/number.ts';
import { placed } from '../../drawing/point.ts';
import {
  COLOUR,
  NULLS,
  NULLS_SCHEMA,
  PERCENT_AXIS,
  bandLayers,
  headingLayer,
  keyLayers,
  notesBelow,
  probability,
  tidy,
} from '../ratio-layers.ts';
import { repeatsOf } from '../repeats.ts';
import type { DrawnNull } from '../../statistics/drawn-null.ts';
import type { Placed } from '../../drawing/point.ts';
import { panelsOf } from './ratio-filters/panels.ts';
import type { Comparison, NetworkMark, Panel } from './ratio-filters/panels.ts';
import { CHART, IMAGE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { startPicture, writeChart } from '../picture.ts';
import { readAllEntries } from '../report.ts';

/** The ratio of similar pairs against the number of filters. */
export interface RatioFiltersParams {
  readonly kind: 'ratio-filters';
  readonly title?: string;
  /** Left out: all layers. */
  readonly layers?: readonly string[];
  readonly nulls: readonly DrawnNull[];
}

export const ratioFilters: Chart<RatioFiltersParams> = {
  kind: 'ratio-filters',
  schema: {
    title: 'Ratio against filters',
    description:
      'The ratio of similar pairs against the number of filters, a panel for each layer and threshold, with what nulls give: bands that all networks of a panel stay in in 95 of 100 cases (global envelopes). Every repeat is drawn, with the t interval of their mean difference to the first null',
    required: ['similarity'],
    properties: {
      similarity: {
        description: 'The similarity reports, one for each sweep point in "over"',
        type: 'string',
        port: 'similarity',
        many: true,
      },
      title: { $ref: '#/$defs/title' },
      layers: {
        description: 'Layers to draw. Default: all',
        type: 'array',
        items: { type: 'string', minLength: 1 },
        minItems: 1,
        uniqueItems: true,
      },
      nulls: NULLS_SCHEMA,
    },
  },
  outputs: { image: IMAGE, chart: CHART },
  check: ({ layers }, inputs) => checkFilters(inputs, { of: { layers }, gathers: true }),
  async draw(context) {
    const params = await startPicture(context);
    const read = context.inputs('similarity').map(async ({ path, point }) => {
      const entries = await readAllEntries(path);
      const of = (snapshot: string): typeof entries => entries.filter((entry) => entry.snapshot === snapshot);
      return { point, final: of('final'), initial: of('initial') };
    });
    return writeChart(context, drawRatioFilters(await Promise.all(read), params));
  },
};

const PANEL = { width: 270, height: 230 } as const;
const SPACING = 40;
/** Panels beside each other; more go below. */
const COLUMNS = 3;

/** The axis goes so far beyond the least and the greatest number of filters, as a factor. */
const EDGE = 1.15;

/**
 * The ratio of similar pairs against the number of filters, a panel for each layer and threshold, beside the ratio of the
 * untrained weights and what nulls give. The band of a null is global: all networks of a panel stay in it in 95 of 100 cases.
 *
 * Networks that differ in the repeat only are drawn each, with a line through their means and the t interval of their mean
 * difference to the first null: the network is the unit.
 *
 * @throws StageFailure if a named layer does not exist, or there is nothing to draw
 */
export function drawRatioFilters(
  comparisons: readonly Comparison[],
  params: RatioFiltersParams & Placed,
): TopLevelSpec {
  const layers = [...new Set(comparisons.flatMap(({ final }) => final.map(({ layer }) => layer)))];
  const unknown = params.layers?.find((layer) => !layers.includes(layer));
  if (unknown !== undefined) {
    throw new StageFailure(`Cannot find layer "${unknown}" in the similarity reports: they have ${layers.join(', ')}`);
  }
  const wanted = params.layers ?? layers;
  const panels = wanted.flatMap((layer) => panelsOf(layer, comparisons, params.nulls));
  if (panels.length === 0) throw new StageFailure('There are no two filters to compare in any layer');
  const several = new Set(panels.map(({ layer }) => layer)).size > 1;
  const repeats = repeatsOf(comparisons.map(({ point }) => point));
  const untrained = panels.some((panel) => panel.untrained.length > 0);
  const [first] = params.nulls;
  const notes = [
    ...(panels.some(({ bands }) => bands.some(({ p }) => p !== null))
      ? ['bands: all networks of a panel stay inside in 95 of 100 cases (global envelopes)']
      : []),
    ...(repeats > 1 && first !== undefined
      ? [`${repeats} repeats: bars are 95 % t intervals of the mean difference to "${first}"`]
      : []),
  ];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? `Similar pairs of filters${several ? '' : ` of ${panels[0]?.layer}`} against their number`,
      subtitle: placed(notes.join(' · '), params.place),
      offset: 26,
    },
    columns: COLUMNS,
    spacing: SPACING,
    concat: panels.map((panel, index) =>
      drawPanel(panel, {
        heading: `${several ? `${panel.layer}, ` : ''}cosine${panel.upTo} > ${decimal(panel.threshold, 3)}`,
        first: index === 0,
        untrained,
      }),
    ),
  } as TopLevelSpec;
}

function drawPanel(
  panel: Panel,
  { heading, first, untrained }: { readonly heading: string; readonly first: boolean; readonly untrained: boolean },
): object {
  const { bands, differences } = panel;
  const counts = [...new Set(panel.trained.map((mark) => mark.x))];
  const ratios = [...panel.trained, ...panel.untrained].map(({ ratio }) => ratio);
  const most = Math.max(...ratios, ...bands.flatMap(({ marks }) => marks.map(({ high }) => high)));
  const x = {
    type: 'quantitative',
    title: 'filters',
    scale: { type: 'log', domain: [Math.min(...counts) / EDGE, Math.max(...counts) * EDGE], nice: false },
    axis: { values: counts, format: 'd', grid: false },
  } as const;
  const y = {
    type: 'quantitative',
    title: first ? 'ratio of similar pairs' : null,
    axis: PERCENT_AXIS,
    // Even without any similar pair there is an axis.
    scale: { domain: [0, most > 0 ? most * 1.3 : 0.01], nice: false },
  } as const;
  const lines = [...new Set(panel.trained.map(({ line }) => line))];
  const colours = lines.length === 1 ? [COLOUR.trained] : lineColours(lines.length, { ordered: false });
  const own = lines.flatMap((line, index) => {
    const of = (marks: readonly NetworkMark[]): NetworkMark[] => marks.filter((mark) => mark.line === line);
    const colour = colours[index] ?? COLOUR.trained;
    return [
      ...ratioLayers(of(panel.trained), { x, y, colour, dash: [1, 0], filled: true }),
      // Above, and hollow: after few epochs both are at the same place.
      ...ratioLayers(of(panel.untrained), {
        x,
        y,
        colour: lines.length === 1 ? COLOUR.untrained : colour,
        dash: [2, 3],
        filled: false,
      }),
    ];
  });
  const trainedNames = lines.map((line, index) => ({
    name: lines.length === 1 ? 'trained' : line,
    colour: colours[index] ?? COLOUR.trained,
  }));
  return {
    ...PANEL,
    layer: [
      ...bands.flatMap(({ name, marks }) => bandLayers(widened(marks), { x, y, colour: NULLS[name].colour })),
      ...own,
      {
        data: { values: differences.map(({ x: at, shownLow, shownHigh }) => ({ x: at, shownLow, shownHigh })) },
        mark: { type: 'rule', color: COLOUR.trained, strokeWidth: 1.5 },
        encoding: { x: { field: 'x', ...x }, y: { field: 'shownLow', ...y }, y2: { field: 'shownHigh' } },
      },
      headingLayer(heading),
      ...(first
        ? keyLayers(
            [
              ...trainedNames,
              ...(untrained ? [{ name: 'untrained', colour: COLOUR.untrained }] : []),
              ...bands.map(({ name }) => ({ name, colour: NULLS[name].colour })),
            ],
            PANEL,
          )
        : []),
      ...notesBelow(answers(panel), PANEL),
    ],
  };
}

/** What each band says of the networks of a panel, and with repeats how far their mean is from the first null. */
function answers({ bands, differences }: Panel): { readonly text: string; readonly colour: string }[] {
  const points = (ratio: number): string => `${ratio < 0 ? '' : '+'}${decimal(100 * ratio, 2)}`;
  return [
    ...bands.map(({ name, p }) => ({
      text:
        p === null
          ? `${name}: exact, nothing drawn`
          : `${name}: ${p > 0.05 ? 'no evidence against' : 'a network leaves its band'} (${probability(p)})`,
      colour: NULLS[name].colour,
    })),
    ...differences.map(({ x, line, mean, low, high, networks }) => ({
      text: `${line}${x} filters: ${points(mean)} percentage points (${points(low)} to ${points(high)}), ${networks} networks`,
      colour: COLOUR.trained,
    })),
  ];
}

/** A little beyond the first and the last one, as far as the axis goes. */
function widened<T extends { readonly x: number }>(marks: readonly T[]): T[] {
  const [first, last] = [marks[0], marks.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [{ ...first, x: tidy(Math.max(2, first.x / EDGE)) }, ...marks, { ...last, x: tidy(last.x * EDGE) }];
}

interface Look {
  readonly x: object;
  readonly y: object;
  readonly colour: string;
  readonly dash: readonly number[];
  /** Solid points, or rings. */
  readonly filled: boolean;
}

/** Each ratio as a point, and a line through the means at each number of filters. */
function ratioLayers(marks: readonly NetworkMark[], { x, y, colour, dash, filled }: Look): object[] {
  if (marks.length === 0) return [];
  const counts = [...new Set(marks.map((mark) => mark.x))];
  const repeated = counts.length < marks.length;
  // Repeats of trained and untrained stand beside each other.
  const besides = repeated ? { xOffset: filled ? -5 : 5 } : {};
  const means = counts.map((count) => {
    const ratios = marks.filter((mark) => mark.x === count).map(({ ratio }) => ratio);
    return { x: count, mean: tidy(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length) };
  });
  const values = marks.map(({ x: at, ratio }) => ({ x: at, ratio }));
  const size = repeated ? 20 : 40;
  return [
    {
      data: { values: means },
      mark: { type: 'line', color: colour, strokeWidth: filled ? 1.75 : 1.25, strokeDash: dash },
      encoding: { x: { field: 'x', ...x }, y: { field: 'mean', ...y } },
    },
    {
      data: { values },
      mark: filled
        ? { type: 'point', filled: true, size: 1.5 * size, opacity: repeated ? 0.7 : 1, color: colour, ...besides }
        : { type: 'point', filled: false, size: 2 * size, opacity: 1, color: colour, strokeWidth: 1.25, ...besides },
      encoding: { x: { field: 'x', ...x }, y: { field: 'ratio', ...y } },
    },
  ];
}
