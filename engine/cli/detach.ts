import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { steadyClock } from '../core/clock.ts';
import type { JsonObject } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { jobsFolder, newName, type AssayName, type BatchFacts } from '../execute/slurm/batch.ts';
import { realCommands, submittedId, wordsOf } from '../execute/slurm/commands.ts';
import { Freezer, type FrozenStep } from '../execute/slurm/frozen.ts';
import { checkCluster } from '../execute/slurm/preflight.ts';
import { jobScript } from '../execute/slurm/script.ts';
import { optionsOf } from '../execute/slurm/settings.ts';
import { batchArguments } from '../execute/slurm/submit.ts';
import { UsageError } from '../core/failure.ts';
import type { ClusterSettings, Project } from '../read/project.ts';
import { gitCommit } from '../runs/git.ts';
import { describeHost } from '../runs/host.ts';
import { giveUpRun, reserveRun } from '../runs/runs.ts';
import { makeFolder, writeAtomically } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { executorNamed, type ClusterSession } from './on-cluster.ts';
import { EXIT, shownPath, type Terminal } from './output.ts';
import { userFolder } from './user-folder.ts';

/** A run whose loop is a job itself: everything that the loop needs, frozen when the user asked for it. */
export interface Loop {
  readonly format: 1;
  /** The number that the run has taken. */
  readonly number: number;
  readonly plan: Omit<Plan, 'steps'> & { readonly steps: readonly FrozenStep[] };
  readonly partial: boolean;
  readonly forced: readonly string[];
  readonly requested: JsonObject;
  readonly facts: BatchFacts;
  readonly assay: AssayName;
  readonly settings: ClusterSettings;
  /** The folder in which the steps work, and the one of the user. */
  readonly workFolder: string;
  readonly userFolder: string;
}

/** The loop only waits, and keeps a plan in memory: up to 18 kB for each step (docs/scale.md). In bytes. */
const LOOP_MEMORY = { least: 2e9, base: 1e9, step: 25_000 };
const LOOP_CORES = 1;

/** Submits the loop of a run as a job, and tells the run's number. Resolves to the exit code. */
export async function detach(
  session: ClusterSession & { readonly project?: Project },
  options: {
    readonly on?: string | undefined;
    readonly json: boolean;
    readonly forced: ReadonlySet<string>;
    readonly partial: boolean;
  },
  store: DiskStore,
  terminal: Terminal,
): Promise<number> {
  const { plan, actions, application, facts, requested } = session;
  const settings = executorNamed(options.on ?? '', session.project);
  await checkCluster(plan, settings, { run: realCommands, mayRun: ({ id }) => actions.get(id)?.action !== 'reuse' });
  const now = steadyClock();
  const about = {
    host: describeHost(),
    git: gitCommit(process.cwd()),
    cores: LOOP_CORES,
    now,
  };
  const number = await reserveRun(store, plan, about);
  const { version, program } = application;
  const loop: Loop = {
    format: 1,
    number,
    plan: { ...plan, steps: new Freezer(plan).freeze(plan.steps.map(({ id }) => id)) },
    partial: options.partial,
    forced: [...options.forced],
    requested,
    facts: { code: facts.code, rules: facts.rules, runtime: facts.runtime },
    assay: { version, code: program.code, ...(program.packs !== undefined && { packs: program.packs }) },
    settings,
    workFolder: process.cwd(),
    userFolder: userFolder(),
  };
  const folder = join(jobsFolder(store.root), newName(plan.experiment));
  await makeFolder(folder);
  await writeAtomically(loopPath(folder), JSON.stringify(loop), { temporary: store.temporary });
  const job = await submitLoop(folder, loop, program.main).catch(async (error: unknown) => {
    await giveUpRun(store, plan.experiment, number);
    throw error;
  });
  await writeAtomically(join(folder, 'job'), `${job}\n`, { temporary: store.temporary });
  const log = join(folder, '0.log');
  if (options.json)
    terminal.out(JSON.stringify({ type: 'detached', experiment: plan.experiment, run: number, job, log }));
  else
    terminal.out(
      `Run ${number} of ${plan.experiment} is job ${job}. Its messages go to ${shownPath(log)}\n` +
        `  assay show ${plan.experiment} ${number}\n  assay cancel ${plan.experiment}`,
    );
  return EXIT.done;
}

function loopPath(folder: string): string {
  return join(folder, 'loop.json');
}

/** The loop in a folder; undefined if the folder is that of a batch. */
export function readLoop(folder: string): Loop | undefined {
  if (!existsSync(loopPath(folder))) return undefined;
  const loop = JSON.parse(readFileSync(loopPath(folder), 'utf8')) as Loop;
  if (loop.format === 1) return loop;
  throw new UsageError(`${loopPath(folder)} is not a run of this version of Assay`);
}

/**
 * Submits a loop and returns the id of its job. If its node fails, Slurm starts it again, and it finds the jobs that it has submitted.
 *
 * @throws UsageError when Slurm refuses it
 */
export async function submitLoop(
  folder: string,
  { settings, workFolder, plan }: Pick<Loop, 'settings' | 'workFolder' | 'plan'>,
  main: string,
): Promise<string> {
  const script = jobScript(
    { node: process.execPath, main },
    { folder, setup: settings.setup, args: ['--job', folder] },
  );
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const memory = Math.max(LOOP_MEMORY.least, LOOP_MEMORY.base + LOOP_MEMORY.step * plan.steps.length);
  const options = [...optionsOf({ cores: LOOP_CORES, memory }, settings), '--requeue'];
  const submission = { name, folder, workFolder, tasks: 1, atOnce: undefined, options, script };
  const answer = await realCommands('sbatch', batchArguments(submission), script);
  const job = submittedId(answer);
  if (job !== undefined) return job;
  throw new UsageError(`Slurm refuses the loop of the run: ${wordsOf(answer)}`, {
    hint: 'Check "executors" in assay.yaml, or run without --detach.',
  });
}
