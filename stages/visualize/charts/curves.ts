import type { TopLevelSpec } from 'vega-lite';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Point } from '../../../engine/core/stage.ts';
import { lineColours } from '../../drawing/colour.ts';
import { axesOf, placed } from '../../drawing/point.ts';
import { numbersAt, readTable } from '../../formats/csv.ts';
import type { Table } from '../../formats/csv.ts';
import { namesOf } from '../names.ts';
import { withoutRepeat } from '../repeats.ts';
import type { Placed } from '../../drawing/point.ts';
import { MEASURES, panel } from './curves/panel.ts';
import type { Mark, Measure, Series } from './curves/panel.ts';
import { CHART, IMAGE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkNames } from '../checks.ts';
import { startPicture, writeChart } from '../picture.ts';

/** Loss and accuracy over epochs. */
export interface CurvesParams {
  readonly kind: 'curves';
  readonly title?: string;
  /** Only those that the histories have are drawn. */
  readonly panels: readonly Measure[];
  /** `training` and `validation` are in evaluation mode, `running` is the mean over the batches of an epoch. */
  readonly series: readonly ('validation' | 'training' | 'running')[];
  /** The first epoch drawn. */
  readonly from: number;
  readonly lossScale: 'linear' | 'log';
  /** One for each line, in the order of the histories. Default: their sweep points. */
  readonly names?: readonly string[];
}

export const curves: Chart<CurvesParams> = {
  kind: 'curves',
  schema: {
    title: 'Curves',
    description: 'Loss and accuracy over epochs, side by side, for one training or for all trainings of a sweep',
    required: ['history'],
    properties: {
      history: {
        description:
          'The histories to draw. With "over", each sweep point has a line in its own colour; repeats are thin lines around their mean',
        type: 'string',
        port: 'history',
        many: true,
      },
      title: { $ref: '#/$defs/title' },
      panels: {
        description:
          "What to draw, each in its own panel. Default: everything in the histories. reconstruction and kl are the two parts of a variational autoencoder's loss",
        type: 'array',
        items: { enum: ['loss', 'accuracy', 'reconstruction', 'kl'] },
        minItems: 1,
        uniqueItems: true,
        default: ['loss', 'accuracy', 'reconstruction', 'kl'],
      },
      series: {
        description:
          "Which lines to draw. validation and training are in evaluation mode at the end of an epoch; running is the mean over the epoch's batches with dropout on. With several sweep points, the first one is labelled",
        type: 'array',
        items: { enum: ['validation', 'training', 'running'] },
        minItems: 1,
        uniqueItems: true,
        default: ['validation', 'training'],
      },
      from: {
        description: 'First epoch to draw. 0 is before training, where the high loss flattens everything else',
        type: 'integer',
        minimum: 0,
        default: 1,
      },
      lossScale: { description: 'Scale of the loss axis', enum: ['linear', 'log'], default: 'linear' },
      names: {
        $ref: '#/$defs/names',
        description:
          'Names of the lines in the order of the histories, one for all repeats. Default: their sweep points',
      },
    },
  },
  outputs: { image: IMAGE, chart: CHART },
  check: ({ names }, inputs) => checkNames(names, 'history', inputs),
  async draw(context) {
    const params = await startPicture(context);
    const read = context.inputs('history').map(async ({ path, point }) => ({ point, table: await readTable(path) }));
    return writeChart(context, drawCurves(await Promise.all(read), params));
  },
};

/** The history of one training, and where in the sweep it was. */
export interface History {
  readonly point: Point;
  readonly table: Table;
}

const SERIES: Readonly<Record<CurvesParams['series'][number], Series>> = {
  validation: {
    name: 'validation',
    columns: {
      loss: 'validationLoss',
      accuracy: 'validationAccuracy',
      reconstruction: 'validationReconstruction',
      kl: 'validationKl',
    },
    dash: [],
  },
  training: {
    name: 'training',
    columns: { loss: 'trainLoss', accuracy: 'trainAccuracy', reconstruction: 'trainReconstruction', kl: 'trainKl' },
    dash: [5, 2.5],
  },
  running: {
    name: 'running mean',
    columns: { loss: 'loss', accuracy: 'accuracy', reconstruction: 'reconstruction', kl: 'kl' },
    dash: [1, 2],
  },
};

/**
 * Loss and accuracy over epochs, side by side. One history: a line in its own colour for each series. Several: a colour for
 * each sweep point and a dash for each series. Histories that differ in `repeat` only are thin lines around their mean, with
 * a band of one standard deviation.
 *
 * @throws StageFailure if the histories have nothing to draw from the first epoch asked for.
 */
export function drawCurves(histories: readonly History[], params: CurvesParams & Placed): TopLevelSpec {
  const named = histories.length > 1 || params.names !== undefined;
  const names = named
    ? namesOf(histories, { names: params.names, what: 'histories', port: 'history', bare: true })
    : [''];
  const several = new Set(names).size > 1;
  const axes = axesOf(histories.map(({ point }) => withoutRepeat(point)));
  const single = axes.length === 1 ? axes[0] : undefined;
  const series = params.series.map((name) => SERIES[name]).filter((each) => hasValues(histories, each, params));
  const lines = several ? [...new Set(names)] : series.map(({ name }) => name);
  const repeats = Math.max(...names.map((name) => names.filter((other) => other === name).length));
  const ordered = single !== undefined && histories.every(({ point }) => typeof point[single] === 'number');
  const colours = lineColours(lines.length, { ordered: several && ordered });

  const panels = params.panels.flatMap((measure) => {
    const marks = histories.flatMap((history, run) =>
      series.flatMap((each) => {
        const line = several ? (names[run] ?? '') : each.name;
        return readMarks(history.table, { measure, from: params.from, series: each, line, run });
      }),
    );
    // An autoencoder has no accuracy, a classifier no divergence.
    if (marks.length === 0) return [];
    const { lossScale } = params;
    const unit = unitOf(measure, histories);
    const spec = panel(marks, { measure, lines, colours, several, series, lossScale, repeated: repeats > 1, unit });
    return [{ measure, spec }];
  });
  if (panels.length === 0) {
    throw new StageFailure(
      `Cannot draw curves: the history has no ${params.series.join(' or ')} from epoch ${params.from} on`,
      {
        hint: 'Set "from" to an earlier epoch, or choose other "series" or "panels".',
      },
    );
  }
  const notes = [
    several ? `Colour: ${single ?? 'sweep point'}` : undefined,
    ...(several ? series.map(({ name, dash }) => `${lineWord(dash)}: ${name}`) : []),
    repeats > 1 ? `${repeats} repeats: each thin, mean and standard deviation` : undefined,
  ].filter((note) => note !== undefined);
  const subtitle = placed(notes.join(' · '), params.place);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: params.title ?? titleOf(panels.map(({ measure }) => measure)),
      ...(subtitle !== '' && { subtitle }),
    },
    spacing: 28,
    hconcat: panels.map(({ spec }) => spec),
    resolve: { scale: { color: 'shared' } },
  } as TopLevelSpec;
}

/** What a loss is in: cross-entropy and -ELBO are nats of an image, the loss of a plain autoencoder is a mean over pixels. */
function unitOf(measure: Measure, histories: readonly History[]): string {
  if (measure === 'accuracy') return '';
  const units = histories.map(({ table: { columns } }) =>
    columns.includes('kl') || columns.includes('accuracy') ? 'nats per image' : 'per pixel',
  );
  return new Set(units).size === 1 ? (units[0] ?? '') : '';
}

/** `Loss and accuracy over epochs`. */
function titleOf(measures: readonly Measure[]): string {
  const names = measures.map((measure, index) => (index === 0 ? MEASURES[measure] : MEASURES[measure].toLowerCase()));
  return `${[names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' and ')} over epochs`;
}

function hasValues(histories: readonly History[], series: Series, { from, panels }: CurvesParams): boolean {
  return panels.some((measure) =>
    histories.some(({ table }) => readMarks(table, { measure, from, series, line: '', run: 0 }).length > 0),
  );
}

function lineWord(dash: readonly number[]): string {
  return dash.length === 0 ? 'Solid' : dash[0] === 1 ? 'Dotted' : 'Dashed';
}

function readMarks(
  table: Table,
  {
    measure,
    from,
    series,
    line,
    run,
  }: {
    readonly measure: Measure;
    readonly from: number;
    readonly series: Series;
    readonly line: string;
    readonly run: number;
  },
): Mark[] {
  if (!table.columns.includes(series.columns[measure])) return [];
  const epochs = numbersAt(table, 'epoch');
  const values = numbersAt(table, series.columns[measure]);
  return epochs.flatMap((epoch, row) => {
    const value = values[row] ?? null;
    return epoch === null || epoch < from || value === null ? [] : [{ epoch, value, line, series: series.name, run }];
  });
}
