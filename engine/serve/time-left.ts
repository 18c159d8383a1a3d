import { makespan } from '../plan/estimate.ts';
import { outlineOf } from '../runs/journal-events.ts';
import type { Account, StepAccount } from '../runs/account.ts';

/** A rate needs at least this long to be measured. */
const LEAST_MS = 2000;

/** How long a run may still take. */
export interface TimeLeft {
  readonly leftMs: number;
  /** Nothing is known of some steps: it may take longer. */
  readonly atLeast: boolean;
}

/**
 * Estimates how long a run may still take, from what it has done and what its steps took in earlier runs; undefined where nothing
 * is known of any step that is left.
 *
 * @param past how long steps took in earlier runs, by id, in milliseconds
 * @param now milliseconds since 1970
 */
export function timeLeft(account: Account, past: ReadonlyMap<string, number>, now: number): TimeLeft | undefined {
  const { plan } = account;
  if (plan === undefined) return undefined;
  const means = meansOf(account);
  const left = new Map<string, number>();
  let unknown = 0;
  for (const [id, step] of account.steps) {
    if (step.state !== 'running' && step.state !== 'waiting') continue;
    const ms = stepLeft(step, past.get(id) ?? means.get(step.planned.name), now);
    if (ms === undefined) unknown += 1;
    else left.set(id, ms);
  }
  if (left.size === 0) return undefined;
  return { leftMs: makespan(outlineOf(plan), left, plan.cores), atLeast: unknown > 0 };
}

/** What the instances of each step took that have finished in this run. */
function meansOf({ steps }: Account): ReadonlyMap<string, number> {
  const sums = new Map<string, { ms: number; count: number }>();
  for (const { planned, state, durationMs } of steps.values()) {
    if (state !== 'finished' || durationMs === undefined) continue;
    const sum = sums.get(planned.name) ?? { ms: 0, count: 0 };
    sums.set(planned.name, { ms: sum.ms + durationMs, count: sum.count + 1 });
  }
  return new Map(Array.from(sums, ([name, { ms, count }]) => [name, ms / count]));
}

function stepLeft(step: StepAccount, expectedMs: number | undefined, now: number): number | undefined {
  if (step.state === 'waiting') return expectedMs;
  const { progress, pace, startedAt = now } = step;
  if (progress?.total !== undefined && pace !== undefined) {
    const [elapsed, done] = [now - pace.at, progress.done - pace.done];
    if (done > 0 && elapsed >= LEAST_MS) return (elapsed / done) * Math.max(0, progress.total - progress.done);
  }
  return expectedMs === undefined ? undefined : Math.max(0, expectedMs - (now - startedAt));
}
