import type { JobPlace } from '../../core/result.ts';
import type { Settlement } from '../delegate.ts';
import type { TaskOutcome } from './batch.ts';
import { settlementOf } from './order.ts';
import type { LiveTask } from './watch.ts';

/** A step in the task of its producers. */
interface Ride {
  readonly task: LiveTask;
  readonly end: Promise<Settlement | undefined>;
  readonly settle: (settlement: Settlement | undefined) => void;
}

/** The steps that ride along in the tasks of their producers. Nobody waits for them until the producers have settled. */
export class Rides {
  readonly #rides = new Map<string, Ride>();

  board(id: string, task: LiveTask): void {
    let settle: Ride['settle'] = () => undefined;
    const end = new Promise<Settlement | undefined>((resolve) => (settle = resolve));
    this.#rides.set(id, { task, end, settle });
  }

  /** Whether a step rides in a task; without a task, whether it rides at all. */
  has(id: string, task?: LiveTask): boolean {
    const ride = this.#rides.get(id);
    return ride !== undefined && (task === undefined || ride.task === task);
  }

  /** What becomes of a step; undefined if it does not ride, or its task did not get to it. It is told once. */
  async endOf(id: string): Promise<Settlement | undefined> {
    const ride = this.#rides.get(id);
    const settlement = await ride?.end;
    if (this.#rides.get(id) === ride) this.#rides.delete(id);
    return settlement;
  }

  /** A task has ended: with this outcome, or with none. */
  ended(task: LiveTask, outcome: TaskOutcome | undefined, job: JobPlace | undefined): void {
    for (const id of task.ids) {
      if (!this.has(id, task)) continue;
      const step = outcome?.steps[id];
      this.#rides.get(id)?.settle(step === undefined ? undefined : settlementOf(step, job));
      // A step that was not reached may ride again.
      if (step?.action !== 'finished' && step?.action !== 'reused' && step?.action !== 'failed') this.#rides.delete(id);
    }
  }
}
