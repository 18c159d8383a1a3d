import type { Input, Point } from '../../../engine/core/stage.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import { rounded } from '../../drawing/number.ts';
import { axesOf, inputAt, showValue } from '../../drawing/point.ts';
import { readSafetensors, tensorAt } from '../../formats/safetensors.ts';
import { numbersAt, readTable, writeTable } from '../../formats/csv.ts';
import type { Cell } from '../../formats/csv.ts';
import { readEntries } from '../report.ts';
import type { SimilarityEntry, ThresholdResult } from '../../formats/similarity-report.ts';
import type { DrawnNull } from '../../statistics/drawn-null.ts';
import { meanInterval } from '../../statistics/student.ts';
import { NULLS_SCHEMA } from '../ratio-layers.ts';
import { spreadOf } from '../repeats.ts';
import { TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { stopIfCancelled } from '../picture.ts';
import { REPEAT_WORDS, WORDS } from './summary/words.ts';

/** One row for each sweep point, layer and threshold. */
export interface SummaryParams {
  readonly kind: 'summary';
  /** Left out: all layers. */
  readonly layers?: readonly string[];
  readonly nulls: readonly DrawnNull[];
}

export const summary: Chart<SummaryParams> = {
  kind: 'summary',
  schema: {
    title: 'Summary',
    description:
      'Two tables. table: a row for each sweep point, layer and threshold, with accuracy, similar pairs, chance (the ratio of random directions), z (the number of standard deviations between the ratio and chance), lift (the ratio divided by chance), and for each null its verdict (more than or fewer than the null gives, or no evidence against it) and p, corrected for all that the step before tests. repeats: a row for each of these where several networks differ in the repeat only, with means, standard deviations, and the mean difference to each null with its 95 % t interval',
    required: ['similarity'],
    properties: {
      kind: { description: 'What to make', const: 'summary' },
      similarity: {
        description: 'The similarity reports, one for each sweep point in "over"',
        type: 'string',
        port: 'similarity',
        many: true,
      },
      predictions: {
        description: 'The predictions for the test images, for the column testAccuracy',
        type: 'string',
        port: 'predictions',
        many: true,
      },
      history: {
        description: 'The histories, for the column validationAccuracy after the last epoch',
        type: 'string',
        port: 'history',
        many: true,
      },
      layers: {
        description: 'Layers to list. Default: all',
        type: 'array',
        items: { type: 'string', minLength: 1 },
        minItems: 1,
        uniqueItems: true,
      },
      nulls: NULLS_SCHEMA,
    },
  },
  outputs: { table: { ...TABLE, columns: WORDS }, repeats: { ...TABLE, columns: REPEAT_WORDS } },
  check: ({ layers }, inputs) => checkFilters(inputs, { of: { layers } }),
  async draw(context) {
    stopIfCancelled(context);
    const ports = {
      similarity: context.inputs('similarity'),
      predictions: context.inputs('predictions'),
      history: context.inputs('history'),
    };
    const { table, repeats } = await summarise(ports, context.params);
    await writeTable(context.output('table'), table.columns, table.rows);
    await writeTable(context.output('repeats'), repeats.columns, repeats.rows);
    return { rows: table.rows.length };
  },
};

interface Summary {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

interface Inputs {
  readonly similarity: readonly Input[];
  readonly predictions: readonly Input[];
  readonly history: readonly Input[];
}

/** A row, and the numbers behind it that are not rounded. */
interface Row {
  readonly cells: Record<string, Cell>;
  readonly ratio: number | null;
  /** By null: how much greater the ratio is than the null's median. */
  readonly differences: Readonly<Record<string, number | null>>;
}

/**
 * One row for each sweep point, layer and threshold of the trained weights, numbers rounded for reading: the exact ones are
 * in the table of the step that compares the filters. Columns of ports that are not connected are left out, and so is a sweep
 * axis "filters" that says no more than the column of that name; an axis with the name of another column is told as
 * `sweep <axis>`. `repeats` has a row for all networks that differ in the repeat only.
 *
 * @throws StageFailure if the artifacts do not belong together, or a layer asked for is not there
 */
export async function summarise(
  inputs: Inputs,
  params: SummaryParams,
): Promise<{ readonly table: Summary; readonly repeats: Summary }> {
  const axes = axesOf(inputs.similarity.map(({ point }) => point));
  const rows: Row[] = [];
  let filtersAreAxis = true;
  for (const { path, point } of inputs.similarity) {
    const entries = await readEntries(path, 'final');
    const names = entries.map(({ layer }) => layer);
    const unknown = params.layers?.find((layer) => !names.includes(layer));
    if (unknown !== undefined) {
      throw new StageFailure(`Cannot find layer "${unknown}" in the similarity report: it has ${names.join(', ')}`);
    }
    const accuracies = { ...(await testAccuracy(inputs, point)), ...(await validationAccuracy(inputs, point)) };
    for (const entry of entries) {
      if (params.layers?.includes(entry.layer) === false) continue;
      filtersAreAxis &&= point['filters'] === entry.filters;
      const place = Object.fromEntries(axes.map((axis) => [`sweep ${axis}`, showValue(point[axis])]));
      for (const at of entry.thresholds) rows.push(rowOf(entry, at, { place, accuracies, nulls: params.nulls }));
    }
  }
  const table = named(
    rows.map(({ cells }) => cells),
    filtersAreAxis,
  );
  return { table, repeats: named(repeatRows(rows, params.nulls), filtersAreAxis) };
}

function rowOf(
  entry: SimilarityEntry,
  at: ThresholdResult,
  {
    place,
    accuracies,
    nulls,
  }: {
    readonly place: Record<string, Cell>;
    readonly accuracies: Record<string, Cell>;
    readonly nulls: readonly DrawnNull[];
  },
): Row {
  const tested = nulls.map((name) => {
    const report = entry.nulls.find((each) => each.null === name);
    return { name, own: report?.thresholds.find(({ threshold }) => threshold === at.threshold)?.similarPairs };
  });
  const cells = {
    ...place,
    layer: entry.layer,
    filters: entry.filters,
    ...accuracies,
    threshold: at.threshold,
    pairs: at.pairs,
    possible: entry.possiblePairs,
    ratio: round(at.ratioPairs, 4),
    chance: round(at.chance, 3),
    z: at.z === null ? null : Number(at.z.toFixed(2)) + 0,
    lift: round(at.lift, 3),
    ...Object.fromEntries(
      tested.flatMap(({ name, own }) => [
        [name, own?.verdict ?? null],
        [`p ${name}`, own === undefined ? null : round(own.pStep, 3)],
      ]),
    ),
  };
  const differences = Object.fromEntries(
    tested.map(({ name, own }) => [
      name,
      own === undefined || at.ratioPairs === null ? null : at.ratioPairs - own.median / entry.possiblePairs,
    ]),
  );
  return { cells, ratio: at.ratioPairs, differences };
}

const REPEAT = 'sweep repeat';
/** Columns that identify a row, the same for all repeats. */
const FIXED: ReadonlySet<string> = new Set(['layer', 'filters', 'threshold', 'possible', 'chance']);
/** What varies with the repeat, and how many decimals its mean has. */
const DECIMALS: Readonly<Record<string, number>> = { testAccuracy: 4, validationAccuracy: 4, pairs: 1, z: 2, lift: 3 };

/** A row for each group of rows that differ in the repeat only: the network is the unit. */
function repeatRows(rows: readonly Row[], nulls: readonly DrawnNull[]): Record<string, Cell>[] {
  const isFixed = (column: string): boolean => column !== REPEAT && (column.startsWith('sweep ') || FIXED.has(column));
  const fixedOf = ({ cells }: Row): [string, Cell][] => Object.entries(cells).filter(([column]) => isFixed(column));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(fixedOf(row));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length < 2) return [];
    const spreads = Object.entries(DECIMALS).flatMap(([column, decimals]) =>
      column in first.cells
        ? spreadCells(
            column,
            group.map(({ cells }) => cells[column] ?? null),
            decimals,
          )
        : [],
    );
    return [
      {
        ...Object.fromEntries(fixedOf(first)),
        networks: group.length,
        ...Object.fromEntries([
          ...spreads,
          ...spreadCells(
            'ratio',
            group.map(({ ratio }) => ratio),
            5,
          ),
          ...nulls.flatMap((name) =>
            differenceCells(
              name,
              group.map(({ differences }) => differences[name] ?? null),
            ),
          ),
        ]),
      },
    ];
  });
}

/** Mean and standard deviation; of some of the repeats they would look like those of all. */
function spreadCells(column: string, values: readonly Cell[], decimals: number): [string, Cell][] {
  const numbers = values.filter((value) => typeof value === 'number');
  const { mean, deviation } = spreadOf(numbers);
  const known = numbers.length === values.length;
  const cell = (value: number | null): Cell => (known && value !== null ? Number(value.toFixed(decimals)) + 0 : null);
  return [
    [`${column} mean`, cell(mean)],
    [`${column} sd`, cell(deviation)],
  ];
}

/** How much greater the ratio is than what the null gives: the mean over networks with its t interval, and p against 0. */
function differenceCells(name: DrawnNull, values: readonly (number | null)[]): [string, Cell][] {
  const numbers = values.filter((value) => value !== null);
  const interval = numbers.length === values.length ? meanInterval(numbers) : null;
  const cell = (value: number | undefined): Cell => (value === undefined ? null : Number(value.toFixed(5)) + 0);
  return [
    [`${name} difference`, cell(interval?.mean)],
    [`${name} low`, cell(interval?.low)],
    [`${name} high`, cell(interval?.high)],
    [`${name} p`, interval === null ? null : round(interval.p, 3)],
  ];
}

/** Shortens `sweep <axis>` to `<axis>` where no other column has that name. */
function named(rows: readonly Record<string, Cell>[], filtersAreAxis: boolean): Summary {
  const found = Object.keys(rows[0] ?? NO_REPEATS).filter((column) => !(filtersAreAxis && column === 'sweep filters'));
  const names = new Map(
    found.map((column) => {
      const axis = column.startsWith('sweep ') ? column.slice('sweep '.length) : column;
      return [column, found.includes(axis) ? column : axis];
    }),
  );
  return {
    columns: [...names.values()],
    rows: rows.map((row) => Object.fromEntries(Array.from(names, ([column, name]) => [name, row[column] ?? null]))),
  };
}

/** The columns of a table that has no row. */
const NO_REPEATS = { layer: null, filters: null, threshold: null, networks: null };

function round(value: number | null, figures: number): number | null {
  return value === null ? null : rounded(value, figures);
}

/** The share of the test images whose largest logit, the first of equals, is the label's. */
async function testAccuracy({ predictions }: Inputs, point: Point): Promise<Record<string, Cell>> {
  if (predictions.length === 0) return {};
  const file = await readSafetensors(inputAt(point, predictions, 'predictions').path);
  const logits = tensorAt(file, 'test.logits', 'F32');
  const labels = tensorAt(file, 'test.labels', 'U8').data;
  if (labels.length === 0) return { testAccuracy: null };
  const classes = logits.shape[1] ?? 0;
  let correct = 0;
  for (const [image, label] of labels.entries()) {
    const scores = logits.data.subarray(image * classes, (image + 1) * classes);
    if (scores.indexOf(scores.reduce((a, b) => Math.max(a, b), -Infinity)) === label) correct++;
  }
  return { testAccuracy: Number((correct / labels.length).toFixed(4)) };
}

async function validationAccuracy({ history }: Inputs, point: Point): Promise<Record<string, Cell>> {
  if (history.length === 0) return {};
  const table = await readTable(inputAt(point, history, 'history').path);
  const last = numbersAt(table, 'validationAccuracy').at(-1) ?? null;
  return { validationAccuracy: last === null ? null : Number(last.toFixed(4)) };
}
