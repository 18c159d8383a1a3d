import type { Cell, Column, Table } from '../engine/document/model.ts';
import { showNumber } from './format.ts';

type Row = readonly Cell[];

/** The results that differ in nothing but the repeat. */
export interface Repeated {
  /** Where they are on the other axes, for people: `filters = 16`. */
  readonly label: string;
  readonly rows: readonly Row[];
}

/** Whether a table has results for several repeats. */
export function hasRepeats({ columns }: Table): boolean {
  return columns.some(isRepeat);
}

function isRepeat({ name, axis }: Column): boolean {
  return axis === true && name === 'repeat';
}

/** The rows of a table by their point on the axes beside `repeat`, in the order in which the points first come. */
export function overRepeats({ columns, rows }: Table): readonly Repeated[] {
  const axes = columns.flatMap((column, index) => (column.axis === true && !isRepeat(column) ? [index] : []));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const point = JSON.stringify(axes.map((index) => row[index]));
    const group = groups.get(point);
    if (group === undefined) groups.set(point, [row]);
    else group.push(row);
  }
  return Array.from(groups.values(), (same) => ({
    label: axes.map((index) => `${columns[index]?.name} = ${same[0]?.[index] ?? '–'}`).join(', '),
    rows: same,
  }));
}

/**
 * Returns a table with a row for each point of the axes beside `repeat`: of every number the mean and, from two repeats on, the
 * standard deviation of the sample, as `0.93 ± 0.01`.
 */
export function spreadOverRepeats(table: Table): Table {
  const others = table.columns.flatMap((column, index) => (isRepeat(column) ? [] : [{ column, index }]));
  return {
    title: table.title,
    columns: others.map(({ column }) => column),
    rows: overRepeats(table).map(({ rows }) =>
      others.map(({ column, index }) => (column.axis === true ? (rows[0]?.[index] ?? null) : shownSpread(rows, index))),
    ),
  };
}

function shownSpread(rows: readonly Row[], index: number): Cell {
  const { mean, deviation } = spreadOf(numbersAt(rows, index));
  if (mean === undefined) return rows[0]?.[index] ?? null;
  return deviation === undefined ? mean : `${showNumber(mean)} ± ${showNumber(Number(deviation.toPrecision(2)))}`;
}

/** The numbers in a column. */
export function numbersAt(rows: readonly Row[], index: number): readonly number[] {
  return rows.map((row) => row[index]).filter((value) => typeof value === 'number');
}

/** Mean, undefined for no numbers; standard deviation of the sample, undefined for fewer than two. */
export function spreadOf(values: readonly number[]): { readonly mean?: number; readonly deviation?: number } {
  if (values.length === 0) return {};
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
