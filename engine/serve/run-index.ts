import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hexOf } from '../core/digest.ts';
import { readNotes } from '../runs/notes.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { hasNotBegun, listExperiments, readRun, runFolder, runNumbers, wasKilled } from '../runs/runs.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { RunSummary } from './model.ts';

/** How long to read before others get their turn. */
const SLICE_MS = 30;
/** How often to look for runs that began, and at records that may have changed. */
const LOOK_MS = 1000;
const LONGEST_LINE = 160;

interface Entry {
  /** Size and times of what it was read from: while these are the same, so is the summary. */
  readonly stamp: string;
  readonly summary: RunSummary;
  /** What a search looks through, in small letters. */
  readonly words: string;
}

/**
 * The runs of a store, each with what a list shows of it. Records are read once, and again when they change; the newest runs of each
 * experiment first. Of each record only the summary is kept.
 */
export class RunIndex {
  readonly #store: DiskStore;
  readonly #entries = new Map<string, Entry>();
  /** In the order of the list. */
  #names: readonly { readonly experiment: string; readonly number: number; readonly name: string }[] = [];
  /** Many runs have the same file. */
  readonly #sources = new Map<string, string>();
  #lookedAt = -Infinity;
  #reading: Promise<void> | undefined;
  #changes = 0;
  #problem: string | undefined;

  constructor(store: DiskStore) {
    this.#store = store;
  }

  /** Looks for what has changed, and reads for at most `forMs`; what is left is read in the background. */
  async refresh(forMs: number): Promise<void> {
    const now = performance.now();
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      this.#list();
      this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    }
    if (this.#reading === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, forMs)));
    await Promise.race([this.#reading, late]);
    clearTimeout(timer);
  }

  /** Changes with what is listed. */
  get version(): string {
    return `${this.#names.length}-${this.#changes}`;
  }

  get total(): number {
    return this.#names.length;
  }

  get read(): number {
    return this.#entries.size;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  /** @param find words, all of which a run must contain */
  runs(find = ''): readonly RunSummary[] {
    const wanted = find
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return this.#names.flatMap(({ name }) => {
      const entry = this.#entries.get(name);
      return entry !== undefined && wanted.every((word) => entry.words.includes(word)) ? [entry.summary] : [];
    });
  }

  #list(): void {
    try {
      this.#names = listExperiments(this.#store).flatMap((experiment) =>
        runNumbers(this.#store, experiment).map((number) => ({ experiment, number, name: `${experiment}@${number}` })),
      );
      this.#problem = undefined;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    const known = new Set(this.#names.map(({ name }) => name));
    for (const name of this.#entries.keys()) {
      if (known.has(name)) continue;
      this.#entries.delete(name);
      this.#changes += 1;
    }
  }

  async #readAll(): Promise<void> {
    let since = performance.now();
    for (const { experiment, number, name } of inTurns(this.#names)) {
      const stamp = this.#stampOf(experiment, number);
      if (this.#entries.get(name)?.stamp !== stamp) {
        this.#entries.set(name, this.#read(experiment, number, stamp));
        this.#changes += 1;
      }
      if (performance.now() - since < SLICE_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  #read(experiment: string, number: number, stamp: string): Entry {
    const run = recordOf(this.#store, experiment, number);
    // Whether a process is alive is in no file: it is asked again the next time.
    if (run?.status === 'running') return { stamp: '', ...this.#described(run) };
    if (run !== undefined) return { stamp, ...this.#described(run) };
    const summary = {
      experiment,
      run: number,
      status: 'damaged',
      startedAt: '',
      counts: [],
      line: 'Its record cannot be read.',
      tags: [],
    } as const;
    return { stamp, summary, words: `${experiment}@${number} damaged` };
  }

  #described(run: RunRecord): Pick<Entry, 'summary' | 'words'> {
    const notes = readNotes(this.#store, run) ?? { tags: [] };
    const summary: RunSummary = {
      experiment: run.experiment,
      run: run.number,
      status: wasKilled(run) ? 'killed' : run.status,
      startedAt: run.startedAt,
      ...(run.durationMs !== undefined && { durationMs: run.durationMs }),
      seed: String(run.seed),
      counts: countsOf(run.steps),
      line: lineOf(run),
      ...notes,
    };
    const source = JSON.stringify(run.source).toLowerCase();
    const shared = this.#sources.get(source) ?? source;
    this.#sources.set(shared, shared);
    const steps = run.steps.map(({ id, key }) => `${id} ${key === undefined ? '' : hexOf(key).slice(0, 16)}`);
    const own = [
      `${run.experiment}@${run.number}`,
      summary.status,
      run.git ?? '',
      ...notes.tags,
      notes.note ?? '',
      ...steps,
    ];
    return { summary, words: `${own.join(' ').toLowerCase()} ${shared}` };
  }

  #stampOf(experiment: string, number: number): string {
    const folder = runFolder(this.#store, experiment, number);
    return ['run.json', 'notes.json'].map((file) => factsOf(join(folder, file))).join(' ');
  }
}

function recordOf(store: DiskStore, experiment: string, number: number): RunRecord | undefined {
  try {
    return readRun(store, experiment, number);
  } catch {
    return undefined;
  }
}

function factsOf(path: string): string {
  try {
    const { size, mtimeMs, ino } = lstatSync(path);
    return `${size}/${mtimeMs}/${ino}`;
  } catch {
    return '-';
  }
}

/** The newest run of each experiment, then the second of each, and so on. */
function inTurns<T extends { readonly experiment: string }>(names: readonly T[]): readonly T[] {
  const ranks = new Map<string, number>();
  const turns: T[][] = [];
  for (const each of names) {
    const rank = ranks.get(each.experiment) ?? 0;
    ranks.set(each.experiment, rank + 1);
    (turns[rank] ??= []).push(each);
  }
  return turns.flat();
}

function countsOf(steps: readonly RunStep[]): RunSummary['counts'] {
  const counts = new Map<string, number>();
  for (const { action } of steps) counts.set(action, (counts.get(action) ?? 0) + 1);
  return [...counts];
}

/** What is worth saying of a run in a line. */
function lineOf(run: RunRecord): string {
  const { status, steps } = run;
  if (hasNotBegun(run)) return status === 'running' ? 'waits for its job' : 'cancelled before its job began';
  const failed = steps.find(({ action }) => action === 'failed');
  if (failed !== undefined) return cut(`${failed.id}: ${failed.error?.message ?? 'failed'}`);
  if (steps.length > 0 && steps.every(({ action }) => action === 'reused')) return `all ${steps.length} steps reused`;
  return status === 'running' ? '' : cut(spansOf(steps).join(', '));
}

/** The spans of the two measured metrics that most instances of one step have: those of a test first, and all of the same step. */
function spansOf(steps: readonly RunStep[]): readonly string[] {
  const found = new Map<string, { readonly step: string; readonly name: string; readonly values: number[] }>();
  for (const { name: step, metrics = {} } of steps)
    for (const [name, value] of Object.entries(metrics))
      if (typeof value === 'number' && !Number.isInteger(value) && !name.startsWith('seconds')) {
        const key = JSON.stringify([step, name]);
        const known = found.get(key);
        if (known === undefined) found.set(key, { step, name, values: [value] });
        else known.values.push(value);
      }
  const order = [...found.values()].toSorted(
    (a, b) =>
      Number(b.name.startsWith('test')) - Number(a.name.startsWith('test')) || b.values.length - a.values.length,
  );
  return order
    .filter(({ step }) => step === order[0]?.step)
    .slice(0, 2)
    .map(({ name, values }) => {
      const [low, high] = [Math.min(...values), Math.max(...values)].map((value) =>
        String(Number(value.toPrecision(3))),
      );
      return low === high ? `${name} ${low}` : `${name} ${low} to ${high}`;
    });
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1).toWellFormed()}…`;
}
