import type { Digest } from '../core/digest.ts';
import type { RunEvent } from '../core/event.ts';
import type { Json } from '../core/json.ts';
import type { Plan, PlannedStep } from '../core/plan.ts';
import type { Fingerprint, InputDigest } from '../core/record.ts';
import type { Runtime } from '../core/stage.ts';
import type { EarlierKey } from '../plan/lookup.ts';
import type { Store } from '../store/store.ts';
import type { Client, Delegate } from './delegate.ts';
import type { Executors } from './executor.ts';
import type { RemoteResults } from './remote-results.ts';

/** How to start a process that runs one step: `node FILE ARGS...` must call `serveWorker`. */
export interface WorkerEntry {
  readonly file: string;
  readonly args: readonly string[];
  /** Variables for a worker besides those that every worker gets (see `workerEnvironment`): they set up the runtime. */
  environment?(runtime: Runtime): Readonly<Record<string, string>>;
  /** Every step runs in a child process, because this process was started in a way that can change what it computes. */
  readonly always?: boolean;
}

/** Everything the execution of a plan may touch: real in application.ts, fake in tests. */
export interface World {
  readonly store: Store;
  /** Machine, operating system, Node version: kept in records, never hashed. */
  readonly host: Json;
  /** Interrupts the run: running steps are cancelled, the others do not start. */
  readonly signal: AbortSignal;
  /** Results of other machines; absent without a remote cache. */
  readonly remote?: Pick<RemoteResults, 'bring' | 'bringCheckpoint' | 'offer'>;
  /** Ids of steps that run even if they are cached. */
  readonly forced?: ReadonlySet<string>;
  /** Where the steps of a plan run. */
  executorsOf(plan: Plan): Executors;
  /** Has steps made elsewhere that would run here; undefined if there is no such place. */
  readonly delegateOf?: (plan: Plan, client: Client) => Delegate;
  /** Ids of steps whose results are believed without a look at their bytes until a step reads them: another process has just looked. */
  readonly presumed?: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  now(): number;
  report(event: RunEvent): void;
  /** The key of a step whose inputs are known, by port and in the order of the step's links. */
  keyOf(
    step: PlannedStep,
    inputs: Readonly<Record<string, readonly InputDigest[]>>,
  ): { readonly key: Digest; readonly fingerprint: Fingerprint };
  /** The keys under which a step had results in earlier runs; reasons compare with them. */
  earlier(stepId: string): readonly EarlierKey[];
}
