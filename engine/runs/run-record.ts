import { errorWords } from '../core/result.ts';
import type { Digest } from '../core/digest.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { WorkKind } from '../core/outline.ts';
import type { Reason } from '../core/reason.ts';
import type { ArtifactRef } from '../core/record.ts';
import type { PlannedStep } from '../core/plan.ts';
import type { Metrics, Point, Runtime } from '../core/stage.ts';
import type { ProcessName } from '../store/local/alive.ts';
import type { Execution, FailedAttempt, JobPlace, StepResult } from '../core/result.ts';

/** `running` is written at the start; a run that says `running` although its process is gone reads as `interrupted`. */
export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted';

/** Content of a run's `run.json`. */
export interface RunRecord {
  readonly format: 1;
  readonly experiment: string;
  readonly number: number;
  readonly status: RunStatus;
  /** `folder` is its folder below the store's `tmp`, which has its heartbeat; absent in records of older versions. */
  readonly process: ProcessName & { readonly folder?: string };
  /** ISO 8601. */
  readonly startedAt: string;
  /** Absent while it runs. */
  readonly durationMs?: number;
  /** The experiment file as the user named it, and its content after overrides. */
  readonly file: string;
  readonly source: JsonObject;
  /** A number, or `$axis` where the seed is an axis of the sweep. */
  readonly seed: number | string;
  readonly runtime: Runtime;
  readonly host: Json;
  readonly git?: string;
  /** In plan order; empty while it runs. */
  readonly steps: readonly RunStep[];
  /** Published outputs, by the file's path below the run's folder. */
  readonly outputs: readonly RunOutput[];
  /** Where a run of another store came from: the remote cache, and its name and its number there. `at` is ISO 8601. */
  readonly pulled?: { readonly from: string; readonly name: string; readonly number: number; readonly at: string };
}

/** One step of a run. The key leads to the record of its result. */
export interface RunStep {
  /** `training[filters=32]`: for people and to tell steps apart. What it is made of is in `name` and `point`. */
  readonly id: string;
  /** As the experiment file has it. */
  readonly name: string;
  /** The values of the step's own axes; empty for a step that no axis multiplies. */
  readonly point: Point;
  readonly stage: string;
  readonly action: StepResult['action'];
  readonly key?: Digest;
  readonly reasons?: readonly Reason[];
  /** When its first attempt began in this run, ISO 8601; absent for a step that did not begin, and in older records. */
  readonly startedAt?: string;
  /** The cores that it took, counted from 0. With `startedAt`. */
  readonly slots?: readonly number[];
  /** Whether it ran anew, continued from a checkpoint, or made a lost result again. With `startedAt`. */
  readonly kind?: WorkKind;
  /** Of the execution that made the result; for a reused step, that was in an earlier run. */
  readonly durationMs?: number;
  readonly metrics?: Metrics;
  /** Of the execution that made the result; absent when there were none. */
  readonly warnings?: readonly string[];
  readonly outputs?: Readonly<Record<string, ArtifactRef>>;
  /** The attempts that failed before the last one; absent when the first was the only one. */
  readonly attempts?: readonly FailedAttempt[];
  /** The job of a cluster that ran it; absent where it ran in the run's own process. */
  readonly job?: JobPlace;
  readonly error?: FailedAttempt['error'];
  readonly because?: string;
}

export interface RunOutput {
  readonly file: string;
  readonly step: string;
  readonly port: string;
  readonly artifact: ArtifactRef;
}

/** Returns the row of a step in its run's record. */
export function runStepOf({ id, name, point, stage }: PlannedStep, result: StepResult): RunStep {
  const head = { id, name, point, stage: stage.name, action: result.action };
  if (result.action === 'reused' || result.action === 'finished') {
    const { key, durationMs, metrics, outputs, warnings } = result.record;
    const made = { durationMs, metrics, ...(warnings && { warnings }), outputs };
    if (result.action === 'reused') return { ...head, key, ...made };
    const { reasons, attempts, execution, job } = result;
    const how = { ...executionOf(execution), ...(attempts && { attempts }), ...(job && { job }) };
    return { ...head, key, reasons, ...how, ...made };
  }
  if (result.action === 'failed') {
    const { key, reasons, attempts, durationMs, error, execution, job } = result;
    return {
      ...head,
      ...(key !== undefined && { key }),
      ...(reasons !== undefined && { reasons }),
      ...(execution !== undefined && executionOf(execution)),
      ...(attempts !== undefined && { attempts }),
      ...(durationMs !== undefined && { durationMs }),
      ...(job !== undefined && { job }),
      error: errorWords(error),
    };
  }
  return result.action === 'skipped' ? { ...head, because: result.because } : head;
}

function executionOf({ startedAt, slots, kind }: Execution): Required<Pick<RunStep, 'startedAt' | 'slots' | 'kind'>> {
  return { startedAt: new Date(startedAt).toISOString(), slots, kind };
}

const STATUSES: readonly unknown[] = ['running', 'done', 'failed', 'interrupted'] satisfies RunStatus[];

/** Reads a run's record from the text of its file; returns undefined when the text is damaged or has another format. */
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
  return whole ? withNames(value as unknown as RunRecord) : undefined;
}

function withNames(run: RunRecord): RunRecord {
  const isNamed = ({ name, point }: Partial<RunStep>): boolean => typeof name === 'string' && isObject(point);
  if (run.steps.every(isNamed)) return run;
  const steps = run.steps.map((step) => (isNamed(step) ? step : { ...step, name: step.id, point: {} }));
  return { ...run, steps };
}
