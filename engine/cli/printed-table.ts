import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { renderTable } from '../report/table.ts';

/** A table that is printed shows no more. */
const MOST_ROWS = 60;

/** The CSV file at `path` (RFC 4180) as an aligned table, a line break in a cell shown as a space; undefined when it is no CSV. */
export function printedTable(path: string): string | undefined {
  let records: readonly (readonly string[])[];
  try {
    records = parse(readFileSync(path, 'utf8'), { bom: true, relax_column_count: true });
  } catch {
    return undefined; // a program of the user's may have written anything
  }
  const [head, ...rows] = records.map((record) => record.map((cell) => cell.replaceAll(/\s+/g, ' ')));
  if (head === undefined) return undefined;
  const shown = renderTable(head, rows.slice(0, MOST_ROWS));
  return rows.length <= MOST_ROWS ? shown : `${shown}\n... and ${rows.length - MOST_ROWS} more rows`;
}
