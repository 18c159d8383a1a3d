import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { renderTable } from '../report/table.ts';
import { widthOf, wrap } from '../report/width.ts';

/** A table that is printed shows no more. */
const MOST_ROWS = 60;

/**
 * The CSV file at `path` (RFC 4180) as an aligned table, a line break in a cell shown as a space; undefined when it is no CSV.
 *
 * @param words what columns mean: those that the table has stand below it, a line for each
 * @param width of the terminal; left out, lines are not wrapped
 */
export function printedTable(
  path: string,
  words: Readonly<Record<string, string>> = {},
  width?: number,
): string | undefined {
  let records: readonly (readonly string[])[];
  try {
    records = parse(readFileSync(path, 'utf8'), { bom: true, relax_column_count: true });
  } catch {
    return undefined; // a program of the user's may have written anything
  }
  const [head, ...rows] = records.map((record) => record.map((cell) => cell.replaceAll(/\s+/g, ' ')));
  if (head === undefined) return undefined;
  const shown = renderTable(head, rows.slice(0, MOST_ROWS));
  const more = rows.length <= MOST_ROWS ? [] : [`... and ${rows.length - MOST_ROWS} more rows`];
  const meanings = head.flatMap((column) => (words[column] === undefined ? [] : [[column, words[column]] as const]));
  return [shown, ...more, ...(meanings.length === 0 ? [] : ['', ...explained(meanings, width)])].join('\n');
}

/** The names in one column, what they mean beside them. */
function explained(meanings: readonly (readonly [name: string, meaning: string])[], width = Infinity): string[] {
  const indent = Math.max(...meanings.map(([name]) => widthOf(name))) + 2;
  return meanings.flatMap(([name, meaning]) => {
    const room = Math.max(20, width - indent);
    const lines = Number.isFinite(room) ? wrap(meaning, room) : [meaning];
    return lines.map((line, at) => (at === 0 ? name : '').padEnd(indent) + line);
  });
}
