import type { Cell } from '../engine/document/model.ts';

/** A column to sort by, by its index. */
export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

export type Row = readonly Cell[];

/** Rows in the order of a column. A mean with its spread counts as its mean; a missing value comes last in either direction, and equal ones keep their order. */
export function sortRows(rows: readonly Row[], order: Order | undefined): readonly Row[] {
  if (order === undefined) return rows;
  const { column, descending } = order;
  return rows.toSorted((a, b) => {
    const [x, y] = [comparable(a[column] ?? null), comparable(b[column] ?? null)];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
    if (x === y) return 0;
    const less = typeof x === 'number' && typeof y === 'number' ? x < y : String(x) < String(y);
    return less !== descending ? -1 : 1;
  });
}

/** `4 ± 2` -> 4. */
function comparable(cell: Cell): Cell {
  const [, mean] = typeof cell === 'string' ? (/^(\S+(?:\s\d{3})*) ± /u.exec(cell) ?? []) : [];
  const value = mean === undefined ? Number.NaN : Number(mean.replaceAll('−', '-').replaceAll(/\s/g, ''));
  return Number.isNaN(value) ? cell : value;
}
