import type { Digest } from '../../core/digest.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ArtifactRef, StepRecord } from '../../core/record.ts';
import type { Store } from '../store.ts';

/**
 * Results that other machines have made, on a server. Nothing that it says is believed: an object has the digest that its record
 * names or it is not there, and a record belongs to its key and, if the project says so, is signed by somebody who is trusted.
 *
 * Each method throws RemoteFailure when the server cannot be asked, and the signal's reason when that is aborted.
 */
export interface RemoteCache {
  /** Its address as messages show it, without any secret. */
  readonly name: string;
  /** Returns the record of a key; undefined when there is none, or none that can be believed (then a notice says why). */
  find(key: Digest, signal: AbortSignal): Promise<StepRecord | undefined>;
  /** Whether it says that it has an object, with the right size as far as it tells. Never a substitute for `fetch`. */
  has(ref: ArtifactRef, signal: AbortSignal): Promise<boolean>;
  /**
   * Brings an object into a store. Returns false when the server does not have it, or has other bytes (then a notice says so).
   *
   * @throws StageFailure when the store cannot be written
   */
  fetch(ref: ArtifactRef, into: Store, signal: AbortSignal): Promise<boolean>;
  /**
   * Uploads the outputs of a record that the server lacks, and then the record itself, so that whoever finds the record finds its
   * outputs. Returns what was uploaded.
   *
   * @throws StageFailure when an output is lost here
   */
  push(record: StepRecord, from: Store, signal: AbortSignal): Promise<Amount>;
  /** Returns what was kept under a name, as `find` a record: a run with all that is told of it. */
  findRun(name: string, signal: AbortSignal): Promise<JsonObject | undefined>;
  /** Keeps a run under a name, in place of what had the name before. */
  pushRun(name: string, run: JsonObject, signal: AbortSignal): Promise<void>;
  /** Closes its connections. */
  close(): void;
}

/** How much was moved. */
export interface Amount {
  readonly objects: number;
  readonly bytes: number;
}
