import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { UsageError } from '../../core/failure.ts';
import { plural } from '../../report/messages.ts';
import { Batch, batchNames } from '../../execute/slurm/batch.ts';
import { parseQueue, queueArguments, realCommands, wordsOf } from '../../execute/slurm/commands.ts';
import { giveUpRun } from '../../runs/runs.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { readLoop } from '../detach.ts';
import { EXIT } from '../output.ts';
import { experimentName } from '../references.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('[experiment]', 'name of the experiment, or its file (default: all of the store)')
    .addOption(storeOption())
    .addOption(jsonOption());

/** `assay cancel [EXPERIMENT]`: stops the jobs of runs on a cluster, and the runs. */
export const cancel = defineCommand({
  declare,
  help: `Examples:
  assay cancel quickstart
  assay cancel                all runs of the store that have jobs

Works from any machine that sees the store and has Slurm. Trainings save a checkpoint first, finished steps are kept,
and the same "assay run" continues. To stop only one step, use scancel with the job that "assay show --step" names.`,
  run: cancelRuns,
});

/** Jobs that wait or run, under one name. */
interface Open {
  readonly batch: Batch;
  readonly experiment: string;
  /** The number of the run whose loop it is. */
  readonly loop: number | undefined;
}

async function cancelRuns(
  experiment: string | undefined,
  options: OptionsOf<typeof declare>,
  { terminal }: Line,
): Promise<number> {
  return withStore(options.store, async (store) => {
    const wanted = experiment === undefined ? undefined : await experimentName(experiment);
    const open = openBatches(store).filter((each) => wanted === undefined || each.experiment === wanted);
    const shown = open.length === 0 ? [] : await jobsOf(open);
    // Loops first: a loop that is told to stop submits nothing more.
    const live = open
      .filter(({ batch }) => shown.some(({ name }) => name === batch.name))
      .sort((a, b) => Number(a.loop === undefined) - Number(b.loop === undefined));
    for (const each of live)
      await stop(
        each,
        store,
        shown.every(({ name, state }) => name !== each.batch.name || state === 'PENDING'),
      );
    const experiments = [...new Set(live.map((each) => each.experiment))].sort();
    const jobs = shown.length;
    if (options.json) terminal.out(JSON.stringify({ experiments, jobs }, null, 2));
    else if (jobs === 0) terminal.out('No job of this store waits or runs.');
    else
      terminal.out(
        `Cancelled ${plural(jobs, 'job')} of ${experiments.join(', ')}. Finished steps and checkpoints are kept.`,
      );
    return EXIT.done;
  });
}

function openBatches(store: DiskStore): readonly Open[] {
  return batchNames(store.root).flatMap((name): Open[] => {
    const batch = new Batch(store, name);
    if (batch.hasEnded) return [];
    try {
      const loop = readLoop(batch.folder);
      const experiment = loop === undefined ? batch.head().experiment : loop.plan.experiment;
      return [{ batch, experiment, loop: loop?.number }];
    } catch {
      return []; // Its loop died before anything was submitted.
    }
  });
}

async function jobsOf(open: readonly Open[]): Promise<ReturnType<typeof parseQueue>> {
  const answer = await realCommands('squeue', queueArguments(open.map(({ batch }) => batch.name)));
  if (answer.code === 0) return parseQueue(answer.out);
  const why = answer.code === 127 ? 'there is no squeue in PATH' : wordsOf(answer);
  throw new UsageError(`Cannot ask Slurm which jobs run: ${why}`, {
    hint: 'Nothing was cancelled. Try again on a machine of the cluster, when "sinfo" answers.',
  });
}

async function stop({ batch, experiment, loop }: Open, store: DiskStore, waits: boolean): Promise<void> {
  if (loop === undefined) await batch.cancel();
  const answer = await realCommands('scancel', [batch.job() ?? `--name=${batch.name}`]);
  if (answer.code !== 0) throw new UsageError(`Slurm does not cancel ${batch.name}: ${wordsOf(answer)}`);
  if (loop === undefined || !waits) return;
  // It has never begun, so nobody else writes how it ended.
  await giveUpRun(store, experiment, loop);
  await batch.ended();
}
