import { didYouMean } from '../core/diagnostic.ts';
import { parseDigest, shortDigest, type Digest } from '../core/digest.ts';
import { UsageError } from '../core/failure.ts';
import { isObject, showPath, type Json, type PathPart } from '../core/json.ts';
import type { Fingerprint } from '../core/record.ts';
import { showAxisValue } from '../read/point.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { renderTable } from './output.ts';
import { noStep } from './references.ts';

/** All instances of one step as a table: one column for each axis and metric. */
export interface SweepTable {
  readonly columns: readonly string[];
  /** A missing value is null or left out. */
  readonly rows: readonly Row[];
}

type Cell = string | number | boolean | null;
type Row = Readonly<Record<string, Cell>>;

/**
 * Returns the instances of a step in a run with their axes, outcomes, durations in seconds and metrics. Name `key`, `seed` or
 * a parameter, such as `params.optimizer.sgd.learningRate`, to add those columns. An axis or metric of the same name wins.
 *
 * @param options.columns only these, in this order; by default axes, action, seconds and metrics
 * @param options.sort column to sort by, shown or not; `-column` for descending
 * @param fingerprintOf returns what a key is made of; called only when a column needs it
 * @throws UsageError for an unknown step or column
 */
export function sweepTable(
  run: RunRecord,
  name: string,
  options: { readonly columns?: readonly string[]; readonly sort?: string },
  fingerprintOf: (key: Digest) => Fingerprint | undefined,
): SweepTable {
  const steps = run.steps.filter((step) => step.name === name);
  if (steps.length === 0) throw noStep(run, name, [...new Set(run.steps.map((step) => step.name))]);
  const own = steps.map((step) => ({ ...axesOf(step), action: step.action, seconds: seconds(step), ...step.metrics }));
  const metrics = namesIn(steps.map((step) => step.metrics ?? {})).toSorted();
  const usual = [...new Set([...namesIn(steps.map(axesOf)), 'action', 'seconds', ...metrics])];
  const sort = options.sort?.replace(/^-/, '');
  const asked = [...(options.columns ?? []), ...(sort === undefined ? [] : [sort])];
  let rows: readonly Row[] = own;
  if (asked.some((column) => !usual.includes(column))) {
    const recorded = steps.map((step) => recordedOf(step, fingerprintOf));
    checkColumns(asked, [...new Set([...usual, 'key', 'seed', ...namesIn(recorded)])]);
    rows = own.map((row, index) => ({ ...recorded[index], ...row }));
  }
  if (options.sort !== undefined) rows = sorted(rows, options.sort);
  const columns = options.columns ?? usual;
  return { columns, rows: rows.map((row) => pick(row, columns)) };
}

const MOST_NAMED = 40;

function checkColumns(asked: readonly string[], known: readonly string[]): void {
  for (const column of asked) {
    if (known.includes(column)) continue;
    throw new UsageError(`Unknown column "${column}"${didYouMean(column, known)}`, {
      hint: `The columns are ${known.slice(0, MOST_NAMED).join(', ')}${known.length > MOST_NAMED ? ', ...' : ''}.`,
    });
  }
}

/** The columns that the record of a step adds to its row; a list of values becomes one text. */
function recordedOf(step: RunStep, fingerprintOf: (key: Digest) => Fingerprint | undefined): Row {
  if (step.key === undefined) return {};
  const fingerprint = fingerprintOf(step.key);
  if (fingerprint === undefined) return { key: step.key };
  const { seed, params } = fingerprint;
  return { key: step.key, ...(seed !== undefined && { seed }), ...Object.fromEntries(leavesOf(params, ['params'])) };
}

function leavesOf(value: Json, path: readonly PathPart[]): readonly (readonly [string, Cell])[] {
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
  if (Array.isArray(value) && value.some(isObject))
    return value.flatMap((inner: Json, index) => leavesOf(inner, [...path, index]));
  return [[showPath(path), typeof value === 'object' && value !== null ? JSON.stringify(value) : value]];
}

function namesIn(rows: readonly object[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(
    columns.flatMap((column) => {
      const cell = Object.hasOwn(row, column) ? row[column] : undefined;
      return cell === undefined ? [] : [[column, cell]];
    }),
  );
}

/** Renders the table for people: aligned, numbers with five digits, keys shortened. */
export function renderSweep({ columns, rows }: SweepTable, width?: number): string {
  const cell = (value: Cell | undefined): string | number => {
    if (value === null || value === undefined) return '-';
    if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(5));
    const digest = typeof value === 'string' ? parseDigest(value) : undefined;
    return digest === undefined ? String(value) : shortDigest(digest);
  };
  return renderTable(
    columns,
    rows.map((row) => columns.map((column) => cell(row[column]))),
    { columns: width },
  );
}

/** Renders the table as CSV (RFC 4180), numbers in full; puts an apostrophe before a text that looks like a formula. */
export function sweepCsv({ columns, rows }: SweepTable): string {
  const cell = (value: Cell | undefined): string => {
    const plain = String(value ?? '');
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${plain}` : plain;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column])))]
    .map((line) => line.join(','))
    .join('\n');
}

/** The axes of an instance, each as one cell. */
function axesOf({ point }: RunStep): Row {
  return Object.fromEntries(
    Object.entries(point).map(([axis, value]) => {
      const isCell = typeof value !== 'object' || value === null;
      return [axis, isCell ? value : showAxisValue(value)];
    }),
  );
}

function seconds(step: RunStep): number | null {
  return step.durationMs === undefined ? null : step.durationMs / 1000;
}

function sorted(rows: readonly Row[], sort: string): readonly Row[] {
  const column = sort.replace(/^-/, '');
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column] ?? null, b[column] ?? null];
    if (x === y) return 0;
    if (x === null) return 1; // A missing value comes last in either direction.
    if (y === null) return -1;
    return (x < y ? -1 : 1) * sign;
  });
}
