import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Column, Table } from '../engine/document/model.ts';
import { showCell } from './format.ts';
import { Scroll } from './section.tsx';
import { sortRows, type Order, type Row } from './sort-rows.ts';

interface DataTableProps {
  readonly table: Table;
  /** Only these rows, all when left out. */
  readonly rows?: readonly Row[];
  /** Told which row is pointed at. */
  readonly point?: ((row: Row | undefined) => void) | undefined;
  /** The order and what changes it, where the caller keeps it; else the table does. */
  readonly ordered?: { readonly order: Order | undefined; readonly sort: (order: Order | undefined) => void };
  readonly children?: ComponentChildren;
}

/** A table whose headers sort it: up, down, and back to the order it came in. */
export function DataTable({ table, rows = table.rows, point, ordered, children }: DataTableProps) {
  const [own, setOwn] = useState<Order>();
  const { order, sort } = ordered ?? { order: own, sort: setOwn };
  const numeric = table.columns.map((_, index) => isNumeric(table.rows, index));
  const press = (column: number): void =>
    sort(
      order?.column !== column
        ? { column, descending: false }
        : order.descending
          ? undefined
          : { column, descending: true },
    );
  return (
    <>
      <Scroll label={`Table ${table.title}`}>
        {/* On a narrow page each row is a block; roles say that it is a table all the same. */}
        <table class="data" role="table">
          <caption class="sr">{table.title}</caption>
          <thead role="rowgroup">
            <tr role="row">
              {table.columns.map((column, index) => (
                <Header
                  {...{ column, numeric: numeric[index] === true }}
                  sorted={order?.column !== index ? 'none' : order.descending ? 'descending' : 'ascending'}
                  press={() => press(index)}
                  key={column.name}
                />
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {sortRows(rows, order).map((row, at) => (
              <tr role="row" onMouseEnter={() => point?.(row)} onMouseLeave={() => point?.(undefined)} key={at}>
                {row.map((cell, index) => (
                  <td
                    role="cell"
                    class={numeric[index] === true ? 'n' : ''}
                    data-l={table.columns[index]?.name}
                    key={index}
                  >
                    {showCell(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length === 0 && <p class="empty">No row is left: choose other values.</p>}
      {table.omitted !== undefined && <p class="empty">{table.omitted} more rows are in the file.</p>}
      {children}
    </>
  );
}

function isNumeric(rows: readonly Row[], index: number): boolean {
  return rows.every((row) => row[index] === null || typeof row[index] === 'number');
}

interface HeaderProps {
  readonly column: Column;
  readonly numeric: boolean;
  readonly sorted: 'none' | 'ascending' | 'descending';
  readonly press: () => void;
}

function Header({ column, numeric, sorted, press }: HeaderProps) {
  const arrow = { none: '', ascending: '↑', descending: '↓' }[sorted];
  return (
    <th class={numeric ? 'n' : ''} role="columnheader" scope="col" aria-sort={sorted}>
      <button type="button" class="sort" onClick={press}>
        {column.name}
        <span class="ar" aria-hidden="true">
          {arrow}
        </span>
      </button>
    </th>
  );
}
