import { showDuration } from '../core/duration.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { hasNotBegun } from '../runs/runs.ts';
import { grouped } from './grouped.ts';
import type { Cell, Graph, ReportStep, Table } from './model.ts';
import type { Sources } from './sources.ts';

const MOST_SPANS = 4;
const MOST_COUNTS = 3;
/** Texts with more values than this are names, not findings. */
const MOST_TEXTS = 2;
/** Steps whose findings stand at the head of a report, and sentences altogether. */
const MOST_STEPS = 3;
const MOST_SENTENCES = 6;

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

/** What the lead of a report is made of. */
interface LeadSources extends Pick<Sources, 'run' | 'killed' | 'leadOf'> {
  readonly steps: readonly ReportStep[];
  readonly tables: readonly Table[];
  readonly graph: Graph;
  /** Names of the steps whose tables the file prints. */
  readonly printed: readonly string[];
}

/**
 * Returns what a run found, in sentences: what the stages say of its steps, the nearest to the printed tables first, or else the
 * verdicts and the spans of the first table. A run that is not done says so before all else.
 */
export function leadOf(sources: LeadSources): readonly string[] {
  const { run, killed, steps, tables } = sources;
  const [table] = tables;
  const told = stepsByNearness(sources)
    .map((name) => sources.leadOf(name).filter((sentence) => sentence.trim() !== ''))
    .filter((sentences) => sentences.length > 0)
    .slice(0, MOST_STEPS)
    .flat()
    .slice(0, MOST_SENTENCES);
  const found = told.length > 0 || table === undefined ? told : findingsOf(table);
  return run.status === 'done' && !killed && told.length > 0 ? found : [endOf({ ...run, killed }, steps), ...found];
}

/** Names of steps: those that the printed tables are made from, the nearest first; all where no table is printed. */
function stepsByNearness({ steps, graph, printed }: LeadSources): readonly string[] {
  const order = [...new Set(steps.map(({ name }) => name))].toReversed();
  const near = new Set(printed);
  // Grows while it is walked: what is added is walked in its turn.
  for (const name of near) {
    const takes = new Set(graph.edges.filter(({ to }) => to === name).map(({ from }) => from));
    for (const from of order.filter((each) => takes.has(each))) near.add(from);
  }
  return near.size === 0 ? order : [...near];
}

function endOf(run: RunRecord & { readonly killed: boolean }, steps: readonly ReportStep[]): string {
  if (hasNotBegun(run))
    return run.status === 'running' ? 'The run waits for its job.' : 'The run was cancelled before its job began.';
  if (run.killed) return killedWords(steps);
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

function killedWords(steps: readonly ReportStep[]): string {
  const told = steps.filter(({ outcome }) => outcome !== 'unknown');
  if (told.length === 0) return 'The run was killed before it could record its steps.';
  const ended = told.filter(({ outcome }) => outcome === 'run' || outcome === 'extended' || outcome === 'reused');
  return `The run was killed when ${ended.length} of ${told.length} steps had finished.`;
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
