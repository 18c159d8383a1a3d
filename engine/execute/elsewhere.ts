import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedStep } from '../core/plan.ts';
import type { Reason } from '../core/reason.ts';
import type { Fingerprint, StepRecord } from '../core/record.ts';
import type { Execution, StepResult } from '../core/result.ts';
import type { Answer } from '../plan/lookup.ts';
import { kindOf } from '../plan/planned-actions.ts';
import type { Keyed, Work } from './commit.ts';
import type { Delegate, Settlement } from './delegate.ts';

/** How long to look for a result that another machine has just written, in ms: the client of a file server may show it late. */
const LATE_MS = [0, 500, 1000, 2000, 4000, 8000, 16_000, 32_000] as const;

/** What the execution answers. */
interface Questions {
  find(step: PlannedStep, keyed: Keyed): Promise<Answer>;
  whyMissing(step: PlannedStep, fingerprint: Fingerprint): readonly Reason[];
}

/** Steps that are made by a delegate: turns what it says, and what the store then shows, into results. */
export class Elsewhere {
  readonly delegate: Delegate;
  readonly #questions: Questions;

  constructor(delegate: Delegate, questions: Questions) {
    this.delegate = delegate;
    this.#questions = questions;
  }

  /** The result of a step that the delegate has made without being asked; undefined if it has not, or under another key. */
  async ride(step: PlannedStep, keyed: Keyed): Promise<StepResult | undefined> {
    const settlement = await this.delegate.ride(step.id);
    if (settlement === undefined || settlement.end === 'cancelled' || settlement.key !== keyed.key) return undefined;
    return this.#accept(step, { ...keyed, reasons: this.#questions.whyMissing(step, keyed.fingerprint) }, settlement);
  }

  /** Has a step made; undefined if the store then has no result of its key. */
  async make(step: PlannedStep, work: Work): Promise<StepResult | 'cancelled' | undefined> {
    const settlement = await this.delegate.settle({ step, ...work });
    return settlement.end === 'cancelled' ? 'cancelled' : this.#accept(step, work, settlement);
  }

  async #accept(
    step: PlannedStep,
    work: Work,
    settlement: Exclude<Settlement, { end: 'cancelled' }>,
  ): Promise<StepResult | undefined> {
    const { key, reasons } = work;
    const { attempts = [], job } = settlement;
    const more = { ...(attempts.length > 0 && { attempts }), ...(job !== undefined && { job }) };
    if (settlement.end === 'failed') {
      const { error, durationMs } = settlement;
      return { action: 'failed', error, key, reasons, ...more, ...(durationMs !== undefined && { durationMs }) };
    }
    if (settlement.key !== key) return undefined;
    for (const pause of LATE_MS) {
      await sleep(pause);
      const answer = await this.#questions.find(step, work);
      if ('record' in answer) {
        const { record } = answer;
        return settlement.end === 'found'
          ? { action: 'reused', key, record }
          : { action: 'finished', key, record, reasons, execution: executionOf(step, work, record), ...more };
      }
      if (answer.lost.length > 0) break; // The record is there, and an output is damaged.
    }
    return undefined;
  }
}

/** How a job has executed a step: on no core of this machine. */
function executionOf(step: PlannedStep, { reasons }: Work, { startedAt }: StepRecord): Execution {
  return { startedAt: Date.parse(startedAt), slots: [], kind: kindOf(step, { reasons }) };
}
