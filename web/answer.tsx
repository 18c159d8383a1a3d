import type { Table } from '../engine/document/model.ts';
import { DataTable } from './data-table.tsx';

/** The tables that the experiment prints, with what their words mean below. */
export function Answer({ tables }: { readonly tables: readonly Table[] }) {
  return (
    <>
      {tables.map((table) => (
        <DataTable table={table} key={table.title}>
          <Words table={table} />
        </DataTable>
      ))}
    </>
  );
}

function Words({ table }: { readonly table: Table }) {
  const told = table.columns.filter(({ meaning }) => meaning !== undefined);
  if (told.length === 0) return null;
  return (
    <dl class="words">
      {told.map(({ name, meaning }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
