import type { Cell, Table } from '../engine/document/model.ts';
import { showNumber } from './format.ts';

/**
 * Returns a table with a row for each point of the axes beside `repeat`: of every number the mean and, from two repeats on, the
 * standard deviation of the sample, as `0.93 ± 0.01`.
 */
export function spreadOverRepeats({ title, columns, rows }: Table): Table {
  const repeat = columns.findIndex(({ name, axis }) => axis === true && name === 'repeat');
  const axes = columns.flatMap(({ axis }, index) => (axis === true && index !== repeat ? [index] : []));
  const groups = new Map<string, (readonly Cell[])[]>();
  for (const row of rows) {
    const point = JSON.stringify(axes.map((index) => row[index]));
    groups.set(point, [...(groups.get(point) ?? []), row]);
  }
  const others = columns.flatMap((_, index) => (index === repeat ? [] : [index]));
  return {
    title,
    columns: others.flatMap((index) => columns[index] ?? []),
    rows: [...groups.values()].map((same) =>
      others.map((index) => (axes.includes(index) ? (same[0]?.[index] ?? null) : spread(same, index))),
    ),
  };
}

function spread(rows: readonly (readonly Cell[])[], index: number): Cell {
  const values = rows.map((row) => row[index]).filter((value) => typeof value === 'number');
  if (values.length === 0) return rows[0]?.[index] ?? null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return mean;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return `${showNumber(mean)} ± ${showNumber(Number(sd.toPrecision(2)))}`;
}
