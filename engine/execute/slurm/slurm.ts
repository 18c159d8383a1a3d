import type { RunEvent } from '../../core/event.ts';
import type { Plan } from '../../core/plan.ts';
import type { Reason } from '../../core/reason.ts';
import type { ClusterSettings } from '../../read/project.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import type { Client, Commission, Delegate, Settlement } from '../delegate.ts';
import { Others } from './adopt.ts';
import { Batch, newName, type BatchHead, type TaskOutcome } from './batch.ts';
import type { Run } from './commands.ts';
import { Freezer } from './frozen.ts';
import { groupTasks, type TaskPlan } from './grouping.ts';
import { Order } from './order.ts';
import { EventReader, relayed, type JobEvent } from './relay.ts';
import { Rides } from './rides.ts';
import { jobScript, type Program } from './script.ts';
import { optionsOf, type TaskNeeds } from './settings.ts';
import { submit } from './submit.ts';
import type { Verdict } from './verdict.ts';
import { PACE, Watch, type LiveBatch, type LiveTask, type Pace } from './watch.ts';

/** What a loop needs for a cluster. */
export interface Cluster {
  readonly store: DiskStore;
  readonly settings: ClusterSettings;
  readonly run: Run;
  readonly program: Program;
  /** What the jobs of this run need to know, besides their steps. */
  readonly head: Omit<BatchHead, 'format' | 'offsets' | 'submittedAt' | 'timeMs'>;
  /** Most tasks of one array that this Slurm takes. */
  readonly mostTasks: number;
  readonly forced: ReadonlySet<string>;
  /** How long steps took before, in ms, as far as that is known. */
  expected(): ReadonlyMap<string, number>;
  readonly signal: AbortSignal;
  now(): number;
  report(event: RunEvent): void;
  /** Somebody has asked the whole run to stop. */
  interrupt(): void;
  readonly pace?: Pace;
  /** How long to wait for more steps before those that are ready are submitted, in ms; if absent, longer and longer. */
  readonly gatherMs?: number;
}

/** How long to wait for further steps that are ready: first, and at most. */
const GATHER_MS = { first: 300, most: 60_000 };
/** How often a wait may begin again because another step has become ready: steps that come in a rush go together. */
const MOST_RUSH = 10;
/** After so many times, a run waits longer before it submits: results that come one by one should not cost one submission each. */
const PATIENT_FROM = 10;
/** How long a job that was told to stop may take to save its checkpoint and say so, in ms. */
const FAREWELL_MS = 12_000;
/** How many nodes a run leaves out, before it takes what is wrong with them for a fault of all. */
const MOST_AVOIDED = 3;

/** The steps of a run as jobs of Slurm. */
export class Slurm implements Delegate {
  readonly #plan: Plan;
  readonly #cluster: Cluster;
  readonly #client: Client;
  readonly #freezer: Freezer;
  readonly #watch: Watch;
  readonly #others: Others;
  readonly #ready: Order[] = [];
  /** Orders by task: those that it settles. */
  readonly #orders = new Map<LiveTask, Order[]>();
  readonly #rides = new Rides();
  readonly #avoided = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  /** When the first of the steps that are ready became so, by this process's clock. */
  #readySince = 0;
  /** How often steps were submitted, in however many arrays. */
  #rounds = 0;
  #submitting: Promise<void> = Promise.resolve();
  #halted = false;

  constructor(plan: Plan, cluster: Cluster, client: Client) {
    const { store, run, pace = PACE, signal } = cluster;
    this.#plan = plan;
    this.#cluster = cluster;
    this.#client = client;
    this.#freezer = new Freezer(plan);
    this.#others = new Others(store, cluster.head, run);
    this.#watch = new Watch(
      run,
      store.root,
      {
        ended: (task, outcome, verdict) => this.#ended(task, outcome, verdict),
        happened: (task, event) => this.#relay(task, event),
        notice: (message) => this.#notice(message),
        cancelled: ({ foreign }) => foreign || cluster.interrupt(),
      },
      pace,
    );
    signal.addEventListener('abort', () => void this.#cancel());
  }

  settle(commission: Commission): Promise<Settlement> {
    return new Promise((resolve) => this.#take(new Order(commission, resolve)));
  }

  ride(id: string): Promise<Settlement | undefined> {
    return this.#rides.endOf(id);
  }

  halt(): void {
    this.#halted = true;
    this.#drop(this.#ready.splice(0));
    for (const live of this.#own()) if (live.job !== undefined) void this.#scancel(live, ['--state=PENDING']);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#submitting;
    await this.#watch.close();
  }

  #take(order: Order): void {
    if (this.#halted || this.#cluster.signal.aborted) return order.settle({ end: 'cancelled' });
    if (this.#ready.push(order) === 1) this.#readySince = performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const orders = this.#ready.splice(0);
      // One after the other, so that each sees what those before it have begun.
      this.#submitting = this.#submitting
        .then(() => this.#begin(orders))
        .catch((error: unknown) => fail(orders, error));
    }, this.#pause());
  }

  /** How long to wait for more steps, in ms. However steadily they come, those that are ready do not wait for ever. */
  #pause(): number {
    const { gatherMs } = this.#cluster;
    const first = gatherMs ?? GATHER_MS.first;
    const patience = gatherMs ?? Math.min(GATHER_MS.most, first * 1.5 ** Math.max(0, this.#rounds - PATIENT_FROM));
    const waited = performance.now() - this.#readySince;
    return Math.max(0, Math.min(Math.max(first, patience - waited), Math.max(patience, MOST_RUSH * first) - waited));
  }

  /** Waits for what other loops do already, and submits the rest. */
  async #begin(orders: readonly Order[]): Promise<void> {
    for (const live of await this.#others.look()) this.#watch.add(live);
    const mine = orders.filter((order) => {
      const { key, step } = order.commission;
      const forced = this.#cluster.forced.has(step.id);
      const task = forced ? undefined : this.#others.find(key, step.id);
      if (task !== undefined) this.#join(order, task);
      return task === undefined;
    });
    const byStep = new Map(mine.map((order) => [order.commission.step.id, order]));
    const groups = groupTasks(
      mine.map(({ commission }) => commission),
      {
        plan: this.#plan,
        expected: this.#cluster.expected(),
        hasResult: (id) => this.#client.hasResult(id),
        mayRide: (id) => !this.#rides.has(id) && !this.#cluster.forced.has(id) && this.#others.doing(id) === undefined,
      },
    );
    if (groups.length > 0) this.#rounds += 1;
    for (const group of groups)
      for (let from = 0; from < group.length; from += this.#cluster.mostTasks)
        await this.#submit(group.slice(from, from + this.#cluster.mostTasks), byStep);
  }

  /** Waits for a task of another loop. */
  #join(order: Order, task: LiveTask): void {
    const waiting = this.#orders.get(task) ?? [];
    const { step } = order.commission;
    if (waiting.length === 0) this.#notice(`Job ${jobOf(task)} does ${step.id} already: its results are used here`);
    this.#orders.set(task, [...waiting, order]);
    for (const id of task.ids)
      if (this.#others.doing(id) === task && id !== step.id && !this.#client.hasResult(id)) this.#rides.board(id, task);
  }

  async #submit(tasks: readonly TaskPlan[], byStep: ReadonlyMap<string, Order>): Promise<void> {
    const { store, settings, head, program, run, signal } = this.#cluster;
    const orders = tasks.flatMap(({ ready }) => ready.flatMap(({ step }) => byStep.get(step.id) ?? []));
    if (this.#halted || signal.aborted) return this.#drop(orders);
    const batch = new Batch(store, newName(this.#plan.experiment));
    this.#others.ignore(batch.name);
    const needs = needsOfAll(tasks);
    const { timeMs = settings.timeMs } = needs;
    const live: LiveBatch = {
      batch,
      job: undefined,
      tasks: [],
      needs: { ...needs, ...(timeMs !== undefined && { timeMs }) },
      foreign: false,
      orphan: false,
      since: performance.now(),
    };
    live.tasks = tasks.map((task, index) => this.#liveTask(live, index, task));
    try {
      await batch.create(
        {
          ...head,
          submittedAt: new Date(this.#cluster.now()).toISOString(),
          ...(timeMs !== undefined && { timeMs }),
        },
        tasks.map((task) => this.#taskFile(task, byStep)),
      );
      const script = jobScript(program, { folder: batch.folder, setup: settings.setup, args: ['--job', batch.folder] });
      const avoid = this.#avoided.size === 0 ? [] : [`--exclude=${[...this.#avoided].join(',')}`];
      live.job = await submit(
        {
          name: batch.name,
          folder: batch.folder,
          workFolder: head.workFolder,
          tasks: tasks.length,
          atOnce: settings.atOnce,
          options: [...avoid, ...optionsOf(needs, settings)],
          script,
        },
        { run, signal, notice: (message) => this.#notice(message) },
      );
    } catch (error) {
      for (const task of live.tasks) this.#rides.ended(task, undefined, undefined);
      await batch.ended().catch(() => undefined);
      return signal.aborted ? this.#drop(orders) : fail(orders, error);
    }
    for (const [index, task] of live.tasks.entries())
      this.#orders.set(
        task,
        (tasks[index]?.ready ?? []).flatMap(({ step }) => byStep.get(step.id) ?? []),
      );
    this.#tellSubmitted(live);
    await batch.submitted(live.job).catch(() => undefined);
    if (signal.aborted) await this.#scancel(live);
    this.#watch.add(live);
  }

  #liveTask(batch: LiveBatch, index: number, { ready, riders }: TaskPlan): LiveTask {
    const ids = [...ready.map(({ step }) => step.id), ...riders.map(({ id }) => id)];
    const task = { batch, index, ids, events: new EventReader(batch.batch.eventsPath(index)), done: false };
    for (const { id } of riders) this.#rides.board(id, task);
    return task;
  }

  #taskFile({ ready, riders }: TaskPlan, byStep: ReadonlyMap<string, Order>): Parameters<Batch['create']>[1][number] {
    const ids = [...ready.map(({ step }) => step.id), ...riders.map(({ id }) => id)];
    return {
      ids,
      known: Object.fromEntries(ready.map(({ step, key, fingerprint }) => [step.id, { key, fingerprint }])),
      steps: this.#freezer.freeze(ids),
      forced: ids.filter((id) => this.#cluster.forced.has(id)),
      gone: ready.flatMap(({ step }) => [...(byStep.get(step.id)?.gone ?? [])]),
    };
  }

  #tellSubmitted({ job, tasks }: LiveBatch): void {
    const steps = tasks.reduce((sum, { ids }) => sum + ids.length, 0);
    const first = tasks[0]?.ids[0] ?? '';
    const what =
      steps === 1
        ? first
        : `${steps} steps, from ${first} on, in ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`;
    this.#notice(`Submitted job ${job ?? ''}: ${what}`);
  }

  #ended(task: LiveTask, outcome: TaskOutcome | undefined, verdict: Verdict | undefined): void {
    if (outcome?.node !== undefined) task.node = outcome.node;
    const orders = this.#orders.get(task) ?? [];
    this.#orders.delete(task);
    if (verdict?.kind === 'avoid' && task.node !== undefined && !task.batch.foreign) this.#avoid(task.node, verdict);
    const place = placeOf(task);
    this.#rides.ended(task, outcome, place);
    const { signal } = this.#cluster;
    for (const order of orders) {
      const own = outcome?.steps[order.commission.step.id]?.action ?? 'cancelled';
      // It has waited in the queue when this run was told to start nothing more.
      const dropped = this.#halted && outcome === undefined && verdict?.kind === 'cancelled';
      if (dropped || (signal.aborted && own === 'cancelled')) {
        order.settle({ end: 'cancelled' });
        continue;
      }
      if (task.owner !== undefined) order.gone.add(task.owner);
      const again = order.hear({ outcome, verdict, job: place, foreign: task.batch.foreign });
      if (again === undefined) continue;
      if (again.error !== undefined) this.#tellRetry(order, again.error);
      else if (again.message !== undefined) this.#notice(again.message);
      this.#take(order);
    }
  }

  #avoid(node: string, { message }: Verdict): void {
    if (this.#avoided.has(node) || this.#avoided.size >= MOST_AVOIDED) return;
    this.#avoided.add(node);
    this.#notice(`${message}. Assay submits its steps again, without this node`);
  }

  #tellRetry({ commission: { step }, attempts }: Order, error: Error): void {
    const at = this.#cluster.now();
    this.#cluster.report({
      type: 'retried',
      step: step.id,
      at,
      error,
      attempt: attempts.length,
      of: step.policy.retries,
    });
  }

  /** Tells what happens in a job as if it happened here. */
  #relay(task: LiveTask, event: JobEvent): void {
    if (event.type === 'began') {
      task.owner = event.owner;
      return;
    }
    const step = event.type === 'notice' ? undefined : event.step;
    const order = this.#orders.get(task)?.find(({ commission }) => commission.step.id === step);
    // A task of another loop may do more than this run needs.
    if (step !== undefined && order === undefined && !this.#rides.has(step, task)) return;
    const reasons = (): readonly Reason[] => {
      if (order !== undefined) return order.commission.reasons;
      const fingerprint = event.type === 'started' ? event.fingerprint : undefined;
      return step === undefined || fingerprint === undefined ? [] : this.#client.reasonsOf(step, fingerprint);
    };
    this.#cluster.report(relayed(event, this.#cluster.now(), reasons));
  }

  /** Stops everything: the jobs save checkpoints, and what does not say so in time is left to Slurm. */
  async #cancel(): Promise<void> {
    clearTimeout(this.#timer);
    this.#drop(this.#ready.splice(0));
    const own = this.#own();
    for (const live of this.#watch.batches) if (!own.includes(live)) this.#dropBatch(live);
    await Promise.all(own.map((live) => this.#scancel(live)));
    for (const live of own)
      for (const task of live.tasks) if (task.state === undefined || task.state === 'PENDING') this.#dropTask(task);
    setTimeout(() => own.forEach((live) => this.#dropBatch(live)), FAREWELL_MS).unref();
  }

  #dropBatch(live: LiveBatch): void {
    for (const task of live.tasks) this.#dropTask(task);
  }

  #dropTask(task: LiveTask): void {
    this.#rides.ended(task, undefined, undefined);
    this.#drop(this.#orders.get(task) ?? []);
  }

  #drop(orders: readonly Order[]): void {
    for (const order of orders) order.settle({ end: 'cancelled' });
  }

  /** Batches that this run may stop: its own, and those of a loop that died. */
  #own(): readonly LiveBatch[] {
    return [...this.#watch.batches].filter(({ foreign, orphan }) => !foreign || orphan);
  }

  async #scancel({ job, batch }: LiveBatch, more: readonly string[] = []): Promise<void> {
    await this.#cluster.run('scancel', [...more, ...(job === undefined ? [`--name=${batch.name}`] : [job])]);
  }

  #notice(message: string): void {
    this.#cluster.report({ type: 'notice', at: this.#cluster.now(), message });
  }
}

function fail(orders: readonly Order[], error: unknown): void {
  for (const order of orders) order.refuse(error instanceof Error ? error : new Error(String(error)));
}

function placeOf(task: LiveTask): Settlement['job'] {
  const { batch, index, node } = task;
  return { id: jobOf(task), ...(node !== undefined && { node }), log: batch.batch.logPath(index) };
}

function jobOf({ batch, index }: LiveTask): string {
  return `${batch.job ?? batch.batch.name}_${index}`;
}

/** What an array asks for: as much as each of its tasks, and the time of its longest. */
function needsOfAll(tasks: readonly TaskPlan[]): TaskNeeds {
  const [first] = tasks;
  if (first === undefined) throw new Error('Internal error: an array without tasks');
  const times = tasks.flatMap(({ timeMs }) => timeMs ?? []);
  return times.length === 0 ? first.needs : { ...first.needs, timeMs: Math.max(...times) };
}
