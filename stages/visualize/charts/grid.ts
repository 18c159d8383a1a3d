import { basename } from 'node:path';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Input, Metrics, Problem, StageContext } from '../../../engine/core/stage.ts';
import { showPoint, showValue } from '../../drawing/point.ts';
import { numbersAt, readTable, writeTable } from '../../formats/csv.ts';
import { CHART, IMAGE, TABLE } from '../chart.ts';
import type { Chart, Known } from '../chart.ts';
import { startPicture, writeSvg } from '../picture.ts';
import { gridOf } from './grid/cells.ts';
import type { Grid, GridQuestion, Preference, Value } from './grid/cells.ts';
import { drawGrid } from './grid/sheet.ts';

/** A metric over two axes of the sweep. */
export interface GridParams {
  readonly kind: 'grid';
  readonly title?: string;
  readonly metric: string;
  readonly rows: string;
  readonly columns: string;
  readonly best: 'largest' | 'smallest';
  readonly prefer: readonly Preference[];
  /** Which row of each table; without it the last one of a history, the only one of a table. */
  readonly where: readonly { readonly column: string; readonly value: string | number }[];
}

const AXIS = { type: 'string', minLength: 1 } as const;

const WORDS: Readonly<Record<string, string>> = {
  values: 'points of the other axes, such as folds or repeats',
  mean: 'of the metric over these',
  deviation: 'standard deviation over these',
  standardError: 'of the mean: the deviation divided by the root of the number of values',
  best: '1: the cell with the best mean',
  withinOne: '1: its mean lies within one standard error of the best',
  chosen: '1: the one of these that "prefer" ranks first',
  all: 'the single values',
};

export const grid: Chart<GridParams> = {
  kind: 'grid',
  schema: {
    title: 'Grid',
    description:
      'The mean of a metric over two axes of the sweep, with its spread over all other axes in "over", such as folds or repeats: the best point, and the one that you prefer among those within one standard error of it',
    required: ['metric', 'rows', 'columns'],
    properties: {
      history: {
        description: 'The histories of trainings, one for each sweep point in "over". Of each the last epoch counts',
        type: 'string',
        port: 'history',
        many: true,
      },
      table: {
        description: 'In place of histories, tables with one row, such as evaluate.summary; or more, with "where"',
        type: 'string',
        port: 'table',
        many: true,
      },
      title: { $ref: '#/$defs/title' },
      metric: { description: 'Which column: validationAccuracy, for example', type: 'string', minLength: 1 },
      rows: { description: 'Axis of the sweep that goes down', ...AXIS },
      columns: { description: 'Axis of the sweep that goes across', ...AXIS },
      best: { description: 'Which mean is best', enum: ['largest', 'smallest'], default: 'largest' },
      prefer: {
        description:
          'Which point to choose among those within one standard error of the best: the first entry decides, the next ones among equals. Without entries, the best point is chosen',
        type: 'array',
        default: [],
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['axis', 'value'],
          properties: {
            axis: { description: 'The axis of the rows or of the columns', ...AXIS },
            value: { description: 'Which of its values is preferred', enum: ['smallest', 'greatest'] },
          },
        },
      },
      where: {
        description: 'Which row of each table or history counts: the one that has all of these values',
        type: 'array',
        default: [],
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['column', 'value'],
          properties: {
            column: { description: 'A column of the table', type: 'string', minLength: 1 },
            value: { description: 'What the row has there', type: ['string', 'number'] },
          },
        },
      },
    },
  },
  outputs: { image: IMAGE, chart: CHART, table: { ...TABLE, columns: WORDS } },
  check,
  draw,
};

function check({ rows, columns, prefer }: GridParams, inputs: Known): readonly Problem[] {
  const problems: Problem[] = [];
  const ports = ['history', 'table'].filter((port) => inputs[port] !== undefined);
  if (ports.length !== 1) {
    const found = ports.length === 0 ? 'neither' : 'both';
    problems.push({ path: ['kind'], message: `Expected either "history" or "table", found ${found}` });
  }
  if (rows === columns)
    problems.push({ path: ['columns'], message: `Rows and columns are both "${rows}": name two axes of the sweep` });
  for (const [index, { axis }] of prefer.entries()) {
    if (axis === rows || axis === columns) continue;
    const message = `Cannot prefer values of "${axis}": the grid has the axes "${rows}" and "${columns}"`;
    problems.push({ path: ['prefer', index, 'axis'], message });
  }
  return problems;
}

/** Writes the picture and `table`: a row for each cell. */
async function draw(context: StageContext<GridParams>): Promise<Metrics> {
  const params = await startPicture(context);
  const { title, metric, place } = params;
  const histories = context.inputs('history');
  const inputs = histories.length > 0 ? histories : context.inputs('table');
  const values: Value[] = [];
  for (const input of inputs) values.push({ point: input.point, value: await valueOf(input, params) });
  const question: GridQuestion = params;
  const found = gridOf(values, question);
  const look = { metric, question, ...(title !== undefined && { title }), ...(place !== undefined && { place }) };
  await writeCells(context.output('table'), found, question);
  await writeSvg(context, drawGrid(found, look));
  return { best: showPoint(found.best.point), chosen: showPoint(found.chosen.point), mean: found.best.mean };
}

/** The metric in the row that counts. */
async function valueOf({ path, point, kind }: Input, { metric, where }: GridParams): Promise<number> {
  const table = await readTable(path);
  const numbers = numbersAt(table, metric);
  const missing = where.find(({ column }) => !table.columns.includes(column));
  if (missing !== undefined) {
    const names = table.columns.map((name) => `"${name}"`).join(', ');
    throw new StageFailure(`Cannot find column "${missing.column}" in ${basename(path)}: it has ${names}`);
  }
  const rows = numbers.filter((_, at) => where.every(({ column, value }) => isValue(table.rows[at]?.[column], value)));
  if (rows.length !== 1 && (kind !== 'history' || where.length > 0)) {
    throw new StageFailure(`Expected one row at ${showPoint(point) || 'no point'}, found ${rows.length}`, {
      hint: 'Say with "where" which row of the table counts.',
    });
  }
  const value = rows.at(-1) ?? null;
  if (value === null) {
    throw new StageFailure(`No "${metric}" at ${showPoint(point) || 'no point'}: the cell is empty`, {
      hint: 'Does the dataset hold out validation images?',
    });
  }
  return value;
}

/** Numbers are the same when they read as the same number: `0.5` and `0.50`. */
function isValue(cell: string | undefined, value: string | number): boolean {
  return cell === String(value) || (typeof value === 'number' && cell !== '' && Number(cell) === value);
}

async function writeCells(path: string, { cells, best, within, chosen }: Grid, question: GridQuestion): Promise<void> {
  const { rows, columns } = question;
  const names = [rows, columns, 'values', 'mean', 'deviation', 'standardError', 'best', 'withinOne', 'chosen', 'all'];
  await writeTable(
    path,
    names,
    cells.map((cell) => ({
      [rows]: showValue(cell.point[rows]),
      [columns]: showValue(cell.point[columns]),
      values: cell.values.length,
      mean: tidy(cell.mean),
      deviation: cell.deviation === null ? null : tidy(cell.deviation),
      standardError: cell.deviation === null ? null : tidy(cell.error),
      best: Number(cell === best),
      withinOne: Number(within.includes(cell)),
      chosen: Number(cell === chosen),
      all: cell.values.join(' '),
    })),
  );
}

/** Without the last digits, in which sums may differ between machines. */
function tidy(value: number): number {
  return Number(value.toPrecision(9));
}
