import { lstatSync } from 'node:fs';
import { hexOf } from '../core/digest.ts';
import { UsageError } from '../core/failure.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { REFRESH_MS } from '../store/local/refresh.ts';
import { withHistory } from './history.ts';
import { jobFolders } from './job-folders.ts';
import { listExperiments, mayRun, runFiles, wasKilled } from './runs.ts';
import { mayHaveTag } from './notes.ts';
import type { RunRecord } from './run-record.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long to expect the repetition of a run that did not finish, and to treat a silent run elsewhere as alive. */
const WEEK_MS = 7 * DAY_MS;

/** Which runs to keep beside those with a tag: the newest of each experiment, and those of the last days. */
export interface Policy {
  readonly runs: number;
  readonly days: number;
}

/** What the runs of a store keep. */
export interface Kept {
  /** How many runs are kept, and which are not. */
  readonly runs: number;
  readonly others: readonly { readonly experiment: string; readonly number: number }[];
  /** Keys of the steps of the kept runs, as 64 hex digits. */
  readonly keys: ReadonlySet<string>;
  /** Nothing needed after this time is deleted; milliseconds since 1970. */
  readonly horizon: number;
}

/**
 * Returns the runs to keep by a policy, and what follows for the store. An unfinished run is always kept, with everything
 * needed since it began, because its record does not name its steps yet. If an experiment's newest runs did not finish,
 * everything needed since they began is kept for a week: the next run continues there.
 *
 * @throws UsageError when a run's record cannot be read, because then nobody knows what it needs
 */
export function keptRuns(store: DiskStore, policy: Policy, now: number): Kept {
  const keys = new Set<string>();
  const others: Kept['others'][number][] = [];
  let runs = 0;
  // The jobs of a run may go on although its loop is gone.
  let horizon = Math.min(now - HOUR_MS, jobFolders(store.root, now).oldest - REFRESH_MS);
  for (const experiment of listExperiments(store)) {
    let unfinished = true;
    let rank = -1;
    for (const { number, path, run, unreadable } of runFiles(store, experiment)) {
      rank += 1;
      if (unreadable !== undefined) throw unreadable;
      if (run === undefined)
        throw new UsageError(
          `The record of run ${number} of ${experiment} is damaged, so Assay cannot know what the run needs`,
          {
            hint: 'Run "assay fsck" to move it to quarantine. Then "assay gc" can delete what only this run needed.',
          },
        );
      const startedAt = Date.parse(run.startedAt);
      const age = now - startedAt;
      const running = isRunning(store, run);
      unfinished &&= run.status !== 'done';
      if (running || (unfinished && age < WEEK_MS))
        horizon = Math.min(horizon, startedAt - REFRESH_MS, beganAt(path, run) - REFRESH_MS);
      const young = rank < policy.runs || age < policy.days * DAY_MS;
      if (running || young || mayHaveTag(store, run)) {
        runs += 1;
        for (const { key } of withHistory(store, run).run.steps) if (key !== undefined) keys.add(hexOf(key));
      } else others.push({ experiment, number });
    }
  }
  return { runs, others, keys, horizon };
}

/**
 * When a run that did not finish began, by the clock of the file system: its own machine's may have been ahead. Its record was written
 * then, or once more at its end.
 */
function beganAt(path: string, { durationMs = 0 }: RunRecord): number {
  return (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) - durationMs;
}

/** Whether a run is going on, or may be where this process cannot look: a week of silence counts as its end. */
export function isRunning(store: DiskStore, run: RunRecord): boolean {
  return (run.status === 'running' || wasKilled(run)) && mayRun(store, run, WEEK_MS);
}
