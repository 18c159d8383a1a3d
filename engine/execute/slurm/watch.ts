import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, TaskOutcome } from './batch.ts';
import { isAway, parseJobs, parseQueue, queueArguments, wordsOf, type Facts, type Run, type Seen } from './commands.ts';
import { EventReader, type JobEvent } from './relay.ts';
import type { TaskNeeds } from './settings.ts';
import { verdictOf, whyStuck, type Verdict } from './verdict.ts';

/** One task of a batch, as its loop sees it. */
export interface LiveTask {
  readonly batch: LiveBatch;
  readonly index: number;
  /** The steps that it does. */
  readonly ids: readonly string[];
  readonly events: EventReader;
  node?: string;
  /** Under which id its job owns leases; the last one, if Slurm has started it again. */
  owner?: string;
  state?: string;
  /** When Slurm was first found not to know it, by this process's clock. */
  goneAt?: number;
  done: boolean;
}

/** A batch that is waiting or running. */
export interface LiveBatch {
  readonly batch: Batch;
  /** Its id in Slurm, once that is known. */
  job: string | undefined;
  tasks: readonly LiveTask[];
  readonly needs: TaskNeeds;
  /** Whether it was submitted by another loop. */
  readonly foreign: boolean;
  /** Whether it belongs to nobody who is alive: this loop continues the work of one that died. */
  readonly orphan: boolean;
  /** When it was submitted, by this process's clock: a new job is not always in Slurm's list at once. */
  readonly since: number;
  stuck?: string;
}

/** What a watch tells. */
export interface Listener {
  /** A task has ended. `outcome` is what it left, `verdict` why it left nothing or was stopped. */
  ended(task: LiveTask, outcome: TaskOutcome | undefined, verdict: Verdict | undefined): void;
  happened(task: LiveTask, event: JobEvent): void;
  notice(message: string): void;
  /** Somebody has asked this batch to stop. */
  cancelled(batch: LiveBatch): void;
}

/** How often to look, in ms. */
export interface Pace {
  /** At the store. */
  readonly look: number;
  /** At Slurm's queue: first, and at most. */
  readonly ask: { readonly first: number; readonly most: number };
  /** How long a task that Slurm shows no longer may take to show its outcome: file servers delay that. */
  readonly grace: number;
  /** How long a new job may not be in Slurm's queue yet. */
  readonly fresh: number;
}

export const PACE: Pace = { look: 1000, ask: { first: 5000, most: 30_000 }, grace: 30_000, fresh: 2000 };

/** Most jobs whose events are read at one look. */
const MOST_READ = 50;

/** States in which a job is not over. */
const ALIVE = /^(PENDING|RUNNING|SUSPENDED|COMPLETING|CONFIGURING|STOPPED|STAGE_OUT|SIGNALING|RESIZING|REQUEUE)/;

/**
 * Waits for the tasks of batches. Looks first at the store, because a job that has left its outcome there has ended, whatever Slurm
 * says; asks Slurm only about tasks without an outcome, all of them with one squeue.
 */
export class Watch {
  readonly #run: Run;
  readonly #store: string;
  readonly #listener: Listener;
  readonly #pace: Pace;
  readonly #live = new Set<LiveBatch>();
  readonly #stop = new AbortController();
  readonly #marks: Promise<void>[] = [];
  #loop: Promise<void> | undefined;
  #askAt = 0;
  #pause: number;
  #away = false;
  #turn = 0;

  constructor(run: Run, store: string, listener: Listener, pace: Pace = PACE) {
    this.#run = run;
    this.#store = store;
    this.#listener = listener;
    this.#pace = pace;
    this.#pause = pace.ask.first;
  }

  add(batch: LiveBatch): void {
    this.#live.add(batch);
    this.#askSoon();
    this.#loop ??= this.#watch().finally(() => {
      this.#loop = undefined;
    });
  }

  get batches(): ReadonlySet<LiveBatch> {
    return this.#live;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await Promise.all(this.#marks);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (this.#live.size > 0 && !signal.aborted) {
      await sleep(this.#pace.look, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      for (const live of this.#live) this.#look(live);
      this.#readEvents();
      if (this.#live.size > 0 && performance.now() >= this.#askAt) await this.#ask();
    }
  }

  #look(live: LiveBatch): void {
    const names = live.batch.names();
    if (names.has('cancel')) this.#listener.cancelled(live);
    for (const task of live.tasks) if (!task.done && names.has(`${task.index}.json`)) this.#seeOutcome(task);
    this.#forget(live);
  }

  /** Tells the outcome of a task, if it has left one; false if not. */
  #seeOutcome(task: LiveTask): boolean {
    const outcome = task.batch.batch.outcome(task.index);
    if (outcome === undefined) return false;
    // Slurm will start it again: this is the outcome of the time before.
    if (outcome.why === 'stopped' && task.state === 'PENDING') return false;
    // Who has stopped it, and why, only Slurm knows.
    if (outcome.why === 'stopped' && this.#askAbout(task)) return true;
    this.#end(task, outcome, undefined);
    return true;
  }

  /** Lets the next question to Slurm be about this task, once; false when that has been tried for long enough. */
  #askAbout(task: LiveTask): boolean {
    const first = task.goneAt === undefined;
    task.goneAt ??= performance.now();
    if (first) this.#askAt = 0;
    return performance.now() - task.goneAt < this.#pace.grace;
  }

  #end(task: LiveTask, outcome: TaskOutcome | undefined, verdict: Verdict | undefined): void {
    for (const event of task.events.next()) this.#listener.happened(task, event);
    task.done = true;
    this.#listener.ended(task, outcome, verdict);
  }

  #forget(live: LiveBatch): void {
    if (!live.tasks.every(({ done }) => done)) return;
    this.#live.delete(live);
    // A read-only or full store: the mark only saves others a look.
    if (!live.foreign || live.orphan) this.#marks.push(live.batch.ended().catch(() => undefined));
  }

  #readEvents(): void {
    const running = [...this.#live].flatMap(({ tasks }) =>
      tasks.filter(({ done, state }) => !done && state !== undefined && state !== 'PENDING'),
    );
    for (let read = 0; read < Math.min(MOST_READ, running.length); read += 1) {
      this.#turn = (this.#turn + 1) % running.length;
      const task = running[this.#turn];
      for (const event of task?.events.next() ?? []) if (task !== undefined) this.#listener.happened(task, event);
    }
  }

  #askSoon(): void {
    this.#pause = this.#pace.ask.first;
    this.#askAt = Math.min(this.#askAt, performance.now() + this.#pause);
    if (this.#askAt < performance.now()) this.#askAt = performance.now() + this.#pause;
  }

  async #ask(): Promise<void> {
    this.#askAt = performance.now() + this.#pause;
    this.#pause = Math.min(this.#pause * 1.5, this.#pace.ask.most);
    const lives = [...this.#live].filter(({ since }) => performance.now() - since >= this.#pace.fresh);
    if (lives.length === 0) return;
    const answer = await this.#run('squeue', queueArguments(lives.map(({ batch }) => batch.name)));
    if (answer.code !== 0) {
      this.#tellAway(isAway(answer) ? 'Slurm does not answer' : `Slurm cannot say which jobs run: ${wordsOf(answer)}`);
      return;
    }
    if (this.#away) this.#listener.notice('Slurm answers again');
    this.#away = false;
    const seen = new Map<string, Map<number, Seen>>();
    for (const each of parseQueue(answer.out)) {
      const tasks = seen.get(each.name) ?? new Map<number, Seen>();
      tasks.set(each.task, each);
      seen.set(each.name, tasks);
    }
    for (const live of lives) await this.#compare(live, seen.get(live.batch.name) ?? new Map());
  }

  #tellAway(message: string): void {
    if (!this.#away) this.#listener.notice(`${message}. Jobs go on without it, and their results are in the store`);
    this.#away = true;
  }

  async #compare(live: LiveBatch, seen: ReadonlyMap<number, Seen>): Promise<void> {
    const gone: LiveTask[] = [];
    for (const task of live.tasks) {
      if (task.done) continue;
      const now = seen.get(task.index);
      if (now === undefined) gone.push(task);
      else this.#note(task, now);
    }
    const first = [...seen.values()][0];
    if (live.job === undefined && first !== undefined) {
      live.job = first.id;
      await live.batch.submitted(first.id).catch(() => undefined);
    }
    if (gone.length > 0) await this.#inspect(live, gone);
  }

  #note(task: LiveTask, { state, node, reason }: Seen): void {
    if (task.state !== state) this.#askSoon();
    task.state = state;
    if (state === 'PENDING' || state === 'RUNNING') delete task.goneAt;
    if (node !== undefined) task.node = node;
    const stuck = state === 'PENDING' ? whyStuck(reason) : undefined;
    if (stuck === undefined || task.batch.stuck === reason) return;
    task.batch.stuck = reason;
    this.#listener.notice(
      `Job ${task.batch.job ?? task.batch.batch.name} does not start, because ${stuck} (${reason})`,
    );
  }

  /** Finds out why tasks are gone that Slurm shows no longer. */
  async #inspect(live: LiveBatch, gone: readonly LiveTask[]): Promise<void> {
    const facts = await this.#factsOf(live);
    if (facts === undefined) return; // The controller has gone meanwhile.
    // Makes a file server's client look at the folder itself.
    await live.batch.refresh();
    for (const task of gone) {
      const fact = facts.get(task.index);
      const state = fact?.['JobState'] ?? '';
      if (ALIVE.test(state)) continue;
      const outcome = live.batch.outcome(task.index);
      if (outcome !== undefined && outcome.why !== 'stopped') this.#end(task, outcome, undefined);
      else if (outcome === undefined && (fact === undefined || state === 'COMPLETED') && this.#askAbout(task)) continue;
      else this.#end(task, outcome, this.#verdictOn(task, fact));
    }
    this.#forget(live);
  }

  #verdictOn(task: LiveTask, facts: Facts | undefined): Verdict {
    const { batch, index } = task;
    const node = task.node ?? facts?.['NodeList'];
    if (node !== undefined && node !== '(null)') task.node = node;
    const printed = batch.batch.printed(index);
    return verdictOf({ facts, needs: batch.needs, node: task.node, printed, store: this.#store });
  }

  /** What Slurm says of the tasks of a batch; empty when it has forgotten them, undefined when it does not answer. */
  async #factsOf({ job }: LiveBatch): Promise<ReadonlyMap<number, Facts> | undefined> {
    if (job === undefined) return new Map();
    const answer = await this.#run('scontrol', ['show', 'job', job]);
    if (answer.code === 0) return parseJobs(answer.out);
    return isAway(answer) ? undefined : new Map();
  }
}
