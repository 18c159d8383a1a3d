import { StageFailure } from '../../core/failure.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAway, isFull, parseQueue, queueArguments, submittedId, wordsOf, type Answer, type Run } from './commands.ts';
import { plainPath } from './script.ts';

/** How long to wait before a submission is tried again, in ms: first, and at most. */
const RETRY_MS = { first: 2000, most: 60_000 };

/** What is submitted: a batch's name and folder, how many tasks it has, and the job of each. */
export interface Submission {
  readonly name: string;
  readonly folder: string;
  readonly workFolder: string;
  readonly tasks: number;
  /** Most that run at once. */
  readonly atOnce: number | undefined;
  readonly options: readonly string[];
  readonly script: string;
}

/** The arguments of sbatch. What is last wins, so the options of the user come last. */
export function batchArguments(submission: Submission): readonly string[] {
  const { name, folder, workFolder, tasks, atOnce, options } = submission;
  const limit = atOnce === undefined ? '' : `%${atOnce}`;
  return [
    '--parsable',
    `--job-name=${name}`,
    // Also for one task: then each task has a number, and one name for its files.
    `--array=0-${tasks - 1}${limit}`,
    `--output=${plainPath(folder)}/%a.log`,
    '--open-mode=append',
    `--chdir=${workFolder}`,
    ...options,
  ];
}

/**
 * Submits a batch and returns its id in Slurm. Waits while Slurm does not answer, or accepts no further job for now. If an answer is lost, the
 * name tells whether the job was accepted.
 *
 * @param notice told why it waits, once
 * @throws StageFailure when Slurm refuses the job; the signal's reason when that is aborted
 */
export async function submit(
  submission: Submission,
  {
    run,
    signal,
    notice,
  }: { readonly run: Run; readonly signal: AbortSignal; readonly notice: (message: string) => void },
): Promise<string> {
  let told = false;
  for (let pause = RETRY_MS.first; ; pause = Math.min(pause * 2, RETRY_MS.most)) {
    signal.throwIfAborted();
    const answer = await run('sbatch', batchArguments(submission), submission.script);
    const id = submittedId(answer);
    if (id !== undefined) return id;
    if (!isAway(answer) && !isFull(answer)) throw refused(answer);
    if (!told) {
      const why = isAway(answer) ? 'does not answer' : `accepts no further job for now (${wordsOf(answer)})`;
      notice(`Slurm ${why}: Assay waits and tries again`);
    }
    told = true;
    await sleep(pause, undefined, { signal });
    const accepted = await findByName(submission.name, run);
    if (accepted !== undefined) return accepted;
  }
}

async function findByName(name: string, run: Run): Promise<string | undefined> {
  const { code, out } = await run('squeue', queueArguments([name]));
  return code === 0 ? parseQueue(out)[0]?.id : undefined;
}

function refused(answer: Answer): StageFailure {
  return new StageFailure(`Slurm refuses the job: ${wordsOf(answer)}`, {
    hint: 'Check "executors" in assay.yaml and "resources" of the step; sinfo lists the partitions.',
  });
}
