import type { Digest } from '../core/digest.ts';
import type { RunEvent } from '../core/event.ts';
import type { Json } from '../core/json.ts';
import type { PlannedStep } from '../core/plan.ts';
import type { Reason } from '../core/reason.ts';
import type { Fingerprint, InputDigest } from '../core/record.ts';
import type { Runtime } from '../core/stage.ts';
import type { Store } from '../store/store.ts';

/** How to start a process that runs one step: `node FILE ARGS...` must end up in `serveWorker`. */
export interface WorkerEntry {
  readonly file: string;
  readonly args: readonly string[];
  /** Variables for a worker beside those that every one gets (see `workerEnvironment`): they make the runtime what it is. */
  environment?(runtime: Runtime): Readonly<Record<string, string>>;
  /** Every step runs in a process of its own: this one was started in a way that can change what it computes. */
  readonly always?: boolean;
}

/** Everything the execution of a plan may touch: real in main.ts, fake in tests. */
export interface World {
  readonly store: Store;
  /** How many cores the running steps may take together, at least 1. */
  readonly cores: number;
  /** Machine, operating system, Node version: told in the records, never hashed. */
  readonly host: Json;
  readonly workerEntry: WorkerEntry;
  /** Interrupts the run: running steps are cancelled, the others do not start. */
  readonly signal: AbortSignal;
  /** Ids of steps that run even when their result is in the store. */
  readonly forced?: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  now(): number;
  report(event: RunEvent): void;
  /** The key of a step whose inputs are known, by port and in the order of the step's links. */
  keyOf(
    step: PlannedStep,
    inputs: Readonly<Record<string, readonly InputDigest[]>>,
  ): { readonly key: Digest; readonly fingerprint: Fingerprint };
  /** Why a step without a record must run. */
  reasonsFor(step: PlannedStep, key: Digest, fingerprint: Fingerprint): readonly Reason[];
}
