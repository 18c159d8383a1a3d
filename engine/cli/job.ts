import { availableParallelism, hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { steadyClock } from '../core/clock.ts';
import { isExpected } from '../core/failure.ts';
import type { KeyFacts, Plan, PlannedStep, Resources } from '../core/plan.ts';
import type { Fingerprint } from '../core/record.ts';
import type { StepResult } from '../core/result.ts';
import { execute } from '../execute/execute.ts';
import { localExecutors } from '../execute/executors/local.ts';
import { serialise } from '../execute/executors/worker.ts';
import { fileDigests } from '../execute/file-digests.ts';
import { thisMachine } from '../execute/resources.ts';
import { Batch, type BatchHead, type StepOutcome, type Task, type TaskOutcome } from '../execute/slurm/batch.ts';
import { thaw } from '../execute/slurm/frozen.ts';
import { EventReader, EventWriter } from '../execute/slurm/relay.ts';
import { EXIT as JOB_EXIT } from '../execute/slurm/script.ts';
import type { World } from '../execute/world.ts';
import { furthestCheckpoint } from '../plan/checkpoint-key.ts';
import { fingerprintOf, keyOf } from '../plan/fingerprint.ts';
import { describeHost } from '../runs/host.ts';
import { giveUpRun } from '../runs/runs.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Application } from './application.ts';
import { checkAssay, checkNumerics, checkSurroundings, openStages, type JobProgram } from './job-checks.ts';
import { readLoop, type Loop } from './detach.ts';
import { EXIT, realTerminal } from './output.ts';
import { tellError } from './tell-error.ts';
import { withStore } from './with-store.ts';

/** How long before its time limit a job stops its steps, in ms: they save checkpoints, and the job says what became of them. */
const RESERVE_MS = 20_000;

/**
 * Does one task of a batch: what a job of a cluster runs. Everything that it needs is in the store, which is two folders above the
 * batch's. Resolves to the exit code.
 *
 * @param began when Slurm started the job, in ms since 1970
 */
export async function runJob(folder: string, began: number, program: JobProgram): Promise<number> {
  const { env } = process;
  const loop = readLoop(folder);
  const store = dirname(dirname(folder));
  if (loop !== undefined) return runDetached(folder, loop, store, program);
  const stop = listen();
  return withStore(store, async (opened) => {
    const batch = new Batch(opened, basename(folder));
    const index = Number(env['SLURM_ARRAY_TASK_ID'] ?? 0);
    const head = batch.head();
    if (head.timeMs !== undefined) stop.notBefore(began + head.timeMs - RESERVE_MS);
    batch.shareLog(index);
    await batch.begin(index);
    // If Slurm has started this job before, that one has ended, perhaps without giving back its leases.
    const before = new EventReader(batch.eventsPath(index)).next();
    for (const event of before) if (event.type === 'began') opened.leases.presumeGone(event.owner);
    new EventWriter(batch.eventsPath(index)).begin(opened.temporary.id);
    const job = new Job({ batch, index, head, task: batch.task(index, head) }, opened, stop);
    const outcome = await job.run(program, capacityOf(env));
    await batch.end(index, outcome);
    return exitCodeOf(outcome);
  });
}

async function runDetached(folder: string, loop: Loop, root: string, program: JobProgram): Promise<number> {
  const { runLoop } = await import('./loop.ts');
  return withStore(root, async (store) => {
    new Batch(store, basename(folder)).shareLog(0);
    try {
      return await runLoop(folder, loop, store, program);
    } catch (error) {
      await giveUpRun(store, loop.plan.experiment, loop.number);
      return tellError(error, realTerminal());
    } finally {
      await new Batch(store, basename(folder)).ended();
    }
  });
}

/** Why and whether to stop. */
interface Stop {
  readonly signal: AbortSignal;
  why(): TaskOutcome['why'];
  /** A warning before this time, in ms since 1970, came too early. */
  notBefore(time: number): void;
}

/**
 * Slurm sends SIGUSR2 some time before the time limit, and up to a minute earlier than it was asked to. It sends SIGTERM to a job that is
 * cancelled or preempted.
 */
function listen(): Stop {
  const controller = new AbortController();
  let why: TaskOutcome['why'] = 'end';
  let earliest = 0;
  const stop = (reason: TaskOutcome['why']): void => {
    if (why === 'end') why = reason;
    controller.abort();
  };
  process.on('SIGUSR2', () => void setTimeout(() => stop('time'), Math.max(0, earliest - Date.now())).unref());
  process.on('SIGTERM', () => stop('stopped'));
  process.on('SIGINT', () => stop('stopped'));
  return {
    signal: controller.signal,
    why: () => why,
    notBefore: (time) => {
      earliest = time;
    },
  };
}

/** What Slurm gives to the job. */
function capacityOf(env: NodeJS.ProcessEnv): Resources {
  const machine = thisMachine(Number(env['SLURM_CPUS_PER_TASK'] ?? availableParallelism()));
  const memory = Number(env['SLURM_MEM_PER_NODE'] ?? 0) * 1024 * 1024;
  return memory > 0 ? { ...machine, memory } : machine;
}

function exitCodeOf({ why, refused, steps }: Omit<TaskOutcome, 'format'>): number {
  if (why === 'time') return JOB_EXIT.time;
  if (why === 'stopped') return EXIT.interrupted;
  const failed = Object.values(steps).some(({ action }) => action === 'failed');
  return refused !== undefined || failed ? EXIT.failed : EXIT.done;
}

interface Place {
  readonly batch: Batch;
  readonly index: number;
  readonly head: BatchHead;
  readonly task: Task;
}

class Job {
  readonly #place: Place;
  readonly #store: DiskStore;
  readonly #stop: Stop;
  readonly #keyed = new Map<string, Fingerprint>();
  readonly #started = new Set<string>();

  constructor(place: Place, store: DiskStore, stop: Stop) {
    this.#place = place;
    this.#store = store;
    this.#stop = stop;
  }

  async run(program: JobProgram, capacity: Resources): Promise<Omit<TaskOutcome, 'format'>> {
    try {
      const { head, task } = this.#place;
      for (const owner of task.gone) this.#store.leases.presumeGone(owner);
      checkAssay(program.application, head.assay);
      const stages = await openStages(program, head.assay);
      process.chdir(head.workFolder);
      const steps = thaw(task.steps, stages);
      const plan = planOf(head, steps);
      if (steps.some(({ stage }) => stage.numeric)) checkNumerics(program.application, head);
      const facts = { ...head.facts, fileDigest: fileDigests() };
      const results = await execute(plan, this.#world(plan, facts, { application: program.application, capacity }));
      return { node: hostname(), why: this.#stop.why(), steps: this.#outcomes(plan, results) };
    } catch (error) {
      if (!isExpected(error)) console.error(error);
      const { message, hint } = serialise(error);
      const refused = { message, ...(hint !== undefined && { hint }) };
      return { node: hostname(), why: this.#stop.why(), refused, steps: {} };
    }
  }

  #world(
    plan: Plan,
    facts: KeyFacts,
    { application, capacity }: { readonly application: Application; readonly capacity: Resources },
  ): World {
    const { batch, index, head, task } = this.#place;
    const events = new EventWriter(batch.eventsPath(index));
    const ids = new Set(task.ids);
    const now = steadyClock();
    const { packs } = head.assay;
    const entry = {
      ...application.workerEntry,
      args: [...application.workerEntry.args, ...(packs === undefined ? [] : [packs])],
    };
    this.#store.notices.listen((message) =>
      events.write({ type: 'notice', at: now(), message }, () => this.#keyOf('')),
    );
    return {
      store: this.#store,
      host: describeHost(),
      signal: this.#stop.signal,
      forced: new Set(task.forced),
      presumed: new Set(plan.steps.map(({ id }) => id).filter((id) => !ids.has(id))),
      now,
      report: (event) => {
        if (event.type === 'started') this.#started.add(event.step);
        if (event.type === 'notice' || ids.has(event.step)) events.write(event, (id) => this.#keyOf(id));
      },
      keyOf: (step, inputs) => {
        const fingerprint = fingerprintOf(step, inputs, facts);
        this.#keyed.set(step.id, fingerprint);
        const known = task.known[step.id];
        if (known !== undefined) checkSurroundings(step.id, known.fingerprint, fingerprint);
        return { key: keyOf(fingerprint), fingerprint };
      },
      executorsOf: (which) => localExecutors(which, entry, capacity),
      earlier: () => [],
    };
  }

  #keyOf(id: string): { readonly key: ReturnType<typeof keyOf>; readonly fingerprint?: Fingerprint } {
    const fingerprint = this.#keyed.get(id);
    if (fingerprint === undefined) throw new Error(`Internal error: ${id} has started without a key`);
    const key = keyOf(fingerprint);
    return this.#place.task.known[id]?.key === key ? { key } : { key, fingerprint };
  }

  #outcomes(plan: Plan, results: ReadonlyMap<string, StepResult>): Record<string, StepOutcome> {
    const ids = new Set(this.#place.task.ids);
    const outcomes: Record<string, StepOutcome> = {};
    for (const step of plan.steps) {
      const result = results.get(step.id);
      // Of what is upstream, the loop needs to know only what has failed.
      if (result === undefined || (!ids.has(step.id) && result.action !== 'failed')) continue;
      outcomes[step.id] = this.#outcomeOf(step, result);
    }
    return outcomes;
  }

  #outcomeOf(step: PlannedStep, result: StepResult): StepOutcome {
    switch (result.action) {
      case 'reused':
        return { action: 'reused', key: result.key };
      case 'finished':
        return { action: 'finished', key: result.key, ...(result.attempts && { attempts: result.attempts }) };
      case 'failed': {
        const { error, key, durationMs, attempts } = result;
        return {
          action: 'failed',
          error: serialise(error),
          ...(key !== undefined && { key }),
          ...(durationMs !== undefined && { durationMs }),
          ...(attempts && { attempts }),
        };
      }
      case 'skipped':
        return { action: 'skipped', because: result.because };
      case 'cancelled': {
        const fingerprint = this.#keyed.get(step.id);
        const reach = fingerprint === undefined ? undefined : furthestCheckpoint(step, fingerprint, this.#store);
        return { action: 'cancelled', ran: this.#started.has(step.id), ...(reach && { reach }) };
      }
    }
  }
}

/** What `execute` needs of a plan; the rest is for people, and there are none here. */
function planOf({ experiment, file, runtime }: BatchHead, steps: readonly PlannedStep[]): Plan {
  return { experiment, file, seed: 0, runtime, steps, outputs: [], source: {} };
}
