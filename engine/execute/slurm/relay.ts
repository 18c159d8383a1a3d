// What happens in a job, as lines of a file that the loop reads while it grows.

import { appendFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Digest } from '../../core/digest.ts';
import type { RunEvent } from '../../core/event.ts';
import { StageFailure } from '../../core/failure.ts';
import type { Reason } from '../../core/reason.ts';
import type { Fingerprint } from '../../core/record.ts';
import { errorWords, type FailedAttempt } from '../../core/result.ts';
import type { Progress } from '../../core/stage.ts';
import { shareFile } from '../../store/local/atomic.ts';
import { ProgressPace } from '../progress-pace.ts';
import { readRange } from './batch.ts';

/** One line. Times are by the node's clock. */
export type JobEvent =
  /** The job has begun, as this owner of leases in the store. A job that Slurm starts again begins again. */
  | { readonly type: 'began'; readonly owner: string }
  /** A step has started. `fingerprint` is there only if the loop did not know it. */
  | { readonly type: 'started'; readonly step: string; readonly key: Digest; readonly fingerprint?: Fingerprint }
  | { readonly type: 'progress'; readonly step: string; readonly progress: Progress }
  | { readonly type: 'warned'; readonly step: string; readonly message: string }
  | {
      readonly type: 'retried';
      readonly step: string;
      readonly error: FailedAttempt['error'];
      readonly attempt: number;
      readonly of: number;
    }
  | { readonly type: 'notice'; readonly message: string };

/** Least time between two lines about the progress of one step: a file server is no place for more. */
const PROGRESS_EVERY_MS = 1000;
/** Most bytes to read of one job at a time. */
const MOST_BYTES = 256 * 1024;

/** Writes the events of a job's steps. A line that cannot be written is lost: it is only for people. */
export class EventWriter {
  readonly #path: string;
  /** By step. */
  readonly #paces = new Map<string, ProgressPace>();

  constructor(path: string) {
    this.#path = path;
  }

  begin(owner: string): void {
    this.#append({ type: 'began', owner });
  }

  /** @param keyed the key of a step that has started */
  write(event: RunEvent, keyed: (step: string) => Omit<Extract<JobEvent, { type: 'started' }>, 'type' | 'step'>): void {
    const line = this.#lineOf(event, keyed);
    if (line !== undefined) this.#append(line);
  }

  #append(line: JobEvent): void {
    try {
      appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
      if (line.type === 'began') shareFile(this.#path, dirname(this.#path));
    } catch {
      // See above.
    }
  }

  #lineOf(event: RunEvent, keyed: Parameters<EventWriter['write']>[1]): JobEvent | undefined {
    if (event.type === 'started') return { type: 'started', step: event.step, ...keyed(event.step) };
    if (event.type === 'progress') return this.#progress(event.step, event.progress);
    if (event.type === 'warned') return { type: 'warned', step: event.step, message: event.message };
    if (event.type === 'notice') return { type: 'notice', message: event.message };
    if (event.type !== 'retried') return undefined; // How a step ended is in the outcome of its task.
    const { step, error, attempt, of } = event;
    return { type: 'retried', step, error: errorWords(error), attempt, of };
  }

  #progress(step: string, progress: Progress): JobEvent | undefined {
    const pace = this.#paces.get(step) ?? new ProgressPace(PROGRESS_EVERY_MS);
    this.#paces.set(step, pace);
    return pace.passes(progress) ? { type: 'progress', step, progress } : undefined;
  }
}

/** The event as if it had happened here, now. `reasons` are those of a step that has started. */
export function relayed(
  event: Exclude<JobEvent, { type: 'began' }>,
  at: number,
  reasons: () => readonly Reason[],
): RunEvent {
  switch (event.type) {
    case 'started':
      return { type: 'started', step: event.step, at, reasons: reasons(), slots: [] };
    case 'retried':
      return { ...event, at, error: new StageFailure(event.error.message, event.error) };
    case 'progress':
    case 'warned':
    case 'notice':
      return { ...event, at };
  }
}

/** Reads the events of a job as they come. */
export class EventReader {
  readonly #path: string;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The events since the last call; none when the file cannot be read now. */
  next(): readonly JobEvent[] {
    let bytes: Buffer;
    try {
      const { size } = statSync(this.#path);
      if (size <= this.#offset) return [];
      bytes = readRange(this.#path, this.#offset, Math.min(size - this.#offset, MOST_BYTES));
    } catch {
      return [];
    }
    const end = bytes.lastIndexOf(10) + 1;
    // A longer line is none of ours.
    this.#offset += end === 0 && bytes.length === MOST_BYTES ? bytes.length : end;
    return bytes
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as JobEvent];
        } catch {
          return []; // Two jobs, one of which Slurm took for dead, wrote at once.
        }
      });
  }
}
