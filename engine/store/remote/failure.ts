import { StageFailure } from '../../core/failure.ts';

/**
 * What is wrong with a server:
 *
 * - `away`: it cannot be reached, or the connection broke;
 * - `slow`: it does not answer in time, or sends next to nothing;
 * - `broken`: it answers that it has a fault, or with something that is no answer;
 * - `damaged`: what it sent is not what was asked for;
 * - `denied`: it does not let this user in;
 * - `wrong`: there is no such bucket, or the address is wrong;
 * - `full`: it has no space for more;
 * - `closed`: it takes no uploads.
 */
export type Fault = 'away' | 'slow' | 'broken' | 'damaged' | 'denied' | 'wrong' | 'full' | 'closed';

/** A remote cache did not do what it was asked. The message names the server and never contains a secret. */
export class RemoteFailure extends StageFailure {
  readonly fault: Fault;
  /** How long the server asks to be left alone, in ms. */
  readonly afterMs: number | undefined;

  constructor(fault: Fault, message: string, options: { hint?: string; cause?: unknown; afterMs?: number } = {}) {
    super(message, options);
    this.fault = fault;
    this.afterMs = options.afterMs;
  }
}
