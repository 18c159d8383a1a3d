import { printable } from '../core/diagnostic.ts';
import { widthOf, wrap } from './width.ts';

const GAP = 2;
/** The narrowest cell: a table with one word per line is no table. */
const NARROWEST = 10;
/** A longer word, usually a path or an id, may be broken. */
const LONGEST_WORD = 24;

/**
 * Returns rows under headings with aligned columns, numbers to the right. Widths count what a terminal shows.
 *
 * @param layout.columns the width of the terminal: wraps cells with words to fit; without it, wraps nothing
 */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  layout: { readonly indent?: string; readonly columns?: number | undefined } = {},
): string {
  const { indent = '', columns } = layout;
  const heads = headings.map(printable);
  const cells = rows.map((row) => heads.map((_, column) => printable(String(row[column] ?? ''))));
  const right = heads.map((_, column) => rows.length > 0 && cells.every((row) => isNumeric(row[column] ?? '')));
  const natural = heads.map((heading, column) =>
    Math.max(widthOf(heading), ...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const widths =
    columns === undefined ? natural : narrowed(natural, { heads, right, cells, columns: columns - indent.length });
  const join = (row: readonly string[]): string =>
    `${indent}${row.map((cell, column) => pad(cell, widths[column] ?? 0, right[column] === true)).join(' '.repeat(GAP))}`.trimEnd();
  const line = (row: readonly string[]): readonly string[] => {
    // Most rows fit, and a plan may have 100,000 of them.
    if (row.every((cell, column) => cell.length <= (widths[column] ?? 0) / 2 || widthOf(cell) <= (widths[column] ?? 0)))
      return [join(row)];
    const parts = row.map((cell, column) => wrap(cell, widths[column] ?? 0));
    const height = Math.max(...parts.map((part) => part.length));
    return Array.from({ length: height }, (_, index) => join(parts.map((part) => part[index] ?? '')));
  };
  const rule = `${indent}${widths.map((width) => '-'.repeat(width)).join(' '.repeat(GAP))}`;
  const body = columns === undefined ? cells.map(join) : cells.flatMap(line);
  return [...line(heads), rule, ...body].join('\n');
}

function isNumeric(cell: string): boolean {
  return /^([-+]?[\d.,]+(e[-+]?\d+)?%?( ?[a-zA-Z]{0,3})?|-)?$/.test(cell);
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}

/** Returns widths that fit together: the widest column of words shrinks first. */
function narrowed(
  natural: readonly number[],
  table: {
    readonly heads: readonly string[];
    readonly right: readonly boolean[];
    readonly cells: readonly (readonly string[])[];
    readonly columns: number;
  },
): readonly number[] {
  const widths = [...natural];
  // A column may become as narrow as its longest word, but a path or an id is broken rather than pushing everything else out.
  const least = natural.map((width, column) => {
    if (table.right[column] === true) return width;
    const words = [table.heads[column] ?? '', ...table.cells.map((row) => row[column] ?? '')].flatMap((cell) =>
      cell.split(' '),
    );
    return Math.min(width, Math.max(NARROWEST, Math.min(LONGEST_WORD, Math.max(...words.map(widthOf)))));
  });
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1) - table.columns;
  for (const limits of [least, least.map((width, column) => (table.right[column] === true ? width : NARROWEST))]) {
    while (excess > 0) {
      let widest = -1;
      for (const [column, width] of widths.entries())
        if (width > (limits[column] ?? 0) && (widest === -1 || width > (widths[widest] ?? 0))) widest = column;
      if (widest === -1) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
      excess--;
    }
  }
  return widths;
}
