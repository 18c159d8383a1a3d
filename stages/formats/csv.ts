import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StageFailure } from '../../engine/core/failure.ts';

/** A value of a table. `null` is written as an empty cell: unknown, or without meaning in this row. */
export type Cell = string | number | null;

/** A table as read: cells are the texts between the separators. */
export interface Table {
  /** Its file: errors name it. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/**
 * Writes a CSV file (RFC 4180, UTF-8, lines ended by `\n`) with a header row. Numbers are printed in the shortest way that
 * reads back as the same double; texts that a spreadsheet would take for formulas begin with an apostrophe.
 *
 * @throws Error for a number that is not finite: a caller writes `null` where a number has no meaning.
 */
export async function writeTable<C extends string>(
  path: string,
  columns: readonly C[],
  rows: readonly Readonly<Record<C, Cell>>[],
): Promise<void> {
  await writeFile(path, await tableText(columns, rows, { header: true }));
}

/**
 * Lines of a table, as `writeTable` writes them.
 *
 * @param options.header whether the line of column names comes first
 */
export async function tableText<C extends string>(
  columns: readonly C[],
  rows: readonly Readonly<Record<C, Cell>>[],
  { header }: { readonly header: boolean },
): Promise<string> {
  // Planning imports this file.
  const { stringify } = await import('csv-stringify/sync');
  const records = rows.map((row) => columns.map((column) => cellText(column, row[column])));
  const names = columns.map(unformulaic);
  return stringify(header ? [names, ...records] : records, { record_delimiter: '\n', quoted_match: /[\r\n]/ });
}

/**
 * A text that no spreadsheet takes for a formula: one that begins like one (`=`, `+`, `-`, `@`, tab, carriage return) gets an
 * apostrophe before it, unless it is a number. Names come from files and folders, and whoever opens a table did not write
 * them.
 */
function unformulaic(text: string): string {
  const isNumber = text.trim() === text && text !== '' && Number.isFinite(Number(text));
  return /^[=+\-@\t\r]/.test(text) && !isNumber ? `'${text}` : text;
}

/**
 * Reads a CSV file whose first row names its columns.
 *
 * @throws StageFailure if the file cannot be read, is no CSV, names a column twice, or has a row of another length.
 */
export async function readTable(path: string): Promise<Table> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new StageFailure(`Cannot read "${path}"`, { cause: error });
  }
  const [columns, ...records] = await parseCsv(text, basename(path));
  if (columns === undefined) throw new StageFailure(`Table ${basename(path)} is empty: expected a row of column names`);
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw new StageFailure(`Table ${basename(path)} has two columns named "${twice}"`);
  const rows = records.map((record, index) => {
    if (record.length !== columns.length) {
      throw new StageFailure(
        `Table ${basename(path)}, row ${index + 1}: expected ${columns.length} cells, found ${record.length}`,
      );
    }
    return Object.fromEntries(columns.map((column, at) => [column, record[at] ?? '']));
  });
  return { file: path, columns, rows };
}

/**
 * A column's cells as numbers, `null` where a cell is empty.
 *
 * @throws StageFailure if the table has no such column or a cell is no number.
 */
export function numbersAt(table: Table, column: string): (number | null)[] {
  if (!table.columns.includes(column)) {
    const names = table.columns.map((known) => `"${known}"`).join(', ');
    throw new StageFailure(`Cannot find column "${column}" in ${basename(table.file)}: it has ${names}`);
  }
  return table.rows.map((row, index) => {
    const text = row[column] ?? '';
    if (text === '') return null;
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) {
      throw new StageFailure(
        `Table ${basename(table.file)}, row ${index + 1}, column "${column}": expected a number, found "${text}"`,
      );
    }
    return value;
  });
}

function cellText(column: string, cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' && !Number.isFinite(cell)) {
    throw new Error(`Internal error: column "${column}" of a table holds ${cell}`);
  }
  return unformulaic(String(cell));
}

/** The records of a CSV text, whatever their length; a line without anything is a record of one empty cell. */
async function parseCsv(text: string, file: string): Promise<string[][]> {
  // Planning imports this file.
  const { CsvError, parse } = await import('csv-parse/sync');
  try {
    return parse(text, { bom: true, relax_column_count: true, record_delimiter: ['\n', '\r\n'] });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new StageFailure(`Table ${file}, row ${Number(error['records'])}: a quoted cell does not end properly`);
  }
}
