// Which steps go together: into one task, because a job for each short step would cost more than the step, and into one array, because
// a cluster takes a thousand tasks in one submission as gladly as one.

import type { Plan, PlannedStep } from '../../core/plan.ts';
import type { Commission } from '../delegate.ts';
import { producersOf } from '../inputs.ts';
import { needsOf } from '../resources.ts';
import type { TaskNeeds } from './settings.ts';

/** A step that takes less rides along in the task of its producer, and shares a task with others like it. */
const SHORT_MS = 60_000;
/** Tasks are filled with short steps up to this. */
const FULL_MS = 120_000;
/** Taken for a step of a stage that runs in the engine's own process, if nothing is known about it. */
const LIGHT_MS = 5000;
/** Least time limit of a task that has one, for the start of Assay and the look at the store. */
const START_MS = 60_000;

/** The steps of one task, and what it needs. */
export interface TaskPlan {
  readonly ready: readonly Commission[];
  /** Steps that it does besides, in plan order. */
  readonly riders: readonly PlannedStep[];
  /** What each of its steps needs at most. */
  readonly needs: TaskNeeds;
  /** How long all its steps may take, one after the other; absent where no limit is known. */
  readonly timeMs?: number;
}

export interface Grouping {
  readonly plan: Plan;
  /** How long a step took before, in ms, as far as that is known. */
  readonly expected: ReadonlyMap<string, number>;
  hasResult(id: string): boolean;
  /** Whether a step may ride along: it is in no other task, and not forced. */
  mayRide(id: string): boolean;
}

/** Puts steps that are ready into tasks, and the tasks into arrays: one list of tasks for each. */
export function groupTasks(ready: readonly Commission[], grouping: Grouping): readonly (readonly TaskPlan[])[] {
  const chains = withRiders(ready, grouping);
  const arrays = new Map<string, Chain[]>();
  for (const chain of chains) {
    const key = JSON.stringify(chain.needs);
    arrays.set(key, [...(arrays.get(key) ?? []), chain]);
  }
  return [...arrays.values()].map((group) => pack(group));
}

interface Chain extends TaskPlan {
  readonly ready: Commission[];
  readonly riders: PlannedStep[];
  /** How long it takes, as far as that is known; Infinity when its first step is not short. */
  shortMs: number;
  /** How long its riders take. */
  ridingMs: number;
  timeMs?: number;
}

function withRiders(ready: readonly Commission[], grouping: Grouping): readonly Chain[] {
  const { plan } = grouping;
  const chains = new Map<string, Chain>();
  const all: Chain[] = [];
  for (const commission of ready) {
    const { step } = commission;
    const needs = taskNeeds(step, plan);
    const shortMs = shortOf(step, grouping) ?? Infinity;
    const { timeMs } = needs;
    const chain: Chain = { ready: [commission], riders: [], needs, shortMs, ridingMs: 0, ...(timeMs && { timeMs }) };
    chains.set(step.id, chain);
    all.push(chain);
  }
  for (const step of plan.steps) {
    if (chains.has(step.id) || grouping.hasResult(step.id) || !grouping.mayRide(step.id)) continue;
    const shortMs = shortOf(step, grouping);
    if (shortMs === undefined) continue;
    const open = [...producersOf(step)].filter((id) => !grouping.hasResult(id));
    const chain = chains.get(open[0] ?? '');
    if (chain === undefined || open.some((id) => chains.get(id) !== chain)) continue;
    // More would wait for each other in one task, while the cluster could do them at once.
    if (!fits(taskNeeds(step, plan), chain.needs) || chain.ridingMs + shortMs > FULL_MS) continue;
    chain.riders.push(step);
    chain.shortMs += shortMs;
    chain.ridingMs += shortMs;
    if (chain.timeMs !== undefined) chain.timeMs += step.policy.resources.timeMs ?? SHORT_MS;
    chains.set(step.id, chain);
  }
  return all;
}

/** Fills tasks with short chains, in order. */
function pack(chains: readonly Chain[]): readonly TaskPlan[] {
  const tasks: Chain[] = [];
  let filling: Chain | undefined;
  for (const chain of chains) {
    if (filling === undefined || filling.shortMs + chain.shortMs > FULL_MS) {
      tasks.push(chain);
      if (chain.shortMs < FULL_MS) filling = chain;
      continue;
    }
    filling.ready.push(...chain.ready);
    filling.riders.push(...chain.riders);
    filling.shortMs += chain.shortMs;
    if (filling.timeMs !== undefined) filling.timeMs += chain.timeMs ?? 0;
  }
  return tasks;
}

/** How long a short step takes, in ms; undefined for a step that is long, or of unknown length. */
function shortOf({ id, stage, policy }: PlannedStep, { expected }: Grouping): number | undefined {
  const light = !stage.isolated && !stage.numeric ? LIGHT_MS : undefined;
  const { timeMs = Infinity } = policy.resources;
  const ms = expected.get(id) ?? light ?? (timeMs <= SHORT_MS ? timeMs : undefined);
  return ms === undefined || ms > SHORT_MS ? undefined : ms;
}

/** What a step needs of a cluster: what the file says; its time also from the time that its attempts may take. */
export function taskNeeds(step: PlannedStep, plan: Plan): TaskNeeds {
  const { retries, timeoutMs, resources } = step.policy;
  const byTimeout = timeoutMs === undefined ? undefined : timeoutMs * (retries + 1) + START_MS;
  const timeMs = resources.timeMs ?? byTimeout;
  const { cores, memory, gpus } = needsOf(step, plan.runtime.threads);
  return {
    cores,
    ...(memory !== undefined && { memory }),
    ...(gpus !== undefined && { gpus }),
    ...(timeMs !== undefined && { timeMs }),
  };
}

/** Whether a step with these needs may ride in a task with those. */
function fits(needs: TaskNeeds, room: TaskNeeds): boolean {
  const memory = needs.memory === undefined || (room.memory !== undefined && needs.memory <= room.memory);
  return memory && needs.cores <= room.cores && (needs.gpus ?? 0) <= (room.gpus ?? 0);
}
