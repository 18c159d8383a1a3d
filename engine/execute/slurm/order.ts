import type { Digest } from '../../core/digest.ts';
import { StageFailure } from '../../core/failure.ts';
import { amountOf, showReach } from '../../core/reach.ts';
import { errorWords, type FailedAttempt, type JobPlace } from '../../core/result.ts';
import type { Commission, Settlement } from '../delegate.ts';
import { deserialise } from '../executors/worker.ts';
import type { StepOutcome, TaskOutcome } from './batch.ts';
import type { Verdict } from './verdict.ts';

/** How often a step is submitted again because the cluster lost its job, before that is told as a failure. */
const MOST_LOSSES = 5;

/** What became of the task that was to do a step. */
export interface Heard {
  readonly outcome: TaskOutcome | undefined;
  readonly verdict: Verdict | undefined;
  readonly job: JobPlace | undefined;
  /** Whether another loop had submitted it: then what went wrong there counts for nothing here. */
  readonly foreign: boolean;
}

/** The step is to be submitted again: with an error if an attempt has failed, else with a message if there is something to say. */
export interface Again {
  readonly error?: Error;
  readonly message?: string;
}

/** A step that waits for its result, over as many jobs as it takes. */
export class Order {
  readonly commission: Commission;
  readonly settle: (settlement: Settlement) => void;
  /** Attempts that ended with their job. */
  readonly attempts: FailedAttempt[] = [];
  /** Owners of leases in jobs that have ended without giving them back. */
  readonly gone = new Set<string>();
  #losses = 0;
  /** Why its job was lost the last time. */
  #lossOf: StageFailure | undefined;
  /** How far its checkpoint reached when its time was last up. */
  #reach = -1;

  constructor(commission: Commission, settle: (settlement: Settlement) => void) {
    this.commission = commission;
    this.settle = settle;
  }

  /** Settles the step, or says that it is to be submitted again. */
  hear({ outcome, verdict, job, foreign }: Heard): Again | undefined {
    const { step, key } = this.commission;
    const own = outcome?.steps[step.id];
    if (own?.action === 'finished' || own?.action === 'reused') return this.#end(settlementOf(own, job, key));
    if (foreign) return {};
    if (outcome?.refused !== undefined) {
      const { message, hint } = outcome.refused;
      return this.#fail(new StageFailure(message, hint === undefined ? {} : { hint }), job);
    }
    if (own?.action === 'failed') return this.#end(settlementOf(own, job, key));
    if (own?.action === 'skipped') return this.#fail(brokenUpstream(own.because, outcome), job);
    if (outcome?.why === 'time') return this.#continue(own, job);
    if (verdict === undefined) return this.#lost('Its job has ended without a word about this step', job);
    return this.#judge(verdict, job);
  }

  #judge({ kind, message, hint }: Verdict, job: JobPlace | undefined): Again | undefined {
    const { step } = this.commission;
    if (kind === 'again' || kind === 'avoid')
      return this.#lost(message, job, hint, kind === 'avoid' ? undefined : `${step.id} is submitted again: ${message}`);
    const error = new StageFailure(message, { hint });
    if (kind === 'cancelled' || this.attempts.length >= step.policy.retries) return this.#fail(error, job);
    this.attempts.push({ error: errorWords(error), durationMs: 0 });
    return { error };
  }

  #lost(message: string, job: JobPlace | undefined, hint?: string, told?: string): Again | undefined {
    this.#losses += 1;
    const more = hint === undefined ? {} : { hint };
    this.#lossOf = new StageFailure(message, more);
    if (this.#losses <= MOST_LOSSES) return told === undefined ? {} : { message: told };
    return this.#fail(new StageFailure(`${message}; it was submitted ${this.#losses} times`, more), job);
  }

  /** It could not be submitted. If its job was lost before, that is why: perhaps no node is left. */
  refuse(error: Error): void {
    this.#fail(this.#lossOf ?? error, undefined);
  }

  /** Its time was up: it continues as long as its checkpoint advances. */
  #continue(own: StepOutcome | undefined, job: JobPlace | undefined): Again | undefined {
    const { step } = this.commission;
    // Others took the time of its task.
    if (own?.action !== 'cancelled' || !own.ran) return this.#lost('The time of its job was up before it began', job);
    const reach = own.reach === undefined ? 0 : amountOf(own.reach);
    if (own.reach === undefined || reach <= this.#reach)
      return this.#fail(
        new StageFailure('The time limit of its job was up, and no checkpoint was saved since it began', {
          hint: 'Ask for more time, for example: resources: { time: 24h }',
        }),
        job,
      );
    this.#reach = reach;
    const where = showReach(own.reach, step.stage.extends ?? '');
    return { message: `The time limit of the job of ${step.id} was up: it continues after ${where} in another job` };
  }

  #fail(error: Error, job: JobPlace | undefined): undefined {
    return this.#end({ end: 'failed', key: this.commission.key, error, ...(job && { job }) });
  }

  #end(settlement: Settlement): undefined {
    const attempts = [...this.attempts, ...(settlement.attempts ?? [])];
    this.settle(attempts.length === 0 ? settlement : { ...settlement, attempts });
    return undefined;
  }
}

/** What a job says of one of its steps. `known` is the step's key, as far as this process knows it. */
export function settlementOf(step: StepOutcome, job: JobPlace | undefined, known?: Digest): Settlement {
  const more = job === undefined ? {} : { job };
  switch (step.action) {
    case 'finished':
      return { end: 'made', key: step.key, ...more, ...(step.attempts && { attempts: step.attempts }) };
    case 'reused':
      return { end: 'found', key: step.key };
    case 'failed': {
      const { key = known, error, durationMs, attempts } = step;
      if (key === undefined) return { end: 'cancelled', ...more };
      return {
        end: 'failed',
        key,
        error: deserialise(error),
        ...(durationMs !== undefined && { durationMs }),
        ...more,
        ...(attempts && { attempts }),
      };
    }
    case 'cancelled':
    case 'skipped':
      return { end: 'cancelled', ...more };
  }
}

/** Something upstream was lost, and could not be made again there. */
function brokenUpstream(because: string, outcome: TaskOutcome | undefined): StageFailure {
  const cause = outcome?.steps[because];
  const why = cause?.action === 'failed' ? `: ${cause.error.message}` : '';
  return new StageFailure(`Its job needed ${because} again, which failed there${why}`, {
    hint: 'The result was lost or damaged: run "assay fsck", then run again.',
  });
}
