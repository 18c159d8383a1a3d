import type { Digest } from '../core/digest.ts';
import type { PlannedStep } from '../core/plan.ts';
import type { Reason } from '../core/reason.ts';
import type { Fingerprint } from '../core/record.ts';
import type { FailedAttempt, JobPlace } from '../core/result.ts';

/** A step to be made somewhere else, once its key is known and has no result. */
export interface Commission {
  readonly step: PlannedStep;
  readonly key: Digest;
  readonly fingerprint: Fingerprint;
  /** Why it has no result, or is made again all the same. */
  readonly reasons: readonly Reason[];
}

/** What became of a step somewhere else. Only the store says whether there is a result: `made` means that it is worth a look. */
export type Settlement = { readonly job?: JobPlace; readonly attempts?: readonly FailedAttempt[] } &
  /** `found` when it was there already. */
  (
    | { readonly end: 'made' | 'found'; readonly key: Digest }
    | { readonly end: 'failed'; readonly key: Digest; readonly error: Error; readonly durationMs?: number }
    | { readonly end: 'cancelled' }
  );

/**
 * A place that makes the results of keys by itself, in the same store: the jobs of a cluster. An `Executor` runs a request and gives
 * back its outputs; a delegate plans, looks up, takes leases, opens inputs and commits, as every run does, so the caller does none of
 * this and looks the key up again.
 */
export interface Delegate {
  /** Resolves when somebody has dealt with the step. Never rejects because of the step or of the cluster. */
  settle(commission: Commission): Promise<Settlement>;
  /** What became of a step that the delegate has begun without being asked, beside its producers; undefined if it has not. */
  ride(id: string): Promise<Settlement | undefined>;
  /** Starts nothing more; what has started finishes. */
  halt(): void;
  /** Ends its waiting. Resolves when nothing that it started needs this process any more. */
  close(): Promise<void>;
}

/** What a delegate may ask of the execution that it works for. */
export interface Client {
  /** Whether the step has a result in this run. */
  hasResult(id: string): boolean;
  /** Why a step with this fingerprint has no result, for a step that the delegate has begun by itself. */
  reasonsOf(id: string, fingerprint: Fingerprint): readonly Reason[];
}
