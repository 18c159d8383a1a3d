import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepResult } from '../../engine/core/result.ts';
import type { Stage } from '../../engine/core/stage.ts';
import { execute } from '../../engine/execute/execute.ts';
import { serialise } from '../../engine/execute/executors/worker.ts';
import { Batch, type StepOutcome, type Task, type TaskOutcome } from '../../engine/execute/slurm/batch.ts';
import type { Answer, Run } from '../../engine/execute/slurm/commands.ts';
import { thaw } from '../../engine/execute/slurm/frozen.ts';
import { Slurm, type Cluster } from '../../engine/execute/slurm/slurm.ts';
import { openStore, type DiskStore } from '../../engine/store/local/disk.ts';
import { fakeWorld, planOf, type FakeWorld } from './fake-world.ts';
import { memoryStore } from './memory-store.ts';
import { tempDir } from './temp-dir.ts';

/** What a job does instead of its work: how Slurm then tells of it, and what it leaves. */
export interface Misfortune {
  /** As in `scontrol show job`; `RUNNING` for a job that never ends. */
  readonly state: string;
  readonly exitCode?: string;
  readonly node?: string;
  /** What it prints. */
  readonly log?: string;
  /** What it leaves in the store. */
  readonly outcome?: Omit<TaskOutcome, 'format'>;
  /** Whether Slurm forgets it at once. */
  readonly forgotten?: boolean;
}

interface FakeJob {
  readonly id: string;
  readonly name: string;
  readonly task: number;
  state: string;
  exitCode: string;
  node: string;
  forgotten: boolean;
}

/** A Slurm in this process: its commands answer as the real ones do, and its jobs run toy stages in the store. */
export class FakeSlurm {
  /** Each call: the program and its arguments. */
  readonly calls: (readonly string[])[] = [];
  /** The task of each job that has begun, in order. */
  readonly begun: Task[] = [];
  /** What happens to the task that is about to begin; undefined: nothing, it works. */
  fate: (task: Task, attempt: number) => Misfortune | undefined = () => undefined;
  /** Answers a command in place of Slurm; undefined: Slurm answers. */
  instead: (program: string, args: readonly string[]) => Partial<Answer> | undefined = () => undefined;
  readonly #store: DiskStore;
  readonly #stages: Readonly<Record<string, Stage>>;
  readonly #jobs: FakeJob[] = [];
  readonly #attempts = new Map<string, number>();
  #last = 100;

  constructor(store: DiskStore, stages: readonly Stage[]) {
    this.#store = store;
    this.#stages = Object.fromEntries(stages.map((stage) => [stage.name, stage]));
  }

  /** How often a program was called. */
  count(program: string): number {
    return this.calls.filter(([name]) => name === program).length;
  }

  readonly run: Run = async (program, args) => {
    this.calls.push([program, ...args]);
    const instead = this.instead(program, args);
    if (instead !== undefined) return { code: 0, out: '', err: '', ...instead };
    if (program === 'sbatch') return this.#submit(args);
    if (program === 'squeue') return answer(this.#queue(valueOf(args, '--name').split(',')));
    if (program === 'scancel') return this.#cancel(args.at(-1) ?? '', args.includes('--state=PENDING'));
    return this.#show(args.at(-1) ?? '');
  };

  #submit(args: readonly string[]): Answer {
    const name = valueOf(args, '--job-name');
    const tasks = Number(/0-(\d+)/.exec(valueOf(args, '--array'))?.[1]) + 1;
    this.#last += 1;
    const id = String(this.#last);
    for (let task = 0; task < tasks; task += 1) {
      const job: FakeJob = { id, name, task, state: 'PENDING', exitCode: '0:0', node: '', forgotten: false };
      this.#jobs.push(job);
      setImmediate(() => void this.#begin(job));
    }
    return answer(`${id}\n`);
  }

  async #begin(job: FakeJob): Promise<void> {
    if (job.state !== 'PENDING') return;
    const batch = new Batch(this.#store, job.name);
    const task = batch.task(job.task, batch.head());
    this.begun.push(task);
    const first = task.ids[0] ?? '';
    const attempt = (this.#attempts.get(first) ?? 0) + 1;
    this.#attempts.set(first, attempt);
    job.node = `n${(job.task % 3) + 1}`;
    job.state = 'RUNNING';
    const misfortune = this.fate(task, attempt);
    if (misfortune === undefined) {
      const outcome = await this.#work(task, job.node);
      // At once: a real job may wait for its disk, but these are thousands.
      writeFileSync(join(batch.folder, `${job.task}.json`), JSON.stringify({ format: 1, ...outcome }));
      job.state = 'COMPLETED';
      return;
    }
    const { state, exitCode = '0:0', node = job.node, log, outcome, forgotten = false } = misfortune;
    if (log !== undefined) appendFileSync(batch.logPath(job.task), log);
    if (outcome !== undefined) await batch.end(job.task, outcome);
    Object.assign(job, { state, exitCode, node, forgotten });
  }

  /** What engine/cli/job.ts does, for toy stages. */
  async #work(task: Task, node: string): Promise<Omit<TaskOutcome, 'format'>> {
    const steps = thaw(task.steps, this.#stages);
    const forced = new Set(task.forced);
    const results = await execute(planOf(steps), fakeWorld(this.#store, { forced }));
    const outcomes = task.ids.flatMap((id) => {
      const result = results.get(id);
      return result === undefined ? [] : [[id, outcomeOf(result)] as const];
    });
    return { node, why: 'end', steps: Object.fromEntries(outcomes) };
  }

  #queue(names: readonly string[]): string {
    const shown = this.#jobs.filter(
      ({ name, state }) => names.includes(name) && /PENDING|RUNNING|COMPLETING/.test(state),
    );
    return shown.map(({ name, id, task, state, node }) => `${name}|${id}|${task}|${state}|${node}|None\n`).join('');
  }

  #show(id: string): Answer {
    const jobs = this.#jobs.filter((job) => job.id === id && !job.forgotten);
    if (jobs.length === 0) return { code: 1, out: '', err: 'slurm_load_jobs error: Invalid job id specified\n' };
    const records = jobs.map(
      ({ name, task, state, exitCode, node }, index) =>
        `JobId=${Number(id) * 10 + index} ArrayJobId=${id} ArrayTaskId=${task} JobName=${name}\n` +
        `   JobState=${state} Reason=None Dependency=(null)\n   Requeue=0 ExitCode=${exitCode}\n   NodeList=${node}\n`,
    );
    return answer(records.join('\n'));
  }

  #cancel(which: string, pending: boolean): Answer {
    for (const job of this.#jobs) {
      if (job.id !== which && `--name=${job.name}` !== which) continue;
      if (job.state === 'PENDING' || (job.state === 'RUNNING' && !pending)) job.state = 'CANCELLED';
    }
    return answer('');
  }
}

function outcomeOf(result: StepResult): StepOutcome {
  if (result.action === 'failed')
    return { action: 'failed', error: serialise(result.error), ...(result.key && { key: result.key }) };
  if (result.action === 'skipped') return result;
  if (result.action === 'cancelled') return { action: 'cancelled', ran: false };
  return { action: result.action, key: result.key };
}

function answer(out: string): Answer {
  return { code: 0, out, err: '' };
}

function valueOf(args: readonly string[], name: string): string {
  return args.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** A store on disk. With `quick`, only its batches are on disk: for thousands of steps. */
export async function clusterStore({ quick = false } = {}): Promise<DiskStore> {
  const root = join(tempDir(), 'store');
  const store = await openStore(root);
  if (!quick) return store;
  const folder = join(root, 'memory');
  mkdirSync(folder, { recursive: true });
  return Object.assign(Object.create(store) as DiskStore, memoryStore(folder));
}

/** A world whose steps are jobs of a Slurm. */
export function clusterWorld(
  slurm: FakeSlurm,
  store: DiskStore,
  change: Partial<Cluster> & Partial<FakeWorld> = {},
): FakeWorld {
  const world: FakeWorld = fakeWorld(store, {
    ...(change.forced && { forced: change.forced }),
    ...(change.signal && { signal: change.signal }),
    delegateOf: (plan, client) => new Slurm(plan, { ...clusterOf(slurm, store, world), ...change }, client),
  });
  return world;
}

function clusterOf(slurm: FakeSlurm, store: DiskStore, world: FakeWorld): Cluster {
  return {
    store,
    settings: { setup: '', flags: [] },
    run: slurm.run,
    program: { node: 'node', main: 'main.js' },
    head: {
      experiment: 'test',
      run: 1,
      file: 'test.yaml',
      user: 'me',
      loop: { pid: process.pid, host: 'here', folder: store.temporary.label },
      workFolder: process.cwd(),
      assay: { version: '0', code: 'c' },
      runtime: { backend: 'portable', threads: 2 },
      requested: {},
      facts: { code: {}, rules: 'r', runtime: {} },
    },
    mostTasks: 1000,
    forced: new Set(),
    expected: () => new Map(),
    signal: world.signal,
    now: () => world.now(),
    report: (event) => world.report(event),
    interrupt: () => undefined,
    pace: { look: 5, ask: { first: 10, most: 20 }, grace: 100, fresh: 10 },
    gatherMs: 20,
  };
}
