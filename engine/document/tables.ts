import { parse } from 'csv-parse/sync';
import { isObject } from '../core/json.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { grouped } from './grouped.ts';
import type { Cell, Column, ReportStep, Table } from './model.ts';
import type { Sources } from './sources.ts';

const MOST_ROWS = 500;
const LARGEST_TABLE = 4_000_000;

/** The tables that the file says to print, read from what the run published, and what is wrong with those that are not there. */
export async function answerTables(sources: Sources): Promise<{
  readonly tables: readonly Table[];
  /** Names of the steps that made them. */
  readonly printed: readonly string[];
  readonly gaps: readonly string[];
}> {
  const { run } = sources;
  const tables: Table[] = [];
  const made = new Set<string>();
  const gaps: string[] = [];
  for (const output of run.outputs) {
    if (output.artifact.extension !== 'csv' || !printed(run, output.file)) continue;
    made.add(run.steps.find(({ id }) => id === output.step)?.name ?? output.step);
    const bytes = output.artifact.bytes > LARGEST_TABLE ? undefined : await sources.bytesOf(output);
    const table = bytes === undefined ? undefined : tableOf(output.file, bytes, sources.wordsOf(output));
    if (table === undefined) gaps.push(`The table ${output.file} is too large, was changed, or is not there any more.`);
    else tables.push(table);
  }
  return { tables, printed: [...made], gaps };
}

/** Whether the file says `print: true` of an output. Instances of a swept one carry the point in their names. */
function printed({ source }: RunRecord, file: string): boolean {
  const outputs = isObject(source['outputs']) ? Object.entries(source['outputs']) : [];
  return outputs.some(([name, value]) => {
    if (!isObject(value) || value['print'] !== true) return false;
    const dot = name.lastIndexOf('.');
    return name === file || (file.startsWith(`${name.slice(0, dot)}-`) && file.endsWith(name.slice(dot)));
  });
}

function tableOf(title: string, bytes: Uint8Array, words: Readonly<Record<string, string>>): Table | undefined {
  let lines: string[][];
  try {
    lines = parse(Buffer.from(bytes), { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch {
    return undefined;
  }
  const [names, ...rows] = lines;
  if (names === undefined) return undefined;
  const columns = names.map((name): Column => {
    const meaning = Object.hasOwn(words, name) ? words[name] : undefined;
    return { name, ...(meaning !== undefined && { meaning }) };
  });
  return {
    title,
    columns,
    rows: rows.slice(0, MOST_ROWS).map((row) => names.map((_, index) => cellOf(row[index] ?? ''))),
    ...(rows.length > MOST_ROWS && { omitted: rows.length - MOST_ROWS }),
  };
}

/** A number where the text is how JavaScript or CSV write one; an empty text is no value. */
function cellOf(text: string): Cell {
  if (text === '') return null;
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** A table for each step that is swept and has metrics: its axes and its metrics, a row for each instance. */
export function sweepTables(steps: readonly ReportStep[]): readonly Table[] {
  return [...grouped(steps, ({ name }) => name)].flatMap(([name, instances]) => {
    const axes = namesIn(instances.map(({ point }) => point));
    const metrics = namesIn(instances.map((step) => step.metrics));
    if (axes.length === 0 || metrics.length === 0 || instances.length < 2) return [];
    const rows = instances.map(({ point, metrics: measured, durationMs }): readonly Cell[] => [
      ...axes.map((axis) => cellOf(point.find(([each]) => each === axis)?.[1] ?? '')),
      ...metrics.map((metric) => measured.find(([each]) => each === metric)?.[1] ?? null),
      durationMs === undefined ? null : durationMs / 1000,
    ]);
    const columns: Column[] = [
      ...axes.map((axis) => ({ name: axis, axis: true as const })),
      ...metrics.map((metric) => ({ name: metric })),
      { name: 'seconds', meaning: 'how long the step took when its result was made' },
    ];
    return [{ title: name, columns, rows }];
  });
}

function namesIn(rows: readonly (readonly (readonly [string, unknown])[])[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => row.map(([name]) => name)))];
}
