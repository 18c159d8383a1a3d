import { errorWords } from '../core/result.ts';
import type { Digest } from '../core/digest.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Reason } from '../core/reason.ts';
import type { ArtifactRef } from '../core/record.ts';
import type { Metrics, Runtime } from '../core/stage.ts';
import type { ProcessName } from '../store/local/alive.ts';
import type { FailedAttempt, StepResult } from '../core/result.ts';

/** `running` is written at the start; a run that says so although its process is gone reads as `interrupted`. */
export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted';

/** What a run's `run.json` holds. */
export interface RunRecord {
  readonly format: 1;
  readonly experiment: string;
  readonly number: number;
  readonly status: RunStatus;
  /** `folder` is its folder below the store's `tmp`, where it has its heartbeat; absent in records of older versions. */
  readonly process: ProcessName & { readonly folder?: string };
  /** ISO 8601. */
  readonly startedAt: string;
  /** Absent while it runs. */
  readonly durationMs?: number;
  /** The experiment file as the user named it, and what it said after overrides. */
  readonly file: string;
  readonly source: JsonObject;
  /** A number, or `$axis` where the seeds are an axis of the sweep. */
  readonly seed: number | string;
  readonly runtime: Runtime;
  readonly host: Json;
  readonly git?: string;
  /** In plan order; empty while it runs. */
  readonly steps: readonly RunStep[];
  /** What was published, by the file's path below the run's folder. */
  readonly outputs: readonly RunOutput[];
}

/** One step of a run. Its action's record is found by the key. */
export interface RunStep {
  readonly id: string;
  readonly stage: string;
  readonly action: StepResult['action'];
  readonly key?: Digest;
  readonly reasons?: readonly Reason[];
  /** Of the execution that made the result, which for a reused step was in an earlier run. */
  readonly durationMs?: number;
  readonly metrics?: Metrics;
  /** Of the execution that made the result; absent when there were none. */
  readonly warnings?: readonly string[];
  readonly outputs?: Readonly<Record<string, ArtifactRef>>;
  /** The attempts that failed before the last one; absent when the first was the only one. */
  readonly attempts?: readonly FailedAttempt[];
  readonly error?: FailedAttempt['error'];
  readonly because?: string;
}

export interface RunOutput {
  readonly file: string;
  readonly step: string;
  readonly port: string;
  readonly artifact: ArtifactRef;
}

/** The row of a step in its run's record. */
export function runStepOf(id: string, stage: string, result: StepResult): RunStep {
  const head = { id, stage, action: result.action };
  if (result.action === 'reused' || result.action === 'finished') {
    const { key, durationMs, metrics, outputs, warnings } = result.record;
    const made = { durationMs, metrics, ...(warnings && { warnings }), outputs };
    if (result.action === 'reused') return { ...head, key, ...made };
    const { reasons, attempts } = result;
    return { ...head, key, reasons, ...(attempts && { attempts }), ...made };
  }
  if (result.action === 'failed') {
    const { key, reasons, attempts, durationMs, error } = result;
    return {
      ...head,
      ...(key !== undefined && { key }),
      ...(reasons !== undefined && { reasons }),
      ...(attempts !== undefined && { attempts }),
      ...(durationMs !== undefined && { durationMs }),
      error: errorWords(error),
    };
  }
  return result.action === 'skipped' ? { ...head, because: result.because } : head;
}

const STATUSES: readonly unknown[] = ['running', 'done', 'failed', 'interrupted'] satisfies RunStatus[];

/** Reads a run's record from the text of its file, or undefined when the text is damaged or of another format. */
export function parseRun(text: string): RunRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const whole =
    value['format'] === 1 &&
    typeof value['experiment'] === 'string' &&
    Number.isSafeInteger(value['number']) &&
    STATUSES.includes(value['status']) &&
    isObject(value['process']) &&
    typeof value['startedAt'] === 'string' &&
    isObject(value['source']) &&
    isObject(value['runtime']) &&
    Array.isArray(value['steps']) &&
    value['steps'].every((step: unknown) => isObject(step) && typeof step['id'] === 'string') &&
    Array.isArray(value['outputs']);
  return whole ? (value as unknown as RunRecord) : undefined;
}
