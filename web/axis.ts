import type { Cell, Table } from '../engine/document/model.ts';
import { showCell } from './format.ts';

export const WIDTH = 1080;
export const HEIGHT = 220;
export const TOP = 40;
const SIDE = 64;
const MOST_AXES = 8;

/** The values of one column from the lowest, at the bottom, to the highest, at the top. */
export interface Axis {
  readonly name: string;
  readonly x: number;
  readonly low: string;
  readonly high: string;
  /** The lowest and the highest value, where all are numbers. */
  readonly range?: Range;
  y(row: readonly Cell[]): number | undefined;
  /** The value at a height; only of numbers. */
  valueAt(y: number): number;
}

export type Range = readonly [low: number, high: number];

/** By column: the values that are kept, from and to. A map, because columns have any names. */
export type Ranges = ReadonlyMap<string, Range>;

/** The columns that vary, at most eight, from left to right. */
export function axesOf({ columns, rows }: Table): readonly Axis[] {
  const varying = columns.flatMap(({ name }, index) => {
    const values = [...new Set(rows.map((row) => row[index] ?? null))].filter((value) => value !== null);
    return values.length > 1 ? [{ name, index, values }] : [];
  });
  const shown = varying.slice(0, MOST_AXES);
  const gap = (WIDTH - 2 * SIDE) / Math.max(1, shown.length - 1);
  return shown.map(({ name, index, values }, at): Axis => {
    const numbers = values.filter((value) => typeof value === 'number');
    const isNumeric = numbers.length === values.length;
    const order = isNumeric ? numbers.toSorted((a, b) => a - b) : values.map(String).toSorted();
    const [low = 0, high = 1] = [order[0], order.at(-1)];
    const range: Range | undefined = typeof low === 'number' && typeof high === 'number' ? [low, high] : undefined;
    const share = (value: Cell): number =>
      range === undefined
        ? (order as readonly string[]).indexOf(String(value)) / (order.length - 1)
        : (Number(value) - range[0]) / (range[1] - range[0]);
    return {
      name,
      x: Math.round(SIDE + at * gap),
      low: showCell(low),
      high: showCell(high),
      ...(range !== undefined && { range }),
      y: (row) => {
        const value = row[index] ?? null;
        return value === null ? undefined : HEIGHT - share(value) * (HEIGHT - TOP);
      },
      valueAt: (y) => {
        const [least, most] = range ?? [0, 1];
        return least + ((HEIGHT - y) / (HEIGHT - TOP)) * (most - least);
      },
    };
  });
}

/** The rows of a table that lie within all ranges; a missing value lies in none. */
export function within({ columns, rows }: Table, ranges: Ranges): Table['rows'] {
  const limits = columns.flatMap(({ name }, index) => {
    const range = ranges.get(name);
    return range === undefined ? [] : [{ index, range }];
  });
  return rows.filter((row) =>
    limits.every(({ index, range: [low, high] }) => {
      const value = row[index];
      return typeof value === 'number' && value >= low && value <= high;
    }),
  );
}
