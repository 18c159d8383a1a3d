import type { Column, Table } from '../engine/document/model.ts';
import { DataTable } from './data-table.tsx';

/** The tables that the experiment prints, with what their words mean below. */
export function Answer({ tables }: { readonly tables: readonly Table[] }) {
  return (
    <>
      {tables.map((table) => (
        <div class="answer" key={table.title}>
          {tables.length > 1 && <h3>{table.title}</h3>}
          <DataTable table={table} />
        </div>
      ))}
      <Words columns={tables.flatMap(({ columns }) => columns)} />
    </>
  );
}

/** Each word once, however many tables have it. */
function Words({ columns }: { readonly columns: readonly Column[] }) {
  const told = new Map(columns.flatMap(({ name, meaning }) => (meaning === undefined ? [] : [[name, meaning]])));
  if (told.size === 0) return null;
  return (
    <dl class="words">
      {Array.from(told, ([name, meaning]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
