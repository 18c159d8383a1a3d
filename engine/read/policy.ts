import { parseDuration } from '../core/duration.ts';
import type { JsonObject } from '../core/json.ts';
import { parseMemory } from '../core/memory.ts';
import type { StepPolicy } from '../core/plan.ts';

/** Timers count to 24 days: with a longer timeout, a step would end at once. */
const LONGEST_MS = 500 * 3_600_000;
/** Slurm counts in minutes. */
const SHORTEST_JOB_MS = 60_000;
const LONGEST_JOB_MS = 8760 * 3_600_000;

/**
 * What a step or the section `execution` says of retries, timeout, failure and resources, which agrees with the frame's schema; where it
 * says nothing, `otherwise` holds.
 *
 * @param report receives the faults that the schema cannot see
 */
export function readPolicy(
  { retries, timeout, failure, resources = {} }: JsonObject,
  otherwise: StepPolicy,
  report: (field: string, message: string) => void,
): StepPolicy {
  let { timeoutMs } = otherwise;
  if (timeout === 'none') timeoutMs = undefined;
  else if (timeout !== undefined) {
    timeoutMs = typeof timeout === 'number' ? timeout * 1000 : parseDuration(timeout as string);
    if (timeoutMs === undefined || timeoutMs < 1 || timeoutMs > LONGEST_MS)
      report('timeout', `Expected a duration from 1 ms to 500 h for "timeout", found ${JSON.stringify(timeout)}`);
  }
  const { time } = resources as JsonObject;
  const timeMs = typeof time === 'string' ? parseDuration(time) : undefined;
  if (time !== undefined && (timeMs === undefined || timeMs < SHORTEST_JOB_MS || timeMs > LONGEST_JOB_MS))
    report('resources', `Expected a time from 1 min to 8760 h in "resources", found ${JSON.stringify(time)}`);
  return {
    retries: (retries as number | undefined) ?? otherwise.retries,
    timeoutMs,
    failure: (failure as StepPolicy['failure'] | undefined) ?? otherwise.failure,
    resources: {
      ...otherwise.resources,
      ...readResources(resources as JsonObject),
      ...(timeMs !== undefined && { timeMs }),
    },
  };
}

function readResources({ cores, memory, gpus }: JsonObject): StepPolicy['resources'] {
  return {
    ...(cores !== undefined && { cores: cores as number }),
    ...(memory !== undefined && { memory: parseMemory(memory as string) ?? 0 }),
    ...(gpus !== undefined && { gpus: gpus as number }),
  };
}

/** The policy where the file says nothing: the defaults of the schema. */
export const DEFAULT_POLICY: StepPolicy = { retries: 0, timeoutMs: undefined, failure: 'continue', resources: {} };
