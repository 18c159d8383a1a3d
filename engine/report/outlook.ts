import { showDuration } from '../core/duration.ts';
import type { Outline } from '../core/outline.ts';
import { makespan } from '../plan/estimate.ts';
import type { Group } from './group.ts';
import { roughly } from './pace.ts';

/** What is known about the steps of a run before it begins. */
export interface Expectation {
  readonly cores: number;
  /** How long steps took in earlier runs, by id, in milliseconds. */
  readonly durationsMs: ReadonlyMap<string, number>;
}

/** Less than this is not worth showing. */
const LEAST_MS = 2000;

/**
 * Returns how much longer a run may take: `about 2 min left`, or `more than 2 min left` if nothing is known about some steps;
 * undefined if nothing can be said.
 */
export function outlook(
  plan: Outline,
  groups: readonly Group[],
  { cores, durationsMs }: Expectation,
  now: number,
): string | undefined {
  const left = new Map<string, number>();
  let unknown = false;
  for (const group of groups) {
    for (const id of group.unfinished) {
      const ms = group.leftMs(id, durationsMs.get(id) ?? group.meanMs, now);
      if (ms === undefined) unknown = true;
      else left.set(id, ms);
    }
  }
  const ms = makespan(plan, left, cores);
  if (ms < LEAST_MS) return undefined;
  return `${unknown ? 'more than' : 'about'} ${showDuration(roughly(ms))} left`;
}
