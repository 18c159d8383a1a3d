import type { TopLevelSpec } from 'vega-lite';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Point } from '../../../engine/core/stage.ts';
import { decimal } from '../../drawing/number.ts';
import { placed } from '../../drawing/point.ts';
import { chanceBand } from '../../statistics/compare-with-chance.ts';
import type { SimilarityEntry, ThresholdResult } from '../../formats/similarity-report.ts';
import { COLOUR, PERCENT_AXIS, chanceLayers, headingLayer, keyLayers, tidy } from '../ratio-layers.ts';
import type { ChanceMark } from '../ratio-layers.ts';
import { repeatsOf, spreadOf } from '../repeats.ts';
import type { Placed } from '../../drawing/point.ts';
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
}

export const ratioFilters: Chart<RatioFiltersParams> = {
  kind: 'ratio-filters',
  schema: {
    title: 'Ratio against filters',
    description:
      'The ratio of similar pairs against the number of filters, a panel for each layer and threshold, with chance and its 95 % band. Every repeat is drawn, with mean and standard deviation',
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
const SPACING = 34;
/** How many panels beside each other; more go below. */
const COLUMNS = 3;

/** The entries of one sweep point, of the trained and the untrained weights. */
export interface Comparison {
  readonly point: Point;
  readonly final: readonly SimilarityEntry[];
  /** Empty if they were not compared. */
  readonly initial: readonly SimilarityEntry[];
}

/** One layer at one threshold: the ratio of each network, by its number of filters. */
interface Panel {
  readonly layer: string;
  readonly threshold: number;
  readonly trained: readonly Mark[];
  readonly untrained: readonly Mark[];
  readonly chance: readonly ChanceMark[];
}

interface Mark {
  readonly x: number;
  readonly ratio: number;
}

/**
 * The ratio of similar pairs against the number of filters, a panel for each layer and threshold, beside the ratio of the
 * untrained weights and what chance gives, with the band that it stays in for 95 of 100 layers. Chance does not depend on the
 * number of filters, so a ratio that rises with it is not chance (SCIENCE 2.3).
 *
 * Every repeat is drawn, with their mean as a line and their standard deviation as a bar.
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
  const panels = wanted.flatMap((layer) => panelsOf(layer, comparisons));
  if (panels.length === 0) throw new StageFailure('There are no two filters to compare in any layer');
  const several = new Set(panels.map(({ layer }) => layer)).size > 1;
  const repeats = repeatsOf(comparisons.map(({ point }) => point));
  const untrained = panels.some((panel) => panel.untrained.length > 0);
  const notes = [
    'chance: random directions, with its 95 % band',
    ...severalNotes(repeats, Math.max(...panels.map(({ trained }) => mostAtOne(trained)))),
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
        heading: `${several ? `${panel.layer}, ` : ''}cosine > ${decimal(panel.threshold, 3)}`,
        first: index === 0,
        untrained,
      }),
    ),
  } as TopLevelSpec;
}

/** What several ratios at one number of filters are: repeats, or other sweep points too. */
function severalNotes(repeats: number, mostAtOneNumber: number): string[] {
  if (mostAtOneNumber === 1) return [];
  const spread = 'each, mean and standard deviation';
  if (repeats === 1) return [`several networks with as many filters: ${spread}`];
  return [
    mostAtOneNumber > repeats
      ? `networks with as many filters, ${repeats} repeats: ${spread}`
      : `${repeats} repeats: ${spread}`,
  ];
}

function panelsOf(layer: string, comparisons: readonly Comparison[]): Panel[] {
  const entriesOf = (kind: 'final' | 'initial'): SimilarityEntry[] =>
    // A point with a single filter has no ratio.
    comparisons.flatMap((comparison) =>
      comparison[kind].filter((entry) => entry.layer === layer && entry.comparedFilters > 1),
    );
  const entries = entriesOf('final');
  const thresholds = new Set(entries.flatMap((entry) => entry.thresholds.map(({ threshold }) => threshold)));
  return [...thresholds]
    .sort((a, b) => a - b)
    .flatMap((threshold) => {
      const trained = marksOf(entries, threshold);
      if (trained.length === 0) return [];
      const untrained = marksOf(entriesOf('initial'), threshold);
      return [{ layer, threshold, trained, untrained, chance: chanceOf(entries, threshold) }];
    });
}

function marksOf(entries: readonly SimilarityEntry[], threshold: number): Mark[] {
  return entries
    .flatMap((entry) => {
      const ratio = resultAt(entry, threshold)?.ratioPairs ?? null;
      return ratio === null ? [] : [{ x: entry.filters, ratio: tidy(ratio) }];
    })
    .sort((a, b) => a.x - b.x);
}

/** Smooth between numbers of filters where chance is the same for all of them, else at these numbers only. */
function chanceOf(entries: readonly SimilarityEntry[], threshold: number): ChanceMark[] {
  const known = entries.flatMap((entry) => {
    const chance = resultAt(entry, threshold)?.chance ?? null;
    return chance === null ? [] : [{ filters: entry.filters, chance }];
  });
  const counts = [...new Set(known.map(({ filters }) => filters))].sort((a, b) => a - b);
  const [least = 2, most = 2] = [counts[0], counts.at(-1)];
  const chances = new Set(known.map(({ chance }) => chance));
  const [only] = chances;
  const mark = (filters: number, chance: number): ChanceMark => {
    const [low, high] = chanceBand(chance, Math.round((filters * (filters - 1)) / 2));
    return { x: tidy(filters), chance: tidy(chance), low: tidy(Math.max(low, 0)), high: tidy(high) };
  };
  // Where few pairs are expected the band has steps, which only mean something at a number of filters that there is.
  const smooth = only !== undefined && (only * least * (least - 1)) / 2 >= 10;
  // A little beyond the first and the last one, as far as the axis goes.
  const [start, end] = [Math.max(2, least / EDGE), most * EDGE];
  if (chances.size === 1 && only !== undefined && (smooth || only < 1e-9)) {
    return Array.from({ length: 81 }, (_, step) => mark(start * (end / start) ** (step / 80), only));
  }
  const marks = counts.map((filters) => mark(filters, known.find((each) => each.filters === filters)?.chance ?? 0));
  const [first, last] = [marks[0], marks.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [{ ...first, x: tidy(start) }, ...marks, { ...last, x: tidy(end) }];
}

/** How far the axis reaches beyond the least and the greatest number of filters, as a factor. */
const EDGE = 1.15;

function resultAt(entry: SimilarityEntry, threshold: number): ThresholdResult | undefined {
  return entry.thresholds.find((result) => result.threshold === threshold);
}

function mostAtOne(marks: readonly Mark[]): number {
  const counts = new Map<number, number>();
  for (const { x } of marks) counts.set(x, (counts.get(x) ?? 0) + 1);
  return Math.max(...counts.values());
}

function drawPanel(
  panel: Panel,
  { heading, first, untrained }: { readonly heading: string; readonly first: boolean; readonly untrained: boolean },
): object {
  const counts = [...new Set(panel.trained.map((mark) => mark.x))];
  const ratios = [...panel.trained, ...panel.untrained].map(({ ratio }) => ratio);
  const highs = panel.chance.map(({ high }) => high);
  const most = Math.max(...ratios, ...highs);
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
  return {
    ...PANEL,
    layer: [
      ...chanceLayers(panel.chance, { x, y }),
      ...ratioLayers(panel.trained, { x, y, colour: COLOUR.trained, dash: [1, 0], filled: true }),
      // Above, and hollow: after few epochs both are at the same place.
      ...ratioLayers(panel.untrained, { x, y, colour: COLOUR.untrained, dash: [2, 3], filled: false }),
      headingLayer(heading),
      ...(first
        ? keyLayers(
            [
              { name: 'trained', colour: COLOUR.trained },
              ...(untrained ? [{ name: 'untrained', colour: COLOUR.untrained }] : []),
              { name: 'chance', colour: COLOUR.chance },
            ],
            PANEL,
          )
        : []),
    ],
  };
}

interface Look {
  readonly x: object;
  readonly y: object;
  readonly colour: string;
  readonly dash: readonly number[];
  /** Solid points, or rings. */
  readonly filled: boolean;
}

/** Each ratio as a point, their mean as a line, and where there are several at a number of filters, a bar of ± 1 sd. */
function ratioLayers(marks: readonly Mark[], { x, y, colour, dash, filled }: Look): object[] {
  if (marks.length === 0) return [];
  const counts = [...new Set(marks.map((mark) => mark.x))];
  const repeated = mostAtOne(marks) > 1;
  // Repeats of trained and untrained stand beside each other.
  const besides = repeated ? { xOffset: filled ? -5 : 5 } : {};
  const means = counts.map((count) => {
    const ratios = marks.filter((mark) => mark.x === count).map(({ ratio }) => ratio);
    const { mean, deviation } = spreadOf(ratios);
    const sd = deviation ?? 0;
    return { x: count, mean: tidy(mean), low: tidy(Math.max(mean - sd, 0)), high: tidy(mean + sd) };
  });
  const size = repeated ? 20 : 40;
  return [
    {
      data: { values: means },
      mark: { type: 'line', color: colour, strokeWidth: filled ? 1.75 : 1.25, strokeDash: dash, ...besides },
      encoding: { x: { field: 'x', ...x }, y: { field: 'mean', ...y } },
    },
    ...(repeated
      ? [
          {
            data: { values: means },
            mark: { type: 'rule', color: colour, strokeWidth: 1.25, ...besides },
            encoding: { x: { field: 'x', ...x }, y: { field: 'low', ...y }, y2: { field: 'high' } },
          },
        ]
      : []),
    {
      data: { values: marks },
      mark: filled
        ? { type: 'point', filled: true, size: 1.5 * size, opacity: repeated ? 0.7 : 1, color: colour, ...besides }
        : { type: 'point', filled: false, size: 2 * size, opacity: 1, color: colour, strokeWidth: 1.25, ...besides },
      encoding: { x: { field: 'x', ...x }, y: { field: 'ratio', ...y } },
    },
  ];
}
