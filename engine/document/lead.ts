import { showDuration } from '../core/duration.ts';
import { grouped } from './grouped.ts';
import type { Cell, ReportStep, Table } from './model.ts';

const MOST_SPANS = 4;
const MOST_COUNTS = 3;
/** Texts with more values than this are names, not findings. */
const MOST_TEXTS = 2;

/**
 * Returns the question of a description: all up to its first question mark, and what follows. Without a question mark the
 * first sentence is taken.
 */
export function questionOf(description: string): { readonly question: string; readonly about?: string } {
  const text = description.trim().replaceAll(/\s+/g, ' ');
  const end = /^.*?\?(?=\s|$)/.exec(text) ?? /^.*?[.!](?=\s|$)/.exec(text);
  const question = end?.[0] ?? text;
  const about = text.slice(question.length).trim();
  return { question, ...(about !== '' && { about }) };
}

/** Returns what a run found, in a sentence or two: how it ended, then the verdicts and the spans of its first table. */
export function leadOf(
  run: { readonly status: string; readonly durationMs?: number; readonly killed: boolean },
  steps: readonly ReportStep[],
  tables: readonly Table[],
): string {
  const [table] = tables;
  return [endOf(run, steps), ...(table === undefined ? [] : findingsOf(table))].join(' ');
}

function endOf(run: Parameters<typeof leadOf>[0], steps: readonly ReportStep[]): string {
  if (run.killed) return 'The run was killed before it could record its steps.';
  if (run.status === 'running') return 'The run is still going.';
  const failed = steps.filter(({ outcome }) => outcome === 'failed');
  const skipped = steps.filter(({ outcome }) => outcome === 'skipped').length;
  if (failed.length > 0) {
    const [first] = failed;
    const more = failed.length > 1 ? ` and ${failed.length - 1} more` : '';
    const rest = skipped > 0 ? `, so ${skipped} ${skipped === 1 ? 'step was' : 'steps were'} skipped` : '';
    return `The step ${first?.id}${more} failed${rest}${first?.errors[0] === undefined ? '.' : `: ${first.errors[0]}.`}`;
  }
  const took = run.durationMs === undefined ? '' : ` in ${showDuration(run.durationMs)}`;
  if (run.status === 'interrupted') return `The run was interrupted${took === '' ? '' : ` after${took.slice(3)}`}.`;
  return `${steps.length === 1 ? 'The only step is' : `All ${steps.length} steps are`} done${took}.`;
}

function findingsOf({ columns, rows }: Table): readonly string[] {
  if (rows.length === 0) return [];
  const texts: string[] = [];
  // Texts before the first number name the row, those after it judge the numbers.
  const measured = columns.findIndex((_, index) => rows.every((row) => typeof row[index] === 'number'));
  const spans: string[] = [];
  for (const [index, { name }] of columns.entries()) {
    const cells = rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
    if (cells.length === 0) continue;
    if (cells.every((cell) => typeof cell === 'number')) {
      // Whole numbers are settings and counts more often than findings.
      if (cells.some((cell) => !Number.isInteger(cell)) && new Set(cells).size > 1) spans.push(spanOf(name, cells));
    } else if (rows.length > 1 && index > measured && new Set(cells).size <= MOST_TEXTS)
      texts.push(...countsOf(name, cells, rows.length));
  }
  const found = spans.length === 0 ? [] : [`Over ${rows.length} rows: ${spans.slice(-MOST_SPANS).join('; ')}.`];
  return [...texts.slice(-MOST_COUNTS), ...found];
}

/** `verdict: above chance in 4 of 4 rows.` */
function countsOf(name: string, cells: readonly Cell[], of: number): readonly string[] {
  const counts = [...grouped(cells, String)].map(([text, same]) => `${text} in ${same.length} of ${of}`);
  return [`${name[0]?.toUpperCase()}${name.slice(1)}: ${counts.join(', ')}.`];
}

function spanOf(name: string, cells: readonly number[]): string {
  const show = (value: number): string => String(Number(value.toPrecision(4)));
  return `${name} ${show(Math.min(...cells))} to ${show(Math.max(...cells))}`;
}
