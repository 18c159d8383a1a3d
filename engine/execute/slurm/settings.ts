import type { ClusterSettings } from '../../read/project.ts';

/** What one task asks of the cluster. */
export interface TaskNeeds {
  readonly cores: number;
  /** In bytes. */
  readonly memory?: number;
  readonly gpus?: number;
  readonly timeMs?: number;
}

/** Slurm counts memory in MiB. */
const MIB = 1024 * 1024;
/** How long before its time limit a job is told to save a checkpoint, in seconds, if its limit allows. */
const WARNING_S = 60;

/** The options of sbatch that say what a task needs, without those that name it. */
export function optionsOf(needs: TaskNeeds, settings: ClusterSettings): readonly string[] {
  const { cores, memory, gpus, timeMs = settings.timeMs } = needs;
  const minutes = timeMs === undefined ? undefined : Math.max(1, Math.ceil(timeMs / 60_000));
  // A job with a limit of a minute is warned in the middle of it.
  const warning = Math.min(WARNING_S, Math.floor(((minutes ?? 60) * 60) / 2));
  return [
    '--nodes=1',
    '--ntasks=1',
    `--cpus-per-task=${cores}`,
    ...(memory === undefined ? [] : [`--mem=${Math.ceil(memory / MIB)}M`]),
    ...(gpus === undefined || gpus === 0 ? [] : [`--gpus=${gpus}`]),
    ...(minutes === undefined ? [] : [`--time=${minutes}`]),
    ...(settings.partition === undefined ? [] : [`--partition=${settings.partition}`]),
    ...(settings.account === undefined ? [] : [`--account=${settings.account}`]),
    `--signal=B:USR2@${warning}`,
    // Assay submits again what a failing node or a preemption has ended: at once, and not more often than makes sense.
    '--no-requeue',
    ...settings.flags,
  ];
}
