import type { TopLevelSpec } from 'vega-lite';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Point } from '../../../engine/core/stage.ts';
import { INK, lineColours } from '../../drawing/colour.ts';
import { decimal } from '../../drawing/number.ts';
import { axesOf, placed, showPoint, showValue } from '../../drawing/point.ts';
import { SIZE } from '../../drawing/svg.ts';
import { upToOfAll } from '../../formats/similarity-report.ts';
import type { SimilarityEntry } from '../../formats/similarity-report.ts';
import { oneLayer } from '../matrix.ts';
import { COLOUR, PERCENT_AXIS, bandLayers, headingLayer, keyLayers, tidy } from '../ratio-layers.ts';
import type { BandMark } from '../ratio-layers.ts';
import type { Placed } from '../../drawing/point.ts';
import { CHART, IMAGE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { startPicture, writeChart } from '../picture.ts';
import { readAllEntries } from '../report.ts';

/** The ratio of similar pairs from epoch to epoch. */
export interface RatioEpochsParams {
  readonly kind: 'ratio-epochs';
  readonly title?: string;
  /** Left out: the only layer there is. */
  readonly layer?: string;
}

export const ratioEpochs: Chart<RatioEpochsParams> = {
  kind: 'ratio-epochs',
  schema: {
    title: 'Ratio against epochs',
    description:
      'The ratio of similar pairs of one layer against the epoch, starting before training, a line for each sweep point. Needs snapshots',
    required: ['similarity'],
    properties: {
      similarity: {
        description: 'The similarity reports, one for each sweep point in "over"',
        type: 'string',
        port: 'similarity',
        many: true,
      },
      title: { $ref: '#/$defs/title' },
      layer: { $ref: '#/$defs/layer' },
    },
  },
  outputs: { image: IMAGE, chart: CHART },
  check: ({ layer }, inputs) => checkFilters(inputs, { of: { layer }, snapshot: 'epochs', gathers: true }),
  async draw(context) {
    const params = await startPicture(context);
    const read = context
      .inputs('similarity')
      .map(async ({ path, point }) => ({ point, entries: await readAllEntries(path) }));
    return writeChart(context, drawRatioEpochs(await Promise.all(read), params));
  },
};

const PANEL = { width: 300, height: 230 } as const;
const LABEL_HEIGHT = 13;

/** All entries of one sweep point, of whatever snapshot. */
export interface Course {
  readonly point: Point;
  readonly entries: readonly SimilarityEntry[];
}

interface Mark {
  readonly epoch: number;
  readonly ratio: number;
  readonly line: string;
}

/**
 * The ratio of similar pairs of one layer against the epoch, from epoch 0 (before training): were filters alike from the start, or
 * did they learn the same thing twice? A panel for each threshold, a line for each sweep point (SCIENCE 6-A6).
 *
 * @throws StageFailure if the layer does not exist, or the reports do not say which epochs their weights come from
 */
export function drawRatioEpochs(courses: readonly Course[], params: RatioEpochsParams & Placed): TopLevelSpec {
  const layer = oneLayer(
    [...new Set(courses.flatMap(({ entries }) => entries.map((entry) => entry.layer)))],
    params.layer,
  );
  const axes = axesOf(courses.map(({ point }) => point));
  const [axis, ...more] = axes;
  const nameOf = ({ point }: Course): string =>
    axis !== undefined && more.length === 0 ? showValue(point[axis]) : showPoint(point);
  const own = courses
    .map((course) => ({
      name: nameOf(course),
      // A point with a single filter has no ratio.
      entries: course.entries.filter(
        (entry) => entry.layer === layer && entry.epoch !== null && entry.comparedFilters > 1,
      ),
    }))
    .filter(({ entries }) => entries.length > 0);
  const epochs = new Set(own.flatMap(({ entries }) => entries.map(({ epoch }) => epoch)));
  if (epochs.size < 2) {
    throw new StageFailure(
      `Cannot draw ratios of layer "${layer}" against epochs: the reports know of fewer than two`,
      {
        hint: 'Let the training keep weights with "snapshots: [1, 2, 5]" and compare them with "snapshots: [initial, epochs, final]".',
      },
    );
  }
  const thresholds = new Set(
    own.flatMap(({ entries }) => entries.flatMap((entry) => entry.thresholds.map((at) => at.threshold))),
  );
  const names = own.map(({ name }) => name);
  const ordered =
    axis !== undefined && more.length === 0 && courses.every(({ point }) => typeof point[axis] === 'number');
  const colours = names.length === 1 ? [COLOUR.trained] : lineColours(names.length, { ordered });
  const panels = [...thresholds].sort((a, b) => a - b);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? `Similar pairs of filters of ${layer} during training`,
      subtitle: placed(
        [
          ...(names.length > 1 ? [`Colour: ${more.length === 0 ? axis : 'sweep point'}`] : []),
          names.length > 1
            ? 'bands, with medians: where 95 of 100 layers of random directions are, of each line in its colour, at one epoch (not for all together)'
            : 'orange: random directions; band: where 95 of 100 such layers are, at one epoch (not for all epochs together)',
        ].join(' · '),
        params.place,
      ),
      offset: 26,
    },
    spacing: names.length > 1 ? 60 : 34,
    hconcat: panels.map((threshold, index) =>
      drawPanel(
        own.flatMap(({ name, entries }) => marksOf(name, entries, threshold)),
        {
          threshold,
          upTo: upToOfAll(own.flatMap(({ entries }) => entries)),
          names,
          colours,
          first: index === 0,
          chances: own.map(({ entries }) => chanceOf(entries, threshold)),
        },
      ),
    ),
  } as TopLevelSpec;
}

function marksOf(line: string, entries: readonly SimilarityEntry[], threshold: number): Mark[] {
  return entries
    .flatMap(({ epoch, thresholds }) => {
      const ratio = thresholds.find((at) => at.threshold === threshold)?.ratioPairs ?? null;
      return ratio === null || epoch === null ? [] : [{ epoch, ratio: tidy(ratio), line }];
    })
    .sort((a, b) => a.epoch - b.epoch);
}

/**
 * What layers of random directions give, whatever the epoch: of the first snapshot that they were drawn for. Where none were
 * drawn, the exact ratio without a band.
 */
function chanceOf(entries: readonly SimilarityEntry[], threshold: number): Omit<BandMark, 'x'> | undefined {
  for (const { nulls, possiblePairs } of entries) {
    const report = nulls.find((each) => each.null === 'isotropic');
    const tested = report?.thresholds.find((at) => at.threshold === threshold)?.similarPairs;
    if (tested === undefined) continue;
    const [median, low, high] = [tested.median, tested.low, tested.high].map((pairs) => tidy(pairs / possiblePairs));
    return { median: median ?? 0, low: low ?? 0, high: high ?? 0 };
  }
  const chance = entries[0]?.thresholds.find((at) => at.threshold === threshold)?.chance ?? null;
  return chance === null ? undefined : { median: tidy(chance), low: tidy(chance), high: tidy(chance) };
}

function drawPanel(
  marks: readonly Mark[],
  options: {
    readonly threshold: number;
    /** What cosines ignore, to follow the word. */
    readonly upTo: string;
    readonly names: readonly string[];
    readonly colours: readonly string[];
    readonly first: boolean;
    /** Of each line. */
    readonly chances: readonly (Omit<BandMark, 'x'> | undefined)[];
  },
): object {
  const { threshold, upTo, names, colours, first, chances } = options;
  const last = Math.max(...marks.map(({ epoch }) => epoch));
  const most = Math.max(0, ...chances.map((chance) => chance?.high ?? 0), ...marks.map(({ ratio }) => ratio));
  const top = most > 0 ? most * 1.25 : 0.01;
  const x = {
    type: 'quantitative',
    title: 'epoch',
    scale: { domain: [0, last], nice: false },
    axis: { tickMinStep: 1, format: 'd' },
  } as const;
  const y = {
    type: 'quantitative',
    title: first ? 'ratio of similar pairs' : null,
    axis: PERCENT_AXIS,
    scale: { domain: [0, top], nice: false },
  } as const;
  const color = { field: 'line', type: 'nominal', scale: { domain: names, range: colours }, legend: null } as const;
  return {
    ...PANEL,
    layer: [
      ...chances.flatMap((chance, index) => {
        if (chance === undefined) return [];
        const colour = names.length === 1 ? COLOUR.chance : (colours[index] ?? COLOUR.chance);
        return bandLayers(
          [0, last].map((epoch) => ({ x: epoch, ...chance })),
          { x, y, colour },
        );
      }),
      {
        data: { values: marks },
        mark: { type: 'line', strokeWidth: 1.75, point: { size: 26, opacity: 1 } },
        encoding: { x: { field: 'epoch', ...x }, y: { field: 'ratio', ...y }, color },
      },
      headingLayer(`cosine${upTo} > ${decimal(threshold, 3)}`),
      ...(names.length === 1
        ? first
          ? keyLayers(
              [
                { name: 'trained', colour: COLOUR.trained },
                { name: 'chance', colour: COLOUR.chance },
              ],
              PANEL,
            )
          : []
        : [endLabels(marks, { names, top, color })]),
    ],
  };
}

/** The names of the lines beside their last points, moved apart where they would touch. */
function endLabels(
  marks: readonly Mark[],
  { names, top, color }: { readonly names: readonly string[]; readonly top: number; readonly color: object },
): object {
  const ends = names
    .flatMap((line) => {
      const last = marks.findLast((mark) => mark.line === line);
      return last === undefined ? [] : [{ line, place: (1 - last.ratio / top) * PANEL.height }];
    })
    .sort((a, b) => a.place - b.place);
  let least = 0;
  const values = ends.map(({ line, place }) => {
    const free = Math.max(place, least);
    least = free + LABEL_HEIGHT;
    return { line, place: free };
  });
  return {
    data: { values },
    mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: SIZE.text, color: INK.text, clip: false },
    encoding: {
      x: { value: PANEL.width + 8 },
      y: { field: 'place', type: 'quantitative', scale: null },
      text: { field: 'line' },
      color,
    },
  };
}
