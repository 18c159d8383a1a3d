import { closeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunEvent } from '../core/event.ts';
import { isExpected } from '../core/failure.ts';
import type { Foreseen, Outline, OutlinedStep } from '../core/outline.ts';
import { errorWords } from '../core/result.ts';
import type { Progress } from '../core/stage.ts';
import { shareFile } from '../store/local/atomic.ts';
import { appendRegular, endsLine, openAppending, withRegular, writeWhole } from '../store/local/regular-file.ts';
import type { EndLine, ErrorWords, JournalLine, PlannedLine, StepLine, VerifiedLine } from './journal-line.ts';

/** Name of the file in a run's folder. */
export const JOURNAL = 'events.jsonl';

/** How long a line may wait to be written with others. */
const GATHER_MS = 100;
/** Least time between two lines about the progress of one step. */
const PROGRESS_MS = 250;
/** A step that has run for a while needs no four lines a second: each comes after this share of the time so far. */
const PROGRESS_SHARE = 1 / 400;

/** What a run writes down while it goes on. Its methods are those of a reporter. */
export interface Journal {
  start(outline: Outline, foreseen: ReadonlyMap<string, Foreseen>): void;
  report(event: RunEvent): void;
  /** Writes the lines that wait for others: who reads next finds all that was reported. */
  flush(): void;
  end(summary: Omit<EndLine, 'type' | 'at'>): Promise<void>;
}

export interface JournalOptions {
  readonly run: number;
  /** How many cores the run may use. */
  readonly cores: number;
  readonly now: () => number;
  /** Told once when the journal cannot be written. The run goes on without it. */
  readonly onTrouble: (message: string) => void;
}

/** Whoever shares the store reads the journal, and "assay verify" of another user adds to it. */
function openShared(path: string): number {
  const file = openAppending(path, 0o644);
  shareFile(path, dirname(path), { write: true });
  return file;
}

/**
 * Writes the journal of a run into a new file. Others can read it at any time, and a killed run leaves what had happened until a
 * tenth of a second before. It is not forced onto the disk: after a power cut, its end may be missing. Lines about progress are
 * thinned out, but for those that end a unit; all other events are there.
 */
export function openJournal(path: string, { run, cores, now, onTrouble }: JournalOptions): Journal {
  const paces = new Map<string, ProgressPace>();
  let lines: string[] = [];
  let file: number | undefined;
  let broken = false;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const text = lines.join('');
    lines = [];
    if (broken || text === '') return;
    try {
      file ??= openShared(path);
      writeWhole(file, text);
    } catch (error) {
      broken = true;
      onTrouble(`The journal of this run ends here, because it cannot be written: ${(error as Error).message}`);
    }
  }

  function add(line: JournalLine, { at = 'soon' }: { readonly at?: 'soon' | 'once' } = {}): void {
    lines.push(`${JSON.stringify(line)}\n`);
    if (at === 'once') flush();
    else timer ??= setTimeout(flush, GATHER_MS).unref();
  }

  function isDue(step: string, at: number, progress: Progress): boolean {
    const pace = paces.get(step) ?? new ProgressPace(at);
    paces.set(step, pace);
    return pace.isDue(at, progress);
  }

  return {
    start({ experiment, file: source, seed, runtime: { backend, threads }, steps }, foreseen) {
      const planned = steps.map((step) => plannedLine(step, foreseen.get(step.id)));
      const runtime = { backend, threads };
      add({ type: 'plan', format: 1, at: now(), experiment, run, file: source, seed, runtime, cores, steps: planned });
    },
    report(event) {
      if (event.type === 'notice') return add(event);
      if (event.type === 'progress' && !isDue(event.step, event.at, event.progress)) return undefined;
      if (event.type === 'finished' || event.type === 'failed') paces.delete(event.step);
      // What a step in this process does may end the process: then its start must be there.
      return add(stepLine(event), { at: event.type === 'started' ? 'once' : 'soon' });
    },
    flush,
    async end({ status, durationMs, exitCode }) {
      add({ type: 'end', at: now(), status, durationMs, exitCode }, { at: 'once' });
      if (file !== undefined) closeSync(file);
      broken = true;
    },
  };
}

/** Decides which reports of one step's progress are worth a line. */
class ProgressPace {
  readonly #since: number;
  #last = -Infinity;

  constructor(since: number) {
    this.#since = since;
  }

  isDue(at: number, { done, total, measured }: Progress): boolean {
    const wait = Math.max(PROGRESS_MS, (at - this.#since) * PROGRESS_SHARE);
    const endsUnit = measured !== undefined && Number.isInteger(measured.at);
    if (!endsUnit && done !== total && at - this.#last < wait) return false;
    this.#last = at;
    return true;
  }
}

function plannedLine({ id, name, point, stage, inputs }: OutlinedStep, foreseen: Foreseen | undefined): PlannedLine {
  const ids = Object.entries(inputs).map(
    ([port, links]) => [port, [...new Set(links.map(({ step }) => step))]] as const,
  );
  const head = { id, name, point, stage: stage.name, ...(stage.numeric && { numeric: true as const }) };
  return { ...head, inputs: Object.fromEntries(ids), ...foreseen };
}

function stepLine(event: Exclude<RunEvent, { type: 'notice' }>): StepLine {
  const { type, step, at } = event;
  if (type === 'reused') return { type, step, at, key: event.record.key };
  if (type === 'finished') {
    const { key, durationMs, metrics } = event.record;
    return { type, step, at, key, kind: event.kind, durationMs, metrics };
  }
  if (type === 'failed') return { type, step, at, error: wordsOf(event.error) };
  if (type === 'retried') return { ...event, error: wordsOf(event.error) };
  return event;
}

function wordsOf(error: Error): ErrorWords {
  const bug = !isExpected(error) && error.stack !== undefined;
  return { ...errorWords(error), ...(bug && { stack: error.stack }) };
}

/**
 * Adds what a verification found to the journal of a run that has ended. Adds nothing where the run has no journal, or nobody may
 * write to it: verified.json has all of it.
 */
export function journalVerified(path: string, found: Omit<VerifiedLine, 'type'>): void {
  try {
    // A line that a kill has torn must not swallow this one.
    const torn = withRegular(path, Infinity, (file, { size }) => size > 0n && !endsLine(file, Number(size)));
    appendRegular(path, `${torn ? '\n' : ''}${JSON.stringify({ type: 'verified', ...found })}\n`, 0o644);
  } catch {
    return;
  }
}
