import { UsageError } from '../failure.ts';
import { didYouMean } from '../diagnostic.ts';
import type { RunRecord, RunStep } from '../run/run-record.ts';
import { renderTable } from './output.ts';

/** All instances of one step as a table: a column per axis and per metric. */
export interface SweepTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

/**
 * The instances of a step in a run, with their axes, what became of them, their duration in seconds and their metrics.
 *
 * @param options.columns only these, in this order; all of them when left out
 * @param options.sort column to sort by; `-column` for the greatest first
 * @throws UsageError for a step or column that is not there
 */
export function sweepTable(
  run: RunRecord,
  name: string,
  options: { readonly columns?: readonly string[]; readonly sort?: string },
): SweepTable {
  const steps = run.steps.filter((step) => nameOf(step) === name);
  if (steps.length === 0) {
    const names = [...new Set(run.steps.map(nameOf))];
    throw new UsageError(`Run ${run.number} of "${run.experiment}" has no step "${name}"${didYouMean(name, names)}`, {
      hint: `Its steps are ${names.join(', ')}.`,
    });
  }
  const rows = steps.map((step) => ({ ...axesOf(step), action: step.action, seconds: seconds(step), ...step.metrics }));
  const all = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  for (const column of [
    ...(options.columns ?? []),
    ...(options.sort === undefined ? [] : [options.sort.replace(/^-/, '')]),
  ]) {
    if (!all.includes(column))
      throw new UsageError(`Unknown column "${column}"${didYouMean(column, all)}`, {
        hint: `The columns are ${all.join(', ')}.`,
      });
  }
  return { columns: options.columns ?? all, rows: options.sort === undefined ? rows : sorted(rows, options.sort) };
}

/** For people: aligned, numbers with five digits. */
export function renderSweep({ columns, rows }: SweepTable): string {
  const cell = (value: string | number | null | undefined): string | number =>
    value === null || value === undefined
      ? '-'
      : typeof value === 'number' && !Number.isInteger(value)
        ? Number(value.toPrecision(5))
        : value;
  return renderTable(
    columns,
    rows.map((row) => columns.map((column) => cell(row[column]))),
  );
}

/** For programs: RFC 4180, numbers in full. */
export function sweepCsv({ columns, rows }: SweepTable): string {
  const cell = (value: string | number | null | undefined): string => {
    const text = String(value ?? '');
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column])))]
    .map((line) => line.join(','))
    .join('\n');
}

function nameOf(step: RunStep): string {
  return step.id.replace(/\[.*$/s, '');
}

/** The axes of an instance, from its id: `training[filters=32,rate=0.1]`. */
function axesOf(step: RunStep): Record<string, string | number> {
  const inside = /\[(.*)\]$/s.exec(step.id)?.[1] ?? '';
  // An axis's name is a word and "=": a comma before anything else belongs to a value.
  const parts = inside === '' ? [] : inside.split(/,(?=[A-Za-z_][A-Za-z0-9_]*=)/);
  return Object.fromEntries(
    parts.map((part) => {
      const [axis = '', ...rest] = part.split('=');
      const text = rest.join('=');
      return [axis, text !== '' && Number.isFinite(Number(text)) ? Number(text) : text];
    }),
  );
}

function seconds(step: RunStep): number | null {
  return step.durationMs === undefined ? null : step.durationMs / 1000;
}

function sorted(rows: SweepTable['rows'], sort: string): SweepTable['rows'] {
  const column = sort.replace(/^-/, '');
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column] ?? null, b[column] ?? null];
    if (x === y) return 0;
    if (x === null) return 1; // what has no value comes last, whichever way
    if (y === null) return -1;
    return (x < y ? -1 : 1) * sign;
  });
}
