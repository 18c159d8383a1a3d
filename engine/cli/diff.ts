import { canonical, isObject, showPath, type Json, type JsonObject, type PathPart } from '../json.ts';
import type { RunRecord, RunStep } from '../run/run-record.ts';
import { EXIT, renderTable, type Terminal } from './output.ts';
import { experimentName, findRun, withStore } from './with-store.ts';

interface Difference {
  readonly what: string;
  readonly a: Json | undefined;
  readonly b: Json | undefined;
}

/** `assay diff EXPERIMENT A [B]`: in what two runs differ: the file, the metrics, the artifacts. */
export async function diffCommand(
  experiment: string,
  a: string,
  b: string,
  options: { readonly store: string; readonly json: boolean },
  terminal: Terminal,
): Promise<number> {
  return withStore(options.store, (store) => {
    const name = experimentName(experiment);
    const [first, second] = [findRun(store, name, a), findRun(store, name, b)];
    const differences = compareRuns(first, second);
    if (options.json) terminal.out(JSON.stringify({ a: first.number, b: second.number, ...differences }, null, 2));
    else terminal.out(renderDifferences(first, second, differences));
    return Promise.resolve(EXIT.done);
  });
}

/** What differs between two runs, each part sorted by where it is. */
export function compareRuns(
  a: RunRecord,
  b: RunRecord,
): {
  readonly file: readonly Difference[];
  readonly metrics: readonly Difference[];
  readonly artifacts: readonly Difference[];
} {
  const file: Difference[] = [];
  compare(
    { ...a.source, runtime: a.runtime as unknown as Json },
    { ...b.source, runtime: b.runtime as unknown as Json },
    [],
    file,
  );
  const metrics: Difference[] = [];
  const artifacts: Difference[] = [];
  const steps = new Map<string, { a?: RunStep; b?: RunStep }>();
  for (const step of a.steps) steps.set(step.id, { a: step });
  for (const step of b.steps) steps.set(step.id, { ...steps.get(step.id), b: step });
  for (const [id, pair] of steps) {
    compare(pair.a?.metrics ?? {}, pair.b?.metrics ?? {}, [id], metrics);
    compare(digests(pair.a), digests(pair.b), [id], artifacts);
  }
  return { file, metrics, artifacts };
}

function digests(step: RunStep | undefined): JsonObject {
  return Object.fromEntries(Object.entries(step?.outputs ?? {}).map(([port, ref]) => [port, ref.digest.slice(0, 19)]));
}

function compare(a: Json | undefined, b: Json | undefined, path: readonly PathPart[], into: Difference[]): void {
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[key], b[key], [...path, key], into);
    return;
  }
  if (a !== undefined && b !== undefined && canonical(a) === canonical(b)) return;
  if (a === undefined && b === undefined) return;
  into.push({ what: showPath(path), a, b });
}

function renderDifferences(a: RunRecord, b: RunRecord, differences: ReturnType<typeof compareRuns>): string {
  const blocks: string[] = [];
  for (const [title, rows] of Object.entries<readonly Difference[]>(differences)) {
    if (rows.length === 0) continue;
    const numeric = title === 'metrics';
    const headings = [title, `run ${a.number}`, `run ${b.number}`, ...(numeric ? ['change'] : [])];
    blocks.push(
      renderTable(
        headings,
        rows.map((row) => [row.what, cell(row.a), cell(row.b), ...(numeric ? [change(row)] : [])]),
      ),
    );
  }
  return blocks.length === 0
    ? `Runs ${a.number} and ${b.number} of ${a.experiment} are the same: file, metrics and artifacts.`
    : blocks.join('\n\n');
}

function cell(value: Json | undefined): string {
  if (value === undefined) return '-';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function change({ a, b }: Difference): string {
  if (typeof a !== 'number' || typeof b !== 'number') return '';
  const delta = b - a;
  return `${delta > 0 ? '+' : ''}${Number(delta.toPrecision(4))}`;
}
