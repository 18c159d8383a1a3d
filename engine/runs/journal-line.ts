import type { Digest } from '../core/digest.ts';
import { parseDigest } from '../core/digest.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Foreseen, WorkKind } from '../core/outline.ts';
import type { Reason } from '../core/reason.ts';
import type { FailedAttempt } from '../core/result.ts';
import type { Metrics, Point, Progress, Runtime } from '../core/stage.ts';

// The lines of a run's journal, `events.jsonl`. They are the run's events as plain data: what the store has under a key is left
// out, and what the first line says of a step is not repeated. Whoever reads them expects that anybody may have written them.

/** A step in the first line. */
export type PlannedLine = {
  readonly id: string;
  readonly name: string;
  readonly point: Point;
  readonly stage: string;
  /** Takes as many cores as the runtime has threads. */
  readonly numeric?: true;
  /** By port, the ids of the steps whose outputs it reads. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
} & (Foreseen | { readonly action?: undefined });

/** The first line: what the run is going to do. */
export interface PlanLine {
  readonly type: 'plan';
  readonly format: 1;
  /** Milliseconds since 1970, as in all lines. */
  readonly at: number;
  readonly experiment: string;
  readonly run: number;
  readonly file: string;
  readonly seed: number | string;
  readonly runtime: Pick<Runtime, 'backend' | 'threads'>;
  /** How many cores the run may use. */
  readonly cores: number;
  readonly steps: readonly PlannedLine[];
}

/** An error; `stack` only of a bug. */
export type ErrorWords = FailedAttempt['error'] & { readonly stack?: string };

export type StepLine = { readonly step: string; readonly at: number } & (
  | { readonly type: 'started'; readonly reasons: readonly Reason[]; readonly slots: readonly number[] }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'warned'; readonly message: string }
  | { readonly type: 'retried'; readonly error: ErrorWords; readonly attempt: number; readonly of: number }
  | { readonly type: 'reused'; readonly key: Digest }
  | {
      readonly type: 'finished';
      readonly key: Digest;
      readonly kind: WorkKind;
      readonly durationMs: number;
      readonly metrics: Metrics;
    }
  | { readonly type: 'failed'; readonly error: ErrorWords }
  | { readonly type: 'skipped'; readonly because: string }
  | { readonly type: 'cancelled' }
);

export interface NoticeLine {
  readonly type: 'notice';
  readonly at: number;
  readonly message: string;
}

/** The run has ended, and its record is complete. A run that was killed has no such line. */
export interface EndLine {
  readonly type: 'end';
  readonly at: number;
  readonly status: 'done' | 'failed' | 'interrupted';
  readonly durationMs: number;
  /** Of the command that executed it. */
  readonly exitCode: number;
}

/** `assay verify` has made some of the run's artifacts again: how many came out how. Comes after the end. */
export interface VerifiedLine {
  readonly type: 'verified';
  readonly at: number;
  readonly same: number;
  readonly within: number;
  readonly different: number;
}

export type JournalLine = PlanLine | StepLine | NoticeLine | EndLine | VerifiedLine;

/** Returns a line as data; undefined where it is damaged, torn, or of a type that this version does not know. */
export function parseLine(text: string): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !Number.isFinite(value['at'])) return undefined;
  const type = value['type'];
  const check =
    typeof type === 'string' && Object.hasOwn(CHECKS, type) ? CHECKS[type as JournalLine['type']] : undefined;
  return check?.(value) === true ? (value as unknown as JournalLine) : undefined;
}

const isText = (value: Json | undefined): boolean => typeof value === 'string';
const isNumber = (value: Json | undefined): boolean => Number.isFinite(value);
const isKey = (value: Json | undefined): boolean => typeof value === 'string' && parseDigest(value) !== undefined;
const isError = (value: Json | undefined): boolean =>
  value !== undefined &&
  isObject(value) &&
  isText(value['message']) &&
  [undefined, 'string'].includes(typeOf(value['hint']));

function typeOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : typeof value;
}

/** What each type of line needs, so that nobody who reads one meets anything else. */
const CHECKS: Readonly<Record<JournalLine['type'], (line: JsonObject) => boolean>> = {
  plan: ({ format, experiment, run, file, runtime, cores, steps }) =>
    format === 1 &&
    isText(experiment) &&
    isNumber(run) &&
    isText(file) &&
    isObject(runtime ?? null) &&
    isNumber(cores) &&
    Array.isArray(steps) &&
    steps.every(isPlanned),
  started: ({ step, reasons, slots }) =>
    isText(step) && Array.isArray(reasons) && reasons.every(isReason) && Array.isArray(slots) && slots.every(isNumber),
  progress: ({ step, progress }) => isText(step) && isProgress(progress),
  warned: ({ step, message }) => isText(step) && isText(message),
  retried: ({ step, error, attempt, of }) => isText(step) && isError(error) && isNumber(attempt) && isNumber(of),
  reused: ({ step, key }) => isText(step) && isKey(key),
  finished: ({ step, key, kind, durationMs, metrics }) =>
    isText(step) && isKey(key) && isText(kind) && isNumber(durationMs) && isMetrics(metrics),
  failed: ({ step, error }) => isText(step) && isError(error),
  skipped: ({ step, because }) => isText(step) && isText(because),
  cancelled: ({ step }) => isText(step),
  notice: ({ message }) => isText(message),
  end: ({ status, durationMs, exitCode }) =>
    ['done', 'failed', 'interrupted'].includes(status as string) && isNumber(durationMs) && isNumber(exitCode),
  verified: ({ same, within, different }) => [same, within, different].every(isNumber),
};

function isPlanned(step: Json): boolean {
  if (!isObject(step)) return false;
  const { id, name, point, stage, inputs } = step;
  if (![id, name, stage].every(isText) || !isObject(point ?? null) || inputs === undefined || !isObject(inputs))
    return false;
  return Object.values(inputs).every((ids) => Array.isArray(ids) && ids.every(isText)) && isForeseen(step);
}

function isForeseen({ action, key, kind, reasons, on }: JsonObject): boolean {
  if (action === undefined) return true;
  if (action === 'reuse') return isKey(key);
  if (action === 'wait') return Array.isArray(on) && on.every(isText);
  return action === 'run' && isKey(key) && isText(kind) && Array.isArray(reasons) && reasons.every(isReason);
}

function isReason(reason: Json): boolean {
  if (!isObject(reason)) return false;
  const { why, path, output, from } = reason;
  if (why === 'changed') return isPath(path);
  if (why === 'moved') return isPath(path) && isNumber(from);
  return why === 'output-lost' ? isText(output) : ['never-run', 'forced', 'record-lost'].includes(why as string);
}

function isPath(path: Json | undefined): boolean {
  return Array.isArray(path) && path.every((part: Json) => isText(part) || isNumber(part));
}

function isProgress(value: Json | undefined): boolean {
  if (value === undefined || !isObject(value)) return false;
  const { done, total, unit, note, measured } = value;
  if (!isNumber(done) || !isText(unit) || !(total === undefined || isNumber(total))) return false;
  if (!(note === undefined || isText(note))) return false;
  if (measured === undefined) return true;
  if (!isObject(measured) || !isNumber(measured['at']) || !isText(measured['unit'])) return false;
  if (!(measured['series'] === undefined || isText(measured['series']))) return false;
  const values = measured['values'];
  return values !== undefined && isObject(values) && Object.values(values).every(isNumber);
}

function isMetrics(value: Json | undefined): boolean {
  return value !== undefined && isObject(value) && Object.values(value).every((each) => isNumber(each) || isText(each));
}
