import type { Outline, OutlinedStep } from '../core/outline.ts';
import type { Plan, PlannedStep, PlannedAction } from '../core/plan.ts';
import { amountOf } from '../core/reach.ts';
import type { Reason } from '../core/reason.ts';
import type { Fingerprint } from '../core/record.ts';

/** What an earlier execution of a step, or of a similar step, took and made. */
export interface Execution {
  readonly durationMs: number;
  /** Size of all its outputs together. */
  readonly bytes: number;
  /** Fingerprint of the execution; undefined when its record is gone. */
  readonly fingerprint: Fingerprint | undefined;
  /** Why it ran. */
  readonly reasons: readonly Reason[];
}

/** What a run will probably take. Covers only steps with a past: `unknown` counts the others. */
export interface Estimate {
  readonly medianMs: number;
  /** Nine runs out of ten are not slower than this. */
  readonly slowMs: number;
  /** Sum over the steps of time times cores. */
  readonly coreMs: number;
  readonly bytes: number;
  readonly unknown: number;
  /** How many steps are estimated from executions with other parameters or other inputs. */
  readonly other: number;
  /** How many steps are estimated from executions of a single other length, so that the start-up time is scaled as well. */
  readonly scaled: number;
}

/**
 * Estimates a run from recorded ones: for each step that will or may run, the median and the 90th percentile of its past
 * durations, scheduled on the cores in the order of execution.
 *
 * @param options.past what is known about a step's executions; empty for nothing
 */
export function estimate(
  plan: Plan,
  actions: ReadonlyMap<string, PlannedAction>,
  options: { readonly cores: number; past(step: PlannedStep): readonly Execution[] },
): Estimate {
  const median = new Map<string, number>();
  const slow = new Map<string, number>();
  let [coreMs, bytes, unknown, other, scaled] = [0, 0, 0, 0, 0];
  for (const step of plan.steps) {
    const planned = actions.get(step.id);
    if (planned?.action === 'reuse') continue;
    const past = options.past(step);
    if (past.length === 0) {
      unknown++;
      continue;
    }
    const found = forecast(step, planned, past);
    const typicalMs = quantile(found.durationsMs, 0.5);
    median.set(step.id, typicalMs);
    slow.set(step.id, quantile(found.durationsMs, 0.9));
    coreMs += typicalMs * coresOf(step, plan, options.cores);
    bytes += quantile(
      past.map((each) => each.bytes),
      0.5,
    );
    if (found.other) other++;
    if (found.scaled) scaled++;
  }
  return {
    medianMs: makespan(plan, median, options.cores),
    slowMs: makespan(plan, slow, options.cores),
    coreMs,
    bytes,
    unknown,
    other,
    scaled,
  };
}

/** Returns how long each step that will or may run took before: the median, by step id; nothing for steps without a past. */
export function expectedDurations(
  plan: Plan,
  actions: ReadonlyMap<string, PlannedAction>,
  pastOf: (step: PlannedStep) => readonly Execution[],
): ReadonlyMap<string, number> {
  const expected = new Map<string, number>();
  for (const step of plan.steps) {
    const planned = actions.get(step.id);
    if (planned?.action === 'reuse') continue;
    const past = pastOf(step);
    if (past.length > 0) expected.set(step.id, quantile(forecast(step, planned, past).durationsMs, 0.5));
  }
  return expected;
}

/** Returns how long a step may take, by each execution that says something about it. */
interface Forecast {
  readonly durationsMs: readonly number[];
  readonly other: boolean;
  readonly scaled: boolean;
}

/**
 * Uses executions of the same work if there are any, else all. For a stage with `extends`, the same work may have a different
 * length: the time is the start-up time plus a time proportional to the amount left beyond the checkpoint. Executions of two
 * lengths separate the two; with a single length, the start-up time counts as zero.
 */
function forecast(step: PlannedStep, planned: PlannedAction | undefined, past: readonly Execution[]): Forecast {
  const alike = past.filter((each) => isSameWork(step, planned, each));
  const among = alike.length > 0 ? alike : past;
  const other = alike.length === 0 && past.some((each) => each.fingerprint !== undefined);
  const { extends: parameter } = step.stage;
  const measured = parameter === undefined ? [] : among.flatMap((each) => measure(each, parameter));
  if (parameter === undefined || measured.length === 0)
    return { durationsMs: among.map((each) => each.durationMs), other, scaled: false };
  const left =
    Number(step.params[parameter]) -
    (planned?.action === 'run' && planned.from !== undefined ? amountOf(planned.from) : 0);
  const exact = measured.filter(({ amount }) => amount === left);
  if (exact.length > 0) return { durationsMs: exact.map(({ durationMs }) => durationMs), other, scaled: false };
  const amounts = measured.map(({ amount }) => amount);
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  const durationsAt = (at: number): readonly number[] =>
    measured.filter(({ amount }) => amount === at).map(({ durationMs }) => durationMs);
  const [short, long] = [quantile(durationsAt(least), 0.5), quantile(durationsAt(most), 0.5)];
  const startMs = least === most ? 0 : Math.min(short, Math.max(0, short - ((long - short) / (most - least)) * least));
  const durationsMs = durationsAt(most).map((ms) => startMs + (Math.max(0, ms - startMs) * left) / most);
  return { durationsMs, other, scaled: least === most };
}

/** Whether an execution had the step's parameters apart from the length, and its inputs and files as far as they are known. */
function isSameWork(step: PlannedStep, planned: PlannedAction | undefined, { fingerprint }: Execution): boolean {
  if (fingerprint === undefined || fingerprint.stage !== step.stage.name) return false;
  const { extends: parameter } = step.stage;
  const length = parameter === undefined ? {} : { [parameter]: null };
  if (!isSame({ ...fingerprint.params, ...length }, { ...step.params, ...length })) return false;
  if (planned?.action !== 'run') return true;
  const { inputs, files } = planned.fingerprint;
  return isSame(fingerprint.inputs, inputs) && isSame(fingerprint.files, files);
}

/**
 * Whether two values have the same JSON. Stops at the first difference, because a sweep compares every step with many
 * executions.
 */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [was, now] = [new Map(Object.entries(a)), Object.entries(b)];
  if (was.size !== now.length || Array.isArray(a) !== Array.isArray(b)) return false;
  return now.every(([key, value]) => was.has(key) && isSame(was.get(key), value));
}

/**
 * Returns how much an execution did of the parameter that extends it; nothing where that is unknown. A record does not name the
 * checkpoint that it continued from: an execution that ran because only this parameter had grown counts as continued, every
 * other as started from the beginning.
 */
function measure(
  past: Execution,
  parameter: string,
): readonly { readonly amount: number; readonly durationMs: number }[] {
  const { fingerprint, reasons, durationMs } = past;
  const goal = fingerprint?.params[parameter];
  if (typeof goal !== 'number' || !(goal > 0)) return [];
  const [reason, ...others] = reasons;
  const grown = reason?.why === 'changed' && others.length === 0 && reason.path.join('.') === `params.${parameter}`;
  const was = grown && typeof reason.was === 'number' ? reason.was : 0;
  return [{ amount: was > 0 && was < goal ? goal - was : goal, durationMs }];
}

/**
 * Returns how long steps take together: each starts in plan order as soon as its inputs are done and enough cores are free.
 * Steps without a duration take no time.
 */
export function makespan(
  plan: Pick<Outline, 'steps' | 'runtime'>,
  durationsMs: ReadonlyMap<string, number>,
  cores: number,
): number {
  const ends = new Map<string, number>();
  const free = Array.from({ length: cores }, () => 0);
  let last = 0;
  for (const step of plan.steps) {
    let ready = 0;
    for (const links of Object.values(step.inputs))
      for (const link of links) ready = Math.max(ready, ends.get(link.step) ?? 0);
    const duration = durationsMs.get(step.id) ?? 0;
    if (duration > 0) {
      free.sort((a, b) => a - b);
      const needed = coresOf(step, plan, cores);
      ready = Math.max(ready, free[needed - 1] ?? 0);
      for (let core = 0; core < needed; core++) free[core] = ready + duration;
    }
    ends.set(step.id, ready + duration);
    last = Math.max(last, ready + duration);
  }
  return last;
}

/** The cores that an execution gives to a step. */
function coresOf(step: OutlinedStep, plan: Pick<Outline, 'runtime'>, cores: number): number {
  return step.stage.numeric ? Math.min(Math.max(1, plan.runtime.threads), cores) : 1;
}

/** Returns the value below which the share `q` of all values lies, by linear interpolation; the values need not be sorted. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}
