import { fileDigests } from '../execute/file-digests.ts';
import { EXIT as JOB_EXIT } from '../execute/slurm/script.ts';
import { thaw } from '../execute/slurm/frozen.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { runSession } from './commands/run.ts';
import { submitLoop, type Loop } from './detach.ts';
import { checkAssay, openStages, type JobProgram } from './job-checks.ts';
import { onCluster } from './on-cluster.ts';
import { realTerminal } from './output.ts';
import { workIn } from './user-folder.ts';
import { actionsOfSession } from './with-store.ts';

/** Runs a detached run to its end, in a job. Resolves to the exit code. */
export async function runLoop(folder: string, loop: Loop, store: DiskStore, program: JobProgram): Promise<number> {
  const { application } = program;
  checkAssay(application, loop.assay);
  const stages = await openStages(program, loop.assay);
  process.chdir(loop.userFolder);
  workIn(loop.workFolder);
  handOver(folder, loop, application.program.main);
  const plan = { ...loop.plan, steps: thaw(loop.plan.steps, stages) };
  const forced = new Set(loop.forced);
  const facts = { ...loop.facts, fileDigest: fileDigests() };
  const actions = actionsOfSession({ plan, facts }, store, forced);
  const { packs } = loop.assay;
  const named = { ...application, program: { ...application.program, ...(packs !== undefined && { packs }) } };
  const session = { application: named, plan, facts, actions, requested: loop.requested };
  const elsewhere = await onCluster(session, loop.settings, { store, forced });
  const { number, partial } = loop;
  return runSession(session, { json: false, forced, partial, elsewhere, number }, store, application, realTerminal());
}

/** When the time of its job is nearly up, another job goes on with the run. The steps' jobs do not notice. */
function handOver(folder: string, loop: Loop, main: string): void {
  process.on('SIGUSR2', () => {
    void submitLoop(folder, loop, main).then(
      (job) => {
        console.error(`The time limit of this job is near: job ${job} goes on with the run`);
        process.exit(JOB_EXIT.time);
      },
      (error: unknown) => console.error(error instanceof Error ? error.message : error),
    );
  });
}
