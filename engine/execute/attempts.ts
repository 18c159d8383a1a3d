import { showDuration } from '../core/duration.ts';
import { StageFailure } from '../core/failure.ts';
import type { PlannedStep, Resources } from '../core/plan.ts';
import { showReach } from '../core/reach.ts';
import type { Fingerprint } from '../core/record.ts';
import type { Checkpoint, Reach, Runtime } from '../core/stage.ts';
import type { Watched } from '../store/store.ts';
import { systemFailure } from '../store/local/atomic.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Executor } from './executor.ts';
import type { Lost, OpenInputs, Touched } from './inputs.ts';
import type { FailedAttempt } from '../core/result.ts';
import { errorWords } from '../core/result.ts';
import { runStep, type Made } from './run-step.ts';
import type { World } from './world.ts';

/**
 * How a step ended, and the attempts that failed before; or, if something that it read may have changed meanwhile, what that was.
 * Then its result means nothing.
 */
export type Attempted =
  | (({ readonly made: Made } | { readonly error: Error }) & {
      readonly attempts: readonly FailedAttempt[];
      /** How far the checkpoint reaches from which the first attempt continued. */
      readonly from?: Reach;
    })
  | Lost
  | Touched;

/** What all attempts at a step share. */
interface Conditions {
  readonly fingerprint: Fingerprint;
  readonly runtime: Runtime;
  /** Aborted when nothing more may start: a step that fails then is not retried. */
  readonly halt: AbortSignal;
  /** When the first attempt starts, by the world's clock. */
  readonly startedAt: number;
  readonly executor: Executor;
  readonly needs: Resources;
}

/**
 * Runs a step as its policy says: stops an attempt that exceeds its timeout, and retries a step that failed. An attempt continues
 * from the furthest checkpoint of earlier attempts; each attempt has the whole timeout.
 */
export async function attemptStep(
  step: PlannedStep,
  opened: OpenInputs,
  conditions: Conditions,
  world: World,
): Promise<Attempted> {
  const { retries, timeoutMs } = step.policy;
  const { fingerprint, halt, runtime, executor, needs } = conditions;
  const checkpoints = step.stage.extends === undefined ? undefined : new Checkpoints(world.store, step, fingerprint);
  const attempts: FailedAttempt[] = [];
  let from: Reach | undefined;
  for (let { startedAt } = conditions; ;) {
    // A forced step starts from nothing, but only its first attempt.
    const checkpoint = await checkpoints?.latest({ own: world.forced?.has(step.id) === true });
    if (checkpoint !== undefined) tellStart(step, checkpoint, world);
    if (attempts.length === 0) from = checkpoint;
    const reading = new Reading(opened, checkpoint);
    try {
      const made = await inTime(timeoutMs, world.signal, (signal) => {
        const { inputs } = opened;
        const { facts = {} } = fingerprint;
        const changed = (): Promise<boolean> => reading.changedBeforeSave();
        const start = { inputs, runtime, facts, checkpoint, checkpoints, changed, signal, executor, needs };
        return runStep(step, start, world);
      });
      return (await reading.changed()) ?? { made, attempts, ...(from && { from }) };
    } catch (thrown) {
      const error = asError(thrown);
      const change = world.signal.aborted ? undefined : await reading.changed();
      if (change !== undefined) return change;
      if (halt.aborted || attempts.length >= retries) return { error, attempts, ...(from && { from }) };
      const at = world.now();
      attempts.push({ error: errorWords(error), durationMs: at - startedAt });
      startedAt = at;
      world.report({ type: 'retried', step: step.id, at, error, attempt: attempts.length, of: retries });
    }
  }
}

/** What an attempt reads: its inputs and, until it has saved a checkpoint itself, the one that it continues from. */
class Reading {
  readonly #opened: OpenInputs;
  #checkpoint: Watched | undefined;

  constructor(opened: OpenInputs, checkpoint: Watched | undefined) {
    this.#opened = opened;
    this.#checkpoint = checkpoint;
  }

  /** The first thing that may have changed while it was read; undefined if nothing did. */
  async changed(): Promise<Lost | Touched | undefined> {
    const input = await this.#opened.changed();
    if (input !== undefined || (await this.#checkpoint?.changed()) === undefined) return input;
    return { touched: 'its checkpoint' };
  }

  /** Like `changed`. A step that saves a checkpoint has read the one that it continues from, which may be removed then. */
  async changedBeforeSave(): Promise<boolean> {
    if ((await this.changed()) !== undefined) return true;
    this.#checkpoint = undefined;
    return false;
  }
}

function tellStart(step: PlannedStep, checkpoint: Checkpoint, world: World): void {
  const message = `${step.id} continues after ${showReach(checkpoint, step.stage.extends ?? '')}`;
  world.report({ type: 'notice', at: world.now(), message });
}

/**
 * Runs something that stops when its signal is aborted, which happens after `timeoutMs`. If it completes all the same, its result
 * is kept, because it is as good as an earlier one.
 *
 * @throws StageFailure when it ran out of time
 */
async function inTime<T>(
  timeoutMs: number | undefined,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (timeoutMs === undefined) return run(signal);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    return await run(AbortSignal.any([signal, late.signal]));
  } catch (cause) {
    // Whatever a stopped step throws, it throws because it was stopped.
    if (!late.signal.aborted) throw cause;
    throw new StageFailure(`It has not ended within ${showDuration(timeoutMs)}`, {
      hint: 'Give it a longer `timeout`, or find out what delays it. A training continues from its last checkpoint.',
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** What was thrown, as an error. A limit of the system becomes an error that says so, wherever it was reached. */
export function asError(thrown: unknown): Error {
  const error = systemFailure(thrown);
  return error instanceof Error ? error : new Error(`A stage threw something that is not an error: ${String(thrown)}`);
}
