import type { Plan, PlannedStep, Verdict } from '../plan.ts';

/** What earlier executions of a step, or of steps like it, took and made. */
export interface Past {
  readonly durationsMs: readonly number[];
  readonly bytes: readonly number[];
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
}

/**
 * Estimates a run from recorded ones: for each step that will or may run, the median and the 90th percentile of its past
 * durations, laid out over the cores in the order the execution would start them.
 */
export function estimate(
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
  options: { readonly cores: number; past(step: PlannedStep): Past | undefined },
): Estimate {
  const median = new Map<string, number>();
  const slow = new Map<string, number>();
  let coreMs = 0;
  let bytes = 0;
  let unknown = 0;
  for (const step of plan.steps) {
    if (verdicts.get(step.id)?.action === 'reuse') continue;
    const past = options.past(step);
    if (past === undefined || past.durationsMs.length === 0) {
      unknown++;
      continue;
    }
    median.set(step.id, quantile(past.durationsMs, 0.5));
    slow.set(step.id, quantile(past.durationsMs, 0.9));
    coreMs += quantile(past.durationsMs, 0.5) * coresOf(step, plan, options.cores);
    bytes += past.bytes.length === 0 ? 0 : quantile(past.bytes, 0.5);
  }
  return {
    medianMs: makespan(plan, median, options.cores),
    slowMs: makespan(plan, slow, options.cores),
    coreMs,
    bytes,
    unknown,
  };
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
