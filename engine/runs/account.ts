import type { Digest } from '../core/digest.ts';
import type { WorkKind } from '../core/outline.ts';
import type { Reason } from '../core/reason.ts';
import type { FailedAttempt } from '../core/result.ts';
import type { Measured, Metrics, Progress } from '../core/stage.ts';
import type {
  EndLine,
  JournalLine,
  NoticeLine,
  PlanLine,
  PlannedLine,
  StepLine,
  VerifiedLine,
} from './journal-line.ts';

/** Where a step is. */
export type StepState = 'waiting' | 'running' | 'reused' | 'finished' | 'failed' | 'skipped' | 'cancelled';

/**
 * What a step has measured, by unit and series, in the order of `at`: `''` is the series of a step that has only one. The series that
 * was measured last is the last of its unit.
 */
export type Curves = Map<string, Map<string, Measured[]>>;

/** What a journal tells of a step. */
export interface StepAccount {
  readonly planned: PlannedLine;
  state: StepState;
  /** Milliseconds since 1970. */
  startedAt?: number;
  endedAt?: number;
  slots?: readonly number[];
  kind?: WorkKind;
  reasons?: readonly Reason[];
  key?: Digest;
  durationMs?: number;
  metrics?: Metrics;
  error?: FailedAttempt['error'];
  because?: string;
  progress?: Progress;
  /** Where its progress began to be counted: a step that starts over, or counts something else, has another rate. */
  pace?: { readonly at: number; readonly done: number; readonly unit: string };
  readonly attempts: FailedAttempt[];
  readonly warnings: string[];
  /** What it has measured. */
  readonly curves: Curves;
}

/** More points than these of a curve nobody can see. */
const MOST_POINTS = 20_000;
/** Of a step in one unit: the ones that were measured last. */
const MOST_CURVES = 400;
const MOST_NOTICES = 1000;

/** The state of a run, from the lines of its journal, each told once and in order. */
export class Account {
  readonly steps: Map<string, StepAccount> = new Map();
  readonly notices: NoticeLine[] = [];
  plan: PlanLine | undefined;
  end: EndLine | undefined;
  verified: VerifiedLine | undefined;
  /** The time of the last line. */
  lastAt = 0;

  take(line: JournalLine): void {
    this.lastAt = Math.max(this.lastAt, line.at);
    if (line.type === 'plan') this.#begin(line);
    else if (line.type === 'end') this.end = line;
    else if (line.type === 'verified') this.verified = line;
    else if (line.type === 'notice') {
      if (this.notices.length < MOST_NOTICES) this.notices.push(line);
    } else {
      const step = this.steps.get(line.step);
      if (step !== undefined) takeLine(step, line);
    }
  }

  #begin(plan: PlanLine): void {
    if (this.plan !== undefined) return; // A run has one; whoever wrote another wants to confuse.
    this.plan = plan;
    for (const planned of plan.steps)
      this.steps.set(planned.id, { planned, state: 'waiting', attempts: [], warnings: [], curves: new Map() });
  }
}

/** The account of all lines. */
export function accountOf(lines: Iterable<JournalLine>): Account {
  const account = new Account();
  for (const line of lines) account.take(line);
  return account;
}

function takeLine(step: StepAccount, line: StepLine): void {
  switch (line.type) {
    case 'started':
      step.state = 'running';
      step.startedAt = line.at;
      step.reasons = line.reasons;
      step.slots = line.slots;
      return;
    case 'progress': {
      const { done, unit } = line.progress;
      const again = step.pace === undefined || step.pace.unit !== unit || done < (step.progress?.done ?? 0);
      if (again) step.pace = { at: line.at, done, unit };
      step.progress = line.progress;
      if (line.progress.measured !== undefined) addPoint(step.curves, line.progress.measured);
      return;
    }
    case 'warned':
      step.warnings.push(line.message);
      return;
    case 'retried': {
      const { message, hint } = line.error;
      const before = step.attempts.reduce((sum, { durationMs }) => sum + durationMs, step.startedAt ?? line.at);
      const durationMs = Math.max(0, line.at - before);
      step.attempts.push({ error: { message, ...(hint !== undefined && { hint }) }, durationMs });
      return;
    }
    case 'reused':
      step.key = line.key;
      break;
    case 'finished':
      Object.assign(step, { key: line.key, kind: line.kind, durationMs: line.durationMs, metrics: line.metrics });
      break;
    case 'failed': {
      const { message, hint } = line.error;
      step.error = { message, ...(hint !== undefined && { hint }) };
      if (step.startedAt !== undefined) step.durationMs = Math.max(0, line.at - step.startedAt);
      break;
    }
    case 'skipped':
      step.because = line.because;
      break;
    case 'cancelled':
      break;
  }
  step.state = line.type;
  step.endedAt = line.at;
}

/** Adds a point. An attempt that starts over, or continues further back, replaces what lies ahead of it. */
function addPoint(curves: Curves, point: Measured): void {
  const { unit, series = '' } = point;
  const ofUnit = curves.get(unit) ?? new Map<string, Measured[]>();
  curves.set(unit, ofUnit);
  const curve = ofUnit.get(series) ?? [];
  ofUnit.delete(series);
  ofUnit.set(series, curve);
  const [oldest] = ofUnit.keys();
  if (ofUnit.size > MOST_CURVES && oldest !== undefined) ofUnit.delete(oldest);
  while (curve.length > 0 && (curve.at(-1)?.at ?? 0) >= point.at) curve.pop();
  if (curve.length < MOST_POINTS) curve.push(point);
}
