import type { Plan, PlannedStep, Verdict } from '../plan.ts';
import type { Reason } from '../reason.ts';
import type { Fingerprint } from '../record.ts';

/** What an earlier execution of a step, or of a step like it, took and made. */
export interface Execution {
  readonly durationMs: number;
  /** Of all its outputs together. */
  readonly bytes: number;
  /** What it was the execution of; undefined when its record is gone. */
  readonly fingerprint: Fingerprint | undefined;
  /** Why it ran. */
  readonly reasons: readonly Reason[];
}

/** What a run will probably take. Only of the steps that have a past: `unknown` counts the others. */
export interface Estimate {
  readonly medianMs: number;
  /** Nine runs out of ten are no slower. */
  readonly slowMs: number;
  /** Sum over the steps of time times cores. */
  readonly coreMs: number;
  readonly bytes: number;
  readonly unknown: number;
  /** How many steps are judged by executions of other work: with other parameters or other inputs, scaled or not. */
  readonly other: number;
}

/**
 * Estimates a run from recorded ones: for each step that will or may run, the median and the 90th percentile of its past
 * durations, laid out over the cores in the order the execution would start them.
 *
 * @param options.past what is known of a step's executions; empty for nothing
 */
export function estimate(
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
  options: { readonly cores: number; past(step: PlannedStep): readonly Execution[] },
): Estimate {
  const median = new Map<string, number>();
  const slow = new Map<string, number>();
  let [coreMs, bytes, unknown, other] = [0, 0, 0, 0];
  for (const step of plan.steps) {
    const verdict = verdicts.get(step.id);
    if (verdict?.action === 'reuse') continue;
    const past = likest(step, verdict, options.past(step));
    if (past.length === 0) {
      unknown++;
      continue;
    }
    const durationsMs = past.map((each) => each.durationMs * scaleOf(step, verdict, each));
    median.set(step.id, quantile(durationsMs, 0.5));
    slow.set(step.id, quantile(durationsMs, 0.9));
    coreMs += quantile(durationsMs, 0.5) * coresOf(step, plan, options.cores);
    bytes += quantile(
      past.map((each) => each.bytes),
      0.5,
    );
    if (past.some((each) => each.fingerprint !== undefined && !isSameWork(step, verdict, each))) other++;
  }
  return {
    medianMs: makespan(plan, median, options.cores),
    slowMs: makespan(plan, slow, options.cores),
    coreMs,
    bytes,
    unknown,
    other,
  };
}

/**
 * The executions that tell most of a step: those of the same work, else of the same work but for how far it went, else all;
 * of a stage with `extends` among them those that did the greatest amount, in which the time to start up counts least.
 */
function likest(step: PlannedStep, verdict: Verdict | undefined, past: readonly Execution[]): readonly Execution[] {
  const same = past.filter((each) => isSameWork(step, verdict, each) && scaleOf(step, verdict, each) === 1);
  if (same.length > 0) return same;
  const { extends: parameter } = step.stage;
  if (parameter === undefined) return past;
  const alike = past.filter((each) => isSameWork(step, verdict, each, parameter));
  const among = alike.length > 0 ? alike : past;
  const most = Math.max(...among.map((each) => amountOf(each, parameter) ?? 0));
  return among.filter((each) => (amountOf(each, parameter) ?? 0) === most);
}

/** Whether an execution had the step's parameters, but for `except`, and its inputs, where these are known already. */
function isSameWork(step: PlannedStep, verdict: Verdict | undefined, past: Execution, except?: string): boolean {
  const { fingerprint } = past;
  if (fingerprint === undefined || fingerprint.stage !== step.stage.name) return false;
  const params = except === undefined ? step.params : { ...step.params, [except]: fingerprint.params[except] ?? null };
  if (!isSame(fingerprint.params, params)) return false;
  return verdict?.action !== 'run' || isSame(fingerprint.inputs, verdict.fingerprint.inputs);
}

/** Whether two values have the same JSON. Ends at the first difference: a sweep compares every step with many executions. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [was, now] = [new Map(Object.entries(a)), Object.entries(b)];
  if (was.size !== now.length || Array.isArray(a) !== Array.isArray(b)) return false;
  return now.every(([key, value]) => was.has(key) && isSame(was.get(key), value));
}

/**
 * By how much a step is longer than an execution, for a stage with `extends`: time goes with the amount of work that is left
 * beyond the checkpoint it goes on from. 1 where nothing is known of the amount.
 */
function scaleOf(step: PlannedStep, verdict: Verdict | undefined, past: Execution): number {
  const { extends: parameter } = step.stage;
  const done = parameter === undefined ? undefined : amountOf(past, parameter);
  if (parameter === undefined || done === undefined) return 1;
  const from = verdict?.action === 'run' ? (verdict.from ?? 0) : 0;
  return (Number(step.params[parameter]) - from) / done;
}

/**
 * How much an execution did of the parameter that extends it. A record does not tell the checkpoint it was made from: one
 * that ran because only this parameter had grown is taken to have gone on from where it was, every other from nothing.
 */
function amountOf({ fingerprint, reasons }: Execution, parameter: string): number | undefined {
  const amount = fingerprint?.params[parameter];
  if (typeof amount !== 'number' || !(amount > 0)) return undefined;
  const [reason, ...others] = reasons;
  if (reason?.why !== 'changed' || others.length > 0 || reason.path.join('.') !== `params.${parameter}`) return amount;
  const { was } = reason;
  return typeof was === 'number' && was > 0 && was < amount ? amount - was : amount;
}

/**
 * How long steps take together: each starts in plan order as soon as the steps before it have ended and enough cores are
 * free. Steps without a duration take none.
 */
export function makespan(plan: Plan, durationsMs: ReadonlyMap<string, number>, cores: number): number {
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

/** The cores an execution gives to a step. */
function coresOf(step: PlannedStep, plan: Plan, cores: number): number {
  return step.stage.numeric ? Math.min(Math.max(1, plan.runtime.threads), cores) : 1;
}

/** The value below which the share `q` of all values lies, by linear interpolation; values need not be sorted. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}
