import type { Input, Point } from '../../../engine/core/stage.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import { rounded } from '../../drawing/number.ts';
import { axesOf, inputAt, showValue } from '../../drawing/point.ts';
import { readSafetensors, tensorAt } from '../../formats/safetensors.ts';
import { numbersAt, readTable, writeTable } from '../../formats/csv.ts';
import type { Cell } from '../../formats/csv.ts';
import { readEntries } from '../report.ts';
import { spreadOf } from '../repeats.ts';
import { TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { checkFilters } from '../checks.ts';
import { stopIfCancelled } from '../picture.ts';

/** One row for each sweep point, layer and threshold. */
export interface SummaryParams {
  readonly kind: 'summary';
  /** Left out: all layers. */
  readonly layers?: readonly string[];
}

const WORDS: Readonly<Record<string, string>> = {
  filters: 'how many filters the layer has',
  testAccuracy: 'the share of test images that the network classifies correctly',
  validationAccuracy: 'the share of validation images that it classifies correctly, after the last epoch',
  threshold: 'two filters are similar when the cosine of their weights is above this; biases are left out',
  pairs: 'how many pairs of filters are similar',
  possible: 'how many pairs there are',
  ratio: 'similar pairs divided by possible ones',
  chance: 'the ratio that random directions of as many dimensions give',
  z: 'how many standard deviations the ratio lies from chance',
  lift: 'the ratio divided by chance: 1 is chance, 2 is twice as many',
  verdict:
    'above or below chance when chance alone gives so extreme a ratio in fewer than 5 % of layers, else at chance',
};

export const summary: Chart<SummaryParams> = {
  kind: 'summary',
  schema: {
    title: 'Summary',
    description:
      'A table with a row for each sweep point, layer and threshold: accuracy, similar pairs, and chance. chance: the ratio of random directions; z: the number of standard deviations between the ratio and chance; lift: the ratio divided by chance; verdict: above or below chance when chance alone gives so extreme a ratio in fewer than 5 % of layers, else at chance',
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
    },
  },
  outputs: { table: { ...TABLE, columns: WORDS } },
  check: ({ layers }, inputs) => checkFilters(inputs, { of: { layers } }),
  async draw(context) {
    stopIfCancelled(context);
    const ports = {
      similarity: context.inputs('similarity'),
      predictions: context.inputs('predictions'),
      history: context.inputs('history'),
    };
    const { columns, rows } = await summarise(ports, context.params);
    await writeTable(context.output('table'), columns, rows);
    return { rows: rows.length };
  },
};

export interface Summary {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

interface Inputs {
  readonly similarity: readonly Input[];
  readonly predictions: readonly Input[];
  readonly history: readonly Input[];
}

/**
 * One row for each sweep point, layer and threshold of the trained weights, numbers rounded for reading: the exact ones are
 * in the table of the step that compares the filters. Columns of ports that are not connected are left out, and so is a sweep
 * axis "filters" that says no more than the column of that name; an axis with the name of another column is told as
 * `sweep <axis>`. Repeats are followed by two rows, with "mean" and "sd" (standard deviation) as their repeat.
 *
 * @throws StageFailure if the artifacts do not belong together, or a layer asked for is not there
 */
export async function summarise(inputs: Inputs, params: SummaryParams): Promise<Summary> {
  const axes = axesOf(inputs.similarity.map(({ point }) => point));
  const rows: Record<string, Cell>[] = [];
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
      for (const at of entry.thresholds) {
        filtersAreAxis &&= point['filters'] === entry.filters;
        rows.push({
          ...Object.fromEntries(axes.map((axis) => [`sweep ${axis}`, showValue(point[axis])])),
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
          verdict: at.verdict === null ? null : `${at.verdict} chance`,
        });
      }
    }
  }
  return named(withSpread(rows), filtersAreAxis);
}

const REPEAT = 'sweep repeat';
/** What tells a row from others, and what is the same for all repeats. */
const FIXED: ReadonlySet<string> = new Set(['layer', 'filters', 'threshold', 'possible', 'chance']);
/** What varies with the repeat, and how many decimals its mean has. */
const DECIMALS: Readonly<Record<string, number>> = {
  testAccuracy: 4,
  validationAccuracy: 4,
  pairs: 1,
  ratio: 5,
  z: 2,
  lift: 3,
};

/** The rows with mean and standard deviation after each group of rows that differ in the repeat only. */
function withSpread(rows: readonly Record<string, Cell>[]): Record<string, Cell>[] {
  const keyOf = (row: Record<string, Cell>): string =>
    JSON.stringify(
      Object.entries(row).filter(([column]) => column !== REPEAT && (column.startsWith('sweep ') || FIXED.has(column))),
    );
  const groups = new Map<string, Record<string, Cell>[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  if (![...groups.values()].some((group) => group.length > 1)) return [...rows];
  return [...groups.values()].flatMap((group) => (group.length > 1 ? [...group, ...spreadRows(group)] : group));
}

function spreadRows(group: readonly Record<string, Cell>[]): Record<string, Cell>[] {
  return (['mean', 'sd'] as const).map((which) =>
    Object.fromEntries(
      Object.entries(group[0] ?? {}).map(([column, first]): [string, Cell] => {
        const decimals = DECIMALS[column];
        if (column === REPEAT) return [column, which];
        if (decimals === undefined) return [column, column === 'verdict' ? null : first];
        const values = group.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : []));
        // A mean of some of the repeats would look like that of all.
        const { mean, deviation } = spreadOf(values);
        const value = which === 'mean' ? mean : (deviation ?? 0);
        return [column, values.length < group.length ? null : Number(value.toFixed(decimals)) + 0];
      }),
    ),
  );
}

/** Shortens `sweep <axis>` to `<axis>` where no other column has that name. */
function named(rows: readonly Record<string, Cell>[], filtersAreAxis: boolean): Summary {
  const found = Object.keys(rows[0] ?? {}).filter((column) => !(filtersAreAxis && column === 'sweep filters'));
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
